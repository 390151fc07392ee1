"""The order in which the journal is written."""

import asyncio
from typing import Any

from agent.memory.journal import Journal
from agent.memory.statements import Statements


class SlowPool:
    """A database that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.answer = asyncio.Event()

    async def fetchval(self, query: str, *args: Any) -> Any:
        self.asked.append((query.split(maxsplit=1)[0], *args[:1], args[-2] if "insert" in query else args[-1]))
        await self.answer.wait()
        return None

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        raise AssertionError(query)

    async def fetchrow(self, query: str, *args: Any) -> Any:
        raise AssertionError(query)


async def settled() -> None:
    """Everything that can be written is."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_of_one_thread_what_is_later_is_written_later() -> None:
    """A turn that was taken back and the one after it have the same number; other threads do not wait."""
    pool = SlowPool()
    journal = Journal(Statements(pool))
    journal.note("a", 1, {"turn": 5, "text": "on"})
    withdrawing = asyncio.create_task(journal.withdraw("a", 1, after=4))
    await settled()
    journal.note("b", 1, {"turn": 1, "text": "hello"})
    await settled()
    assert pool.asked == [("insert", "a", 5), ("insert", "b", 1)]
    pool.answer.set()
    await withdrawing
    pool.answer.clear()
    journal.note("a", 1, {"turn": 5, "text": "on Tuesday"})
    journal.note("a", 1, {"turn": 5, "text": "on Tuesday at ten"})
    await settled()
    assert pool.asked[2:] == [("delete", "a", 4), ("insert", "a", 5)]
    pool.answer.set()
    await journal.written()
    assert pool.asked[4:] == [("insert", "a", 5)]
