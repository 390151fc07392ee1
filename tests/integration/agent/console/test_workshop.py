"""The process beside the service: what goes wrong in it stays there."""

import asyncio
import os
import time
from collections.abc import AsyncIterator

import pytest

from agent.console import workshop
from agent.console.bench import ready
from agent.console.refusals import Refusal
from agent.console.workshop import Workshop


@pytest.fixture
async def bench() -> AsyncIterator[Workshop]:
    """A workshop."""
    made = Workshop()
    yield made
    await made.aclose()


async def test_work_is_done_by_one_process_beside_this_one(bench: Workshop) -> None:
    """However much is asked at once; each is given its own answer."""
    processes = set(await asyncio.gather(*(bench.do(os.getpid) for _ in range(5))))
    assert len(processes) == 1
    assert os.getpid() not in processes
    assert await asyncio.gather(*(bench.do(abs, -number) for number in range(20))) == list(range(20))


async def test_work_that_takes_too_long_is_ended(bench: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next is done, by another process."""
    before = await bench.do(os.getpid)
    monkeypatch.setattr(workshop, "LIMIT_S", 0.05)
    with pytest.raises(Refusal, match="took too long") as refused:
        await bench.do(time.sleep, 600)
    monkeypatch.undo()
    assert (refused.value.status, refused.value.code) == (503, "too_slow")
    assert await bench.do(os.getpid) != before


async def test_a_process_that_dies_is_replaced(bench: Workshop) -> None:
    """Whoever waited is asked to try again."""
    with pytest.raises(Refusal, match="try again"):
        await bench.do(os._exit, 1)
    assert await bench.do(ready)


async def test_what_fails_is_told_and_the_process_goes_on(bench: Workshop) -> None:
    """The log has the trace."""
    before = await bench.do(os.getpid)
    with pytest.raises(Refusal) as refused:
        await bench.do(int, "x")
    assert refused.value.status == 500
    assert await bench.do(os.getpid) == before


async def test_no_more_wait_than_can_be_served(bench: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are told to come again."""
    monkeypatch.setattr(workshop, "MOST_WAITING", 1)
    first = asyncio.create_task(bench.do(ready))
    await asyncio.sleep(0)
    with pytest.raises(Refusal, match="Too many people") as refused:
        await bench.do(ready)
    assert refused.value.status == 503
    assert await first


async def test_a_caller_who_goes_away_does_not_upset_the_next(bench: Workshop) -> None:
    """A browser that closes its page in the middle of a check."""
    gone = asyncio.create_task(bench.do(time.sleep, 0.1))
    await asyncio.sleep(0)
    gone.cancel()
    assert await bench.do(abs, -7) == 7


async def test_a_workshop_that_was_never_opened_is_closed_at_once() -> None:
    """Most services never need one."""
    await Workshop().aclose()
