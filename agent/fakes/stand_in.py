"""What all stand-ins share: routes on an aiohttp server, a record of what came, faults, and how to be rude."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from agent.fakes.faults import Closed, Course, Refused, Torn, Troubles
from agent.fakes.talents import Talents

log = structlog.get_logger(__name__)

KEPT = 2_000
"""Requests and refusals that are remembered."""

Handler = Callable[[web.Request, Course], Awaitable[web.StreamResponse]]
GARBAGE = b"\x00\xff<html>not what you expected\xfe"


@dataclass(slots=True)
class Seen:
    """One request, or one socket, as it came."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    """In small letters."""
    body: Any = None
    """JSON, or bytes, or None."""
    messages: list[Any] = field(default_factory=list)
    """Of a socket: JSON, or bytes, in order; sound is only counted."""
    sound_bytes: int = 0
    over: bool = False
    close_code: int | None = None
    """With which code the client closed the socket; None: it did not, or told none."""

    def values(self, name: str) -> list[str]:
        """All values of a query parameter."""
        return [value for each, value in self.query if each == name]


class StandIn:
    """One vendor. Subclasses give `name`, `routes`, `settings` and `refusal`.

    `key`: what clients must bring; `requests`: what came, oldest first; `refused`: what was refused, in sentences, none
    after a good test; `troubles`: what is to go wrong.
    """

    name: ClassVar[str]

    def __init__(self, talents: Talents, *, key: str = "fake-key", troubles: Troubles | None = None) -> None:
        self.talents = talents
        self.key = key
        self.troubles = troubles or Troubles()
        self.requests: deque[Seen] = deque(maxlen=KEPT)
        self.refused: deque[str] = deque(maxlen=KEPT)
        self.url = ""
        """Where it is served, without a slash at the end; set when it is."""
        self._live: set[web.Request] = set()
        self._changed = asyncio.Condition()

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """(Method, path as aiohttp writes it) to what answers it."""
        raise NotImplementedError

    def settings(self) -> Mapping[str, str]:
        """What a service is to be told so that it uses this stand-in: settings by name."""
        raise NotImplementedError

    def refusal(self, status: int, why: str) -> web.Response:
        """The vendor's way to refuse: its body, its headers."""
        return web.json_response({"error": why}, status=status)

    # ── for tests ─────────────────────────────────────────────────────────────

    @property
    def live(self) -> int:
        """Requests and sockets that are not over yet."""
        return len(self._live)

    async def until(self, condition: Callable[[], bool], *, limit_s: float = 10.0) -> None:
        """Wait until the condition holds; it is looked at whenever something comes. Raises TimeoutError."""
        async with asyncio.timeout(limit_s), self._changed:
            await self._changed.wait_for(condition)

    def tear(self) -> int:
        """Tear every connection that is open, at once. Returns how many there were."""
        live = list(self._live)
        for request in live:
            _abort(request)
        return len(live)

    # ── for subclasses ────────────────────────────────────────────────────────

    def refuse(self, status: int, why: str) -> web.Response:
        """Refuse, and remember why."""
        self.refused.append(f"{status}: {why}")
        return self.refusal(status, why)

    async def notice(self) -> None:
        """Something came: whoever waits looks again."""
        async with self._changed:
            self._changed.notify_all()

    @asynccontextmanager
    async def socket(self, request: web.Request, seen: Seen, course: Course) -> AsyncIterator["Socket"]:
        """Accept a socket; what it receives is recorded."""
        response = web.WebSocketResponse(autoping=True, heartbeat=None, max_msg_size=16 * 1024 * 1024)
        await response.prepare(request)
        socket = Socket(response, seen, course, self)
        try:
            yield socket
        except Closed as closing:
            await socket.close(closing.code, closing.reason)
        finally:
            seen.close_code = response.close_code
            if not response.closed:
                await response.close()

    def application(self) -> web.Application:
        """The server's routes."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        for (method, path), handler in self.routes().items():
            app.router.add_route(method, path, self._guarded(handler))
        app.router.add_route("*", "/{rest:.*}", self._guarded(self._nothing_here))
        return app

    async def _nothing_here(self, request: web.Request, course: Course) -> web.Response:  # noqa: ARG002 - a Handler
        return self.refuse(404, f"{self.name} has nothing at {request.method} {request.path}")

    def _guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            seen = await _seen(request)
            request["seen"] = seen
            self.requests.append(seen)
            self._live.add(request)
            await self.notice()
            try:
                return await self._answered(request, handler)
            except Torn:
                _abort(request)
                raise
            finally:
                self._live.discard(request)
                seen.over = True
                # Cancelled when the client leaves; whoever waits for that is told all the same.
                await asyncio.shield(asyncio.ensure_future(self.notice()))

        return answer

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        course = self.troubles.course()
        try:
            await course.begin()
        except Refused as refusal:
            response = self.refuse(refusal.status, "told to")
            if refusal.retry_after_s is not None:
                response.headers["Retry-After"] = f"{refusal.retry_after_s:g}"
            return response
        return await handler(request, course)


class Socket:
    """One accepted socket, for the one who answers on it."""

    def __init__(self, response: web.WebSocketResponse, seen: Seen, course: Course, owner: StandIn) -> None:
        self._response = response
        self._owner = owner
        self.seen = seen
        self.course = course

    async def messages(self, *, idle_s: float | None = None) -> AsyncIterator[dict[str, Any] | bytes | str]:
        """What the client sends: objects, sound, or text that is no object. Ends with the socket. Raises TimeoutError
        when nothing comes for `idle_s`.
        """
        while True:
            message = await self._response.receive(timeout=idle_s)
            if message.type is WSMsgType.BINARY:
                self.seen.sound_bytes += len(message.data)
                await self._owner.notice()
                yield message.data
            elif message.type is WSMsgType.TEXT:
                found = _parsed(message.data)
                self.seen.messages.append(found)
                await self._owner.notice()
                yield found
            else:
                return

    async def send(self, message: Mapping[str, Any] | bytes) -> None:
        """Send one message, unless a fault befalls it. Raises `Torn`, `Closed`; a client that has left is no error."""
        if await self.course.piece():
            message = GARBAGE
        with suppress(ConnectionError, RuntimeError):
            if isinstance(message, bytes):
                await self._response.send_bytes(message)
            else:
                await self._response.send_str(json.dumps(message, ensure_ascii=False))

    async def close(self, code: int = WSCloseCode.OK, reason: str = "") -> None:
        """Close it from this side."""
        await self._response.close(code=code, message=reason.encode())

    @property
    def closed(self) -> bool:
        """It is closed, from either side."""
        return self._response.closed


async def send_body(
    request: web.Request, course: Course, chunks: AsyncIterator[bytes], kind: str
) -> web.StreamResponse:
    """A body in chunks, with the faults of its course."""
    response = web.StreamResponse(headers={"Content-Type": kind})
    await response.prepare(request)
    try:
        async for chunk in chunks:
            content = GARBAGE if await course.piece() else chunk
            for crumb in _crumbs(content) if course.drips else (content,):
                await response.write(crumb)
                if course.drips:
                    await asyncio.sleep(max(course.piece_s, 0.01))
    except Closed:
        pass
    await response.write_eof()
    return response


def _crumbs(content: bytes) -> list[bytes]:
    size = max(1, min(40, len(content) // 20))
    return [content[at : at + size] for at in range(0, len(content), size)]


async def _seen(request: web.Request) -> Seen:
    headers = {name.lower(): value for name, value in request.headers.items()}
    body: Any = None
    if request.can_read_body and not request.content_type.startswith("multipart/"):
        raw = await request.read()
        body = _parsed(raw.decode()) if "json" in request.content_type else raw
    return Seen(request.method, request.path, list(request.query.items()), headers, body)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
