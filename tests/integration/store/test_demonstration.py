"""When the demonstration's data is entered."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from agent.errors import DatabaseError
from agent.office import prepare_tables
from agent.store.database import Database
from agent.store.demonstration import enter_demonstration


async def customers(database: Database) -> object:
    """How many there are."""
    async with database.unit() as session:
        return await session.scalar(text("SELECT count(*) FROM customers"))


async def test_new_tables(empty_database_url: str) -> None:
    """Tables that a start makes get it, where that is wanted; once they are there they are left as they are."""
    database = Database(empty_database_url)
    await prepare_tables(database, demonstrate=True)
    assert await customers(database) == 5
    async with database.unit() as session:
        await session.execute(text("DELETE FROM tickets"))
        await session.execute(text("DELETE FROM customers"))
    await prepare_tables(database, demonstrate=True)
    assert await customers(database) == 0
    await database.close()


async def test_a_server_of_yours(empty_database_url: str) -> None:
    """A database of yours gets no invented customers by itself."""
    database = Database(empty_database_url)
    await prepare_tables(database, demonstrate=False)
    assert await customers(database) == 0
    await database.close()


async def test_in_the_way(database: Database) -> None:
    """A real customer with an account number of the demonstration keeps it, and nothing is entered."""
    async with database.unit() as session:
        await session.execute(
            text(
                "INSERT INTO customers (account, first_name, last_name, postcode, source) "
                "VALUES ('87654321', 'Real', 'Person', '1', 'billing')"
            )
        )
    with pytest.raises(DatabaseError, match="belongs into an empty database"):
        await enter_demonstration(database, now=datetime.now(UTC))
    assert await customers(database) == 1
