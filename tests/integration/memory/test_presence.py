"""The heartbeat by which other workers know that this one is alive."""

import asyncio
import os
import socket

from agent.memory import Memories
from agent.store.database import Database
from tests.support.conversation import until

SEEN = "select seen_at from workers where worker = $1"


async def test_a_worker_beats_until_it_stops(database: Database) -> None:
    """Its row appears at once, is renewed without being asked for, and goes with `stop`."""
    pool = await database.pool()
    memories = Memories(pool)
    await memories.start()
    first = await pool.fetchval(SEEN, memories.worker)

    async def renewed() -> bool:
        return bool(await pool.fetchval(SEEN, memories.worker) != first)

    await until(renewed)

    await memories.stop()

    assert await pool.fetchval(SEEN, memories.worker) is None


async def test_stopping_twice_or_without_a_start_is_harmless(database: Database) -> None:
    """`stop` can stand in any clean-up."""
    memories = Memories(await database.pool())
    await memories.stop()
    await memories.start()
    await memories.stop()
    await memories.stop()


async def test_workers_have_names_of_their_own(database: Database) -> None:
    """Two services on one machine, or two in one process, are two workers."""
    pool = await database.pool()

    assert Memories(pool).worker != Memories(pool).worker
    assert Memories(pool, worker="w1").worker == "w1"


async def test_long_dead_workers_are_tidied_away(database: Database) -> None:
    """A new worker's start removes rows that are older than a day."""
    pool = await database.pool()
    await pool.execute("insert into workers values ('dead', now() - interval '2 days'), ('lately', now())")
    memories = Memories(pool)
    await memories.start()

    workers = [row["worker"] for row in await pool.fetch("select worker from workers")]

    assert set(workers) == {"lately", memories.worker}
    await memories.stop()


async def test_a_worker_of_this_machine_without_a_process_is_dead_at_once(database: Database) -> None:
    """After a crash and a restart nobody waits for the silence of the dead; others stay."""
    pool = await database.pool()
    here = socket.gethostname()
    shell = await asyncio.create_subprocess_exec("true")
    await shell.wait()
    gone = shell.pid
    dead, former = f"{here}:{gone}:aa", f"{here}:{os.getpid()}:aa"
    living, far = f"{here}:{os.getppid()}:aa", f"elsewhere:{gone}:aa"
    for worker in (dead, former, living, far, "named"):
        await pool.execute("insert into workers values ($1, now())", worker)
    first, second = Memories(pool), Memories(pool)
    await first.start()
    await second.start()

    workers = {row["worker"] for row in await pool.fetch("select worker from workers")}

    assert workers == {living, far, "named", first.worker, second.worker}
    await first.stop()
    await second.stop()
