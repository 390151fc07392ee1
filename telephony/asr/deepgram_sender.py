"""What goes to Deepgram on one connection: sound as soon as it is a chunk, requests at once, in the end a farewell.

Sound comes fifty times a second from every call. So nothing waits for it in a task, and no timer is set for it: whoever
feeds the last piece of a chunk sends the chunk, and one slow timer looks after what does not go by itself.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection

from telephony.asr.deepgram_outbound import BYTES_PER_S, CHUNK, Outbound, Request
from telephony.errors import SpeechUnavailable
from telephony.refusals import too_late
from telephony.sockets import send_now, unsent

VENDOR = "Deepgram"
CLOSE_STREAM = json.dumps({"type": "CloseStream"})
PATIENCE = 12
"""Where nobody has spoken, an answer may take so many times as long: a server may be silent about silence."""
LAST_S = 1.0
"""An answer so shortly before the voice was found to be gone was its last: the words often settle before that."""
MOST_UNSENT = 32 * 1024
"""Bytes that the network has not taken; what comes then waits here, where it is bounded."""
MOST_AT_ONCE = 25
"""Chunks that are sent in one go: others want the loop too."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of waits, in seconds; of what waits, in seconds of sound."""

    connect: float = 4.0
    answer: float = 5.0
    """Sound goes out and nothing comes back."""
    close: float = 1.0
    chunk: float = 0.25
    """The longest that a piece of sound waits for the rest of its chunk: where the line falls dumb."""
    keep_alive: float = 4.0
    pause: float = 0.5
    """Without sound for so long, a turn of Flux needs silence to end."""
    voiceless: float = 0.15
    """After the voice has been gone for so long Nova is asked to settle what was said."""
    kept_sound: float = 30.0
    """Sound that waits to be sent; beyond it the oldest is dropped."""


