"""Sockets for the bench's instruments: callbacks on asyncio's transports, without a task for each message."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol, cast

from bench.calls.wire import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    BrokenWire,
    Frames,
    Head,
    frame,
    read_head,
    response,
    upgrade_answer,
    upgrade_request,
)


class Listener(Protocol):
    """Who takes what comes on an open socket."""

    def take(self, message: bytes, *, binary: bool) -> None:
        """A message came."""
        ...

    def gone(self) -> None:
        """The socket is closed; nothing can be sent any more."""
        ...


Opened = Callable[["Connection", Head], Listener]
Asked = Callable[["Connection", Head, bytes], Callable[[], None] | None]
"""Answers a request with `write`; what it returns is called when the client leaves before the next request."""


class Connection(asyncio.Protocol):
    """A server's side of one connection: HTTP requests one after another, and a socket if one asks for it."""

    def __init__(self, sockets: Mapping[str, Opened], requests: Mapping[str, Asked]) -> None:
        self._sockets, self._requests = sockets, requests
        self._data = bytearray()
        self._frames: Frames | None = None
        self._listener: Listener | None = None
        self._left: Callable[[], None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _why: Exception | None) -> None:
        """It is closed."""
        self._transport = None
        if self._listener:
            self._listener.gone()
        if self._left:
            self._left()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._frames is None:
            self._data += data
            while self._request():
                pass
            data = b""
        self._take(data)

    def _take(self, data: bytes) -> None:
        """Bytes of the socket, if there is one."""
        if self._frames is not None:
            for opcode, payload in self._frames.feed(bytes(self._data) + data):
                self._message(opcode, payload)
            self._data.clear()

    def write(self, data: bytes) -> None:
        """Send these bytes as they are."""
        if self._transport:
            self._transport.write(data)

    def send(self, message: bytes) -> None:
        """Send a text on the socket."""
        self.write(frame(message))

    def close(self) -> None:
        """Close the socket, without a code."""
        self.write(frame(b"", opcode=CLOSE))
        if self._transport:
            self._transport.close()

    def _request(self) -> bool:
        found = None if self._frames else read_head(self._data)
        if found is None or len(self._data) < found[1] + found[0].length:
            return False
        head, start = found
        body = bytes(self._data[start : start + head.length])
        del self._data[: start + head.length]
        self._left = None
        if head.fields.get("upgrade", "").lower() == "websocket" and head.path in self._sockets:
            self.write(upgrade_answer(head))
            self._frames = Frames()
            self._listener = self._sockets[head.path](self, head)
        elif head.path in self._requests:
            self._left = self._requests[head.path](self, head, body)
        else:
            self.write(response(b'{"error":"not here"}', status="404 Not Found"))
        return True

    def _message(self, opcode: int, payload: bytes) -> None:
        if opcode in (TEXT, BINARY) and self._listener:
            self._listener.take(payload, binary=opcode == BINARY)
        elif opcode == PING:
            self.write(frame(payload, opcode=PONG))
        elif opcode == CLOSE:
            self.write(frame(payload[:2], opcode=CLOSE))
            if self._transport:
                self._transport.close()


class ClientSocket(asyncio.Protocol):
    """A client's side of one socket."""

    def __init__(self, host: str, path: str, listener: Listener) -> None:
        self._asked = upgrade_request(host, path)
        self._listener = listener
        self._head = bytearray()
        self._frames: Frames | None = None
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is connected; now the socket is asked for."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._asked)

    def connection_lost(self, _why: Exception | None) -> None:
        """It is closed."""
        self._transport = None
        if not self.opened.done():
            self.opened.set_exception(BrokenWire("closed before it was open"))
        self._listener.gone()

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self._frames is None:
            self._head += data
            found = read_head(self._head)
            if found is None:
                return
            head, start = found
            if head.status != 101:
                self.opened.set_exception(BrokenWire(f"refused: {bytes(self._head[:300])!r}"))
                self.abort()
                return
            self._frames, data = Frames(), bytes(self._head[start:])
            self.opened.set_result(None)
        for opcode, payload in self._frames.feed(data):
            if opcode in (TEXT, BINARY):
                self._listener.take(payload, binary=opcode == BINARY)
            elif opcode == PING:
                self._write(frame(payload, opcode=PONG, client=True))
            elif opcode == CLOSE:
                self._write(frame(payload[:2], opcode=CLOSE, client=True))
                self.abort()

    def send(self, message: bytes) -> None:
        """Send a text."""
        self._write(frame(message, client=True))

    def close(self) -> None:
        """Say goodbye."""
        self._write(frame((1000).to_bytes(2, "big"), opcode=CLOSE, client=True))

    def abort(self) -> None:
        """Close the connection."""
        if self._transport:
            self._transport.close()

    def _write(self, data: bytes) -> None:
        if self._transport:
            self._transport.write(data)


async def open_socket(host: str, port: int, path: str, listener: Listener) -> ClientSocket:
    """A socket that is open. Raises `BrokenWire` when it is refused, `OSError` when nobody is there."""
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: ClientSocket(f"{host}:{port}", path, listener), host, port)
    await socket.opened
    return socket


async def post(host: str, port: int, path: str, form: str) -> str:
    """The body that a form is answered with. Raises `BrokenWire` for another status than 200, `OSError`."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        body = form.encode()
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
            + body
        )
        data = await reader.read()
    finally:
        writer.close()
    found = read_head(data)
    if found is None or found[0].status != 200:
        raise BrokenWire(f"{path} was answered {data[:300]!r}")
    return data[found[1] :].decode()
