"""Work for which nobody waits yet gives way to all other, until somebody does wait for it."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony.audio import errands
from telephony.audio.workers import PoolFull, Priority, SpeechPool


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """One thread, so that the order of work can be seen."""
    pool = SpeechPool(threads=1, bounds=dict.fromkeys(Priority, 3))
    yield pool
    await pool.aclose()


@pytest_asyncio.fixture
async def free(pool: SpeechPool) -> AsyncIterator[threading.Event]:
    """The pool's only thread is busy until this is set."""
    entered, free = threading.Event(), threading.Event()

    def hold() -> None:
        entered.set()
        free.wait(10)

    task = asyncio.create_task(pool.run(Priority.FINAL, hold))
    assert await asyncio.to_thread(entered.wait, 10)
    yield free
    free.set()
    await task


async def queued(
    pool: SpeechPool, name: str, done: list[str], errand: errands.Errand | None = None
) -> asyncio.Task[None]:
    """A sentence that waits for the thread; on an errand, nobody waits for it."""

    async def work() -> None:
        await pool.run(Priority.SYNTHESIS, done.append, name)

    if errand is None:
        task = asyncio.create_task(work())
    else:
        with errands.on(errand):
            task = asyncio.create_task(work())
    await asyncio.sleep(0)
    return task


async def test_an_errand_gives_way_to_those_who_wait(pool: SpeechPool, free: threading.Event) -> None:
    """What was asked for first on an errand is done after what somebody waits for, at whatever priority."""
    done: list[str] = []
    ahead = await queued(pool, "ahead", done, errands.Errand())
    wanted = await queued(pool, "wanted", done)
    interim = asyncio.create_task(pool.run(Priority.INTERIM, done.append, "interim"))
    await asyncio.sleep(0)
    free.set()
    await asyncio.gather(ahead, wanted, interim)
    assert done == ["wanted", "interim", "ahead"]


async def test_an_errand_is_not_begun_beside_what_somebody_waits_for() -> None:
    """Also on a thread of its own it would take from the machine what the other needs. It is begun afterwards."""
    pool = SpeechPool(threads=2)
    free, entered, done = threading.Event(), threading.Event(), list[str]()

    def wanted() -> None:
        entered.set()
        free.wait(10)
        done.append("wanted")

    waiting = asyncio.create_task(pool.run(Priority.SYNTHESIS, wanted))
    assert await asyncio.to_thread(entered.wait, 10)
    ahead = await queued(pool, "ahead", done, errands.Errand())
    warming = asyncio.create_task(pool.run(Priority.WARM_UP, done.append, "warm"))
    await warming
    assert done == ["warm"]
    free.set()
    await asyncio.gather(waiting, ahead)
    assert done == ["warm", "wanted", "ahead"]
    await pool.aclose()


async def test_an_errand_is_begun_when_somebody_waits_for_it_whatever_else_is_done() -> None:
    """On the thread that was kept free."""
    pool = SpeechPool(threads=2)
    free, entered, done = threading.Event(), threading.Event(), list[str]()

    def wanted() -> None:
        entered.set()
        free.wait(10)

    waiting = asyncio.create_task(pool.run(Priority.SYNTHESIS, wanted))
    assert await asyncio.to_thread(entered.wait, 10)
    errand = errands.Errand()
    ahead = await queued(pool, "ahead", done, errand)
    errand.hurry()
    await ahead
    assert done == ["ahead"]
    free.set()
    await waiting
    await pool.aclose()


async def test_an_errand_that_somebody_waits_for_moves_up(pool: SpeechPool, free: threading.Event) -> None:
    """Hurried in the queue, it takes its place among those who wait; what it asks for later does so at once."""
    done: list[str] = []
    errand = errands.Errand()
    ahead = await queued(pool, "ahead", done, errand)
    other = await queued(pool, "other", done, errands.Errand())
    wanted = await queued(pool, "wanted", done)
    errand.hurry()
    later = await queued(pool, "later", done, errand)
    free.set()
    await asyncio.gather(ahead, other, wanted, later)
    assert done == ["wanted", "ahead", "later", "other"]


async def test_an_errand_that_nobody_waits_for_any_more_has_time_again(pool: SpeechPool, free: threading.Event) -> None:
    """What it asks for from then on waits at the lowest priority."""
    done: list[str] = []
    errand = errands.Errand()
    errand.hurry()
    errand.relax()
    ahead = await queued(pool, "ahead", done, errand)
    wanted = await queued(pool, "wanted", done)
    free.set()
    await asyncio.gather(ahead, wanted)
    assert done == ["wanted", "ahead"]


async def test_an_errand_is_hurried_after_its_work_was_begun(pool: SpeechPool) -> None:
    """There is nothing to move, and nothing goes wrong."""
    done: list[str] = []
    errand = errands.Errand()
    await (await queued(pool, "ahead", done, errand))
    errand.hurry()
    assert done == ["ahead"]


async def test_a_cancelled_errand_is_never_begun_wherever_it_waits(pool: SpeechPool, free: threading.Event) -> None:
    """Also after it was moved to another queue."""
    done: list[str] = []
    errand = errands.Errand()
    moved, waiting = await queued(pool, "moved", done, errand), await queued(pool, "waiting", done, errands.Errand())
    errand.hurry()
    for task in (moved, waiting):
        task.cancel()
    await asyncio.wait((moved, waiting))
    assert pool.waiting == 0
    free.set()
    assert done == []


async def test_errands_do_not_take_the_places_of_those_who_wait(pool: SpeechPool, free: threading.Event) -> None:
    """They are bounded by the places of their own priority."""
    done: list[str] = []
    ahead = [await queued(pool, str(number), done, errands.Errand()) for number in range(4)]
    with pytest.raises(PoolFull, match="AHEAD"):
        await ahead[3]
    wanted = await queued(pool, "wanted", done)
    free.set()
    await asyncio.gather(wanted, *ahead[:3])
    assert done == ["wanted", "0", "1", "2"]
