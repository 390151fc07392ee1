"""Whatever login DATABASE_URL names: tenants are kept apart under it, or there are none but the first."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from agent.errors import DatabaseError
from agent.settings import Settings
from agent.store.database import Database, open_database
from agent.store.tenants import Tenants
from tests.integration.agent.tenancy.conftest import host_of

Made = Callable[[str], Awaitable[str]]


@pytest.fixture
async def login(server_url: str) -> AsyncIterator[Made]:
    """Makes a login with these attributes and a database that it owns; gives the URL."""
    async with AsyncExitStack() as stack:

        async def made(attributes: str) -> str:
            return await stack.enter_async_context(_login(server_url, attributes))

        yield made


@asynccontextmanager
async def _login(server_url: str, attributes: str) -> AsyncIterator[str]:
    name, password = f"login_{secrets.token_hex(4)}", secrets.token_hex(8)
    server = await asyncpg.connect(server_url)
    await server.execute(f"create role {name} login password '{password}' {attributes}")
    await server.execute(f"create database {name} owner {name}")
    parts = urlsplit(server_url)
    yield urlunsplit(
        (parts.scheme, f"{name}:{password}@{parts.netloc.rpartition('@')[2]}", f"/{name}", parts.query, "")
    )
    await server.execute(f"drop database {name} with (force)")
    await server.execute(f"drop role {name}")
    await server.close()


@pytest.mark.parametrize("attributes", ["", "createrole"])
async def test_an_ordinary_login_is_bound_as_it_is(login: Made, attributes: str) -> None:
    """It owns the tables, and sees its tenant's rows alone."""
    await sees_its_own(await login(attributes))


async def test_a_login_that_bypasses_becomes_another_role(server_url: str, login: Made) -> None:
    """Where it may: it made the role, or whoever did lets it."""
    url = await login("bypassrls createrole")
    server = await asyncpg.connect(server_url)
    await server.execute("do $$ begin create role trunkline_app; exception when duplicate_object then null; end $$")
    await server.execute(f"grant trunkline_app to {urlsplit(url).username} with admin option")
    await server.close()
    await sees_its_own(url)


async def sees_its_own(url: str) -> None:
    """Two tenants of a new database, over both ways to it."""
    first = Database(url)
    await first.migrate()
    await Tenants(first).add("clinic", host_of("clinic"))
    clinic = Database(url, tenant="clinic")
    for database in (first, clinic):
        pool = await database.pool()
        assert await pool.fetchval("select row_security_active('calls')")
        await pool.execute("insert into recording_refusals (call_id) values ($1)", f"CA-{database.tenant}")
        async with database.unit() as session:
            seen = await session.scalars(text("select call_id from recording_refusals"))
            assert seen.all() == [f"CA-{database.tenant}"]
    await first.close()
    await clinic.close()


async def test_under_a_login_that_is_not_bound_there_are_no_others(login: Made, tmp_path: Path) -> None:
    """With one tenant it is as good as any; with several nothing is opened that would see them all."""
    settings = Settings(database_url=SecretStr(await login("bypassrls")), trunkline_home=tmp_path)
    async with open_database(settings) as first:
        await first.migrate()
        await Tenants(first).add("clinic", host_of("clinic"))
    with pytest.raises(DatabaseError, match="would not be kept apart"):
        async with open_database(settings):
            pass
