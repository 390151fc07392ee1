"""The history of the tables, run on a real server."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from agent.errors import MigrationError
from agent.store.database import Database
from agent.store.flow_tables import Flow, FlowEnvironment, FlowRelease, FlowRevision, PhoneNumber
from agent.store.limit_tables import CallSlot, ChangedLimit, LimitCount, ListedNumber, RefusedCalls
from agent.store.people_tables import Account, ApiKey, Session, SetupLink, SignInTries, SignInTrip
from agent.store.replay_tables import FlowReplay, ReplayedCall
from agent.store.revisions import engine_of_one
from agent.store.support_and_sales import Customer
from agent.store.tables import Table
from agent.store.usage import CallUsage, ProcessUsage


async def tables(database: Database) -> set[str]:
    """The names of the tables that are there."""
    async with database.unit() as session:
        names = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        return set(names)


class TestRevisions:
    async def test_up_down_up(self, empty_database_url: str) -> None:
        """Up, down to nothing and up again; the calendar's first entries come back."""
        database = Database(empty_database_url)
        assert await database.current() is None
        await database.migrate()
        head = await database.current()
        library = (Flow, FlowRevision, FlowRelease, FlowEnvironment, PhoneNumber, FlowReplay, ReplayedCall)
        limits = (CallSlot, ChangedLimit, LimitCount, ListedNumber, RefusedCalls)
        people = (Account, Session, SignInTries, SignInTrip, SetupLink, ApiKey)
        mapped = {each.__tablename__ for each in (CallUsage, ProcessUsage, Customer, *library, *limits, *people)}
        assert mapped <= set(Table.metadata.tables)
        assert set(Table.metadata.tables) <= await tables(database)
        await database.downgrade("base")
        assert await tables(database) == {"alembic_version"}
        await database.upgrade("0001")
        assert await database.current() == "0001"
        await database.upgrade()
        assert await database.current() == head
        async with database.unit() as session:
            assert await session.scalar(text("SELECT count(*) FROM staff")) == 4
        await database.close()

    async def test_migrated_already(self, database: Database) -> None:
        """To migrate what is migrated changes nothing."""
        before = await database.current()
        await database.migrate()
        assert await database.current() == before

    async def test_at_once(self, empty_database_url: str) -> None:
        """Of several processes that migrate at the same moment one does it, and the others wait and find it done."""
        databases = [Database(empty_database_url) for _ in range(3)]
        await asyncio.gather(*(database.migrate() for database in databases))
        async with databases[0].unit() as session:
            assert await session.scalar(text("SELECT count(*) FROM clinics")) == 1
        for database in databases:
            await database.close()

    async def test_models_are_the_tables(self, database: Database) -> None:
        """The mapped classes and the migrated tables are the same, to the last index."""

        def differences(connection: Connection) -> list[object]:
            context = MigrationContext.configure(
                connection,
                opts={
                    "include_name": lambda name, kind, _: kind != "table" or name in Table.metadata.tables,
                    "compare_server_default": True,
                },
            )
            return list(compare_metadata(context, Table.metadata))

        async with engine_of_one(database.address.url).connect() as connection:
            await connection.execute(text("SET trunkline.tenant = 'main'"))  # defaults are compared by what they give
            assert await connection.run_sync(differences) == []

    async def test_constraints_of_the_models(self, database: Database, empty_database_url: str) -> None:
        """Checks and exclusions, which the comparison does not see, have the same definitions too."""
        question = text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype IN ('c', 'x', 'f', 'p', 'u') AND conrelid::regclass::text = ANY(:tables)",
        )
        async with engine_of_one(empty_database_url).begin() as connection:
            await connection.run_sync(Table.metadata.create_all)
            modelled = set((await connection.execute(question, {"tables": list(Table.metadata.tables)})).all())
        async with database.unit() as session:
            migrated = set((await session.execute(question, {"tables": list(Table.metadata.tables)})).all())
        assert migrated == modelled

    async def test_unknown(self, database: Database) -> None:
        """A revision that this Trunkline does not know is told, and nothing is changed."""
        before = await database.current()
        with pytest.raises(MigrationError, match="newer Trunkline"):
            await database.upgrade("9999")
        assert await database.current() == before

    async def test_database_of_a_newer_one(self, database: Database) -> None:
        """Tables made by a newer Trunkline are left alone."""
        async with database.unit() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(MigrationError, match="newer Trunkline"):
            await database.migrate()

    async def test_failing_midway(self, empty_database_url: str) -> None:
        """A migration that fails leaves the tables as they were."""
        database = Database(empty_database_url)
        async with engine_of_one(empty_database_url).begin() as connection:
            await connection.execute(text("CREATE TABLE messages (in_the_way int)"))
        with pytest.raises(MigrationError, match="nothing was changed"):
            await database.migrate()
        assert await tables(database) == {"messages"}
        await database.close()

    async def test_history(self, database: Database) -> None:
        """The history lists every revision, oldest first, and which one the tables are at."""
        history = await database.history()
        assert history[0].id == "0001"
        assert [each.id for each in history if each.current] == [history[-1].id]
