"""One connection to Deepgram: sound and requests go in, messages come out, and every wait has its limit."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any, Protocol

import structlog
from deepgram.core.api_error import ApiError
from websockets.exceptions import ConnectionClosed, InvalidURI, WebSocketException

from telephony.asr.deepgram_outbound import BYTES_PER_S, Outbound, Request
from telephony.errors import ProtocolError, SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off, refused, too_late, unreachable
from telephony.usage import Usage, report

log = structlog.get_logger(__name__)

VENDOR = "Deepgram"
KEY = "DEEPGRAM_API_KEY"


class Socket(Protocol):
    """What we use of the SDK's sockets, beside what differs between them."""

    async def send_media(self, message: bytes) -> None:
        """Send sound."""
        ...

    async def send_close_stream(self) -> None:
        """Ask for the last results, and the end."""
        ...

    async def recv(self) -> Any:
        """The next message."""
        ...


Connect = Callable[[], AbstractAsyncContextManager[Any]]
"""Opens the SDK's socket."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of waits, in seconds; of what waits, in seconds of sound."""

    connect: float = 4.0
    answer: float = 5.0
    """Sound goes out and nothing comes back."""
    close: float = 1.0
    chunk: float = 0.1
    """The longest that a piece of sound waits for the rest of its chunk."""
    keep_alive: float = 4.0
    pause: float = 0.5
    """Without sound for so long, a turn of Flux needs silence to end."""
    voiceless: float = 0.15
    """After the voice has been gone for so long Nova is asked to settle what was said."""
    kept_sound: float = 30.0
    """Sound that waits to be sent; beyond it the oldest is dropped."""


PATIENCE = 12
"""Where nobody has spoken, an answer may take so many times as long: a server may be silent about silence."""


class Owner(Protocol):
    """Whose stream it is."""

    def heard(self, stream: "DeepgramStream", message: object) -> None:
        """A message came. Raises `ProtocolError` when it cannot be understood, `SpeechUnavailable` when it is fatal."""
        ...

    def idle(self, stream: "DeepgramStream") -> bytes | Request:
        """Nothing was sent for a while: sound or a request that keeps the stream alive; no bytes for nothing."""
        ...

    def ended(self, stream: "DeepgramStream", failure: SpeechUnavailable | None) -> None:
        """The stream is over; `failure`: it should not be."""
        ...


