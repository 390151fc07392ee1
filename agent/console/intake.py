"""How much may be sent, and in which form: checked before anything is read."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.access.needs import READS, Table
from agent.console.refusals import Refusal

LARGEST_BODY: Final = 2 * 1024 * 1024
"""Bytes: ten times what a flow of two hundred steps has."""
BODIES: Final = frozenset({"application/json", "text/yaml"})
"""What a page of another site cannot send without asking first."""
OF_ANYBODY: Final = 8 * 1024
"""Bytes: what somebody whom nobody knows may send, to sign in."""
MOST_FIELDS: Final = 100
"""Of a JSON object that is sent: each that a form does not know would be an error of its own."""
_NEEDS: Final = Table()


class Intake:
    """ASGI middleware of the console's API: no body is larger than 2 MB, or 8 KB where one need not be
    signed in, and none is a form.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        largest = _largest(request)
        refusal = _refusal(request, largest)
        if refusal is not None:
            await refusal.answer()(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, largest), send)


async def few_fields(request: Request) -> None:
    """A dependency of every route, met before a body is looked at closely. Raises Refusal."""
    if request.method in READS or not request.headers.get("content-type", "").startswith("application/json"):
        return
    try:
        sent = await request.json()
    except (ValueError, RecursionError):
        return  # the route says so, if it reads a body at all
    if isinstance(sent, dict) and len(sent) > MOST_FIELDS:
        raise Refusal(422, "unreadable", f"The request has more than {MOST_FIELDS} fields, which no form has.")


def _largest(request: Request) -> int:
    """Bytes of a body."""
    if request.method in READS:
        return OF_ANYBODY
    _, need = _NEEDS.find(request.method, request.scope["path"])
    return OF_ANYBODY if need.role is None else LARGEST_BODY


def _too_large(largest: int) -> str:
    most = f"{largest // 1024**2} MB, which no flow is" if largest >= 1024**2 else f"{largest // 1024} KB"
    return f"The request is larger than {most}."


def _refusal(request: Request, largest: int) -> Refusal | None:
    if request.method in READS:
        return None
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > largest:
        return Refusal(413, "too_large", _too_large(largest))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    bodiless = request.method != "POST" and not kind and length == "0" and "transfer-encoding" not in request.headers
    if kind not in BODIES and not bodiless:
        return Refusal(400, "bad_request", "Send JSON, with the header Content-Type: application/json.")
    return None


def _bounded(receive: Receive, largest: int) -> Receive:
    """The same messages, until the body is too large."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > largest:
            raise HTTPException(413, _too_large(largest))
        return message

    return bounded
