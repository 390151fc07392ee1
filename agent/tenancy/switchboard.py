"""Which tenant a request is for: by the host that it asks for, before anything else is looked at.

That decides nothing but who looks at it. The tenant's own guard asks for a session, a key or a signature, and knows
those of its tenant alone: whoever names another host comes to another door, at which what they bring is none.
"""

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

OPENING_S = 2
"""When to ask again at a tenant that is being opened."""


class Switchboard:
    """ASGI. Hosts that are no tenant's are the first one's."""

    def __init__(self, first: ASGIApp) -> None:
        self._first = first
        self._apps: Mapping[str, ASGIApp | None] = {}

    def put_through(self, apps: Mapping[str, ASGIApp | None]) -> None:
        """From now on these hosts are these tenants'; None: known, and not open yet."""
        self._apps = dict(apps)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand it on."""
        app: ASGIApp | None = self._first
        if scope["type"] in {"http", "websocket"} and self._apps:
            app = self._apps.get(asked_host(scope), self._first)
        await (app or _opening())(scope, receive, send)


def asked_host(scope: Scope) -> str:
    """The host that is asked for, in small letters, without its port; empty when that is not said once."""
    hosts: list[bytes] = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        return ""
    host, _, port = hosts[0].decode("latin-1").lower().rpartition(":")
    return (host if host and port.isdecimal() else hosts[0].decode("latin-1").lower()).rstrip(".")


def _opening() -> Response:
    error = {"code": "opening", "message": "This is being opened; ask again in a moment."}
    return JSONResponse({"error": error}, status_code=503, headers={"Retry-After": str(OPENING_S)})
