"""A running service with somebody at its console."""

from collections.abc import AsyncIterator

import pytest

from agent.settings import Settings
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.console import Analyst
from tests.support.whole_service import WholeService, whole_service


@pytest.fixture
def scripted(settings: Settings) -> Settings:
    """Of a service that hears and speaks as scripted."""
    return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})


@pytest.fixture
async def running(scripted: Settings) -> AsyncIterator[WholeService]:
    """The service."""
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        yield service


@pytest.fixture
async def asha(running: WholeService) -> AsyncIterator[Analyst]:
    """An analyst."""
    async with Analyst(running.url) as analyst:
        yield analyst


@pytest.fixture
async def ravi(running: WholeService) -> AsyncIterator[Analyst]:
    """Another analyst."""
    async with Analyst(running.url, "रवि") as analyst:
        yield analyst
