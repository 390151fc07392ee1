"""The cookie of a session: `__Host-trunkline`, Secure, on https; `trunkline` on plain http, at this machine.

A cookie of the prefix `__Host-` cannot be set by another host of the domain (RFC 6265bis, 4.1.3.2); one without it is
only looked at where there is no domain.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from agent.store.sessions import LONGEST
from telephony.neighbours import asks_here, is_neighbour

NAME: Final = "trunkline"
TRIP: Final = "trunkline-sign-in"
"""Of a way to the OpenID provider."""


def is_secure(connection: HTTPConnection, public_url: str | None) -> bool:
    """Whether the browser speaks https, though TLS may end in front of us."""
    if connection.url.scheme in {"https", "wss"} or connection.headers.get("origin", "").startswith("https://"):
        return True
    public = urlsplit(public_url or "")
    return public.scheme == "https" and connection.headers.get("host", "").lower() == public.netloc.lower()


def is_private(connection: HTTPConnection, public_url: str | None) -> bool:
    """Whether a password may be sent this way: by https, or without leaving the machine. A proxy that says it was asked
    by http is believed.
    """
    plain = connection.headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower() == "http"
    return (is_secure(connection, public_url) and not plain) or is_neighbour(connection)


def read(connection: HTTPConnection, name: str = NAME) -> str | None:
    """What the browser has."""
    return connection.cookies.get(f"__Host-{name}") or (connection.cookies.get(name) if asks_here(connection) else None)


def put(response: Response, value: str, *, secure: bool, name: str = NAME, seconds: float | None = None) -> None:
    """Have the browser keep it."""
    response.set_cookie(
        f"__Host-{name}" if secure else name,
        value,
        max_age=int(LONGEST.total_seconds() if seconds is None else seconds),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def clear(response: Response, *, secure: bool, name: str = NAME) -> None:
    """Have the browser forget it."""
    response.delete_cookie(f"__Host-{name}" if secure else name, path="/", secure=secure, httponly=True, samesite="lax")
