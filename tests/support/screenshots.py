"""Pictures of the console for its documentation: `make screenshots`.

A service of its own is rung, and used as an analyst would; each picture is taken where that has led to.
"""

import asyncio
import base64
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.async_api import Browser, Page, async_playwright, expect

from agent.settings import Settings
from agent.store.database import open_database
from tests.support.console_page import DESKTOP, ConsolePage, launched
from tests.support.fortnight import enter_a_fortnight
from tests.support.microphone import a_microphone, options
from tests.support.past_calls import Past
from tests.support.running import Service, a_home, command, environment
from tests.support.small_png import small_png

FLOW: Final = "scheduling"
STEP: Final = "already_known"
"""Whose form is shown: one without words in a script for which a machine may have no letters."""
BOOKS: Final = ("I would like to book a cleaning tomorrow", "the first one", "Asha Rao", "yes", "yes")
WAITS: Final = ("I would like to book a cleaning next Tuesday", "hmm, let me look at my calendar")
ANALYST: Final = "Asha"
SIGNED: Final = {"X-Trunkline-Person": ANALYST}
SPOKEN: Final = "I want to book a cleaning tomorrow."
QUIET_MS: Final = 900
LIMIT_MS: Final = 120_000
"""For anything to be seen: the machine may be busy."""
PIXELS: Final = """async (png) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
  canvas.drawImage(picture, 0, 0);
  const { data } = canvas.getImageData(0, 0, picture.width, picture.height);
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}"""


