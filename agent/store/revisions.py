"""The revisions of the tables (Alembic), run from the program: one process at a time, in one transaction."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import alembic.command
import asyncpg
import sqlalchemy.exc
import structlog
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

import migrations
from agent.errors import MigrationError

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")

_LOCK = 0x7472756E6B  # "trunk": a number that nobody else is likely to lock
_LOCK_LIMIT = "60s"


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the tables' history."""

    id: str
    title: str
    current: bool
    """The tables are at this one."""


async def upgrade(url: str, revision: str) -> None:
    """Run the migrations up to `revision`. Raises MigrationError."""
    await _run(url, lambda connection: alembic.command.upgrade(_config(connection), revision))


async def downgrade(url: str, revision: str) -> None:
    """Run the migrations down to `revision`. Raises MigrationError."""
    await _run(url, lambda connection: alembic.command.downgrade(_config(connection), revision))


async def current(url: str) -> str | None:
    """The revision that the tables are at; None when there are no tables."""
    return await _run(url, lambda connection: MigrationContext.configure(connection).get_current_revision())


def history(at: str | None) -> list[Revision]:
    """All revisions, oldest first."""
    scripts = ScriptDirectory.from_config(_config())
    newest_first = [Revision(each.revision, each.doc, each.revision == at) for each in scripts.walk_revisions()]
    return newest_first[::-1]


async def _run(url: str, work: Callable[[Connection], Answer]) -> Answer:
    """Do `work` in a thread of its own: Alembic is synchronous, and its import and its scripts take their time."""
    try:
        return await asyncio.to_thread(lambda: asyncio.run(_locked(url, work)))
    except CommandError as error:
        raise MigrationError(
            f"The tables cannot be migrated ({error}): if they were made by a newer Trunkline, run that one; "
            "`trunkline db history` lists the revisions that this one knows.",
        ) from error
    except sqlalchemy.exc.DBAPIError as error:
        raise MigrationError(
            f"The tables cannot be migrated ({str(error.orig).splitlines()[0]}): nothing was changed; "
            "if another process is migrating, wait for it.",
        ) from error


async def _locked(url: str, work: Callable[[Connection], Answer]) -> Answer:
    async with engine_of_one(url).begin() as connection:
        await connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_LIMIT}'"))
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        return await connection.run_sync(work)


def engine_of_one(url: str) -> AsyncEngine:
    """An engine that opens a connection for each use and keeps none. `url` is an `Address.url`."""

    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(url, timeout=10.0, server_settings={"application_name": "trunkline migrations"})

    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
