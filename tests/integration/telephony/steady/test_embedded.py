"""The providers inside this process stand in for one that dies: real speech, real voice detection, real recognition."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.asr.embedded import EmbeddedRecogniser, Pace
from telephony.asr.port import Eager, Listening, Moved, Result
from telephony.audio import ulaw
from telephony.audio.activity import VoiceChange, VoiceDetector, VoiceOn
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.steady.breaker import Breaker
from telephony.steady.chain import VoiceChain
from telephony.steady.recogniser import Candidate, SteadyRecogniser
from telephony.steady.transcriber import SteadyTranscriber
from telephony.steady.voice import GuardedVoice
from telephony.tts.cache import SpeechCache
from telephony.tts.embedded import EmbeddedVoice
from telephony.tts.scripted import ScriptedVoice
from tests.support.breaking import FRAME, Behaviour, BreakingRecogniser

SENTENCES = ["I'd like to book a cleaning next Tuesday.", "My name is Ana Gomez.", "Monday at nine would be great."]
QUIET = ulaw.SILENCE * (8 * 600)


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest_asyncio.fixture
async def embedded(pool: SpeechPool) -> AsyncIterator[EmbeddedRecogniser]:
    """The recogniser, warm; without interim words, which depend on the machine."""
    recogniser = EmbeddedRecogniser(pool, pace=Pace(interim_ms=0))
    await recogniser.warm()
    yield recogniser
    await recogniser.aclose()


class Caller:
    """Says the sentences; after each its turn is taken."""

    def __init__(self, detector: VoiceDetector, transcriber: SteadyTranscriber) -> None:
        self.results: list[Result] = []
        self._transcriber = transcriber
        self._ear = detector.open(self._changed)
        self._settled = asyncio.Event()

    def _changed(self, change: VoiceChange) -> None:
        self._transcriber.voice(speaking=isinstance(change, VoiceOn))

    async def read(self) -> None:
        """Collect the results."""
        async for result in self._transcriber.results():
            self.results.append(result)
            if isinstance(result, Eager):
                self._settled.set()

    async def say(self, sound: bytes) -> None:
        """To the end of the sentence, and until it is understood."""
        for start in range(0, len(sound), FRAME):
            self._ear.feed(sound[start : start + FRAME])
            self._transcriber.feed(sound[start : start + FRAME])
            if start % (5 * FRAME) == 0:
                await self._ear.caught_up()
        await self._ear.caught_up()
        async with asyncio.timeout(30):
            await self._settled.wait()
        self._settled.clear()
        self._transcriber.end_utterance()


async def heard(candidates: Sequence[Candidate], sounds: Sequence[bytes]) -> list[Result]:
    """All results of a call in which the sounds are said."""
    detector = VoiceDetector(gather_ms=0)
    await detector.warm()
    transcriber = await SteadyRecogniser(candidates).open(Listening("en-US"))
    caller = Caller(detector, transcriber)
    reading = asyncio.create_task(caller.read())
    for sound in sounds:
        await caller.say(QUIET + sound + QUIET)
    await transcriber.aclose()
    await reading
    await detector.aclose()
    return caller.results


@pytest.mark.parametrize("breaks_after", [0, 700, 1000, 1600, 2400])
async def test_it_hears_the_kept_sound_as_if_it_had_listened_from_the_start(
    pool: SpeechPool, embedded: EmbeddedRecogniser, breaks_after: int
) -> None:
    """The first dies before the first word, in mid-utterance, or at its end: all words are those of an unbroken call,
    to the letter.
    """
    voice = EmbeddedVoice(pool)
    sounds = [b"".join([piece.audio async for piece in voice.speak(text, language="en")]) for text in SENTENCES]
    unbroken = await heard([Candidate("embedded", embedded, Breaker("embedded"), ("en",))], sounds)
    # It shows no words: those of its own language would be told apart from real ones.
    dying = BreakingRecogniser([Behaviour(breaks_after=breaks_after, fault="key", mute=True)])
    broken = await heard(
        [
            Candidate("dying", dying, Breaker("dying")),
            Candidate("embedded", embedded, Breaker("embedded"), ("en",)),
        ],
        sounds,
    )
    assert [result.text for result in unbroken if isinstance(result, Eager)]
    assert [result for result in broken if isinstance(result, Moved)] == [Moved("embedded", "The stream broke.")]
    assert [result for result in broken if isinstance(result, Eager)] == [
        result for result in unbroken if isinstance(result, Eager)
    ]


async def test_it_says_the_rest_of_a_sentence(pool: SpeechPool, tmp_path: Path) -> None:
    """The first voice breaks off after its first sentence; the words over both are the text's, where they sound."""
    text = "Thank you for calling. Your appointment is on Tuesday at nine. Is there anything else?"
    spoken = 0

    async def breaks(sentence: str) -> None:
        nonlocal spoken
        spoken += 1
        if spoken > 1:
            raise SpeechUnavailable("It broke off.", fault="broken")

    links = []
    for voice in (ScriptedVoice(before_piece=breaks), EmbeddedVoice(pool)):
        await voice.warm()
        breaker = Breaker(voice.name)
        links.append((SpeechCache(GuardedVoice(voice, breaker, first_sound_s=20), tmp_path, pool=pool), breaker))
    chain = VoiceChain(links)
    async with aclosing(chain.speak(text, language="en")) as pieces:
        said = [piece async for piece in pieces]
    words = [word for piece in said for word in piece.words]
    assert [word.text for word in words] == text.split()
    length_ms = sum(len(piece.audio) for piece in said) // 8
    assert all(word.start_ms <= word.end_ms <= length_ms for word in words)
    assert [word.start_ms for word in words] == sorted(word.start_ms for word in words)
    assert words[4].start_ms >= words[3].end_ms
    await chain.aclose()
