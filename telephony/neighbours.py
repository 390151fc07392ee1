"""Whether a request comes from this very machine, and not through a proxy or a tunnel that ends on it."""

import ipaddress
import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

FORWARDED: Final = (
    "forwarded", "x-real-ip", "via", "true-client-ip", "client-ip", "x-client-ip", "x-cluster-client-ip",
    "x-original-forwarded-for", "x-original-host", "fastly-client-ip", "fly-client-ip",
)  # fmt: skip
"""What proxies and tunnels add, beside whatever begins as follows."""
FORWARDED_SO: Final = ("x-forwarded", "x-envoy-", "cf-", "tailscale-")
_HERE: Final = re.compile(
    r"(([a-z0-9-]+\.)?localhost|127(\.[0-9]{1,3}){3}|\[::1\]|\[::ffff:127(\.[0-9]{1,3}){3}\])(:[0-9]{1,5})?"
)
"""Names below localhost are this machine, too (RFC 6761 §6.3): nobody else can have one."""


def is_neighbour(connection: HTTPConnection) -> bool:
    """True for a client on this machine that asked for this machine by a loopback name.

    A tunnel's requests come from a loopback address too, but bear the public host's name or a forwarding header; so do
    those that a web page makes a visitor's browser send (DNS rebinding).
    """
    if connection.client is None or any(map(_is_forwarding, connection.headers)):
        return False
    return _is_loopback(connection.client.host) and asks_here(connection)


def asks_here(connection: HTTPConnection) -> bool:
    """Whether it asks for this machine by a loopback name: in the one Host header as it was sent, since whatever parses
    a malformed one may put the server's own address in its place.
    """
    hosts = connection.headers.getlist("host")
    return len(hosts) == 1 and _HERE.fullmatch(hosts[0].lower()) is not None


def of_another_page(connection: HTTPConnection, *, ours: Collection[str] = ()) -> bool:
    """Whether a web page that did not come from here made a browser ask (Fetch Metadata; the Fetch Standard's
    Origin). Programs send neither header. `ours`: hosts, with their ports, that are here as well as the one that was
    asked for.
    """
    if connection.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return True
    origin = connection.headers.get("origin")
    if origin is None:
        return False
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return True
    return not host or host not in {connection.headers.get("host", "").lower(), *ours}


def embedded(connection: HTTPConnection) -> bool:
    """Whether a web page that did not come from here makes a browser load this as a part of it (Fetch Metadata). It
    could not read it, but would hold streams open and learn from how long it takes. A link that leads here is no part.
    """
    site = connection.headers.get("sec-fetch-site", "none")
    return site not in {"same-origin", "none"} and connection.headers.get("sec-fetch-mode", "navigate") != "navigate"


def _is_forwarding(header: str) -> bool:
    return header in FORWARDED or header.startswith(FORWARDED_SO)


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
