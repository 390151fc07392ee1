"""Our checkpointer against LangGraph's official conformance suite, and its tables against the official ones."""

from collections.abc import AsyncIterator
from typing import Any

from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.test_utils import generate_checkpoint, generate_config, generate_metadata
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agent.memory import Memories
from agent.store.database import Database
from tests.support.keys import keyring_of

NULL_TASK = "00000000-0000-0000-0000-000000000000"
"""The task to which LangGraph counts what comes from outside the graph."""

CAPABILITIES = {
    "put",
    "put_writes",
    "get_tuple",
    "list",
    "delete_thread",
    "delete_for_runs",
    "copy_thread",
    "prune",
}

TABLES = ["checkpoint_blobs", "checkpoint_migrations", "checkpoint_writes", "checkpoints"]

SCHEMA = """
select table_name, column_name, data_type, is_nullable, column_default
from information_schema.columns where table_schema = 'public' and table_name = any($1) and column_name <> 'tenant'
order by 1, 2
"""

INDEXES = "select indexdef from pg_indexes where schemaname = 'public' and tablename = any($1) order by 1"


async def test_the_official_suite_finds_every_capability_and_no_fault(database: Database) -> None:
    """AsyncpgSaver has all eight capabilities that the suite knows, and passes each, with all values encrypted."""
    pool, keys = await database.pool(), await keyring_of(database)

    @checkpointer_test(name="AsyncpgSaver")
    async def saver() -> AsyncIterator[Any]:
        yield Memories(pool, keys=keys).checkpointer()

    report = await validate(saver)
    report.print_report()

    assert {name for name, result in report.results.items() if result.detected} == CAPABILITIES
    assert {name: result.failures for name, result in report.results.items() if result.failures} == {}
    assert report.conformance_level() == "FULL"


async def test_a_resume_with_an_update_replaces_an_earlier_resume(database: Database) -> None:
    """What is replayed after a crash are the caller's last words, also when a correction came with them."""
    saver = Memories(await database.pool(), keys=await keyring_of(database)).checkpointer()
    stored = await saver.aput(generate_config("t"), generate_checkpoint(), generate_metadata(), {})
    await saver.aput_writes(stored, [("__resume__", "given up")], NULL_TASK)

    await saver.aput_writes(stored, [("slots", {"cut": True}), ("__resume__", "wanted")], NULL_TASK)

    read = await saver.aget_tuple(stored)
    assert read is not None
    assert dict(write[1:] for write in read.pending_writes or ()) == {"slots": {"cut": True}, "__resume__": "wanted"}


async def test_a_task_that_runs_again_does_not_overwrite_what_it_wrote(database: Database) -> None:
    """After a crash a node may answer differently; what its first run has saved stays."""
    saver = Memories(await database.pool(), keys=await keyring_of(database)).checkpointer()
    stored = await saver.aput(generate_config("t"), generate_checkpoint(), generate_metadata(), {})

    for text in ("first", "second"):
        await saver.aput_writes(stored, [("said", text)], "task", "~path")

    read = await saver.aget_tuple(stored)
    assert read is not None
    assert read.pending_writes == [("task", "said", "first")]


async def _shape(database: Database) -> tuple[list[tuple[Any, ...]], list[str]]:
    async with database.owner() as owner:
        columns = [tuple(row) for row in await owner.fetch(SCHEMA, TABLES)]
        return columns, [row["indexdef"] for row in await owner.fetch(INDEXES, TABLES)]


async def test_our_migration_makes_the_official_tables(database_url: str, empty_database_url: str) -> None:
    """Columns, keys, indexes and migration numbers are what the official saver's `setup` makes of an empty database.

    Beside them stands whose a row is.
    """
    ours, theirs = Database(database_url), Database(empty_database_url)
    async with AsyncPostgresSaver.from_conn_string(empty_database_url) as official:
        await official.setup()

    assert await _shape(ours) == await _shape(theirs)
    numbers = "select array_agg(v order by v) from checkpoint_migrations"
    async with ours.owner() as one, theirs.owner() as other:
        assert await one.fetchval(numbers) == await other.fetchval(numbers)
    await ours.close()
    await theirs.close()


async def test_the_official_setup_finds_nothing_to_do(database_url: str) -> None:
    """After our migration, `setup` leaves every table as it is."""
    ours = Database(database_url)
    before = await _shape(ours)
    async with AsyncPostgresSaver.from_conn_string(database_url) as official:
        await official.setup()

    assert await _shape(ours) == before
    rows = await (await ours.pool()).fetchval("select count(*) from checkpoint_migrations")
    assert rows == len(AsyncPostgresSaver.MIGRATIONS)
    await ours.close()
