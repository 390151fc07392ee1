"""The embedded recogniser with real sound: the embedded voice speaks, the real detector listens, in audio time."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from telephony.asr.embedded import EmbeddedRecogniser, EmbeddedTranscriber, Pace
from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result, Resumed
from telephony.audio import ulaw
from telephony.audio.activity import Ear, VoiceChange, VoiceDetector, VoiceOff, VoiceOn
from telephony.audio.framing import Framer
from telephony.audio.providers import Means
from telephony.audio.workers import Priority, SpeechPool
from telephony.call.events import Words
from telephony.call.hearing import Hearing
from telephony.call.ports import Expect
from telephony.errors import SpeechUnavailable
from telephony.tts.embedded import EmbeddedVoice

BOOKING = {
    "I'd like to book a cleaning next Tuesday.": "i'd like to book a cleaning next tuesday",
    "The second one please.": "the second one please",
    "Yes.": "yes",
    "No, that's wrong.": "no that's wrong",
    "Two o'clock.": "two o'clock",
    "My name is Ana Gomez.": "my name is ana gomez",
    "Can I speak to a person please?": "can i speak to a person please",
    "I need to cancel my appointment tomorrow morning.": "i need to cancel my appointment tomorrow morning",
    "How much does a check up cost?": "how much does a check up cost",
    "Monday at nine would be great.": "monday at nine would be great",
}
FRAME = 160
COUNTED = ["1", "3", "5", "7", "9", "11", "13", "15", "17", "19"]
SPELT = ["one", "three", "five", "seven", "nine", "eleven", "thirteen", "fifteen", "seventeen", "nineteen"]
NUMERALS = dict(zip(SPELT, COUNTED, strict=True))


class Caller:
    """Twilio's side: frames of 20 ms, as fast as they can be judged; time is the sound's."""

    def __init__(self, voice: EmbeddedVoice, detector: VoiceDetector, transcriber: EmbeddedTranscriber) -> None:
        self.voice = voice
        self.transcriber = transcriber
        self.changes: list[VoiceChange] = []
        self.fed_ms = 0
        self._framer = Framer(FRAME)
        self._frames = 0
        self._ear: Ear = detector.open(self._changed)

    def _changed(self, change: VoiceChange) -> None:
        self.changes.append(change)
        self.transcriber.voice(speaking=isinstance(change, VoiceOn))

    async def play(self, audio: bytes) -> None:
        """Feed the sound, waiting after every 100 ms until it was judged, as real time would."""
        for frame in self._framer.push(audio):
            self._ear.feed(frame)
            self.transcriber.feed(frame)
            self.fed_ms += 20
            self._frames += 1
            if self._frames % 5 == 0:
                await self._ear.caught_up()
        await self._ear.caught_up()

    async def say(self, text: str) -> tuple[int, int]:
        """Speak, then half a second of silence; returns where the sound really began and ended, in ms."""
        audio = b"".join([piece.audio async for piece in self.voice.speak(text, language="en")])
        first, last = audible(audio)
        start = self.fed_ms
        await self.play(audio + ulaw.SILENCE * (-len(audio) % FRAME))
        await self.silence(500)
        return start + first, start + last

    async def silence(self, milliseconds: int) -> None:
        """Nobody speaks."""
        await self.play(ulaw.SILENCE * (milliseconds * 8))


def audible(audio: bytes) -> tuple[int, int]:
    """Where µ-law sound is louder than -40 dB: first and last millisecond."""
    (loud,) = np.nonzero(np.abs(ulaw.to_samples(audio)) > 0.02)
    return int(loud[0]) // 8, int(loud[-1]) // 8


def words(text: str) -> list[str]:
    """The words as they are compared: lower case, no punctuation, the hour as a word."""
    plain = text.lower().replace("2 o'clock", "two o'clock").replace("checkup", "check up").replace("9", "nine")
    return re.findall(r"[a-z']+", plain)


def numeral(word: str) -> str:
    """The number in digits."""
    return NUMERALS.get(word, word)


async def until(results: AsyncIterator[Result], kind: type[Result]) -> list[Result]:
    """The results up to the first of the kind."""
    seen: list[Result] = []
    async with asyncio.timeout(20):
        async for result in results:
            seen.append(result)
            if isinstance(result, kind):
                return seen
    raise AssertionError(f"The results ended before a {kind.__name__}: {seen}")


@pytest.fixture(scope="module")
def pool() -> Iterator[SpeechPool]:
    """One thread for the module, so that work is done strictly by priority."""
    pool = SpeechPool(threads=1)
    yield pool
    asyncio.run(pool.aclose())


@pytest_asyncio.fixture
async def detector() -> AsyncIterator[VoiceDetector]:
    """The real voice detector, which does not wait for sound to gather."""
    detector = VoiceDetector(gather_ms=0)
    await detector.warm()
    yield detector
    await detector.aclose()


@pytest.fixture(scope="module")
def voice(pool: SpeechPool) -> EmbeddedVoice:
    """The caller's voice."""
    return EmbeddedVoice(pool)


