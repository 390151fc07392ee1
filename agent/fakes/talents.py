"""What a stand-in hears and how it speaks: real recognition and a real voice, or a script and a tone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Recogniser, Transcriber
from telephony.audio import ulaw
from telephony.audio.levels import frame_levels
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.line import BYTES_PER_MS
from telephony.tts.port import Voice

FRAME_MS = 20
LOUD = 0.02
"""Root mean square of full scale from which sound is a voice."""
BEGIN_MS = 60
PAUSE_MS = 200
"""A voice is there after so much loud sound, and gone after so much quiet."""


@dataclass(frozen=True, slots=True)
class Talents:
    """Who recognises and who speaks for the stand-ins."""

    recogniser: Recogniser
    voice: Voice


@dataclass(frozen=True, slots=True)
class Perceived:
    """Something that was heard. `at_ms`: in the sound, from its beginning.

    begun: a voice; words: the words so far changed; paused: it ceased, these are its words; resumed: it goes on after a
    pause; ended: it stayed quiet for as long as was asked for, these were the words.
    """

    what: Literal["begun", "words", "paused", "resumed", "ended", "failed"]
    text: str = ""
    at_ms: int = 0
    since_ms: int = 0
    """Where the utterance began."""


class Hearing:
    """One stream's hearing. Feed it µ-law sound, read `perceived()` beside it.

    `end_ms`: the quiet that ends an utterance, counted in the sound and not by the clock, so that sound which comes
    faster than it was spoken is heard the same. `None`: never; `finish()` ends it.
    """

    def __init__(self, transcriber: Transcriber, *, end_ms: int | None = 300) -> None:
        self.end_ms = end_ms
        self._transcriber = transcriber
        self._queue: asyncio.Queue[Perceived | None] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read(), name="fake hearing")
        self._rest = b""
        self._loud_ms = self._quiet_ms = 0
        self._speaking = self._open = False
        self._text = ""
        self._settled = asyncio.Event()
        self.heard_ms = 0
        self.since_ms = 0

    @classmethod
    async def begin(cls, talents: Talents, *, language: str = "en", end_ms: int | None = 300) -> "Hearing":
        """Begin to listen."""
        return cls(await talents.recogniser.open(Listening(language)), end_ms=end_ms)

    async def feed(self, audio: bytes) -> None:
        """Take sound, µ-law 8 kHz, any length. Waits for the recogniser where an utterance ends."""
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
            self._cease()
        return await self._end()

    def perceived(self) -> AsyncIterator[Perceived]:
        """What was heard, in order; ends after `aclose`."""
        return self._perceived()

    async def aclose(self) -> None:
        """Listen no more."""
        self._reading.cancel()
        await asyncio.wait({self._reading})
        await self._transcriber.aclose()
        self._queue.put_nowait(None)

    async def _perceived(self) -> AsyncIterator[Perceived]:
        while (each := await self._queue.get()) is not None:
            yield each

    async def _frame(self, frame: bytes) -> None:
        self.heard_ms += FRAME_MS
        self._transcriber.feed(frame)
        loud = float(frame_levels(ulaw.to_samples(frame), len(frame))[0]) >= LOUD
        self._loud_ms = self._loud_ms + FRAME_MS if loud else 0
        self._quiet_ms = 0 if loud else self._quiet_ms + FRAME_MS
        if not self._speaking and self._loud_ms >= BEGIN_MS:
            self._begin()
        elif self._speaking and self._quiet_ms >= PAUSE_MS:
            self._cease()
        if self._open and not self._speaking and self.end_ms is not None and self._quiet_ms >= self.end_ms:
            await self._end()

    def _begin(self) -> None:
        if not self._open:
            self.since_ms = self.heard_ms - BEGIN_MS
        self._tell("resumed" if self._open else "begun", self._text)
        self._speaking = self._open = True
        self._settled.clear()
        self._transcriber.voice(speaking=True)

    def _cease(self) -> None:
        self._speaking = False
        self._transcriber.voice(speaking=False)

    async def _end(self) -> str:
        async with asyncio.timeout(20):
            await self._settled.wait()
        text, self._text = self._text, ""
        self._open = False
        self._tell("ended", text)
        self._transcriber.end_utterance()
        return text

    async def _read(self) -> None:
        finals: list[str] = []
        async for result in self._transcriber.results():
            match result:
                case Partial(text):
                    self._text = " ".join([*finals, text])
                    self._tell("words", self._text)
                case Eager(text=text) | Final(text=text):
                    self._text = " ".join([*finals, text]).strip()
                    self._tell("paused", self._text)
                    self._settled.set()
                case Failed():
                    self._tell("failed")
                    self._settled.set()

    def _tell(self, what: Literal["begun", "words", "paused", "resumed", "ended", "failed"], text: str = "") -> None:
        self._queue.put_nowait(Perceived(what, text, self.heard_ms, self.since_ms))


def pcm16(audio: bytes, hertz: int) -> bytes:
    """µ-law 8 kHz as 16-bit PCM, little-endian, at another rate."""
    samples = ulaw.to_samples(audio)
    if hertz != TELEPHONE_HZ:
        samples = resample(samples, TELEPHONE_HZ, hertz)
    return (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
