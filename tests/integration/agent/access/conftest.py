"""Services at which people sign in."""

from collections.abc import AsyncIterator, Callable

import pytest

from agent.settings import Settings
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import Browser
from tests.support.whole_service import WholeService, whole_service

ROOT = "root@example.com"


@pytest.fixture
def scripted(settings: Settings) -> Settings:
    """Of a service that hears and speaks as scripted."""
    return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})


@pytest.fixture
async def running(scripted: Settings) -> AsyncIterator[WholeService]:
    """A service with nothing configured."""
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        yield service


@pytest.fixture
async def closed(scripted: Settings) -> AsyncIterator[WholeService]:
    """A service at which one has to sign in."""
    settings = scripted.model_copy(update={"trunkline_sign_in": "always"})
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as service:
        yield service


@pytest.fixture
async def root(running: WholeService) -> AsyncIterator[Browser]:
    """The browser of the first administrator; with their account, one has to sign in."""
    async with Browser(running.url) as browser:
        await browser.makes_the_first_account()
        yield browser


@pytest.fixture
async def browser(running: WholeService) -> AsyncIterator[Callable[[], Browser]]:
    """More browsers."""
    opened: list[Browser] = []

    def another() -> Browser:
        opened.append(Browser(running.url))
        return opened[-1]

    yield another
    for each in opened:
        await each.client.aclose()