class Sender:
    """Of one connection. `idle`: what to send after `idle_s` without anything; no bytes for nothing."""

    def __init__(self, *, limits: Limits, idle: Callable[[], bytes | Request], idle_s: float) -> None:
        self._limits = limits
        self._idle = idle
        self._idle_s = idle_s
        self._loop = asyncio.get_running_loop()
        self._outbound = Outbound(bound_s=limits.kept_sound)
        self._socket: ClientConnection | None = None
        self._finishing = False
        self._looking: asyncio.TimerHandle | None = None
        now = self._loop.time()
        self._look_at = self._sent_at = self._waits_since = self._answer_at = now
        self._unanswered_bytes = 0
        self._speaking = self._voice_unanswered = self._voice_answered = False
        self._filled = False
        self.sent_bytes = 0
        """Of sound."""
        self.over: asyncio.Future[SpeechUnavailable | None] = self._loop.create_future()
        """Nothing more is sent: the end was asked for; or why it cannot be."""

    @property
    def position(self) -> float:
        """How much sound there was, in seconds."""
        return (self.sent_bytes + self._outbound.sound_bytes) / BYTES_PER_S

    @property
    def intact(self) -> bool:
        """All sound that was fed is sent or waits, and no other was."""
        return not (self._filled or self._outbound.dropped_bytes)

    @property
    def dropped_bytes(self) -> int:
        """So much sound went before it could be sent."""
        return self._outbound.dropped_bytes

    @property
    def waiting(self) -> bytes:
        """The sound that was not sent."""
        return self._outbound.sound

    @property
    def finishing(self) -> bool:
        """The end was asked for."""
        return self._finishing

    # ── whoever has something to send ─────────────────────────────────────────

    def feed(self, audio: bytes) -> None:
        """Take sound. Never blocks."""
        if not audio or self._finishing:
            return
        outbound = self._outbound
        waited = bool(outbound)
        outbound.feed(audio)
        if outbound.sound_bytes >= CHUNK:
            self._push()
        if outbound:
            if not waited:
                self._waits_since = self._loop.time()
            self._look_by(self._waits_since + self._limits.chunk)

    def ask(self, request: Request) -> None:
        """Send a request, after the sound that was fed before it."""
        if not self._finishing:
            self._outbound.ask(request)
            self._push()

    def finish(self) -> None:
        """Send what waits, and ask for the end."""
        self._finishing = True
        self._push()

    def clear(self) -> None:
        """What waits is not to be sent."""
        self._outbound.clear()

    # ── whoever reads ─────────────────────────────────────────────────────────

    def voice(self, *, speaking: bool) -> None:
        """Somebody speaks, so that an answer is due; or does no more."""
        if speaking and not self._voice_unanswered:
            self._due_from_now()
        if speaking and not self._speaking:
            self._voice_answered = False
        self._speaking = speaking
        self._voice_unanswered = self._voice_unanswered or speaking
        if not speaking and self._voice_answered and self._loop.time() - self._answer_at < LAST_S:
            self._voice_unanswered = False

    def answered(self) -> None:
        """Something came."""
        self._due_from_now()
        self._voice_unanswered = self._speaking
        self._voice_answered = True

    def _due_from_now(self) -> None:
        # Of a silence before it, nothing need have been said.
        self._answer_at = self._loop.time()
        self._unanswered_bytes = 0

    # ── the connection ────────────────────────────────────────────────────────

    def begin(self, socket: ClientConnection) -> None:
        """It is open."""
        self._socket = socket
        self._answer_at = self._sent_at = self._loop.time()
        if self._finishing:
            self._push()
        self._look()

    def stop(self) -> None:
        """It is closed."""
        self._socket = None
        if self._looking is not None:
            self._looking.cancel()

    def _push(self, *, also_less: bool = False) -> None:
        """Send what can go now; `also_less`: a piece of a chunk too."""
        socket, outbound = self._socket, self._outbound
        also_less = also_less or self._finishing
        for _ in range(MOST_AT_ONCE):
            if socket is None or self.over.done():
                return
            if unsent(socket) > MOST_UNSENT:
                self._look_by(self._loop.time() + self._limits.chunk)
                return
            if not outbound or (outbound.gathering and not also_less):
                break
            self._send(socket, outbound.take())
        else:
            self._loop.call_soon(self._push)
            return
        if self._finishing:
            send_now(socket, CLOSE_STREAM)
            self.over.set_result(None)

    def _send(self, socket: ClientConnection, item: bytes | Request) -> None:
        send_now(socket, item)
        self._sent_at = self._waits_since = self._loop.time()
        if isinstance(item, bytes):
            self.sent_bytes += len(item)
            self._unanswered_bytes += len(item)
            limit = self._limits.answer * (1 if self._voice_unanswered else PATIENCE)
            if self._unanswered_bytes >= limit * BYTES_PER_S and self._sent_at - self._answer_at >= limit:
                self._fail()

    def _look(self) -> None:
        """After what does not go by itself: the rest of a chunk, a network that takes nothing, and silence."""
        socket, now = self._socket, self._loop.time()
        if socket is None or self.over.done():
            return
        if self._outbound:
            late = now - self._waits_since
            self._push(also_less=late >= self._limits.chunk)
            if self._outbound and late >= self._limits.answer and unsent(socket) > MOST_UNSENT:
                self._fail()
        elif now - self._sent_at >= self._idle_s:
            self._sent_at = now
            if filling := self._idle():
                self._filled = self._filled or isinstance(filling, bytes)
                self._send(socket, filling)
        if self._outbound:
            self._look_again(max(self._waits_since + self._limits.chunk, now + self._limits.chunk / 2))
        else:
            self._look_again(self._sent_at + self._idle_s)

    def _look_by(self, at: float) -> None:
        """Not much later than that."""
        if self._look_at > at + self._limits.chunk:
            self._look_again(at)

    def _look_again(self, at: float) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._look_at = at
        self._looking = self._loop.call_at(at, self._look) if self._socket is not None else None

    def _fail(self) -> None:
        if not self.over.done():
            self.over.set_result(too_late(VENDOR, self._limits.answer))