class DeepgramStream:
    """One connection, from its opening to its end. `number`: later ones have larger numbers.

    `idle_s`: how long nothing may be sent until the owner is asked what to send.
    """

    def __init__(
        self, connect: Connect, owner: Owner, *, number: int, model: str, limits: Limits, idle_s: float
    ) -> None:
        self.number = number
        self._connect = connect
        self._owner = owner
        self._model = model
        self._limits = limits
        self._idle_s = idle_s
        self._outbound = Outbound(bound_s=limits.kept_sound)
        self._news = asyncio.Event()
        self._sent_bytes = 0
        self._filled = False
        self._finishing = False
        self._closing = False
        self._loop = asyncio.get_running_loop()
        self._answer_at = self._loop.time()
        self._unanswered_bytes = 0
        self._speaking = self._voice_unanswered = False
        self.refused_with: int | None = None
        """The status of the refusal, if it was refused."""
        self.torn = False
        """It was asked to end, and did not in time."""
        self._opened: asyncio.Future[SpeechUnavailable | None] = self._loop.create_future()
        self._life = asyncio.create_task(self._live(), name="deepgram")

    @property
    def position(self) -> float:
        """How much sound it has had, in seconds: its own measure of time."""
        return (self._sent_bytes + self._outbound.sound_bytes) / BYTES_PER_S

    @property
    def intact(self) -> bool:
        """It has had the sound that it was fed, and no other: its times are those of that sound."""
        return not (self._filled or self._outbound.dropped_bytes)

    async def opened(self) -> SpeechUnavailable | None:
        """Wait until it is open; why it is not."""
        return await asyncio.shield(self._opened)

    def feed(self, audio: bytes) -> None:
        """Take sound. Never blocks."""
        if audio and not self._finishing:
            self._outbound.feed(audio)
            self._news.set()

    def ask(self, request: Request) -> None:
        """Send a request after the sound that was fed before it."""
        if not self._finishing:
            self._outbound.ask(request)
            self._news.set()

    def voice(self, *, speaking: bool) -> None:
        """Somebody speaks, so that an answer is due; or does no more."""
        self._speaking = speaking
        self._voice_unanswered = self._voice_unanswered or speaking

    def finish(self) -> None:
        """Send what waits, ask for the last results, and end when they have come."""
        self._finishing = True
        self._news.set()

    def give_back(self) -> bytes:
        """The sound that was not sent. For a stream that could not be opened."""
        return self._outbound.sound

    async def aclose(self) -> None:
        """End it, within a limit; what was not sent is not sent any more. Safe to call twice."""
        if not self._closing:
            self._closing = True
            self._outbound.clear()
            self.finish()
        if self._opened.done():
            await asyncio.wait({self._life}, timeout=2 * self._limits.close)
        self._life.cancel()
        await asyncio.wait({self._life})

    # ── its life ──────────────────────────────────────────────────────────────

    async def _live(self) -> None:
        failure: SpeechUnavailable | None = None
        try:
            failure = await self._connected()
        except Exception:  # the edge of a background job: the call is told, and lives without us
            log.exception("asr.failed", provider="deepgram")
            failure = broke_off(VENDOR)
        finally:
            if not self._opened.done():
                self._opened.set_result(failure or broke_off(VENDOR, "closed"))
            else:
                self._account()
                self._owner.ended(self, None if self._closing else failure)

    async def _connected(self) -> SpeechUnavailable | None:
        failure: SpeechUnavailable | None
        try:
            link = self._connect()
            async with asyncio.timeout(self._limits.connect):
                socket = await link.__aenter__()
        except (SpeechUnavailable, TimeoutError, ApiError, WebSocketException, OSError, EOFError) as error:
            return self._why_not(error)
        failure = broke_off(VENDOR)
        try:
            self._answer_at = self._loop.time()
            self._opened.set_result(None)
            failure = await self._talk(socket)
        finally:
            await self._leave(link, socket, torn=failure is not None or self.torn)
        return failure

    def _why_not(self, error: Exception) -> SpeechUnavailable:
        match error:
            case SpeechUnavailable():
                return SpeechUnavailable(str(error), fault=error.fault)
            case TimeoutError():
                return too_late(VENDOR, self._limits.connect)
            case ApiError():
                # Never `error.headers`: they are those that we sent, with the key.
                self.refused_with = error.status_code
                return refused(VENDOR, error.status_code or 500, key=KEY)
            case WebSocketException() if not isinstance(error, InvalidURI):
                return broke_off(VENDOR, type(error).__name__)
        return unreachable(VENDOR, error, address="DEEPGRAM_URL")

    async def _talk(self, socket: Socket) -> SpeechUnavailable | None:
        reading = asyncio.create_task(self._read(socket), name="deepgram messages")
        sending = asyncio.create_task(self._send(socket), name="deepgram sound")
        try:
            await asyncio.wait({reading, sending}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done() and sending.result() is None:
                await asyncio.wait({reading}, timeout=self._limits.close)
                self.torn = not reading.done()
            first = reading if reading.done() else sending
            return first.result()
        finally:
            reading.cancel()
            sending.cancel()
            await asyncio.wait({reading, sending})

    async def _leave(self, link: AbstractAsyncContextManager[Any], socket: Socket, *, torn: bool) -> None:
        if torn:
            _abort(socket)
        leaving = asyncio.create_task(_exit(link), name="deepgram leaves")
        await asyncio.wait({leaving}, timeout=self._limits.close)
        if not leaving.done():
            _abort(socket)
            await asyncio.wait({leaving}, timeout=self._limits.close)

    def _account(self) -> None:
        if self._sent_bytes:
            report(Usage("asr", "deepgram", self._model, "seconds", self._sent_bytes / BYTES_PER_S))
        if dropped := self._outbound.dropped_bytes:
            log.warning("asr.sound_dropped", provider="deepgram", dropped_ms=dropped // BYTES_PER_MS)

    # ── what comes ────────────────────────────────────────────────────────────

    async def _read(self, socket: Socket) -> SpeechUnavailable | None:
        while True:
            try:
                message = await socket.recv()
                if message is not None and not isinstance(message, dict):  # else the SDK does not know it
                    self._answered()
                    self._owner.heard(self, message)
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 1006
                break
            except SpeechUnavailable as fatal:
                return SpeechUnavailable(str(fatal), fault=fatal.fault)
            except (ProtocolError, JSONDecodeError, UnicodeDecodeError, RecursionError):
                return broke_off(VENDOR, "it sent what its protocol does not know")
        return None if self._finishing else broke_off(VENDOR, f"close code {code}")

    def _answered(self) -> None:
        self._answer_at = self._loop.time()
        self._unanswered_bytes = 0
        self._voice_unanswered = self._speaking

    # ── what goes ─────────────────────────────────────────────────────────────

    async def _send(self, socket: Socket) -> SpeechUnavailable | None:
        """Send until the end was asked for; why it cannot be sent."""
        try:
            while (item := await self._next()) is not None:
                async with asyncio.timeout(self._limits.answer):
                    if callable(item):
                        await item(socket)
                    elif item:
                        await socket.send_media(item)
                        self._sent_bytes += len(item)
                        self._unanswered_bytes += len(item)
                if self._overdue:
                    return too_late(VENDOR, self._limits.answer)
            async with asyncio.timeout(self._limits.close):
                await socket.send_close_stream()
        except ConnectionClosed:
            return None  # whoever reads knows why
        except TimeoutError:
            return too_late(VENDOR, self._limits.answer)
        return None

    async def _next(self) -> bytes | Request | None:
        """The next to be sent; None: it is over."""
        idle_at = self._loop.time() + self._idle_s
        while True:
            self._news.clear()
            waits = self._outbound
            if waits and (not waits.gathering or self._finishing):
                return waits.take()
            if self._finishing:
                return None
            until = min(idle_at, self._loop.time() + self._limits.chunk) if waits else idle_at
            try:
                async with asyncio.timeout_at(until):
                    await self._news.wait()
            except TimeoutError:
                return waits.take() if waits else self._fill()

    def _fill(self) -> bytes | Request:
        filling = self._owner.idle(self)
        self._filled = self._filled or (isinstance(filling, bytes) and bool(filling))
        return filling

    @property
    def _overdue(self) -> bool:
        limit = self._limits.answer * (1 if self._voice_unanswered else PATIENCE)
        return self._unanswered_bytes >= limit * BYTES_PER_S and self._loop.time() - self._answer_at >= limit


async def _exit(link: AbstractAsyncContextManager[Any]) -> None:
    try:
        await link.__aexit__(None, None, None)
    except (ApiError, WebSocketException, OSError):
        log.debug("asr.left", provider="deepgram")


def _abort(socket: object) -> None:
    """Tear the connection: the library under the SDK waits twenty seconds for a peer that does not answer, and the SDK
    passes no limit on.
    """
    transport = getattr(getattr(socket, "_websocket", None), "transport", None)
    if transport is not None:
        transport.abort()
