"""Results in order, bounded, ended once."""

import asyncio

from telephony.asr.port import Eager, Failed, Final, Partial, Result
from telephony.asr.results import Results


async def read(results: Results) -> list[Result]:
    """Everything to the end."""
    return [result async for result in results]


async def test_only_the_latest_unread_partial_is_kept() -> None:
    """A newer result replaces a partial that nobody has read; nothing else is ever replaced."""
    results = Results()
    for result in (Partial("a"), Partial("a b"), Eager("a b c", 1.0), Partial("d"), Final("d e", 1.0)):
        results.put(result)
    results.end()
    assert await read(results) == [Eager("a b c", 1.0), Final("d e", 1.0)]


async def test_results_can_be_read_as_they_come() -> None:
    """A reader who waits gets each result when it is put."""
    results = Results()
    reader = aiter(results)
    waiting = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    results.put(Partial("a"))
    assert await waiting == Partial("a")
    results.put(Partial("a b"))
    assert await anext(reader) == Partial("a b")
    results.end()
    assert await anext(reader, None) is None


async def test_a_failure_is_the_last_result() -> None:
    """After `Failed` nothing is added, and the results end by themselves."""
    results = Results()
    results.put(Failed("gone"))
    results.put(Final("too late", 1.0))
    assert await read(results) == [Failed("gone")]


async def test_results_that_nobody_reads_are_bounded() -> None:
    """With room for two, the oldest of three goes."""
    results = Results(bound=2)
    for number in range(3):
        results.put(Final(str(number), 1.0))
    results.end()
    assert await read(results) == [Final("1", 1.0), Final("2", 1.0)]
