"""What is asked beside the console: calls, and how the process is."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.errors import DatabaseError
from agent.settings import Settings
from agent.store.calls import Calls
from agent.store.database import Database
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.whole_service import WholeService, whole_service


@pytest.fixture
async def running(settings: Settings) -> AsyncIterator[WholeService]:
    """A service that hears and speaks as scripted."""
    scripted = settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        yield service


async def test_a_database_that_is_away_is_told_of_calls_too(
    running: WholeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere else: 503, and no error without a sentence."""

    async def away(self: Calls, call_id: str) -> None:
        raise DatabaseError("It cannot be reached.")

    monkeypatch.setattr(Calls, "read_call", away)
    for path in ("/api/calls/CA31", "/api/calls/CA31/events"):
        answer = await running.get(path)
        assert (answer.status_code, answer.text) == (503, "The database does not answer; try again.")


async def test_however_many_ask_whether_it_is_ready_the_database_is_asked_once(
    running: WholeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may ask, and each time opens a connection; a moment later it is asked anew, and what is wrong is told."""
    real, asked = Database.check, []

    async def check(self: Database) -> None:
        asked.append(1)
        await real(self)

    async def away(self: Database) -> None:
        raise DatabaseError("It cannot be reached.")

    monkeypatch.setattr("agent.api.READY_S", 60.0)
    monkeypatch.setattr(Database, "check", check)
    answers = await asyncio.gather(*(running.get("/readyz") for _ in range(20)))
    assert [each.status_code for each in answers] == [200] * 20
    assert len(asked) == 1
    monkeypatch.setattr("agent.api.READY_S", 0.0)
    monkeypatch.setattr(Database, "check", away)
    assert (await running.get("/readyz")).status_code == 503
