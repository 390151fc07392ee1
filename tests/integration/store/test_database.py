"""A database that is there, one that is not, and units of work."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from agent.errors import DatabaseError
from agent.settings import Settings
from agent.store.database import Database, open_database


async def count(database: Database, name: str) -> object:
    """How many clinics of that name there are."""
    async with database.unit() as session:
        return await session.scalar(text("SELECT count(*) FROM clinics WHERE name = :name"), {"name": name})


class TestUnit:
    async def test_commit(self, database: Database) -> None:
        """What a unit of work did is there when its block has ended."""
        async with database.unit() as session:
            await session.execute(text("INSERT INTO clinics (name) VALUES ('a')"))
        assert await count(database, "a") == 1

    async def test_rollback(self, database: Database) -> None:
        """Of a unit of work that raises, nothing stays."""

        async def fail() -> None:
            async with database.unit() as session:
                await session.execute(text("INSERT INTO clinics (name) VALUES ('a')"))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await fail()
        assert await count(database, "a") == 0

    async def test_cancelled(self, database: Database) -> None:
        """Of a unit of work that is cancelled, nothing stays, and its connection serves again."""
        begun = asyncio.Event()

        async def linger() -> None:
            async with database.unit() as session:
                await session.execute(text("INSERT INTO clinics (name) VALUES ('a')"))
                begun.set()
                await session.execute(text("SELECT pg_sleep(60)"))

        task = asyncio.create_task(linger())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await count(database, "a") == 0

    async def test_connection_lost(self, database: Database) -> None:
        """Connections that the server closed, as when it was started anew, are replaced unnoticed."""
        await count(database, "a")
        async with database.owner() as owner:
            await owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
        assert await count(database, "a") == 0


class TestPool:
    async def test_one(self, database: Database) -> None:
        """There is one pool, however many ask for it at once."""
        pools = await asyncio.gather(*(database.pool() for _ in range(5)))
        assert len(set(map(id, pools))) == 1
        assert await pools[0].fetchval("SELECT 1") == 1

    async def test_no_reset(self, database: Database) -> None:
        """Giving a connection back costs no round trip: its session is as it was left."""
        pool = await database.pool()
        async with pool.acquire() as connection:
            await connection.execute("SET application_name = 'left like this'")
            pid = connection.get_server_pid()
        async with pool.acquire() as connection:
            assert connection.get_server_pid() == pid
            assert await connection.fetchval("SHOW application_name") == "left like this"


class TestOpen:
    async def test_given_url(self, database_url: str) -> None:
        """DATABASE_URL is the server that is used; the home is not even made."""
        settings = Settings(database_url=SecretStr(database_url), trunkline_home=Path("/proc/no/home"))
        async with open_database(settings) as database:
            assert await count(database, "Riverside Dental") == 1

    async def test_embedded(self, home: Path) -> None:
        """Without DATABASE_URL the embedded server of the home is started, and stopped at the end."""
        async with open_database(Settings(database_url=None, trunkline_home=home)) as database:
            await database.migrate()
            assert await count(database, "Riverside Dental") == 1
        assert not (home / "postgres" / "data" / "postmaster.pid").exists()

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("postgresql://someone:s3cret@127.0.0.1:1/calls", "127.0.0.1:1/calls cannot be reached"),
            ("postgresql://someone:s3cret@/calls?host=/nowhere", "/nowhere/calls cannot be reached"),
        ],
    )
    async def test_unreachable(self, url: str, said: str) -> None:
        """A server that is not there is told in one sentence, without the password."""
        database = Database(url)
        for attempt in (database.check, database.migrate, database.pool):
            with pytest.raises(DatabaseError) as caught:
                await attempt()
            assert said in str(caught.value)
            assert "s3cret" not in str(caught.value)
            assert "\n" not in str(caught.value)
        await database.close()

    async def test_wrong_password_and_name(self, server_url: str) -> None:
        """A refused password and a database that is not there are told, each in one sentence."""
        parts = urlsplit(server_url)
        password = parts.password or ""
        for url in (server_url.replace(password, "wr0ng"), urlunsplit(parts._replace(path="/nothing"))):
            database = Database(url)
            with pytest.raises(DatabaseError) as caught:
                await database.check()
            assert "wr0ng" not in str(caught.value)
            assert password not in str(caught.value)
            await database.close()
