"""How Alembic reaches the tables: over the connection that the program gives, or by the settings when run by hand."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from agent.settings import load_settings
from agent.store.database import open_database
from agent.store.limit_tables import CallSlot, ChangedLimit, LimitCount, ListedNumber, RefusedCalls
from agent.store.revisions import engine_of_one
from agent.store.support_and_sales import Customer
from agent.store.tables import Table
from agent.store.usage import CallUsage, ProcessUsage


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Table.metadata, include_name=_is_ours)
    with context.begin_transaction():
        context.run_migrations()


ELSEWHERE = (CallUsage, ProcessUsage, Customer, CallSlot, ChangedLimit, LimitCount, ListedNumber, RefusedCalls)
"""Mapped in files of their own; they are known once these are imported."""


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """Autogenerate sees the mapped tables; those of the checkpointer are plain SQL of their own."""
    return kind != "table" or name in Table.metadata.tables


async def run_by_hand() -> None:
    async with (
        open_database(load_settings()) as database,
        engine_of_one(database.address.url).begin() as connection,
    ):
        await connection.run_sync(run)


def print_sql() -> None:
    context.configure(dialect_name="postgresql", target_metadata=Table.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    print_sql()
else:
    given = context.config.attributes.get("connection")
    if given is not None:
        run(given)
    else:
        asyncio.run(run_by_hand())
