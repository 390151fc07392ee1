"""What every judge of the end of a turn must do, whoever made it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony.audio import ulaw
from telephony.audio.providers import Means, UnknownProvider
from telephony.audio.workers import SpeechPool
from telephony.endpointing.port import LONGEST_MS, EndOfTurn
from telephony.endpointing.registry import JUDGES, load
from telephony.errors import SpeechUnavailable


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest_asyncio.fixture(params=[name for name, offer in JUDGES.items() if offer.target])
async def judge(request: pytest.FixtureRequest, pool: SpeechPool) -> AsyncIterator[EndOfTurn]:
    """Each judge of the table, warmed."""
    judge = load(request.param, Means(pool))
    assert judge is not None
    await judge.warm()
    yield judge
    await judge.aclose()


@pytest.mark.parametrize("ms", [0, 20, 1000, LONGEST_MS])
async def test_the_answer_is_a_probability(judge: EndOfTurn, ms: int) -> None:
    """However short the sound is."""
    assert 0.0 <= await judge.finished(ulaw.SILENCE * 8 * ms) <= 1.0


async def test_the_event_loop_goes_on_while_it_judges(judge: EndOfTurn) -> None:
    """The arithmetic is in a thread: meanwhile others have their turn."""
    judging = asyncio.create_task(judge.finished(ulaw.SILENCE * 8000))
    turns = 0
    while not judging.done():
        turns += 1
        await asyncio.sleep(0)

    assert turns > 10
    assert judging.exception() is None


async def test_a_caller_who_hangs_up_leaves_nothing_behind(judge: EndOfTurn) -> None:
    """Cancelled, the question is gone; the next one is answered."""
    for _ in range(50):
        asking = asyncio.create_task(judge.finished(b""))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

    assert await judge.finished(b"") >= 0.0


async def test_after_the_end_it_says_so(judge: EndOfTurn) -> None:
    """Closing twice does no harm."""
    await judge.aclose()
    await judge.aclose()

    with pytest.raises(SpeechUnavailable):
        await judge.finished(b"")


async def test_nobody_may_judge(pool: SpeechPool) -> None:
    """With `none` there is no judge."""
    assert load("none", Means(pool)) is None


async def test_an_unknown_judge_is_named(pool: SpeechPool) -> None:
    """With those that are known."""
    with pytest.raises(UnknownProvider, match="Did you mean 'smart-turn'"):
        load("smartturn", Means(pool))
