"""The console in Debian's Chromium, at a service started as a user would start it. One of each for a worker's tests."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from tests.support.console_page import DESKTOP, ConsolePage, launched
from tests.support.console_people import a_browser, a_service, add_people
from tests.support.running import Service, a_home

PATIENCE_MS = 30_000
"""So long is waited for what should be seen, as Playwright waits for what is clicked: a busy machine takes its time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser lives on one event loop, so all of its tests do."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """The one limit of all waits; a test says another only for what takes long by itself, such as a conversation."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """A service with the demonstration's data."""
    with a_home() as home:
        running = Service(home).start()
        yield running
        running.stop()


@pytest.fixture(scope="session")
def closed() -> Iterator[Service]:
    """A service at which everybody signs in, with somebody of each role."""
    with a_service() as running:
        add_people(running)
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        opened = await launched(playwright)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def console(browser: Browser, service: Service) -> AsyncIterator[ConsolePage]:
    """A new person at the console. Afterwards: no error was written, and nobody but the service was asked."""
    width, height = DESKTOP
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="en-IN")
    page = ConsolePage(await context.new_page(), service.url)
    yield page
    await context.close()
    assert page.faults == []
    assert page.elsewhere == []


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, closed: Service) -> AsyncIterator[ConsolePage]:
    """Somebody who is not signed in yet."""
    async with a_browser(browser, closed.url) as page:
        yield page
