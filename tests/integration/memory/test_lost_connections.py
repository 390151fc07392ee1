"""What happens to a conversation when the database goes away for a while, or for good."""

import asyncio
from typing import Any

import asyncpg
import pytest

from agent.memory import Memories, MemoryUnavailable
from tests.support.conversation import Desk, Talk, until

OTHERS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


async def _cut_connections(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(OTHERS)
    await connection.close()


async def test_a_commit_survives_lost_connections(desk: Desk, talk: Talk, database_url: str) -> None:
    """The pool's connections die between two turns: the commit asks again on a new one."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    await _cut_connections(database_url)

    await memory.commit()

    assert (await desk.memories.read(memory.thread_id)).values() == memory.values()


class BrokenPool:
    """The real pool, whose answers get lost: statements run and the connection dies."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.lose = 0

    def __getattr__(self, method: str) -> Any:
        async def run(query: str, *args: Any) -> Any:
            answer = await getattr(self._pool, method)(query, *args)
            if self.lose:
                self.lose -= 1
                raise ConnectionResetError("the answer got lost")
            return answer

        return run


async def test_a_commit_whose_answer_was_lost_is_repeated_without_harm(desk: Desk, talk: Talk) -> None:
    """Nobody knows whether it was written; written twice, it is the same."""
    pool = BrokenPool(desk.pool)
    memories = Memories(pool)
    memory = await memories.open("thread")
    await talk.begin("thread", memory)
    pool.lose = 1

    await memory.commit()
    await talk.hear("thread", memory, 1, "tuesday")
    await memory.commit()

    assert (await memories.read("thread")).values() == memory.values()
    assert (await desk.stored("thread"))["checkpoints"] == 1


async def test_a_turn_that_could_not_be_written_is_written_with_the_next(desk: Desk, talk: Talk) -> None:
    """MemoryUnavailable loses nothing: the conversation goes on in memory, and a later commit holds it all."""
    pool = BrokenPool(desk.pool)
    memories = Memories(pool)
    memory = await memories.open("thread")
    await talk.begin("thread", memory)
    await memory.commit()
    await talk.hear("thread", memory, 1, "tuesday")
    pool.lose = 99
    with pytest.raises(MemoryUnavailable, match="did not answer"):
        await memory.commit()

    pool.lose = 0
    await talk.hear("thread", memory, 2, "at ten")
    await memory.commit()

    reopened = await memories.open("thread")
    words = [message["content"] for message in reopened.values()["messages"]]
    assert words == ["tuesday", "1: you said tuesday", "at ten", "2: you said at ten"]
    assert (await desk.stored("thread"))["checkpoints"] == 1


async def test_a_database_that_hangs_is_waited_for_no_longer_than_the_limit(
    desk: Desk, talk: Talk, database_url: str
) -> None:
    """A commit behind somebody's lock ends with MemoryUnavailable; once the lock is gone it succeeds."""
    memories = Memories(desk.pool, limit_s=0.3)
    memory = await memories.open("thread")
    await talk.begin("thread", memory)
    blocker = await asyncpg.connect(database_url)
    lock = blocker.transaction()
    await lock.start()
    await blocker.execute("select 1 from call_lease where thread_id = 'thread' for update")

    with pytest.raises(MemoryUnavailable, match=r"within 0\.3 s"):
        await memory.commit()

    await lock.rollback()
    await blocker.close()
    await memory.commit()
    assert (await memories.read("thread")).values() == memory.values()


async def test_taking_over_waits_for_the_commit_in_flight(desk: Desk, talk: Talk, database_url: str) -> None:
    """A commit that was granted is seen whole by the next owner; it is never half before, half after."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    blocker = await asyncpg.connect(database_url)
    lock = blocker.transaction()
    await lock.start()
    await blocker.execute("select from checkpoints where thread_id = $1 for update", memory.thread_id)
    committing = asyncio.create_task(memory.commit())
    await _waiting(blocker, 1)
    taking = asyncio.create_task(desk.memories.open(memory.thread_id))
    await _waiting(blocker, 2)

    await lock.rollback()
    await committing
    successor = await taking

    assert successor.values() == memory.values()
    await blocker.close()


async def _waiting(connection: Any, count: int) -> None:
    """Until so many statements wait for a lock."""
    query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"

    async def enough() -> bool:
        return bool(await connection.fetchval(query) >= count)

    await until(enough)
