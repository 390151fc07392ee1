"""One socket to ElevenLabs, and the contexts that share it: each text is one, and hears only what is its own.

A context has its place until ElevenLabs says that it is final, also when nobody listens any more: six at a time, and
ElevenLabs closes the socket for all of them. So a place is given back by `isFinal`, or by a new socket.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from contextvars import Context as Variables
from dataclasses import dataclass
from itertools import count
from typing import Any

import structlog
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, too_late
from telephony.sockets import PromptConnection
from telephony.tts.elevenlabs_messages import CLOSE_SOCKET, CONTEXTS, PEER, Sound, Trouble, closed, read, spoken
from telephony.tts.letters import Silence

log = structlog.get_logger(__name__)

MOST_UNHEARD = 2_000
"""Pieces of sound that wait for one listener."""
_CLOSE_S = 1.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a socket waits, in seconds."""

    piece_s: float = 5.0
    """For the next piece of a text."""
    end_s: float = 1.0
    """For the word that a text is over, when all its letters were told."""
    untold_s: float = 2.0
    """The same, when they were not, and the sound is long enough for the text."""
    send_s: float = 3.0
    """For the network to take what is sent."""
    final_s: float = 10.0
    """For the end of a text that nobody listens to any more."""
    stale_s: float = 5.0
    """One on which nothing came for so long may have died without a sign."""


class DiedIdle(SpeechUnavailable):
    """The socket was dead before the text was on it: nobody has heard of it, and another socket may be used."""


class SpeechContext:
    """One text on a socket. Made by `ElevenLabsSocket.begin`; `leave` it in every case."""

    def __init__(self, socket: "ElevenLabsSocket", name: str, *, on_stale: bool) -> None:
        self.name = name
        self.on_stale = on_stale
        self.begun = self.sent = self.answered = self.left = False
        self._socket = socket
        self._coming: asyncio.Queue[Sound | SpeechUnavailable] = asyncio.Queue(MOST_UNHEARD)

    def say(self, text: str, settings: Mapping[str, float] | None = None) -> None:
        """Have the text spoken; the sending happens in the background. Once."""
        self.begun = True
        self._socket.send(self, spoken(self.name, text, settings))

    async def next(self, *, silence: Silence = "stall") -> Sound:
        """The next piece. `silence`: what it means if none comes.

        Raises `SpeechUnavailable`, `DiedIdle`.
        """
        since, patience = self._socket.heard_at, self._socket.patience
        limit_s = patience.piece_s
        if silence != "stall":
            limit_s = patience.end_s if silence == "end" else patience.untold_s
        coming: Sound | SpeechUnavailable
        try:
            async with asyncio.timeout(limit_s):
                coming = await self._coming.get()
        except TimeoutError:
            stalled = silence == "stall"
            coming = self._socket.stalled(since) if stalled else self._socket.ended_untold(self, waited_s=limit_s)
        if isinstance(coming, SpeechUnavailable):
            raise coming
        return coming

    def leave(self) -> None:
        """Hear no more of it. Does not wait; may be called twice."""
        if not self.left:
            self.left = True
            self._socket.left(self)

    def take(self, coming: Sound | SpeechUnavailable) -> None:
        """Something came for it."""
        if self.left:
            return
        self.answered = True
        if self._coming.full():
            log.warning("elevenlabs.nobody_listens", pieces=MOST_UNHEARD)
            self.leave()
        else:
            self._coming.put_nowait(coming)


