"""Recognisers that hear in a way that can be checked to the millisecond, and that break where they are told to.

Their language: a word is 200 ms of one byte, `w1` of byte 1, and so on; 0xff is silence. A word of which a part was
lost or given twice is told with its length in frames of 20 ms, as `w1/7`.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result, Resumed
from telephony.asr.results import Results
from telephony.audio import ulaw
from telephony.errors import Fault, SpeechUnavailable

FRAME = 160
FRAMES_OF_A_WORD = 10


def said(*words: int) -> bytes:
    """The sound of words."""
    return b"".join(bytes([word]) * FRAME * FRAMES_OF_A_WORD for word in words)


def quiet(frames: int) -> bytes:
    """Silence."""
    return ulaw.SILENCE * (FRAME * frames)


def understood(sound: bytes | bytearray) -> str:
    """The words in the sound."""
    words = []
    for byte, run in groupby(sound):
        frames = len(list(run)) / FRAME
        if byte != 0xFF:
            words.append(f"w{byte}" if frames == FRAMES_OF_A_WORD else f"w{byte}/{frames:g}")
    return " ".join(words)


@dataclass(slots=True)
class Behaviour:
    """Of one stream."""

    refuses: Fault | None = None
    """It does not open."""
    stalls: bool = False
    """Opening takes for ever."""
    opens_in_s: float = 0.0
    """Opening takes so long."""
    ignores_cancelling: bool = False
    """And goes on when it is told to stop."""
    breaks_after: int | None = None
    """It breaks when it has heard so many milliseconds,"""
    breaks_after_results: int | None = None
    """or given so many results,"""
    fault: Fault = "broken"
    """for this reason,"""
    ends: bool = False
    """or ends without saying why."""
    raises: bool = False
    """It raises what no transcriber raises."""
    hangs: bool = False
    """It never closes."""
    mute: bool = False
    """It hears, and says nothing."""
    voiceless: bool = False
    """It finds the ends of utterances by itself, after 400 ms of silence, and gives `Final`s."""
    tells_positions: bool = True


@dataclass
class BreakingRecogniser:
    """Each stream behaves as the next of `behaviours`; when there are no more, well."""

    behaviours: list[Behaviour] = field(default_factory=list)
    warms: list[Fault | None] = field(default_factory=list)
    """How each warming goes; well, when there are no more."""
    usual: Behaviour = field(default_factory=Behaviour)
    opened: list["BreakingTranscriber"] = field(default_factory=list)
    asked: int = 0
    warmed: int = 0
    hangs: bool = False
    closed: int = 0
    kind: type["BreakingTranscriber"] | None = None
    """Other transcribers than the usual."""

    async def warm(self) -> None:
        """As it was told to."""
        self.warmed += 1
        if (fault := self.warms.pop(0) if self.warms else None) is not None:
            raise SpeechUnavailable(f"It is not to be had ({fault}).", fault=fault)

    async def open(self, listening: Listening) -> "BreakingTranscriber":
        """As it was told to."""
        self.asked += 1
        behaviour = self.behaviours.pop(0) if self.behaviours else self.usual
        if behaviour.refuses:
            raise SpeechUnavailable(f"It does not open ({behaviour.refuses}).", fault=behaviour.refuses)
        await asyncio.sleep(behaviour.opens_in_s)
        if behaviour.stalls:
            await _stall(behaviour)
        transcriber = (self.kind or BreakingTranscriber)(behaviour, listening)
        self.opened.append(transcriber)
        return transcriber

    async def aclose(self) -> None:
        """Count it."""
        self.closed += 1
        if self.hangs:
            await asyncio.Event().wait()


class BreakingTranscriber:
    """Hears one caller between `voice(speaking=True)` and `voice(speaking=False)`, with 500 ms before, as others do."""

    def __init__(self, behaviour: Behaviour, listening: Listening) -> None:
        self._behaviour = behaviour
        self._results = Results()
        self._given = 0
        self._speaking = behaviour.voiceless
        self._eager = False
        self._recent = bytearray()
        self._utterance = bytearray()
        self._fed = 0
        self._shown = ""
        self.listening = listening
        self.heard = bytearray()
        self.told: list[object] = []
        self.broken = False
        self.closed = 0

    def feed(self, audio: bytes) -> None:
        """Understand at once."""
        if self._behaviour.raises and self.heard:
            raise RuntimeError("sk-secret")
        self.heard += audio
        self._fed += len(audio)
        if self._behaviour.breaks_after is not None and self._fed >= self._behaviour.breaks_after * 8:
            self._break()
        if self._speaking:
            self._utterance += audio
            self._show()
        else:
            self._recent += audio
            del self._recent[: -500 * 8]
        if self._behaviour.voiceless:
            self._find_end()

    def voice(self, *, speaking: bool) -> None:
        """An utterance begins, goes on, or ends."""
        self.told.append(speaking)
        if self._behaviour.voiceless or speaking == self._speaking:
            return
        self._speaking = speaking
        if speaking:
            if self._eager:
                self._give(Resumed())
            self._eager = False
            self._utterance += self._recent
            self._recent.clear()
        else:
            self._eager = True
            self._give(Eager(understood(self._utterance), 0.9))

    def end_utterance(self) -> None:
        """Forget."""
        self.told.append("end")
        self._utterance.clear()
        self._eager, self._shown = False, ""

    def adapt(self, listening: Listening) -> None:
        """Remember."""
        self.told.append(listening)
        self.listening = listening

    def results(self) -> AsyncIterator[Result]:
        """What was understood."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Count it."""
        self.closed += 1
        self._results.end()
        if self._behaviour.hangs:
            await asyncio.Event().wait()

    def tell(self, result: Result) -> None:
        """Say something of one's own accord."""
        self._results.put(result)

    def _show(self) -> None:
        words = _whole(understood(self._utterance))
        if words and words != self._shown:
            self._shown = words
            self._give(Partial(words))

    def _find_end(self) -> None:
        silence = len(self._utterance) - len(self._utterance.rstrip(ulaw.SILENCE))
        if self._shown and silence >= 400 * 8:
            until = self._fed // 8 if self._behaviour.tells_positions else None
            words = understood(self._utterance)
            self._utterance.clear()
            self._shown = ""
            self._give(Final(words, 0.9, until_ms=until))

    def _give(self, result: Result) -> None:
        if self.broken or self._behaviour.mute:
            return
        self._results.put(result)
        self._given += 1
        if self._given == self._behaviour.breaks_after_results:
            self._break()

    def _break(self) -> None:
        if not self.broken:
            self.broken = True
            if self._behaviour.ends:
                self._results.end()
            else:
                self._results.put(Failed("The stream broke.", self._behaviour.fault))


def heard_words(results: Sequence[Result]) -> str:
    """What a call makes of the results: the certain words, then those of the running utterance."""
    certain: list[str] = []
    running = ""
    for result in results:
        match result:
            case Partial(text) | Eager(text):
                running = text
            case Final(text):
                certain.append(text)
                running = ""
    return " ".join(filter(None, [*certain, running]))


def _whole(words: str) -> str:
    """Without the word that is still being spoken."""
    return " ".join(words.split()[:-1]) if "/" in words.rpartition(" ")[2] else words


async def _stall(behaviour: Behaviour) -> None:
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if not behaviour.ignores_cancelling:
                raise
            behaviour.ignores_cancelling = False
            await asyncio.sleep(60)
            return
