"""Where requests may go: hosts that are listed, and of those only addresses of the public internet.

A listed host may still lead inside: its name may resolve to a private address, once it was checked (DNS rebinding), or
its answer may redirect there. So a name is resolved here, every address it has is checked, and the connection goes to
the address that was checked (OWASP, Server-Side Request Forgery Prevention Cheat Sheet). Hosts under `private_hosts`
are one's own: any address, and http too.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from agent.tools.tool import ToolRefused

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""All addresses of a host. Raises OSError."""

_NAT64 = ip_network("64:ff9b::/96")
_ELSEWHERE = tuple(
    map(
        ip_network,
        (
            "168.63.129.16/32",  # answers on every virtual machine of Azure, with secrets of that machine
            "192.0.0.0/24",  # IETF protocol assignments; at .192 Oracle's machines are told of themselves
            "192.88.99.0/24",  # 6to4 relays, given up (RFC 7526)
            "fec0::/10",  # site-local, given up, but still routed inside (RFC 3879)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
"""Addresses that count as public, and are not."""
_DEFAULT_PORTS = {"https": 443, "http": 80}

MOST = 4
"""Addresses of one host that are tried."""


class NotAllowed(ToolRefused):
    """A request would go where requests may not go."""


def is_public(written: str) -> bool:
    """Whether an address belongs to the public internet; also looks through addresses that carry another one."""
    address = ip_address(written.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]) or _nat64(address)
        if inner:
            return is_public(str(inner))
    never = address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local
    return address.is_global and not never and not any(address in network for network in _ELSEWHERE)


def _nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


async def resolve(host: str, port: int) -> list[str]:
    """What the system's resolver knows of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets requests to listed hosts through. A host is `api.example.com`, or with its port `crm.internal:8080`."""

    hosts: Collection[str]
    private_hosts: Collection[str]
    resolve: Resolve = resolve

    def check(self, scheme: str, host: str, port: int | None) -> None:
        """Raises NotAllowed for a host that is not listed, and for http to one that is not private."""
        listed = self._names(scheme, host, port)
        if listed & set(self.private_hosts) and scheme in _DEFAULT_PORTS:
            return
        if not listed & set(self.hosts):
            raise NotAllowed(f"the host “{host}” is not listed under “hosts”")
        if scheme != "https":
            raise NotAllowed(f"the host “{host}” is called over https only, as it is not listed under “private_hosts”")

    async def admit(self, scheme: str, host: str, port: int | None) -> list[str]:
        """The addresses at which that host may be called. Raises NotAllowed, or OSError when it cannot be resolved."""
        self.check(scheme, host, port)
        addresses = list(dict.fromkeys(await self.resolve(host, port or _DEFAULT_PORTS[scheme])))
        if not self._names(scheme, host, port) & set(self.private_hosts) and not all(map(is_public, addresses)):
            raise NotAllowed(f"the host “{host}” resolves to an address that is not of the public internet")
        return addresses[:MOST]

    @staticmethod
    def _names(scheme: str, host: str, port: int | None) -> set[str]:
        host = host.lower().strip("[]")
        default = _DEFAULT_PORTS.get(scheme)
        return {f"{host}:{port or default}"} | ({host} if port in {None, default} else set())
