"""A conversation and the memory that it is remembered by, for the tests of the memory."""

import pytest

from agent.memory import Memories
from agent.store.database import Database
from tests.support.conversation import CountingPool, Desk, Talk
from tests.support.keys import keyring_of


@pytest.fixture
async def desk(database: Database) -> Desk:
    """Memories of a database of the test's own, encrypted, whose statements are counted."""
    pool = CountingPool(await database.pool())
    return Desk(Memories(pool, keys=await keyring_of(database)), pool)


@pytest.fixture
def talk() -> Talk:
    """A flow without actions."""
    return Talk()
