"""A voice within limits: the first sound in time or not at all, one more try, and peace for a voice that is down."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import NamedTuple

import structlog

from telephony.errors import PASSING, SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off, too_late
from telephony.steady.attempt import Attempt, attempt
from telephony.steady.breaker import Breaker
from telephony.tts.lead import Lead
from telephony.tts.port import Speech, Voice

log = structlog.get_logger(__name__)

_BYTES_PER_S = 1000 * BYTES_PER_MS
_PIECES = 32
"""Pieces that wait for whoever speaks."""
_CLOSING_S = 0.2
"""How long an interruption waits for the voice to take note; it goes on without."""
_CLOSE_LIMIT_S = 1.5


class GuardedVoice:
    """A `Voice` around one provider's.

    `first_sound_s`: how long a sentence may take to begin. Within that it is asked for twice: again when the first try
    failed, or beside it after `again_s` without a sound (None: not beside it), and whichever sounds first is heard.
    `next_sound_s`: the longest pause between two pieces.
    """

    def __init__(
        self,
        voice: Voice,
        breaker: Breaker,
        *,
        first_sound_s: float = 2.0,
        again_s: float | None = 1.2,
        next_sound_s: float = 5.0,
    ) -> None:
        self._voice = voice
        self.breaker = breaker
        self._first_sound_s = first_sound_s
        self._again_s = first_sound_s if again_s is None else again_s
        self._next_sound_s = next_sound_s
        self._speaking: set[asyncio.Task[None]] = set()
        self._closed = False
        self.name = voice.name

    async def warm(self) -> None:
        """Warm the voice. Raises `SpeechUnavailable`."""
        await self._voice.warm()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text. Raises `SpeechUnavailable`, at once while the voice's breaker is open."""
        tries, heard, failure = list[_Try](), None, None
        try:
            heard = await self._begun(tries, text, language)
            heard.leave.succeeded()
            async with aclosing(self._pieces(heard.stream)) as pieces:
                async for piece in pieces:
                    yield piece
        except SpeechUnavailable as why:
            failure = why
        finally:
            for each in tries:
                each.leave.released()
                await each.stream.close()
        if failure is not None:
            if heard is not None:
                self._failed(heard, failure, sounded=True)
            raise failure

    async def speak_ahead(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a text that nobody waits for: once, and only while the voice serves. How it went says nothing of the
        voice to those who do wait. Raises `SpeechUnavailable`.
        """
        now = asyncio.get_running_loop().time()
        if self._closed or self.breaker.state(now) != "closed":
            raise SpeechUnavailable(f"{self.name} is left in peace.", fault=self.breaker.fault or "broken")
        stream = self._stream(text, language)
        try:
            await asyncio.wait((stream.begun,), timeout=self._first_sound_s)
            if not stream.begun.done():
                raise too_late(self.name, self._first_sound_s)
            async with aclosing(self._pieces(stream)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            await stream.close()

    async def aclose(self) -> None:
        """Stop speaking and close the voice, within two seconds. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        for task in self._speaking:
            task.cancel()
        closing = asyncio.create_task(self._voice.aclose(), name="tts.close")
        await asyncio.wait((closing, *self._speaking), timeout=_CLOSE_LIMIT_S)
        if not closing.done():
            closing.cancel()
            log.warning("steady.not_closed", provider=self.name, limit_s=_CLOSE_LIMIT_S)
        elif not closing.cancelled() and (why := closing.exception()) is not None:
            log.warning("steady.not_closed", provider=self.name, error=type(why).__name__)

    def _leave(self) -> Attempt:
        if self._closed:
            raise SpeechUnavailable("The voice is closed: the process is ending.")
        leave = attempt(self.breaker)
        if leave is None:
            fault = self.breaker.fault or "broken"
            raise SpeechUnavailable(f"{self.name} failed before, and is left in peace for a while.", fault=fault)
        return leave

    def _stream(self, text: str, language: str) -> "_Stream":
        stream = _Stream(self._voice, text, language)
        self._speaking.add(stream.task)
        stream.task.add_done_callback(self._speaking.discard)
        return stream

    async def _begun(self, tries: "list[_Try]", text: str, language: str) -> "_Try":
        """Whichever of two tries sounds first; `tries` gets them. Raises `SpeechUnavailable`."""
        loop = asyncio.get_running_loop()
        until, again_at = loop.time() + self._first_sound_s, loop.time() + self._again_s
        tries.append(_Try(self._leave(), self._stream(text, language)))
        running, failure = list(tries), too_late(self.name, self._first_sound_s)
        while running and loop.time() < until:
            limit = (again_at if len(tries) == 1 else until) - loop.time()
            await asyncio.wait(
                [each.stream.begun for each in running], timeout=max(0.0, limit), return_when=asyncio.FIRST_COMPLETED
            )
            for each in [each for each in running if each.stream.begun.done()]:
                running.remove(each)
                if (why := each.stream.begun.result()) is None:
                    for slower in running:
                        slower.stream.task.cancel()
                    return each
                failure = why
                self._failed(each, failure, sounded=False)
                if failure.fault not in PASSING:
                    raise failure
            if len(tries) == 1 and loop.time() < until:
                again_at = until
                if (leave := attempt(self.breaker)) is not None:
                    tries.append(_Try(leave, self._stream(text, language)))
                    running.append(tries[-1])
        if running:
            failure = too_late(self.name, self._first_sound_s)
        for each in running:
            self._failed(each, failure, sounded=False)
        raise failure

    def _failed(self, each: "_Try", failure: SpeechUnavailable, *, sounded: bool) -> None:
        """A try came to nothing, or to less than all."""
        each.leave.failed(failure.fault)
        log.warning("tts.failed", voice=self.name, fault=failure.fault, why=str(failure), sounded=sounded)

    async def _pieces(self, stream: "_Stream") -> AsyncGenerator[Speech, None]:
        """All of a stream that has begun."""
        loop, lead = asyncio.get_running_loop(), Lead()
        try:
            while (piece := await stream.next(self._next_sound_s)) is not None:
                lead.sounded(len(piece.audio) / _BYTES_PER_S, loop.time())
                yield piece
                if (patience_s := lead.patience_s(loop.time())) and not stream.task.done():
                    await asyncio.sleep(patience_s)
        except TimeoutError:
            stream.task.cancel()
            raise too_late(self.name, self._next_sound_s) from None


class _Try(NamedTuple):
    """The voice, asked once for a sentence."""

    leave: Attempt
    stream: "_Stream"


class _Stream:
    """A sentence in a task of its own: a voice that does not let itself be stopped holds up nobody."""

    def __init__(self, voice: Voice, text: str, language: str) -> None:
        self._pieces: asyncio.Queue[Speech | None] = asyncio.Queue(_PIECES)
        self._over = False
        self.failure: SpeechUnavailable | None = None
        """Why there is no more of it than came."""
        self.begun: asyncio.Future[SpeechUnavailable | None] = asyncio.get_running_loop().create_future()
        """Its first sound is there, or why there will be none; None too where there is nothing to pronounce."""
        self.task = asyncio.create_task(self._run(voice, text, language), name="tts.speak")

    async def next(self, limit_s: float) -> Speech | None:
        """What comes next, all of it that is there; None: that was all. Raises `SpeechUnavailable`, `TimeoutError`."""
        came = list[Speech]()
        if self._pieces.empty() and not self._over:
            async with asyncio.timeout(limit_s):
                self._take(await self._pieces.get(), came)
        while not self._pieces.empty():
            self._take(self._pieces.get_nowait(), came)
        if came:
            return came[0] if len(came) == 1 else _joined(came)
        if self.failure is not None:
            raise self.failure
        return None

    def _take(self, piece: Speech | None, came: list[Speech]) -> None:
        if piece is None:
            self._over = True
        else:
            came.append(piece)

    async def close(self) -> None:
        """Interrupt it, if nobody has."""
        if not self.task.done() and not self.task.cancelling():
            self.task.cancel()
            await asyncio.wait((self.task,), timeout=_CLOSING_S)

    async def _run(self, voice: Voice, text: str, language: str) -> None:
        sounded = False
        try:
            async with aclosing(voice.speak(text, language=language)) as pieces:
                async for piece in pieces:
                    await self._pieces.put(piece)
                    if not sounded and piece.audio:
                        sounded = True
                        self.begun.set_result(None)
        except SpeechUnavailable as why:
            self.failure = why
        except asyncio.CancelledError:
            del self  # which holds the task, which holds this error, which holds this frame: a circle for nobody
            raise
        except Exception as why:  # noqa: BLE001 - the edge to a provider: by its kind alone, it may hold a key
            self.failure = broke_off(voice.name, type(why).__name__)
        if not sounded:
            if self.failure is None and any(character.isalnum() for character in text):
                self.failure = broke_off(voice.name, "no sound")
            self.begun.set_result(self.failure)
        await self._pieces.put(None)


def _joined(pieces: Sequence[Speech]) -> Speech:
    return Speech(b"".join([piece.audio for piece in pieces]), tuple(word for piece in pieces for word in piece.words))
