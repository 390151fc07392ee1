"""The service's parts on a real database."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from agent.access import passwords
from agent.console import workshop
from agent.office import Office, open_office
from agent.settings import Settings

workshop.IMPORTED += ["agent.console.replaying", "tests.support.flows_read"]
"""Workshops of a hundred services are forked from one process: what each would import and read it has already."""

MONDAY_MORNING = datetime(2027, 3, 1, 9, 0)  # noqa: DTZ001 -- local time, as flows know it


@pytest.fixture(autouse=True)
def _cheap_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of hashes of passwords are made, with the least that argon2 takes; `costly_hashes` are the real ones."""
    if "costly_hashes" not in request.fixturenames:
        monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def costly_hashes() -> None:
    """As a service makes them; ask for this before a service."""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a service with this test's database."""
    return Settings(database_url=SecretStr(database_url), trunkline_home=tmp_path)


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    """What conversations need, on a Monday morning in Pune."""
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as opened:
        yield opened