@pytest_asyncio.fixture
async def caller(pool: SpeechPool, voice: EmbeddedVoice, detector: VoiceDetector) -> AsyncIterator[Caller]:
    """A caller on a line with the real recogniser."""
    recogniser = EmbeddedRecogniser(pool)
    transcriber = await recogniser.open(Listening())
    yield Caller(voice, detector, transcriber)
    await transcriber.aclose()
    await recogniser.aclose()


async def test_booking_sentences_are_understood(caller: Caller) -> None:
    """Over ten sentences of a booking at least nine words in ten are right, and every sentence gives an `Eager`."""
    results = caller.transcriber.results()
    right = total = 0
    for sentence, expected in BOOKING.items():
        await caller.silence(300)
        await caller.say(sentence)
        (*_, eager) = await until(results, Eager)
        assert isinstance(eager, Eager)
        caller.transcriber.end_utterance()
        understood = words(eager.text)
        wanted = words(expected)
        right += sum(word in understood for word in wanted)
        total += len(wanted)
        assert 0.3 < eager.confidence <= 1.0
    assert right / total >= 0.9


async def means_it(caller: Caller, word: str) -> tuple[bool, str]:
    """Whether the word, said while we still have much to say, is more than a sign of listening; and as what it was
    heard.
    """
    hearing, results = Hearing(), caller.transcriber.results()
    caller.changes.clear()
    await caller.silence(700)
    await caller.say(word)
    for change in caller.changes:
        at_s, told_s = change.at_ms / 1000, change.noticed_ms / 1000
        if isinstance(change, VoiceOn):
            hearing.voice_began(at_s)
        else:
            hearing.voice_ceased(at_s, told_s)
    (*_, eager) = await until(results, Eager)
    assert isinstance(eager, Eager)
    caller.transcriber.end_utterance()
    hearing.words(Words(eager.text, settled=True, confidence=eager.confidence), caller.fed_ms / 1000)
    return hearing.means_it(Expect("day", kind="date"), unasked=True), eager.text


async def test_signs_of_listening_as_they_are_heard_stop_nobody(caller: Caller) -> None:
    """ "Mhm" is written as a name, and "uh-huh" as "it hurts": too short, and hardly believed."""
    heard = {
        word: await means_it(caller, word) for word in ("mhm.", "uh-huh.", "okay.", "yeah.", "right.", "haan.", "ji.")
    }

    assert [word for word, (stops, _) in heard.items() if stops] == [], heard


async def test_what_must_stop_us_is_never_taken_for_a_sign(caller: Caller) -> None:
    """Whatever a recogniser of English makes of "nahi" and "ruko"."""
    said = ("no.", "stop.", "wait.", "nahi.", "ruko.", "bas.", "hold on.", "help.")
    heard = {word: await means_it(caller, word) for word in said}

    assert [word for word, (stops, _) in heard.items() if not stops] == [], heard


async def test_voice_is_noticed_where_it_is(caller: Caller) -> None:
    """Voice begins and ends in audio time within 100 ms of the sound, for six sentences; the end is sure in 250 ms."""
    for sentence in list(BOOKING)[:6]:
        caller.changes.clear()
        await caller.silence(700)
        began, ended = await caller.say(sentence)
        on, off = caller.changes[0], caller.changes[-1]
        assert isinstance(on, VoiceOn)
        assert isinstance(off, VoiceOff)
        assert abs(on.at_ms - began) <= 100, sentence
        assert abs(off.at_ms - ended) <= 100, sentence
        assert off.noticed_ms - ended <= 250, sentence


