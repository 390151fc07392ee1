"""Every page of the console opens, says what it is, and can be used by everybody."""

import re

import pytest
from playwright.async_api import expect

from tests.support.console_page import PHONE, ConsolePage

PAGES = {
    "/": "Flows",
    "/flows/scheduling": "Appointment scheduling",
    "/flows/scheduling/versions": "Versions",
    "/flows/scheduling/report": "Report",
    "/flows/scheduling/replays": "Real calls, played again",
    "/calls": "Calls",
    "/work": "Calendar",
    "/numbers": "Phone numbers",
    "/setup": "Setup",
}


@pytest.mark.parametrize(("path", "title"), PAGES.items())
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_page_has_no_failing_axe_rule(console: ConsolePage, path: str, title: str, scheme: str) -> None:
    """In light and in dark, once everything has come."""
    await console.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # two of its words
    await console.open(path)
    await console.page.get_by_role("heading", name=title).first.wait_for()
    assert await console.violations() == []
    await expect(console.page).to_have_title(re.compile(f"^{title}.* – Trunkline$"))


@pytest.mark.parametrize(("path", "title"), [each for each in PAGES.items() if each[0] != "/flows/scheduling"])
async def test_a_page_can_be_read_on_a_phone(console: ConsolePage, path: str, title: str) -> None:
    """Nothing is wider than the screen, but for tables that scroll by themselves."""
    width, height = PHONE
    await console.page.set_viewport_size({"width": width, "height": height})
    await console.open(path)
    await console.page.get_by_role("heading", name=title).first.wait_for()
    assert await console.page.evaluate("document.documentElement.scrollWidth") <= width


FIRST_LOAD_KB = 260
"""Programs and styles, packed, until a flow can be edited."""


async def test_the_editor_is_small(console: ConsolePage) -> None:
    """It opens quickly on a slow line too."""
    await console.open("/flows/scheduling")
    await console.page.get_by_role("heading", name="Appointment scheduling").first.wait_for()
    sizes = await console.page.evaluate(
        "performance.getEntriesByType('resource').filter(each => each.name.includes('/assets/'))"
        ".map(each => each.encodedBodySize)"
    )
    assert sum(sizes) > 0
    assert sum(sizes) <= FIRST_LOAD_KB * 1000
