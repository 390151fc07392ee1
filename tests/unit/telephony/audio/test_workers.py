"""The pool of speech threads: order, bounds, cancellation, the end."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from telephony.audio.workers import PoolClosed, PoolFull, Priority, SpeechPool
from telephony.errors import SpeechUnavailable


class Gate:
    """Work that holds a thread until it is opened."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self._opened = threading.Event()

    def hold(self) -> str:
        self.entered.set()
        assert self._opened.wait(10)
        return "held"

    def open(self) -> None:
        self._opened.set()


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """One thread, so that the order of work can be seen; two may wait at each priority."""
    pool = SpeechPool(threads=1, bounds=dict.fromkeys(Priority, 2))
    yield pool
    await pool.aclose()


async def occupy(pool: SpeechPool) -> tuple[Gate, asyncio.Task[str]]:
    """Keep the pool's only thread busy."""
    gate = Gate()
    task = asyncio.create_task(pool.run(Priority.FINAL, gate.hold))
    assert await asyncio.to_thread(gate.entered.wait, 10)
    return gate, task


async def test_work_gives_its_result_or_its_error(pool: SpeechPool) -> None:
    """What the work returns is returned, what it raises is raised, and the thread lives on."""
    assert await pool.run(Priority.FINAL, divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await pool.run(Priority.FINAL, divmod, 1, 0)
    assert await pool.run(Priority.FINAL, threading.current_thread) is not threading.current_thread()


async def test_the_most_urgent_work_goes_first(pool: SpeechPool) -> None:
    """Whatever the order of asking, a waiting final decode is done before synthesis, interim, warm-up
    and what is made ahead."""
    gate, holding = await occupy(pool)
    done: list[Priority] = []
    tasks = [asyncio.create_task(pool.run(priority, done.append, priority)) for priority in reversed(Priority)]
    await asyncio.sleep(0)
    assert pool.busy
    gate.open()
    await asyncio.gather(holding, *tasks)
    assert done == [Priority.FINAL, Priority.SYNTHESIS, Priority.INTERIM, Priority.WARM_UP, Priority.AHEAD]


async def test_each_priority_has_its_bound(pool: SpeechPool) -> None:
    """The third piece of waiting work is refused with the remedy; other priorities are not touched by that."""
    gate, holding = await occupy(pool)
    tasks = [asyncio.create_task(pool.run(Priority.INTERIM, int)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(PoolFull, match="take fewer calls"):
        await pool.run(Priority.INTERIM, int)
    tasks.append(asyncio.create_task(pool.run(Priority.SYNTHESIS, int)))
    gate.open()
    assert await asyncio.gather(holding, *tasks) == ["held", 0, 0, 0]


async def test_cancelled_work_that_waits_is_never_begun(pool: SpeechPool) -> None:
    """Cancelling makes room at once, and the work does not run."""
    gate, holding = await occupy(pool)
    ran: list[int] = []
    waiting = asyncio.create_task(pool.run(Priority.INTERIM, ran.append, 1))
    await asyncio.sleep(0)
    assert pool.waiting == 1
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert pool.waiting == 0
    gate.open()
    await holding
    await pool.run(Priority.WARM_UP, int)
    assert ran == []


async def test_cancelling_work_that_runs_lets_the_caller_go_at_once(pool: SpeechPool) -> None:
    """The waiter is free immediately; the thread finishes and takes the next work."""
    gate, holding = await occupy(pool)
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding
    gate.open()
    assert await pool.run(Priority.FINAL, int) == 0


async def test_closing_refuses_what_waits_and_what_comes() -> None:
    """Work that waits at the end, or comes after it, gets `PoolClosed`; closing twice is nothing special."""
    pool = SpeechPool(threads=1)
    gate, holding = await occupy(pool)
    waiting = asyncio.create_task(pool.run(Priority.FINAL, int))
    await asyncio.sleep(0)
    closing = asyncio.create_task(pool.aclose())
    with pytest.raises(PoolClosed):
        await waiting
    gate.open()
    assert await holding == "held"
    await closing
    await pool.aclose()
    with pytest.raises(SpeechUnavailable, match="closed"):
        await pool.run(Priority.FINAL, int)


async def test_closing_waits_no_longer_than_its_limit() -> None:
    """A thread that is stuck does not keep the process: closing returns, the thread is a daemon."""
    pool = SpeechPool(threads=1)
    gate, holding = await occupy(pool)
    await pool.aclose(limit_s=0.01)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("speech-"))
    gate.open()
    await holding


async def test_threads_have_names_and_there_is_at_least_one() -> None:
    """The threads can be told apart in a debugger; asking for none gives one."""
    pool = SpeechPool(threads=0)
    assert (await pool.run(Priority.FINAL, threading.current_thread)).name == "speech-0"
    await pool.aclose()