@pytest.mark.parametrize("level", [0.0, 0.001, 0.01, 0.05])
async def test_noise_is_not_voice(caller: Caller, level: float) -> None:
    """Ten seconds of silence or of white noise, up to a loud -26 dB, begin no speech and give no words."""
    noise = np.random.default_rng(7).standard_normal(80_000).astype(np.float32) * level
    await caller.play(ulaw.from_samples(noise))
    await caller.transcriber.aclose()
    assert caller.changes == []
    assert [result async for result in caller.transcriber.results()] == []


@pytest.mark.parametrize("level", [0.0, 0.003, 0.01, 0.03])
async def test_what_was_no_speech_gives_an_eager_without_words(caller: Caller, level: float) -> None:
    """If noise is taken for voice all the same, the call learns that there were no words: an empty `Eager`."""
    transcriber = caller.transcriber
    noise = np.random.default_rng(3).standard_normal(16_000).astype(np.float32) * level
    transcriber.voice(speaking=True)
    transcriber.feed(ulaw.from_samples(noise))
    transcriber.voice(speaking=False)
    assert await until(transcriber.results(), Eager) == [Eager("", 0.0)]


async def test_long_speech_gives_interim_words(caller: Caller, pool: SpeechPool) -> None:
    """While a long sentence is spoken its words so far are given, each time more of them, before any `Eager`."""
    text = "I would like to make an appointment for my daughter next week."
    audio = b"".join([piece.audio async for piece in caller.voice.speak(text, language="en")])
    seen: list[Result] = []

    async def read() -> None:
        seen.extend([result async for result in caller.transcriber.results()])

    reader = asyncio.create_task(read())
    await caller.silence(300)
    for start in range(0, len(audio), 8 * 100):
        await caller.play(audio[start : start + 8 * 100])
        # The pool has one thread, so the least urgent work is done when all other is.
        await pool.run(Priority.WARM_UP, int)
    await caller.transcriber.aclose()
    await reader
    partials = [result.text for result in seen if isinstance(result, Partial)]
    assert len(partials) >= 3
    assert len(partials[0]) < len(partials[-1])
    assert {"like", "make", "appointment"} <= set(words(partials[-1]))


async def test_a_caller_who_goes_on_resumes_the_same_utterance(caller: Caller) -> None:
    """After a pause inside a sentence comes `Resumed`, and the next `Eager` holds the words of both halves."""
    results = caller.transcriber.results()
    await caller.silence(300)
    await caller.say("I would like to come")
    first = (await until(results, Eager))[-1]
    await caller.say("on Friday in the afternoon.")
    after = await until(results, Eager)
    assert Resumed() in after
    whole = after[-1]
    assert isinstance(first, Eager)
    assert isinstance(whole, Eager)
    assert "like to come" in first.text.lower()
    assert {"like", "come", "friday", "afternoon"} <= set(words(whole.text))


async def test_a_resumed_voice_takes_back_an_eager_that_was_not_given_yet(caller: Caller) -> None:
    """If the caller goes on before the decoding is done, no `Eager` of the first half is ever given."""
    transcriber = caller.transcriber
    audio = b"".join([piece.audio async for piece in caller.voice.speak("Tomorrow morning.", language="en")])
    transcriber.voice(speaking=True)
    transcriber.feed(audio)
    transcriber.voice(speaking=False)
    transcriber.voice(speaking=True)
    transcriber.feed(audio)
    transcriber.voice(speaking=False)
    results = await until(transcriber.results(), Eager)
    assert len(results) == 1
    assert isinstance(results[0], Eager)
    assert results[0].text.lower().count("tomorrow") == 2


async def test_results_of_a_turn_that_was_taken_do_not_leak_into_the_next(caller: Caller) -> None:
    """After `end_utterance` a decoding that still runs gives nothing, and the old sound is forgotten."""
    transcriber = caller.transcriber
    old = b"".join([piece.audio async for piece in caller.voice.speak("Good morning everybody.", language="en")])
    new = b"".join([piece.audio async for piece in caller.voice.speak("Two bananas.", language="en")])
    for audio in (old, new):
        transcriber.voice(speaking=True)
        transcriber.feed(audio)
        transcriber.voice(speaking=False)
        if audio is old:
            await asyncio.sleep(0)  # the decoding of the old words has begun
            transcriber.end_utterance()
    (result,) = await until(transcriber.results(), Eager)
    assert isinstance(result, Eager)
    assert "banana" in result.text.lower()
    assert "morning" not in result.text.lower()


