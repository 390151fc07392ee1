"""Sockets and bodies of stand-ins, and how they go wrong."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from typing import Any, Protocol

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from agent.fakes.faults import Closed, Course, Torn
from agent.fakes.seen import Requests, Seen, parsed

FLUSH_S = 0.5
"""The longest that pieces which come before a cut are waited for until they are on their way."""
GARBAGE = b"\x00\xff<html>not what you expected\xfe"


class Owner(Protocol):
    """The stand-in whose socket it is."""

    requests: Requests
    refused: deque[str]

    async def notice(self) -> None:
        """Something came, or went."""
        ...


class Socket:
    """One accepted socket, for the one who answers on it."""

    def __init__(
        self, request: web.Request, response: web.WebSocketResponse, seen: Seen, *, course: Course, owner: Owner
    ) -> None:
        self.response = response
        """What the handler may return in the end."""
        self.seen = seen
        self.course = course
        self._request = request
        self._owner = owner
        self._sending = asyncio.Lock()

    async def messages(self, *, idle_s: float | None = None) -> AsyncIterator[dict[str, Any] | bytes | str]:
        """What the client sends: objects, sound, or text that is no object. Ends with the socket. Raises TimeoutError
        when nothing comes for `idle_s`; pings are nothing.
        """
        while True:
            async with asyncio.timeout(idle_s):
                message = await self.response.receive()
            if message.type is WSMsgType.BINARY:
                self.seen.sound_bytes += len(message.data)
                await self._owner.notice()
                yield message.data
            elif message.type is WSMsgType.TEXT:
                found = parsed(message.data)
                self._remember(found, len(message.data))
                await self._owner.notice()
                yield found if isinstance(found, dict) else message.data
            else:
                self._ended(message)
                return

    async def send(self, message: Mapping[str, Any] | bytes) -> None:
        """Send one message, unless a fault befalls it. Raises `Torn`, `Closed`; a client that has left is no error."""
        async with self._sending:
            try:
                if await self.course.piece():
                    message = GARBAGE
            except (Torn, Closed) as fault:
                # At once: the one who sends need not be the one who answers the request.
                await self.befall(fault)
                raise
            content = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
            kind = WSMsgType.BINARY if isinstance(message, bytes) else WSMsgType.TEXT
            with suppress(ConnectionError, RuntimeError):
                if self.course.drips:
                    await self._drip(content, kind)
                else:
                    await self.response.send_frame(content, kind)
        await self._owner.notice()

    async def close(self, code: int = WSCloseCode.OK, reason: str = "") -> None:
        """Close it from this side."""
        await self.response.close(code=code, message=reason.encode())

    async def befall(self, fault: Torn | Closed) -> None:
        """Let it happen: tear the connection, or close the socket."""
        if isinstance(fault, Closed):
            await self.close(fault.code, fault.reason)
        else:
            await cut(self._request)

    @property
    def closed(self) -> bool:
        """It is closed, from either side."""
        return self.response.closed

    def _remember(self, message: Any, size: int) -> None:
        before = self.seen.kept_bytes
        self.seen.remember(message, size)
        self._owner.requests.grew(self.seen.kept_bytes - before)

    def _ended(self, message: WSMessage) -> None:
        if message.type is WSMsgType.CLOSE:
            self.seen.close_code = message.data or None
        elif message.type is WSMsgType.ERROR:
            self._owner.refused.append(f"1002: the client's frames are not those of a socket: {message.data}")

    async def _drip(self, content: bytes, kind: WSMsgType) -> None:
        # In fragments, so that pongs may come between them. RFC 6455, 5.2 and 5.4.
        crumbs = _crumbs(content) or [b""]
        for number, crumb in enumerate(crumbs):
            transport = self._request.transport
            if transport is None or transport.is_closing() or self.response.closed:
                return
            last = 0x80 if number == len(crumbs) - 1 else 0
            transport.write(bytes([last | (0 if number else int(kind)), len(crumb)]) + crumb)
            await asyncio.sleep(max(self.course.piece_s, 0.01))


async def send_body(
    request: web.Request,
    course: Course,
    chunks: AsyncIterator[bytes],
    kind: str,
    *,
    headers: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    """A body in chunks, with the faults of its course. `headers`: beside its kind."""
    response = web.StreamResponse(headers={**(headers or {}), "Content-Type": kind})
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
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()
    await response.write_eof()
    return response


async def send_whole(request: web.Request, course: Course, response: web.Response) -> web.StreamResponse:
    """A short answer, such as JSON, as one piece, with the faults of its course."""
    try:
        garbage = await course.piece()
    except Closed:
        return web.Response(status=response.status, content_type=response.content_type)
    if garbage:
        return web.Response(status=response.status, content_type=response.content_type, body=GARBAGE)
    if not course.drips:
        return response
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
    slow = web.StreamResponse(status=response.status, headers=headers)
    await slow.prepare(request)
    for crumb in _crumbs(response.body if isinstance(response.body, bytes) else b""):
        await slow.write(crumb)
        await asyncio.sleep(max(course.piece_s, 0.01))
    await slow.write_eof()
    return slow


def _crumbs(content: bytes) -> list[bytes]:
    size = max(1, min(40, len(content) // 20))
    return [content[at : at + size] for at in range(0, len(content), size)]


def told(error: BaseException) -> Torn | Closed | None:
    """The fault that was told to happen, also from within a group of tasks."""
    if isinstance(error, Torn | Closed):
        return error
    if isinstance(error, BaseExceptionGroup):
        return next((fault for each in error.exceptions if (fault := told(each)) is not None), None)
    return None


async def cut(request: web.Request) -> None:
    """Tear the connection, once what was sent before is on its way."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FLUSH_S):
            while _unsent(request):  # noqa: ASYNC110 - transports do not tell when they are empty
                await asyncio.sleep(0.001)
    abort(request)


def _unsent(request: web.Request) -> int:
    transport = request.transport
    return 0 if transport is None or transport.is_closing() else transport.get_write_buffer_size()


def abort(request: web.Request) -> None:
    """Tear the connection, at once."""
    if request.transport is not None:
        request.transport.abort()
