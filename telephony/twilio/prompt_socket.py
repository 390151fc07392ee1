"""uvicorn's WebSocket protocol with a shorter way for messages: the one who reads them is called, not woken.

A phone line is fifty messages a second. On the ordinary way each stops and starts the reading of the socket, waits in a
queue and wakes a task, and its frame is read by a parser for all that frames can be; together that costs more than what
is done with it. Whoever finds `EXTENSION` in the ASGI scope may call it, once, with a function that takes messages and
does not wait: from then on each goes there, in order, as it comes, and only the `websocket.disconnect` is left to be
received. What it returns sends a text at once.

Only the frame that a line consists of, a whole masked text, is read here (RFC 6455, 5.2); every other one goes to the
ordinary parser, frame by frame, so that there is one reader of what is rare.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import apply_mask  # type: ignore[attr-defined]  # its own choice: C or Python
from websockets.http11 import Request
from websockets.protocol import State

from telephony.frames import MASKED, MIDDLE, TEXT, head

EXTENSION: Final = "telephony.prompt"
"""The extension's name in the scope."""

Take = Callable[[str | bytes], None]
SendText = Callable[[str], bool]
"""Sends a text; False when it cannot be sent just now, and has to go the ordinary way."""

_SIZES_AT: Final = 2
_LEAST_HEAD: Final = 6
"""Two bytes and the mask."""
_MIDDLE_HEAD: Final = 8
"""The same with two bytes for the size."""
_USUAL: Final = bytes((TEXT, MASKED | MIDDLE))


class PromptWebSocket(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=...)`. Whoever does not use the extension notices nothing."""

    _take: Take | None = None
    _kept = b""
    """The beginning of a frame."""
    _asked = False
    """The client's request for a socket has come."""
    _ordinary = False
    """Where the next frame begins is for the ordinary parser to find out, from now on."""

    def handle_connect(self, event: Request) -> None:
        """Offer the extension; the application begins when this has returned."""
        super().handle_connect(event)
        if scope := getattr(self, "scope", None):  # a handshake that was refused has none
            scope["extensions"][EXTENSION] = self._call

    def data_received(self, data: bytes) -> None:
        """Bytes of the socket: the request as one, then frames, cut anywhere."""
        if self._take is not None and self._is_one(data) and self._taken(data[4:_MIDDLE_HEAD], data[_MIDDLE_HEAD:]):
            return
        if not self.handshake_complete:
            self._ordinary = self._asked  # frames before our answer: who keeps the rules sends none
            self._asked = True
        if self._ordinary or not self.handshake_complete:
            super().data_received(data)
        else:
            self._frames(self._kept + data if self._kept else data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing comes any more: whoever took it, and sends by this, is let go."""
        super().connection_lost(exc)
        if isinstance(self.queue, _Prompt):
            self._take = _nobody
            self.queue.let_go()
            self.scope["extensions"].pop(EXTENSION, None)

    def _is_one(self, data: bytes) -> bool:
        """A whole text of the usual length, and nothing before or behind it: as nearly always."""
        if self._kept or self._ordinary or data[:_SIZES_AT] != _USUAL:
            return False
        size = int.from_bytes(data[_SIZES_AT:4])
        return len(data) == _MIDDLE_HEAD + size and size <= self.config.ws_max_size

    def _frames(self, data: bytes) -> None:
        """Take the whole frames, and keep the beginning of the next."""
        at, end = 0, len(data)
        while end - at >= _SIZES_AT:
            size, body = data[at + 1] - MASKED, at + _LEAST_HEAD
            if size >= MIDDLE:
                body += 2 if size == MIDDLE else 8
                if body > end:
                    break
                size = int.from_bytes(data[at + _SIZES_AT : body - 4])
            if not 0 <= size <= self.config.ws_max_size:  # no mask, or too much: it knows what to say
                self._ordinary = True
                super().data_received(data[at:])
                return
            after = body + size
            if after > end:
                break
            if not (data[at] == TEXT and self._taken(data[body - 4 : body], data[body:after])):
                super().data_received(data[at:after])
                if self.transport.is_closing():
                    return
            at = after
        self._kept = data[at:]

    def _taken(self, mask: bytes, masked: bytes) -> bool:
        """Give a text to whoever takes it; False when it is not for him, or no text, or in the middle of another."""
        if self._take is None or self.frames or self.conn.state is not State.OPEN or self.close_sent:
            return False
        try:
            text = apply_mask(masked, mask).decode()
        except UnicodeDecodeError:
            return False
        self._take(text)
        return True

    def _call(self, take: Take) -> SendText:
        waiting, self.queue = self.queue, _Prompt(take)
        while not waiting.empty():
            self.queue.put_nowait(waiting.get_nowait())
        if self.read_paused:
            self.transport.resume_reading()
        # Reading is paused by whoever is not paused yet: nothing is ever kept here, so it need not be.
        self.read_paused = True
        self._take = take
        return self._send_text

    def _send_text(self, text: str) -> bool:
        if self.conn.state is not State.OPEN or self.close_sent or not self.writable.is_set():
            return False
        data = text.encode()
        self.transport.write(head(TEXT, len(data)) + data)
        return True


class _Prompt(asyncio.Queue[Any]):
    """A queue in which no message ever lies."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take

    def put_nowait(self, item: Any) -> None:
        if item["type"] == "websocket.receive":
            text = item.get("text")
            self._take(item["bytes"] if text is None else text)
        else:
            super().put_nowait(item)

    def let_go(self) -> None:
        """Nothing comes any more."""
        self._take = _nobody


def _nobody(_: str | bytes) -> None:
    """The line is gone."""
