"""One socket to Cartesia, and the contexts that share it: each sentence is one, and hears only what is its own."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import suppress
from contextvars import Context as Variables
from uuid import uuid4

import structlog
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off, refused, too_late
from telephony.sockets import Peer, PromptConnection, send_now, unsent
from telephony.tts.cartesia_messages import Chunk, Done, Garbage, Message, Refusal, Timestamps, cancel, read
from telephony.tts.lead import Lead

log = structlog.get_logger(__name__)

PEER = Peer("Cartesia", "CARTESIA_API_KEY", address="CARTESIA_URL")
MOST_CONTEXTS = 24
"""On one socket at a time; Cartesia speaks of dozens."""
MOST_UNHEARD_BYTES = 2 * 1024 * 1024
"""Sound that waits for one listener, some four minutes: more means that nobody listens."""
IDLE_S = 30.0
"""A socket that was silent for so long may be dying while we write on it; Cartesia closes idle ones, some report after
one minute, others after five."""
_BYTES_PER_S = 1000 * BYTES_PER_MS
_CANCEL_S = 1.0
_WORD_BYTES = 100


class DiedIdle(SpeechUnavailable):
    """The socket had been idle, and was dying while the context was sent: nobody has heard of it."""


class SpeechContext:
    """One sentence on a socket. Made by `CartesiaSocket.begin`; `leave` it in every case."""

    def __init__(self, socket: "CartesiaSocket") -> None:
        self.id = str(uuid4())
        self.on_idle = socket.idle_s >= IDLE_S
        self.answered = False
        self.over = False
        self._socket = socket
        self._waiting: deque[Chunk | Timestamps] = deque()
        self._unheard_bytes = 0
        self._failure: SpeechUnavailable | None = None
        self._listener: asyncio.Future[bool] | None = None

    async def send(self, messages: Sequence[str], *, limit_s: float) -> bool:
        """Send what is to be spoken. False: the socket is dead, nothing went out, and the context is over.

        Raises `SpeechUnavailable` when something went out and the rest did not.
        """
        sent, whole, failure = False, False, None
        try:
            async with asyncio.timeout(limit_s):
                for message in messages:
                    await self._socket.send(message)
                    sent = True
            whole = True
        except ConnectionClosed:
            failure = broke_off(PEER.vendor, "while we were sending")
        except TimeoutError:
            # Nobody knows how much of it went out, nor whether anything more will.
            self._socket.retire()
            sent, failure = True, too_late(PEER.vendor, limit_s)
        finally:
            if not whole:
                self.leave()
        if failure is not None and sent:
            raise failure
        return whole

    async def answers(self, *, stall_s: Callable[[], float]) -> AsyncGenerator[Chunk | Timestamps, None]:
        """What belongs to the context, as it comes, to its proper end. `stall_s`: the longest wait for the next of it,
        by what has come.

        Raises `SpeechUnavailable`: refused, cut, stalled, or listened to so slowly that too much waits.
        """
        loop, lead = asyncio.get_running_loop(), Lead()
        while True:
            while self._waiting:
                answer = self._waiting.popleft()
                self._unheard_bytes -= _size(answer)
                if isinstance(answer, Chunk):
                    lead.sounded(len(answer.data) / _BYTES_PER_S, loop.time())
                yield answer
            if self.over:
                break
            if patience_s := lead.patience_s(loop.time()):
                await asyncio.sleep(patience_s)
                if self._waiting or self.over:
                    continue
            limit_s = stall_s()
            if not await self._news(limit_s):
                # Where this one hears nothing the next would hear nothing either.
                self._socket.retire()
                raise too_late(PEER.vendor, limit_s)
        if self._failure is not None:
            raise self._failure

    def take(self, answer: Chunk | Timestamps) -> None:
        """One more of its messages came."""
        self.answered = True
        self._waiting.append(answer)
        self._unheard_bytes += _size(answer)
        if self._unheard_bytes > MOST_UNHEARD_BYTES:
            log.warning("cartesia.nobody_listens", unheard_bytes=self._unheard_bytes)
            self._waiting.clear()
            self._socket.forget(self)
            self.finish(SpeechUnavailable("A sentence of Cartesia's was not listened to, and was given up."))
        self._wake()

    def finish(self, failure: SpeechUnavailable | None = None) -> None:
        """Nothing more comes; only the first word on it counts."""
        if not self.over:
            self.over, self._failure = True, failure
            self._wake()

    def leave(self) -> None:
        """Hear no more of it; what was not spoken yet is cancelled. Does not wait."""
        self._socket.forget(self)

    async def _news(self, limit_s: float) -> bool:
        """Wait for more; False: nothing came."""
        loop = asyncio.get_running_loop()
        self._listener = loop.create_future()
        timer = loop.call_later(limit_s, self._wake, False)  # noqa: FBT003 - a loop takes no keywords
        try:
            return await self._listener
        finally:
            timer.cancel()

    def _wake(self, news: bool = True) -> None:  # noqa: FBT001, FBT002 - as above
        if self._listener is not None and not self._listener.done():
            self._listener.set_result(news)


class CartesiaSocket:
    """An open socket. `on_end`: called once, when no message can come on it any more."""

    def __init__(self, connection: PromptConnection, *, on_end: "Callable[[CartesiaSocket], None]") -> None:
        self._connection = connection
        self._on_end = on_end
        self._contexts: dict[str, SpeechContext] = {}
        self._retired = self._over = False
        self._opened_at = self._touched_at = time.monotonic()
        self._cancelling: set[asyncio.Task[None]] = set()
        # In a context of its own: what it does is done for whoever shares the socket, not for who opened it.
        self._reading = asyncio.create_task(self._read(), name="cartesia.read", context=Variables())
        connection.hear(self._hear)

    @property
    def has_room(self) -> bool:
        """Another sentence may be sent on it."""
        alive = not self._retired and self._connection.state is State.OPEN
        return alive and len(self._contexts) < MOST_CONTEXTS

    @property
    def unused(self) -> bool:
        """Nothing is spoken on it now."""
        return not self._contexts

    @property
    def idle_s(self) -> float:
        """For how long nothing went or came."""
        return time.monotonic() - self._touched_at

    @property
    def age_s(self) -> float:
        """For how long it has been open."""
        return time.monotonic() - self._opened_at

    def begin(self) -> SpeechContext:
        """A new sentence. Its id is never used again."""
        context = SpeechContext(self)
        self._contexts[context.id] = context
        return context

    async def send(self, message: str) -> None:
        """Raises `websockets.exceptions.ConnectionClosed`."""
        if self._connection.state is State.OPEN and not unsent(self._connection):
            send_now(self._connection, message)
        else:
            await self._connection.send(message)
        self._touched_at = time.monotonic()

    def retire(self) -> None:
        """Begin nothing more on it; it closes when what is spoken on it is over."""
        self._retired = True
        self._close_when_unused()

    def forget(self, context: SpeechContext) -> None:
        """Nobody hears this sentence any more."""
        if self._contexts.pop(context.id, None) is not None and not context.over:
            self._in_background(self._send_cancel(context.id))
        self._close_when_unused()

    async def aclose(self) -> None:
        """Close it; what is spoken on it fails. Safe to call twice."""
        self._retired = True
        self._end(SpeechUnavailable("Cartesia's voice is closed: the process is ending."))
        for task in self._cancelling:
            task.cancel()
        await self._connection.close()
        await asyncio.wait({self._reading})

    async def _read(self) -> None:
        """To the end; messages are handed over without it."""
        await self._connection.wait_closed()
        closed = self._connection.protocol.close_exc
        frame = closed.rcvd or closed.sent
        self._end(broke_off(PEER.vendor, f"code {frame.code}" if frame else "the connection was cut"))

    def _hear(self, raw: str | bytes) -> None:
        self._touched_at = time.monotonic()
        try:
            message = read(raw)
        except Garbage as garbage:
            failure = broke_off(PEER.vendor, "it sent what its protocol does not know")
            if (context := self._contexts.get(garbage.context)) is not None:
                self._fail(context, failure)
            else:
                self._break(failure)
            return
        if isinstance(message, Refusal) and message.context_id is None:
            self._break(_refusal(message))
        elif message is not None:
            self._give(message)

    def _break(self, failure: SpeechUnavailable) -> None:
        """Something is wrong with all of it."""
        if not self._over:
            self._end(failure)
            self._in_background(self._connection.close())

    def _give(self, message: Message) -> None:
        context = self._contexts.get(message.context_id or "")
        if context is None:
            # What was under way when its context was cancelled.
            return
        match message:
            case Chunk() | Timestamps():
                context.take(message)
            case Done():
                context.finish()
            case Refusal():
                context.finish(_refusal(message))

    def _fail(self, context: SpeechContext, failure: SpeechUnavailable) -> None:
        self.forget(context)
        context.finish(failure)

    def _end(self, failure: SpeechUnavailable) -> None:
        if self._over:
            return
        self._over = True
        contexts, self._contexts = list(self._contexts.values()), {}
        for context in contexts:
            kind = DiedIdle if context.on_idle and not context.answered else SpeechUnavailable
            context.finish(kind(str(failure), fault=failure.fault))
        if not self._retired or contexts:
            log.info("cartesia.socket_ended", why=str(failure), sentences=len(contexts))
        self._retired = True
        self._on_end(self)

    def _close_when_unused(self) -> None:
        if self._retired and not self._contexts and self._connection.state is State.OPEN:
            self._in_background(self._connection.close())

    async def _send_cancel(self, context: str) -> None:
        with suppress(ConnectionClosed, TimeoutError):
            async with asyncio.timeout(_CANCEL_S):
                await self._connection.send(cancel(context))

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name="cartesia.send", context=Variables())
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)


def _size(answer: Chunk | Timestamps) -> int:
    if isinstance(answer, Chunk):
        return len(answer.data)
    return _WORD_BYTES * len(answer.word_timestamps.words if answer.word_timestamps else ())


def _refusal(message: Refusal) -> SpeechUnavailable:
    if message.status_code is None:
        return broke_off(PEER.vendor, "with an error of its own")
    return refused(PEER.vendor, message.status_code, key=PEER.key, code=message.error_code or "")
