"""The service's parts on a real database."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.console import workshop
from agent.office import Office, open_office
from agent.settings import Settings

workshop.IMPORTED += ["agent.console.replaying", "tests.support.flows_read"]
"""Workshops of a hundred services are forked from one process: what each would import and read it has already."""

MONDAY_MORNING = datetime(2027, 3, 1, 9, 0)  # noqa: DTZ001 -- local time, as flows know it


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a service with this test's database."""
    return Settings(database_url=SecretStr(database_url), trunkline_home=tmp_path)


@pytest.fixture
async def office(settings: Settings) -> AsyncIterator[Office]:
    """What conversations need, on a Monday morning in Pune."""
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as opened:
        yield opened
