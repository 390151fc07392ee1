"""A voice within limits: the first sound in time or not at all, one more try, and peace for a voice that is down."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

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
_BOTH_TRIES = 1.5
"""Both tries together may take so much longer than the first may."""


class GuardedVoice:
    """A `Voice` around one provider's.

    `first_sound_s`: how long a sentence may take to begin; a second try gets what is left of one and a half times that.
    `next_sound_s`: the longest pause between two pieces.
    """

    def __init__(
        self, voice: Voice, breaker: Breaker, *, first_sound_s: float = 2.0, next_sound_s: float = 5.0
    ) -> None:
        self._voice = voice
        self.breaker = breaker
        self._first_sound_s = first_sound_s
        self._next_sound_s = next_sound_s
        self._speaking: set[asyncio.Task[None]] = set()
        self._closed = False
        self.name = voice.name

    async def warm(self) -> None:
        """Warm the voice. Raises `SpeechUnavailable`."""
        await self._voice.warm()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text. Raises `SpeechUnavailable`, at once while the voice's breaker is open."""
        loop = asyncio.get_running_loop()
        both_until = loop.time() + self._first_sound_s * _BOTH_TRIES
        for again in (False, True):
            limit = min(self._first_sound_s, both_until - loop.time())
            sounded, failure = False, None
            leave = self._leave()
            try:
                async with aclosing(self._pieces(text, language, limit)) as pieces:
                    async for piece in pieces:
                        sounded = True
                        leave.succeeded()
                        yield piece
            except SpeechUnavailable as why:
                failure = why
                leave.failed(why.fault)
            finally:
                leave.released()
            if failure is None:
                return
            log.warning("tts.failed", voice=self.name, fault=failure.fault, why=str(failure), sounded=sounded)
            if sounded or again or failure.fault not in PASSING or both_until <= loop.time():
                raise failure

    async def speak_ahead(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a text that nobody waits for: once, and only while the voice serves. How it went says nothing of the
        voice to those who do wait. Raises `SpeechUnavailable`.
        """
        now = asyncio.get_running_loop().time()
        if self._closed or self.breaker.state(now) != "closed":
            raise SpeechUnavailable(f"{self.name} is left in peace.", fault=self.breaker.fault or "broken")
        async with aclosing(self._pieces(text, language, self._first_sound_s)) as pieces:
            async for piece in pieces:
                yield piece

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

    async def _pieces(self, text: str, language: str, limit: float) -> AsyncGenerator[Speech, None]:
        """The pieces, the first with sound; those that have none wait for it."""
        loop = asyncio.get_running_loop()
        stream = _Stream(self._voice, text, language)
        self._speaking.add(stream.task)
        stream.task.add_done_callback(self._speaking.discard)
        deadline, silent, sounded = loop.time() + limit, list[Speech](), False
        lead = Lead()
        try:
            while (piece := await stream.next(self._next_sound_s if sounded else deadline - loop.time())) is not None:
                if not piece.audio and not sounded:
                    silent = [*silent, piece][-_PIECES:]
                    continue
                lead.sounded(len(piece.audio) / _BYTES_PER_S, loop.time())
                sounded = True
                for each in (*silent, piece):
                    yield each
                silent = []
                if (patience_s := lead.patience_s(loop.time())) and not stream.task.done():
                    await asyncio.sleep(patience_s)
        except TimeoutError:
            stream.task.cancel()
            raise too_late(self.name, round(self._next_sound_s if sounded else limit, 1)) from None
        finally:
            await stream.close()
        if not sounded and any(character.isalnum() for character in text):
            raise broke_off(self.name, "no sound")


class _Stream:
    """A sentence in a task of its own: a voice that does not let itself be stopped holds up nobody."""

    def __init__(self, voice: Voice, text: str, language: str) -> None:
        self._pieces: asyncio.Queue[Speech | None] = asyncio.Queue(_PIECES)
        self._over = False
        self._failure: SpeechUnavailable | None = None
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
        if self._failure is not None:
            raise self._failure
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
        try:
            async with aclosing(voice.speak(text, language=language)) as pieces:
                async for piece in pieces:
                    await self._pieces.put(piece)
        except SpeechUnavailable as why:
            self._failure = why
        except Exception as why:  # noqa: BLE001 - the edge to a provider: by its kind alone, it may hold a key
            self._failure = broke_off(voice.name, type(why).__name__)
        await self._pieces.put(None)


def _joined(pieces: Sequence[Speech]) -> Speech:
    return Speech(b"".join([piece.audio for piece in pieces]), tuple(word for piece in pieces for word in piece.words))