async def test_an_endless_utterance_is_settled_in_parts(
    pool: SpeechPool, voice: EmbeddedVoice, detector: VoiceDetector
) -> None:
    """Beyond the length that is kept the older part becomes `Final`, the rest goes on; no word is lost or doubled."""
    recogniser = EmbeddedRecogniser(pool, pace=Pace(interim_ms=0, settle_ms=3000, bound_ms=6000))
    transcriber = await recogniser.open(Listening())
    caller = Caller(voice, detector, transcriber)
    audio = b"".join([piece.audio async for piece in caller.voice.speak(", ".join(SPELT) + ".", language="en")])
    assert len(audio) > 8 * 4000
    results = transcriber.results()
    transcriber.voice(speaking=True)
    transcriber.feed(audio[: 8 * 3500])
    heard = await until(results, Final)
    transcriber.feed(audio[8 * 3500 :])
    transcriber.voice(speaking=False)
    heard += await until(results, Eager)
    await transcriber.aclose()
    text = " ".join(result.text for result in heard if isinstance(result, Final | Eager))
    assert [numeral(word) for word in re.findall(r"[a-z]+|\d+", text.lower())] == COUNTED


async def test_a_model_that_breaks_is_a_failed_and_the_end(caller: Caller) -> None:
    """When decoding breaks the call is told once, with the reason, and the results end."""
    pool = SpeechPool(threads=1)
    recogniser = EmbeddedRecogniser(pool)
    transcriber = await recogniser.open(Listening())
    await pool.aclose()
    transcriber.voice(speaking=True)
    transcriber.feed(ulaw.SILENCE * 8000)
    transcriber.voice(speaking=False)
    (result,) = [result async for result in transcriber.results()]
    assert isinstance(result, Failed)
    assert "closed" in result.why
    transcriber.feed(ulaw.SILENCE * 160)
    transcriber.voice(speaking=True)
    await transcriber.aclose()


async def test_another_model_is_refused_with_the_remedy(pool: SpeechPool) -> None:
    """`embedded:large` is answered with the one model there is."""
    with pytest.raises(SpeechUnavailable, match="write 'embedded'"):
        EmbeddedRecogniser.configured("large", Means(pool))


async def test_after_closing_nobody_is_listened_to(pool: SpeechPool) -> None:
    """A closed recogniser opens no more calls, and says why."""
    recogniser = EmbeddedRecogniser(pool)
    await recogniser.aclose()
    with pytest.raises(SpeechUnavailable, match="closed"):
        await recogniser.open(Listening())


async def test_another_language_is_heard_as_english_and_the_log_says_so(pool: SpeechPool) -> None:
    """The call goes on; once per call the log names the language that was asked for. Any English is English."""
    recogniser = EmbeddedRecogniser(pool)
    with capture_logs() as logs:
        await recogniser.open(Listening("hi"))
        await recogniser.open(Listening("en-IN"))
    assert [(entry["event"], entry["language"]) for entry in logs] == [("asr.language_not_known", "hi")]


async def test_interim_words_are_skipped_when_the_pool_is_busy() -> None:
    """Behind other work an interim would come too late: no decoding is even asked for."""
    pool = SpeechPool(threads=1)
    transcriber = await EmbeddedRecogniser(pool).open(Listening())
    entered, opened = threading.Event(), threading.Event()

    def hold() -> None:
        entered.set()
        assert opened.wait(10)

    holding = asyncio.create_task(pool.run(Priority.FINAL, hold))
    assert await asyncio.to_thread(entered.wait, 10)
    transcriber.voice(speaking=True)
    for _ in range(100):
        transcriber.feed(ulaw.SILENCE * FRAME)
    await asyncio.sleep(0)
    assert pool.waiting == 0
    opened.set()
    await holding
    await transcriber.aclose()
    await pool.aclose()


async def test_sound_beyond_the_bound_is_dropped_and_the_log_says_so(pool: SpeechPool) -> None:
    """Three seconds with room for two: one second is dropped, counted, and logged when the call closes."""
    pace = Pace(interim_ms=0, settle_ms=60_000, bound_ms=2000)
    transcriber = await EmbeddedRecogniser(pool, pace=pace).open(Listening())
    transcriber.voice(speaking=True)
    transcriber.feed(ulaw.SILENCE * 24_000)
    with capture_logs() as logs:
        await transcriber.aclose()
    assert [(entry["event"], entry["dropped_ms"]) for entry in logs] == [("asr.sound_dropped", 1000)]
