"""uvicorn's WebSocket protocol with a shorter way for messages: the one who reads them is called, not woken.

A phone line is fifty messages a second. On the ordinary way each stops and starts the reading of the socket, waits in a
queue and wakes a task, which together cost more than what is done with it. Whoever finds `EXTENSION` in the ASGI scope
may call it, once, with a function that takes messages and does not wait: from then on each `websocket.receive` goes
there, in order, as it is parsed, and only the `websocket.disconnect` is left to be received.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from starlette.types import Message
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION: Final = "telephony.prompt"
"""The extension's name in the scope."""

Take = Callable[[Message], None]


class PromptWebSocket(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=...)`. Whoever does not use the extension notices nothing."""

    def handle_connect(self, event: Request) -> None:
        """Offer the extension; the application begins when this has returned."""
        super().handle_connect(event)
        if scope := getattr(self, "scope", None):  # a handshake that was refused has none
            scope["extensions"][EXTENSION] = self._call

    def _call(self, take: Take) -> None:
        waiting, self.queue = self.queue, _Prompt(take)
        while not waiting.empty():
            self.queue.put_nowait(waiting.get_nowait())
        if self.read_paused:
            self.transport.resume_reading()
        # Reading is paused by whoever is not paused yet: nothing is ever kept here, so it need not be.
        self.read_paused = True


class _Prompt(asyncio.Queue[Any]):
    """A queue in which no message ever lies."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take

    def put_nowait(self, item: Any) -> None:
        if item["type"] == "websocket.receive":
            self._take(item)
        else:
            super().put_nowait(item)
