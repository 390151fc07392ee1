"""A stand-in for Cartesia's voice whose sound says which turn it answers: `/tts/websocket`.

The protocol: https://docs.cartesia.ai/api-reference/tts/websocket. A text that names no ticket goes on from the one
before it in its context; sound of a context that names none belongs to nobody's turn.
"""

import asyncio
import base64
import json
from collections import deque
from typing import Any

from bench.calls.journal import Journal
from bench.calls.marks import FRAME_MS, LINEAR, MU_LAW, NOBODY, Coding, frames, named
from bench.calls.script import Delays, ends
from bench.calls.sockets import Connection
from bench.calls.wire import Head

CHUNK_MS = 100
"""Of sound in one message."""


class VoiceListener:
    """One socket."""

    def __init__(self, connection: Connection, _head: Head, *, journal: Journal, delays: Delays) -> None:
        self._connection, self._journal, self._delays = connection, journal, delays
        self._contexts: dict[str, _Context] = {}

    def take(self, message: bytes, *, binary: bool) -> None:  # noqa: ARG002 - a `Listener`
        """A piece of a context, or its end."""
        self._journal.messages += 1
        said = json.loads(message)
        name = said["context_id"]
        context = self._contexts.get(name)
        if said.get("cancel"):
            if context:
                context.cancel()
                del self._contexts[name]
            return
        if context is None:
            context = self._contexts[name] = _Context(self, said, journal=self._journal, delays=self._delays)
        context.add(said["transcript"], more=bool(said.get("continue")))

    def gone(self) -> None:
        """The client has gone."""
        for context in self._contexts.values():
            context.cancel()
        self._contexts.clear()

    def send(self, message: dict[str, Any]) -> None:
        """Send it."""
        self._journal.messages += 1
        self._connection.send(json.dumps(message).encode())

    def finish(self, name: str) -> None:
        """A context is over."""
        self._contexts.pop(name, None)


class _Context:
    """Texts that are spoken one after another."""

    def __init__(self, socket: VoiceListener, first: dict[str, Any], *, journal: Journal, delays: Delays) -> None:
        self._socket, self._journal, self._delays = socket, journal, delays
        self._name = first["context_id"]
        self._coding: Coding = MU_LAW if first["output_format"]["encoding"] == "pcm_mulaw" else LINEAR
        self._timestamps = bool(first.get("add_timestamps"))
        self._tag = NOBODY
        self._waiting: deque[tuple[str, float]] = deque()
        self._chunks: deque[bytes] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._more = True
        self._length_ms = 0
        self._loop = asyncio.get_running_loop()

    def add(self, text: str, *, more: bool) -> None:
        """One more text; without `more` it is the last."""
        self._more = more
        if text.strip():
            self._tag = named(text) or self._tag
            self._journal.note("voice.asked", self._tag, text=text)
            self._waiting.append((text, self._loop.time() + self._delays.sound / 1000))
        self._go_on()

    def cancel(self) -> None:
        """Nothing more of it is spoken."""
        if self._timer:
            self._timer.cancel()
        self._journal.note("voice.cancelled", self._tag)

    def _go_on(self) -> None:
        """Wait for what comes next, unless something is waited for."""
        if self._timer:
            return
        if self._chunks:
            self._timer = self._loop.call_later(CHUNK_MS / 1000 / self._delays.faster, self._speak)
        elif self._waiting:
            self._timer = self._loop.call_at(self._waiting[0][1], self._begin)
        elif not self._more:
            self._socket.send({"type": "done", "context_id": self._name, "done": True, "status_code": 206})
            self._socket.finish(self._name)

    def _begin(self) -> None:
        text, _ = self._waiting.popleft()
        self._tag = named(text) or self._tag
        ms = self._delays.spoken_ms(text)
        sound = b"".join(frames(self._tag, ms // FRAME_MS, coding=self._coding, last=ends(text)))
        size = self._coding.frame * CHUNK_MS // FRAME_MS
        self._chunks.extend(sound[at : at + size] for at in range(0, len(sound), size))
        if self._timestamps:
            self._socket.send(self._times(text, ms))
        self._length_ms += ms
        self._journal.note("voice.sounded", self._tag, text=text)
        self._speak()

    def _speak(self) -> None:
        self._timer = None
        data = base64.b64encode(self._chunks.popleft()).decode()
        chunk = {"type": "chunk", "context_id": self._name, "data": data, "done": False, "status_code": 206}
        self._socket.send({**chunk, "step_time": 1.0})
        self._go_on()

    def _times(self, text: str, ms: int) -> dict[str, Any]:
        words = text.split()
        at = [(self._length_ms + ms * place / len(words)) / 1000 for place in range(len(words) + 1)]
        times = {"words": words, "start": at[:-1], "end": at[1:]}
        return {
            "type": "timestamps",
            "context_id": self._name,
            "word_timestamps": times,
            "done": False,
            "status_code": 206,
        }
