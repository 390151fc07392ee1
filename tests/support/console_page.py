"""A page of the console in a real browser, which is also watched: what goes wrong in it, and whom it asks."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, Request

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP, PHONE = (1280, 800), (390, 844)


def browser_path() -> str:
    """Where the browser is. It is never fetched by the tests."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise AssertionError("The console's tests need Chromium: apt-get install chromium, or run scripts/setup --dev.")


async def launched(playwright: Playwright, *more: str) -> Browser:
    """A browser without a window; `more`: options of Chromium, such as a file that is its microphone."""
    return await playwright.chromium.launch(executable_path=browser_path(), args=[*OPTIONS, *more])


class ConsolePage:
    """One person's browser. `faults`: errors that the page's program wrote; `elsewhere`: hosts that are not ours."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._asked)

    async def open(self, path: str) -> None:
        """Go to an address of the console and wait until it is quiet."""
        await self.page.goto(f"{self.url}{path}", wait_until="load")

    async def violations(self) -> list[str]:
        """What axe finds wrong with the page as it is now, a line a rule."""
        await self.page.evaluate(AXE.read_text())
        found: dict[str, Any] = await self.page.evaluate("(tags) => axe.run(document, {runOnly: tags})", list(RULES))
        return [f"{each['id']}: {each['help']}: {_places(each['nodes'])}" for each in found["violations"]]

    def _said(self, message: ConsoleMessage) -> None:
        # A refusal of the service (a conflict, a check) is the browser's own line, and no fault of the page.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.url):
            self.elsewhere.append(request.url)


def _places(nodes: Sequence[dict[str, Any]]) -> str:
    return json.dumps([" ".join(map(str, node["target"])) for node in nodes][:5])
