"""What every recogniser in the table must do, whoever wrote it. A new line in the table is a tested one."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Recogniser, Result, Resumed
from telephony.asr.registry import PROVIDERS, load
from telephony.audio import ulaw
from telephony.audio.providers import Means, split
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from tests.support.spoken import spoken
from tests.support.standing_in import means_for

SPECS = {name: name for name in PROVIDERS} | {"scripted": "scripted:good morning|good morning"}
FLUX = "deepgram:flux-general-en"
"""One provider, and two protocols."""
AFTERWARDS = ulaw.SILENCE * 8000
"""The line goes on when the caller has ceased."""
HEARS = ("good morning", "good morning")


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest_asyncio.fixture(params=[*SPECS.values(), FLUX])
async def recogniser(request: pytest.FixtureRequest, pool: SpeechPool) -> AsyncIterator[Recogniser]:
    """Each recogniser of the table, warmed; vendors are stood in for."""
    offer = PROVIDERS[split(request.param)[0]]
    async with means_for(offer, pool, hears=HEARS) as means:
        recogniser = load(request.param, means)
        await recogniser.warm()
        yield recogniser
        await recogniser.aclose()


@pytest.fixture
def greeting() -> bytes:
    """ "Good morning", spoken."""
    return spoken("Good morning.")


async def first_settled(results: AsyncIterator[Result]) -> Eager | Final:
    """The first result that takes the utterance for finished."""
    async with asyncio.timeout(20):
        async for result in results:
            if isinstance(result, Eager | Final):
                return result
    raise AssertionError("The results ended before the utterance was settled.")


async def test_spoken_words_are_understood(recogniser: Recogniser, greeting: bytes) -> None:
    """Sound between voice and silence becomes words, with a confidence between 0 and 1."""
    transcriber = await recogniser.open(Listening())
    transcriber.feed(ulaw.SILENCE * 4000)
    transcriber.voice(speaking=True)
    for start in range(0, len(greeting), 160):
        transcriber.feed(greeting[start : start + 160])
    transcriber.voice(speaking=False)
    transcriber.feed(AFTERWARDS)
    result = await first_settled(transcriber.results())
    assert "morning" in result.text.lower()
    assert 0.0 < result.confidence <= 1.0
    await transcriber.aclose()


async def test_after_a_turn_was_taken_the_next_utterance_begins_anew(recogniser: Recogniser, greeting: bytes) -> None:
    """The words of the second utterance do not hold those of the first, and there is no `Resumed` between them."""
    transcriber = await recogniser.open(Listening())
    results = transcriber.results()
    texts = []
    for _ in range(2):
        transcriber.voice(speaking=True)
        transcriber.feed(greeting)
        transcriber.voice(speaking=False)
        transcriber.feed(AFTERWARDS)
        texts.append((await first_settled(results)).text.lower())
        transcriber.end_utterance()
    assert [text.count("morning") for text in texts] == [1, 1]
    await transcriber.aclose()
    assert [result async for result in results if isinstance(result, Resumed)] == []


async def test_results_end_when_it_is_closed(recogniser: Recogniser) -> None:
    """A reader who waits is let go; closing twice is allowed; what is fed afterwards is ignored."""
    transcriber = await recogniser.open(Listening())

    async def read() -> list[Result]:
        return [result async for result in transcriber.results()]

    reader = asyncio.create_task(read())
    await asyncio.sleep(0)
    await transcriber.aclose()
    await transcriber.aclose()
    async with asyncio.timeout(5):
        assert await reader == []
    transcriber.feed(ulaw.SILENCE * 160)
    transcriber.voice(speaking=True)
    transcriber.voice(speaking=False)
    transcriber.end_utterance()
    assert [result async for result in transcriber.results()] == []


async def test_silence_gives_no_words(recogniser: Recogniser) -> None:
    """Sound without voice is no utterance: no result at all."""
    transcriber = await recogniser.open(Listening())
    transcriber.feed(ulaw.SILENCE * 80_000)
    await transcriber.aclose()
    words = [result async for result in transcriber.results() if isinstance(result, Partial | Eager | Final | Failed)]
    assert words == []


async def test_it_can_be_told_the_same_twice(recogniser: Recogniser, greeting: bytes) -> None:
    """A voice that begins twice or ends twice, and a turn taken before anything was said, disturb nothing."""
    transcriber = await recogniser.open(Listening())
    transcriber.end_utterance()
    transcriber.voice(speaking=False)
    transcriber.voice(speaking=True)
    transcriber.feed(greeting)
    transcriber.voice(speaking=False)
    transcriber.voice(speaking=False)
    transcriber.feed(AFTERWARDS)
    assert "morning" in (await first_settled(transcriber.results())).text.lower()
    await transcriber.aclose()


async def test_after_closing_nobody_is_listened_to(recogniser: Recogniser) -> None:
    """Closing twice is allowed; opening a call after it raises `SpeechUnavailable`."""
    await recogniser.aclose()
    await recogniser.aclose()
    with pytest.raises(SpeechUnavailable):
        await recogniser.open(Listening())


async def test_it_can_be_told_to_listen_otherwise(recogniser: Recogniser, greeting: bytes) -> None:
    """Another language and other words to be expected, in the middle of a call: nothing is lost by it."""
    transcriber = await recogniser.open(Listening("en-IN", ("hi",)))
    transcriber.adapt(Listening("en-IN", ("hi",), ("Rao", "cleaning")))
    transcriber.adapt(Listening("hi", ("en-IN",), ("Rao",)))
    transcriber.adapt(Listening("en-IN", ("hi",), ("Rao",)))
    transcriber.voice(speaking=True)
    transcriber.feed(greeting)
    transcriber.voice(speaking=False)
    transcriber.feed(AFTERWARDS)
    assert "morning" in (await first_settled(transcriber.results())).text.lower()
    await transcriber.aclose()


@pytest.mark.parametrize("name", [name for name, offer in PROVIDERS.items() if offer.vendor])
async def test_without_its_key_it_says_which_is_missing(name: str, pool: SpeechPool) -> None:
    """In one sentence that names the setting."""
    with pytest.raises(SpeechUnavailable, match="_API_KEY") as refusal:
        await load(name, Means(pool)).warm()
    assert refusal.value.fault == "key"


def test_every_provider_has_its_file() -> None:
    """Each line of the table names a module that is there."""
    root = Path(__file__).parents[2]
    for offer in PROVIDERS.values():
        module = offer.target.partition(":")[0]
        assert (root / (module.replace(".", "/") + ".py")).is_file()
