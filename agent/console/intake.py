"""How much may be sent, and in which form: checked before anything is read."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.access.needs import READS
from agent.console.refusals import Refusal

LARGEST_BODY: Final = 2 * 1024 * 1024
"""Bytes: ten times what a flow of two hundred steps has."""
BODIES: Final = frozenset({"application/json", "text/yaml"})
"""What a page of another site cannot send without asking first."""
TOO_LARGE: Final = f"The request is larger than {LARGEST_BODY // 1024**2} MB, which no flow is."


class Intake:
    """ASGI middleware of the console's API: no body is larger than 2 MB, and none is a form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(Request(scope))
        if refusal is not None:
            await refusal.answer()(scope, receive, send)
            return
        await self._app(scope, _bounded(receive), send)


def _refusal(request: Request) -> Refusal | None:
    if request.method in READS:
        return None
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        return Refusal(413, "too_large", TOO_LARGE)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    bodiless = request.method != "POST" and not kind and length == "0" and "transfer-encoding" not in request.headers
    if kind not in BODIES and not bodiless:
        return Refusal(400, "bad_request", "Send JSON, with the header Content-Type: application/json.")
    return None


def _bounded(receive: Receive) -> Receive:
    """The same messages, until the body is too large."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            raise HTTPException(413, TOO_LARGE)
        return message

    return bounded
