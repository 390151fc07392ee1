"""Results in order, bounded, ended once."""

import asyncio

from telephony.asr.port import Eager, Failed, Final, Moved, Partial, Result, Resumed
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


async def test_a_change_of_recogniser_replaces_no_words() -> None:
    """The words before it stand until somebody has said more."""
    results = Results()
    results.put(Partial("a b"))
    results.put(Moved("second", "The first broke off."))
    results.end()
    assert await read(results) == [Partial("a b"), Moved("second", "The first broke off.")]


async def test_words_that_were_given_up_are_not_read() -> None:
    """What is no word stays."""
    results = Results()
    for result in (Eager("a", 1.0), Moved("second", "why"), Resumed(), Final("a b", 1.0), Partial("c")):
        results.put(result)
    results.forget()
    results.put(Failed("It broke."))
    assert await read(results) == [Moved("second", "why"), Failed("It broke.")]


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