class ElevenLabsSocket:
    """An open socket. `on_change`: called when it has a free place, or is over."""

    def __init__(self, connection: PromptConnection, patience: Patience, *, on_change: Callable[[], None]) -> None:
        self.patience = patience
        self._connection = connection
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        self.heard_at = self._used_at = self._opened_at = self._loop.time()
        self._contexts: dict[str, SpeechContext] = {}
        self._names = count(1)
        self.retired = False
        """We begin nothing more on it."""
        self._over = False
        self.refusal: SpeechUnavailable | None = None
        """Why it was over before it was used, unless we wanted that."""
        self._overdue: dict[str, asyncio.TimerHandle] = {}
        self._outbox: asyncio.Queue[tuple[SpeechContext, tuple[str, ...]]] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = self._start(self._write())
        self._start(self._read())
        connection.hear(self._came)

    @property
    def places(self) -> int:
        """So many texts may be begun on it now."""
        alive = not self.retired and not self._over and self._connection.state is State.OPEN
        return CONTEXTS - len(self._contexts) if alive else 0

    @property
    def unused(self) -> bool:
        """Nothing is spoken on it."""
        return not self._contexts

    @property
    def over(self) -> bool:
        """Nothing can be spoken on it any more, and nothing is."""
        return self._over

    @property
    def gone(self) -> bool:
        """It is over, and closed."""
        return self._over and not self._tasks

    @property
    def idle_s(self) -> float:
        """For how long nothing was begun on it."""
        return self._loop.time() - self._used_at

    @property
    def age_s(self) -> float:
        """For how long it has been open."""
        return self._loop.time() - self._opened_at

    def begin(self) -> SpeechContext:
        """A new text. Its name is never used again on this socket."""
        stale = self._loop.time() - self.heard_at >= self.patience.stale_s and not self._contexts
        context = SpeechContext(self, f"t{next(self._names)}", on_stale=stale)
        self._contexts[context.name] = context
        self._used_at = self._loop.time()
        return context

    def send(self, context: SpeechContext, messages: tuple[str, ...]) -> None:
        """Send what has the context spoken, all of it or nothing. Does not wait."""
        self._outbox.put_nowait((context, messages))

    def left(self, context: SpeechContext) -> None:
        """Nobody listens to the context any more."""
        if context.name not in self._contexts:
            return
        if not context.begun:
            self._free(context)
        else:
            self._overdue[context.name] = self._loop.call_later(self.patience.final_s, self._miss, context)

    def stalled(self, since: float) -> SpeechUnavailable:
        """One of its contexts had no answer for too long; `since`: `heard_at` when it began to wait."""
        failure = too_late(PEER.vendor, self.patience.piece_s)
        if self.heard_at == since:
            # Where one hears nothing, and nobody else either, the next would hear nothing.
            self._give_up(failure)
        return failure

    def ended_untold(self, context: SpeechContext, *, waited_s: float) -> Sound:
        """The end of a context of which nobody told it. The next text might wait in vain here."""
        log.info("elevenlabs.end_not_told", waited_s=waited_s)
        self.retire()
        return Sound(context.name, b"", final=True)

    def retire(self) -> None:
        """Begin nothing more on it; it closes when what is spoken on it is over."""
        self.retired = True
        if not self._contexts:
            self._give_up(broke_off(PEER.vendor))

    async def aclose(self) -> None:
        """Close it; what is spoken on it fails. Safe to call twice."""
        self.retired = True
        self._give_up(SpeechUnavailable("ElevenLabs's voice is closed: the process is ending."))
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _read(self) -> None:
        """To the end; messages are handed over without it."""
        await self._connection.wait_closed()
        self._give_up(closed(self._connection.close_code, self._connection.close_reason or ""))

    def _came(self, raw: str | bytes) -> None:
        if not self._over:
            self.heard_at = self._loop.time()
            self._hear(read(raw))

    def _hear(self, message: Sound | Trouble | None) -> None:
        match message:
            case Trouble("", failure):
                self._give_up(failure)
            case Trouble(name, failure) if name in self._contexts:
                self._contexts[name].take(failure)
            case Sound(name) if name in self._contexts:
                self._contexts[name].take(message)
                if message.final:
                    self._free(self._contexts[name])

    async def _write(self) -> None:
        while True:
            context, messages = await self._outbox.get()
            try:
                async with asyncio.timeout(self.patience.send_s):
                    opening, text, closing = messages
                    await self._connection.send(opening)
                    await self._connection.send(text)
                    context.sent = True
                    await self._connection.send(closing)
            except TimeoutError:
                return self._give_up(too_late(PEER.vendor, self.patience.send_s))
            except ConnectionClosed:
                # The reader tells why.
                return None

    def _free(self, context: SpeechContext) -> None:
        del self._contexts[context.name]
        if (timer := self._overdue.pop(context.name, None)) is not None:
            timer.cancel()
        if self.retired and not self._contexts:
            self._give_up(broke_off(PEER.vendor))
        self._on_change()

    def _miss(self, context: SpeechContext) -> None:
        log.info("elevenlabs.no_end", waited_s=self.patience.final_s)
        self.retired = True
        self._free(context)

    def _give_up(self, failure: SpeechUnavailable) -> None:
        if self._over:
            return
        self._over = True
        if not self.retired and self._opened_at == self._used_at:
            self.refusal = failure
        contexts, self._contexts = list(self._contexts.values()), {}
        for timer in self._overdue.values():
            timer.cancel()
        for context in contexts:
            unheard = not context.sent or (context.on_stale and not context.answered)
            kind = DiedIdle if unheard and failure.fault in ("broken", "timeout") else SpeechUnavailable
            context.take(kind(str(failure), fault=failure.fault))
        if contexts or not self.retired:
            log.info("elevenlabs.socket_over", why=str(failure), texts=len(contexts))
        self._start(self._part(politely=not contexts))
        self._on_change()

    async def _part(self, *, politely: bool) -> None:
        self._writing.cancel()
        if politely:
            with suppress(ConnectionClosed, TimeoutError):
                async with asyncio.timeout(_CLOSE_S):
                    await self._connection.send(CLOSE_SOCKET)
        await self._connection.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        # In a context of its own: what it does is done for all who share the socket, not for the one who opened it.
        task = asyncio.create_task(work, name="elevenlabs.socket", context=Variables())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