class Camera:
    """Takes pictures of one person's browser, in light mode."""

    def __init__(self, browser: Browser, console: ConsolePage, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.console = console
        self.page: Page = console.page

    async def at(self, name: str, path: str) -> None:
        """A page as it opens."""
        await self.console.open(path)
        await self.take(name)

    async def take(self, name: str) -> None:
        """What is seen now."""
        await self.page.wait_for_timeout(QUIET_MS)
        taken = base64.b64encode(await self.page.screenshot()).decode()
        dark_room = await self._browser.new_page()
        pixels = base64.b64decode(await dark_room.evaluate(PIXELS, taken))
        await dark_room.close()
        width, height = DESKTOP
        picture = np.frombuffer(pixels, np.uint8).reshape(height, width, 4)[:, :, :3]
        (self._folder / f"{name}.png").write_bytes(small_png(picture))


@asynccontextmanager
async def a_camera(service: Service, folder: Path, *more: str) -> AsyncIterator[Camera]:
    """With a browser of its own; `more`: options of it."""
    async with async_playwright() as playwright:
        browser = await launched(playwright, *more)
        context = await browser.new_context(
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
            color_scheme="light",
            device_scale_factor=1,
            locale="en-GB",
            timezone_id=str(Settings().timezone),
            permissions=["microphone"],
        )
        context.set_default_timeout(LIMIT_MS)
        yield Camera(browser, ConsolePage(await context.new_page(), service.url), folder)
        await browser.close()


async def edit(camera: Camera, label: str, change: dict[str, Any]) -> int:
    """Set settings of steps in the draft, by step; its new revision."""
    path, api = f"{camera.console.url}/api/flows/{FLOW}", camera.page.request
    draft = await (await api.get(f"{path}/draft")).json()
    for step, settings in change.items():
        draft["document"]["nodes"][step].update(settings)
    sent = {"revision": draft["revision"], "document": draft["document"], "layout": draft["layout"], "label": label}
    answer = await api.put(f"{path}/draft", data=sent, headers=SIGNED)
    assert answer.ok, await answer.text()
    return int((await answer.json())["revision"])


async def publish(camera: Camera, revision: int, note: str) -> None:
    """Another version, for callers."""
    sent = {"revision": revision, "note": note, "environment": "live"}
    path = f"{camera.console.url}/api/flows/{FLOW}/versions"
    answer = await camera.page.request.post(path, data=sent, headers=SIGNED)
    assert answer.ok, await answer.text()


async def building(camera: Camera) -> None:
    """The flows, and one of them in the editor."""
    page = camera.page
    await camera.console.open("/")
    await page.get_by_label("Your name").fill(ANALYST)
    await page.get_by_role("button", name="Keep").click()
    await camera.take("flows")
    await camera.console.open(f"/flows/{FLOW}?step={STEP}")
    await page.get_by_role("heading", name="Already known").wait_for()
    for _ in range(2):
        await page.wait_for_timeout(QUIET_MS)
        await page.get_by_role("button", name="Zoom out").click()
    await camera.take("editor")
    await page.get_by_role("button", name="Outline").click()
    await page.get_by_role("treeitem").first.wait_for()
    await camera.take("outline")


async def trying(camera: Camera) -> None:
    """A conversation by text, and why it went so."""
    page = camera.page
    await camera.console.open(f"/flows/{FLOW}")
    await page.get_by_role("tab", name="Try it").click()
    await page.get_by_label("What the caller says").fill("I'd like to book a cleaning tomorrow")
    await page.get_by_role("button", name="Say it").click()
    await page.get_by_role("button", name="Why turn 2 went so").click()
    await understood(page)
    await camera.take("try-by-text")


async def speaking(camera: Camera) -> None:
    """The same by voice, at nine on a Sunday evening."""
    page = camera.page
    await camera.console.open(f"/flows/{FLOW}")
    await page.get_by_role("tab", name="Try it").click()
    await page.get_by_role("tab", name="By voice").click()
    await page.get_by_text("The call: now").click()
    await page.get_by_label("The clock").select_option(label="set to another time")
    await page.get_by_label("It is").fill("2027-08-01T21:00")
    await page.get_by_role("button", name="Call", exact=True).click()
    why = page.get_by_role("button", name="Why turn 2 went so")
    await why.wait_for()
    await why.click()
    await understood(page)
    await camera.take("try-by-voice")
    await page.get_by_role("button", name="Hang up").click()


async def understood(page: Page) -> None:
    """What was understood in a turn is in the middle of what is seen."""
    title = page.get_by_role("log").get_by_text("Understood", exact=True)
    await expect(title).to_be_visible(timeout=LIMIT_MS)
    await title.evaluate("title => title.scrollIntoView({ block: 'center' })")


async def versions(camera: Camera) -> None:
    """Two versions side by side, and what a draft would make of real calls."""
    page = camera.page
    named = await edit(camera, "Named the first question", {"menu": {"title": "What brings you here?"}})
    await publish(camera, named, "The first question has a title")
    await edit(camera, "Cancelling takes a message", {"sure_cancel": {"if_yes": "take_message"}})
    await camera.console.open(f"/flows/{FLOW}/versions")
    await page.get_by_role("combobox", name="From").select_option(label="Version 1")
    await page.get_by_role("combobox", name="To").select_option(label="Version 2")
    await page.get_by_text("What brings you here?").first.wait_for()
    await camera.take("versions")
    await camera.console.open(f"/flows/{FLOW}/replays")
    await page.get_by_role("button", name="Play them on the draft").click()
    await expect(page.get_by_text("would go differently.")).to_be_visible(timeout=LIMIT_MS)
    await camera.take("replays")


async def watching(camera: Camera, service: Service) -> None:
    """Calls: those that go on, one that is over, and all of them on the flow."""
    page = camera.page
    caller = ringing(service, "+919812311111", *WAITS)
    await camera.console.open("/calls")
    await expect(page.get_by_text("at “")).to_be_visible(timeout=LIMIT_MS)
    await camera.take("calls")
    caller.wait(120)
    await camera.console.open("/calls?q=9812345678")
    await page.locator("td a").first.click()
    await page.get_by_role("heading", name="Recording").wait_for(state="attached")
    await page.get_by_text("Why?").nth(1).click()
    await camera.take("call")
    await camera.at("report", f"/flows/{FLOW}/report")
    await camera.at("work", "/work")
    await camera.at("setup", "/setup")


def ringing(service: Service, caller: str, *lines: str) -> "subprocess.Popen[bytes]":
    """Somebody who rings the service now."""
    words = [word for line in lines for word in ("--say", line)]
    return subprocess.Popen(
        command("call", "--url", service.url, "--from", caller, *words),
        env=environment(service.home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def take(service: Service, folder: Path) -> None:
    """All of them."""
    settings = Settings(trunkline_home=service.home)
    async with open_database(settings) as database:
        await enter_a_fortnight(Past(database), FLOW, now=datetime.now(settings.timezone))
    microphone = await a_microphone(service.home.parent / f"{service.home.name}.wav", SPOKEN)
    try:
        async with a_camera(service, folder, *options(microphone)) as camera:
            await building(camera)
            await trying(camera)
            await speaking(camera)
            await versions(camera)
            await watching(camera, service)
    finally:
        microphone.unlink()


def main() -> None:
    """Start a service, let somebody ring it, and take the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with a_home() as home:
        service = Service(home).start()
        try:
            service.call("--from", "+919812345678", *(word for line in BOOKS for word in ("--say", line)))
            asyncio.run(take(service, folder))
        finally:
            service.stop()


if __name__ == "__main__":
    main()
