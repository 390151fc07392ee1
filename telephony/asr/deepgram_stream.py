"""One connection to Deepgram: sound and requests go in, messages come out, and every wait has its limit."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import Any, Protocol

import structlog

from telephony.asr.deepgram_outbound import BYTES_PER_S, Request
from telephony.asr.deepgram_sender import VENDOR, Limits, Sender
from telephony.errors import ProtocolError, SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off
from telephony.sockets import PromptConnection, SocketRefused
from telephony.usage import Usage, report

log = structlog.get_logger(__name__)

Connect = Callable[[], Awaitable[PromptConnection]]
"""Opens a socket. Raises `SpeechUnavailable`."""


class Owner(Protocol):
    """Whose stream it is."""

    def heard(self, stream: "DeepgramStream", message: str | bytes) -> None:
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
        self._sender = Sender(limits=limits, idle=lambda: owner.idle(self), idle_s=idle_s)
        self._closing = False
        self.refused_with: int | None = None
        """The status of the refusal, if it was refused."""
        self.torn = False
        """It was asked to end, and did not in time."""
        loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[SpeechUnavailable | None] = loop.create_future()
        self._wrong: asyncio.Future[Exception] = loop.create_future()
        """What was the matter with a message."""
        self._life = asyncio.create_task(self._live(), name="deepgram")

    @property
    def position(self) -> float:
        """How much sound it has had, in seconds: its own measure of time."""
        return self._sender.position

    @property
    def intact(self) -> bool:
        """It has had the sound that it was fed, and no other: its times are those of that sound."""
        return self._sender.intact

    async def opened(self) -> SpeechUnavailable | None:
        """Wait until it is open; why it is not."""
        return await asyncio.shield(self._opened)

    def feed(self, audio: bytes) -> None:
        """Take sound. Never blocks."""
        self._sender.feed(audio)

    def ask(self, request: Request) -> None:
        """Send a request after the sound that was fed before it."""
        self._sender.ask(request)

    def voice(self, *, speaking: bool) -> None:
        """Somebody speaks, so that an answer is due; or does no more."""
        self._sender.voice(speaking=speaking)

    def finish(self) -> None:
        """Send what waits, ask for the last results, and end when they have come."""
        self._sender.finish()

    def give_back(self) -> bytes:
        """The sound that was not sent. For a stream that could not be opened."""
        return self._sender.waiting

    async def aclose(self) -> None:
        """End it, within a limit; what was not sent is not sent any more. Safe to call twice."""
        if not self._closing:
            self._closing = True
            self._sender.clear()
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
            socket = await self._connect()
        except SpeechUnavailable as error:
            self.refused_with = error.status if isinstance(error, SocketRefused) else None
            return SpeechUnavailable(str(error), fault=error.fault)
        failure = broke_off(VENDOR)
        try:
            self._opened.set_result(None)
            failure = await self._talk(socket)
        finally:
            await self._leave(socket, torn=failure is not None or self.torn)
        return failure

    async def _talk(self, socket: PromptConnection) -> SpeechUnavailable | None:
        reading = asyncio.create_task(self._read(socket), name="deepgram messages")
        sent = self._sender.over
        self._sender.begin(socket)
        ours = copy_context()  # what a message brings about belongs to the call
        socket.hear(lambda message: ours.run(self._heard, message))
        try:
            await asyncio.wait({reading, sent}, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done() and sent.result() is None:
                await asyncio.wait({reading}, timeout=self._limits.close)
                self.torn = not reading.done()
            return reading.result() if reading.done() else sent.result()
        finally:
            socket.hear(_nothing)
            self._sender.stop()
            reading.cancel()
            await asyncio.wait({reading})

    async def _leave(self, socket: PromptConnection, *, torn: bool) -> None:
        if torn:
            # The library would wait for a peer that does not answer.
            socket.transport.abort()
        leaving = asyncio.create_task(socket.close(), name="deepgram leaves")
        await asyncio.wait({leaving}, timeout=self._limits.close)
        if not leaving.done():
            socket.transport.abort()
            await asyncio.wait({leaving}, timeout=self._limits.close)

    def _account(self) -> None:
        if sent := self._sender.sent_bytes:
            report(Usage("asr", "deepgram", self._model, "seconds", sent / BYTES_PER_S))
        if dropped := self._sender.dropped_bytes:
            log.warning("asr.sound_dropped", provider="deepgram", dropped_ms=dropped // BYTES_PER_MS)

    # ── what comes ────────────────────────────────────────────────────────────

    def _heard(self, message: str | bytes) -> None:
        if self._wrong.done():
            return
        try:
            self._sender.answered()
            self._owner.heard(self, message)
        except SpeechUnavailable as fatal:
            self._wrong.set_result(SpeechUnavailable(str(fatal), fault=fatal.fault))
        except ProtocolError:
            self._wrong.set_result(broke_off(VENDOR, "it sent what its protocol does not know"))
        except Exception as broken:  # noqa: BLE001 - the edge of a background job: it is raised there
            self._wrong.set_result(broken)

    async def _read(self, socket: PromptConnection) -> SpeechUnavailable | None:
        """To the end; messages are handed over without it."""
        closed = asyncio.create_task(socket.wait_closed(), name="deepgram closes")
        ends: tuple[asyncio.Future[Any], ...] = closed, self._wrong
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closed.cancel()
        if self._wrong.done():
            if not isinstance(wrong := self._wrong.result(), SpeechUnavailable):
                raise wrong
            return wrong
        closing = socket.protocol.close_exc.rcvd
        code = closing.code if closing else 1006
        return None if self._sender.finishing else broke_off(VENDOR, f"close code {code}")


def _nothing(_message: str | bytes) -> None:
    """Nobody listens any more."""
