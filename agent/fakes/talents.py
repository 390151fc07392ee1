"""What a stand-in hears and how it speaks: real recognition and a real voice, or a script and a tone."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import structlog

from telephony.asr.port import Eager, Final, Listening, Partial, Recogniser, Result, Transcriber
from telephony.audio import ulaw
from telephony.audio.levels import frame_levels
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.line import BYTES_PER_MS
from telephony.tts.port import Voice

log = structlog.get_logger(__name__)

FRAME_MS = 20
LOUD = 0.02
"""Root mean square of full scale from which sound is a voice."""
QUIET = 0.01
"""Below this a voice has ceased. It is lower, so that soft consonants and closures do not end an utterance."""
BEGIN_MS = 60
PAUSE_MS = 200
"""A voice is there after so much loud sound, and gone after so much quiet."""
SETTLE_S = 20.0
"""The longest that the words of an utterance are waited for."""
MOST_WAITING = 256
"""So much that nobody read is kept."""


@dataclass(frozen=True, slots=True)
class Talents:
    """Who recognises and who speaks for the stand-ins."""

    recogniser: Recogniser
    voice: Voice


What = Literal["begun", "words", "paused", "resumed", "ended", "failed"]


@dataclass(frozen=True, slots=True)
class Perceived:
    """Something that was heard. `at_ms`: how much sound there had been, from its beginning, when it was noticed.

    begun: a voice; words: the words so far changed; paused: it ceased, these are its words; resumed: it goes on after a
    pause; ended: it stayed quiet for as long as was asked for, these were the words; failed: the recogniser is gone.
    """

    what: What
    text: str = ""
    at_ms: int = 0
    since_ms: int = 0
    """Where the utterance began, in the sound."""
    until_ms: int = 0
    """Where the voice was last heard; for `begun`, `words` and `resumed`: so far."""


class Hearing:
    """One stream's hearing. Feed it µ-law sound, read `perceived()`, beside it or afterwards.

    `end_ms`: the quiet that ends an utterance, counted in the sound and not by the clock, so that sound which comes
    faster than it was spoken is heard the same. `None`: never; `finish()` ends it.
    """

    def __init__(self, transcriber: Transcriber, *, end_ms: int | None = 300) -> None:
        self.end_ms = end_ms
        self._transcriber = transcriber
        self._waiting: deque[Perceived] = deque()
        self._news = asyncio.Event()
        self._closed = False
        self._rest = b""
        self._loud_ms = self._quiet_ms = 0
        self._speaking = self._open = self._failed = False
        self._finals: list[str] = []
        self._text = ""
        self._settled = asyncio.Event()
        self.heard_ms = 0
        self.since_ms = 0
        self.until_ms = 0
        self._reading = asyncio.create_task(self._read(), name="fake hearing")

    @classmethod
    async def begin(cls, talents: Talents, *, language: str = "en", end_ms: int | None = 300) -> "Hearing":
        """Begin to listen."""
        return cls(await talents.recogniser.open(Listening(language)), end_ms=end_ms)

    @property
    def underway(self) -> bool:
        """An utterance has begun and is not over."""
        return self._open

    async def feed(self, audio: bytes) -> None:
        """Take sound, µ-law 8 kHz, any length. Waits for the recogniser where the voice ceases."""
        sound = self._rest + audio
        whole = len(sound) - len(sound) % (FRAME_MS * BYTES_PER_MS)
        self._rest = sound[whole:]
        for at in range(0, whole, FRAME_MS * BYTES_PER_MS):
            await self._frame(sound[at : at + FRAME_MS * BYTES_PER_MS])

    async def finish(self) -> str:
        """End the utterance here, however it stands. Returns its words."""
        if not self._open:
            return ""
        if self._speaking:
            await self._cease()
        return self._end()

    def perceived(self) -> AsyncIterator[Perceived]:
        """What was heard, in order; ends after `aclose`. For one reader."""
        return self._perceived()

    async def aclose(self) -> None:
        """Listen no more. Safe to call twice."""
        self._reading.cancel()
        await asyncio.wait({self._reading})
        await self._transcriber.aclose()
        self._closed = True
        self._news.set()

    async def _perceived(self) -> AsyncIterator[Perceived]:
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._closed:
                return
            self._news.clear()
            await self._news.wait()

    async def _frame(self, frame: bytes) -> None:
        self.heard_ms += FRAME_MS
        self._transcriber.feed(frame)
        level = float(frame_levels(ulaw.to_samples(frame), len(frame))[0])
        self._loud_ms = self._loud_ms + FRAME_MS if level >= LOUD else 0
        self._quiet_ms = 0 if level >= QUIET else self._quiet_ms + FRAME_MS
        if not self._speaking and self._loud_ms >= BEGIN_MS:
            self._begin()
            await asyncio.sleep(0)  # the words that are known already come before those of the end
        elif self._speaking and self._quiet_ms >= PAUSE_MS:
            await self._cease()
        if self._speaking and level >= QUIET:
            self.until_ms = self.heard_ms
        if self._open and not self._speaking and self.end_ms is not None and self._quiet_ms >= self.end_ms:
            self._end()

    def _begin(self) -> None:
        if not self._open:
            self.since_ms = self.heard_ms - BEGIN_MS
        self.until_ms = self.heard_ms
        self._tell("resumed" if self._open else "begun", self._text)
        self._speaking = self._open = True
        self._transcriber.voice(speaking=True)

    async def _cease(self) -> None:
        # Waiting here, and not only where the utterance ends, makes hearing the same at any speed of the sound.
        self._speaking = False
        self._settled.clear()
        if not self._failed:
            self._transcriber.voice(speaking=False)
            try:
                await asyncio.wait_for(self._settled.wait(), SETTLE_S)
            except TimeoutError:
                self._tell("failed")
        self._tell("paused", self._text)

    def _end(self) -> str:
        text, self._text = self._text, ""
        self._finals.clear()
        self._open = False
        self._tell("ended", text)
        self._transcriber.end_utterance()
        return text

    async def _read(self) -> None:
        try:
            async for result in self._transcriber.results():
                self._take(result)
        except Exception:  # the edge of a background job
            log.exception("fake.hearing_failed")
        self._failed = True
        self._tell("failed")
        self._settled.set()

    def _take(self, result: Result) -> None:
        match result:
            case Partial(text):
                self._text = " ".join([*self._finals, text])
                self._tell("words", self._text)
            case Final(text=text):
                # The older part of a long utterance; what follows comes in results of its own.
                self._finals.append(text)
                self._text = " ".join(self._finals)
                if self._speaking:
                    self._tell("words", self._text)
            case Eager(text=text):
                self._text = " ".join([*self._finals, text]).strip()
                self._settled.set()

    def _tell(self, what: What, text: str = "") -> None:
        if self._waiting and what == "words" == self._waiting[-1].what:
            self._waiting.pop()
        if len(self._waiting) >= MOST_WAITING:
            dropped = self._waiting.popleft()
            log.warning("fake.unread", what=dropped.what)
        self._waiting.append(Perceived(what, text, self.heard_ms, self.since_ms, self.until_ms))
        self._news.set()


def pcm16(audio: bytes, hertz: int) -> bytes:
    """µ-law 8 kHz as 16-bit PCM, little-endian, at another rate."""
    samples = ulaw.to_samples(audio)
    if hertz != TELEPHONE_HZ:
        samples = resample(samples, TELEPHONE_HZ, hertz)
    return (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
