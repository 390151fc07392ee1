"""People at a console where one signs in: their accounts, their browsers, and how they come in."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
from playwright.async_api import Browser, Page

from tests.support.console_page import DESKTOP, ConsolePage
from tests.support.running import Service, a_home

PASSWORD = "four words of somebody"
PEOPLE = {"pia": "publish", "ravi": "edit", "vera": "view"}
"""By name, with their roles; Asha administers."""


@contextmanager
def a_service(**settings: str) -> Iterator[Service]:
    """A service of its own, until the end of the block."""
    with a_home() as home:
        running = Service(home, **settings).start()
        try:
            yield running
        finally:
            running.stop()


def setup_link(service: Service) -> str | None:
    """What stands behind the `#` of the link for the first account; None: this machine may make it without."""
    found = re.search(r"/first-account#([\w-]+)", service.written())
    return found[1] if found else None


def add_people(service: Service) -> None:
    """Asha's account, and those of the others."""
    link = setup_link(service)
    with httpx.Client(base_url=service.url, timeout=60) as client:
        asha = {"email": "asha@example.com", "name": "Asha", "password": PASSWORD, **({"link": link} if link else {})}
        me = client.post("/api/first-account", json=asha).raise_for_status().json()
        for name, role in PEOPLE.items():
            person = {"email": f"{name}@example.com", "name": name.title(), "role": role, "password": PASSWORD}
            headers = {"X-Trunkline-Token": me["token"]}
            client.post("/api/people", json=person, headers=headers).raise_for_status()


@asynccontextmanager
async def a_browser(
    browser: Browser, url: str, width_and_height: tuple[int, int] = DESKTOP
) -> AsyncIterator[ConsolePage]:
    """Somebody's own browser; afterwards no error was written, and nobody but the service was asked."""
    width, height = width_and_height
    context = await browser.new_context(viewport={"width": width, "height": height}, locale="en-IN")
    page = ConsolePage(await context.new_page(), url)
    yield page
    await context.close()
    assert page.faults == [], page.faults
    assert page.elsewhere == [], page.elsewhere


async def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form that is open."""
    email = page.get_by_label("E-mail")
    if await email.is_editable():
        await email.fill(f"{name}@example.com")
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def come_in(visitor: ConsolePage, name: str, path: str = "/") -> Page:
    """Open an address as somebody; what is asked on the way is answered."""
    await visitor.open(path)
    await sign_in(visitor.page, name)
    await visitor.page.get_by_role("button", name="Sign out").wait_for()
    return visitor.page
