"""Writing down what must not be lost."""

import pytest

from agent import bookkeeping
from agent.errors import DatabaseError


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses are for a database, not for a test."""
    monkeypatch.setattr(bookkeeping, "PAUSES_S", (0.0, 0.0, 0.0))


async def test_a_database_that_comes_back_is_waited_for() -> None:
    """What could not be written is written at a later attempt, once."""
    attempts: list[int] = []

    async def work() -> None:
        attempts.append(1)
        if len(attempts) < 3:
            raise DatabaseError("away")

    assert await bookkeeping.persist(work, what="end", call_id="CA1")
    assert len(attempts) == 3


async def test_a_database_that_stays_away_is_given_up() -> None:
    """Every retry has an end."""

    async def work() -> None:
        raise ConnectionError("away")

    assert not await bookkeeping.persist(work, what="end", call_id="CA1")


async def test_our_own_mistakes_are_not_retried() -> None:
    """Only what a database that is away raises."""

    async def work() -> None:
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await bookkeeping.persist(work, what="end", call_id="CA1")
