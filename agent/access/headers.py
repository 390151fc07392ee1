"""What every answer tells a browser not to do: an ASGI middleware around everything.

Scripts come from files of ours alone. Styles may stand in elements: Radix locks a page's scrolling by a style element,
and the canvas places its steps by style attributes.
"""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGES: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ANSWERS: Final = "default-src 'none'; frame-ancestors 'none'"
"""Of the API: an answer is no page."""
EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS: Final = "max-age=31536000"


class SecurityHeaders:
    """Adds them."""

    def __init__(self, app: ASGIApp, *, public_url: str | None = None) -> None:
        """With a PUBLIC_URL of https, browsers are told to ask by nothing else (RFC 6797); they heed that where they
        have asked by https."""
        self._app = app
        self._more = {"Strict-Transport-Security": HSTS} if (public_url or "").startswith("https://") else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, the beginning of an answer with more headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        api = path.startswith(("/api/", "/twilio/"))

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**EVERYWHERE, **self._more})
                headers["Content-Security-Policy"] = ANSWERS if api else PAGES
                if api:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, sent)
