"""Pictures of every page of the console for the documentation: `make screenshots`."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from tests.support.console_page import DESKTOP, PHONE, ConsolePage, launched
from tests.support.running import Service, a_home

PAGES = {
    "flows": "/",
    "editor": "/flows/scheduling",
    "versions": "/flows/scheduling/versions",
    "report": "/flows/scheduling/report",
    "replays": "/flows/scheduling/replays",
    "calls": "/calls",
    "work": "/work",
    "numbers": "/numbers",
}
SPOKEN = ("I would like to book a cleaning tomorrow", "the first one", "Asha Rao", "yes", "yes")
QUIET_MS = 800


async def take(service: Service, folder: Path) -> None:
    """One picture a page, light and dark, and of what is read on a phone."""
    async with async_playwright() as playwright:
        browser = await launched(playwright)
        for scheme, size in (("light", DESKTOP), ("dark", DESKTOP), ("light", PHONE)):
            context = await browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,  # type: ignore[arg-type]  # one of its words
                device_scale_factor=1,
            )
            page = ConsolePage(await context.new_page(), service.url)
            name = "phone" if size == PHONE else scheme
            for title, path in PAGES.items():
                await page.open(path)
                await page.page.wait_for_timeout(QUIET_MS)
                await page.page.screenshot(path=folder / f"{title}-{name}.png")
            await context.close()
        await browser.close()


def main() -> None:
    """Start a service, let somebody ring it, and take the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with a_home() as home:
        service = Service(home).start()
        try:
            service.call("--from", "+919812345678", *(word for line in SPOKEN for word in ("--say", line)))
            asyncio.run(take(service, folder))
        finally:
            service.stop()


if __name__ == "__main__":
    main()
