"""Whether a request comes from this very machine, and not through a proxy or a tunnel that ends on it."""

import ipaddress
from typing import Final

from starlette.requests import HTTPConnection

FORWARDED: Final = (
    "forwarded", "x-real-ip", "via", "cf-connecting-ip", "true-client-ip", "x-client-ip", "x-cluster-client-ip",
    "x-original-forwarded-for", "x-original-host", "fastly-client-ip", "fly-client-ip",
)  # fmt: skip
"""What proxies and tunnels add, beside whatever begins with `x-forwarded`."""


def is_neighbour(connection: HTTPConnection) -> bool:
    """True for a client on this machine that asked for this machine by a loopback name.

    A tunnel's requests come from a loopback address too, but bear the public host's name or a forwarding header; so do
    those that a web page makes a visitor's browser send (DNS rebinding).
    """
    if connection.client is None or any(map(_is_forwarding, connection.headers)):
        return False
    asked_for = connection.url.hostname or ""
    return _is_loopback(connection.client.host) and (asked_for == "localhost" or _is_loopback(asked_for))


def _is_forwarding(header: str) -> bool:
    return header in FORWARDED or header.startswith("x-forwarded")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
