"""Our checkpointer against LangGraph's official conformance suite, and its tables against the official ones."""

from collections.abc import AsyncIterator
from typing import Any

from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from agent.memory import Memories
from agent.store.database import Database

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
from information_schema.columns where table_schema = 'public' and table_name = any($1) order by 1, 2
"""

INDEXES = "select indexdef from pg_indexes where schemaname = 'public' and tablename = any($1) order by 1"


async def test_the_official_suite_finds_every_capability_and_no_fault(database: Database) -> None:
    """AsyncpgSaver has all eight capabilities that the suite knows, and passes each."""
    pool = await database.pool()

    @checkpointer_test(name="AsyncpgSaver")
    async def saver() -> AsyncIterator[Any]:
        yield Memories(pool).checkpointer()

    report = await validate(saver)
    report.print_report()

    assert {name for name, result in report.results.items() if result.detected} == CAPABILITIES
    assert {name: result.failures for name, result in report.results.items() if result.failures} == {}
    assert report.conformance_level() == "FULL"


async def _shape(database: Database) -> tuple[list[tuple[Any, ...]], list[str]]:
    pool = await database.pool()
    columns = [tuple(row) for row in await pool.fetch(SCHEMA, TABLES)]
    return columns, [row["indexdef"] for row in await pool.fetch(INDEXES, TABLES)]


async def test_our_migration_makes_the_official_tables(database_url: str, empty_database_url: str) -> None:
    """Columns, keys, indexes and migration numbers are what the official saver's `setup` makes of an empty database."""
    ours, theirs = Database(database_url), Database(empty_database_url)
    async with AsyncPostgresSaver.from_conn_string(empty_database_url) as official:
        await official.setup()

    assert await _shape(ours) == await _shape(theirs)
    numbers = "select array_agg(v order by v) from checkpoint_migrations"
    assert await (await ours.pool()).fetchval(numbers) == await (await theirs.pool()).fetchval(numbers)
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
