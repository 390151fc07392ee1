"""Who may ask the console, and how much may be sent: checked before anything is read."""

from urllib.parse import unquote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.console.refusals import Refusal
from telephony.neighbours import is_neighbour

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes: ten times what a flow of two hundred steps has."""
LONGEST_NAME = 80
NOBODY = "somebody"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
BODIES = frozenset({"application/json", "text/yaml"})
"""What a page of another site cannot send without asking first."""


class Guard:
    """ASGI middleware: only neighbours ask, only the console's own pages write, and no body is larger than 2 MB."""

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


def person(request: Request) -> str:
    """Who asks, as they say: the header X-Trunkline-Person, percent-encoded UTF-8."""
    name = unquote(request.headers.get("x-trunkline-person", ""), errors="replace")
    return (
        " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST_NAME] or NOBODY
    )


def _refusal(request: Request) -> Refusal | None:
    if not is_neighbour(request):
        return Refusal(403, "forbidden", "Only programs on the service's own machine may ask this.")
    if request.method in READS:
        return None
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        return Refusal(403, "forbidden", "Only the console's own pages may change something.")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        return Refusal(413, "too_large", TOO_LARGE)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    bodiless = request.method != "POST" and not kind and length == "0" and "transfer-encoding" not in request.headers
    if kind not in BODIES and not bodiless:
        return Refusal(400, "bad_request", "Send JSON, with the header Content-Type: application/json.")
    return None


TOO_LARGE = f"The request is larger than {LARGEST_BODY // 1024**2} MB, which no flow is."


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
