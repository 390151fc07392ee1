"""Talking to a flow through the browser's microphone, by the very way that a phone call takes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import async_playwright, expect

from tests.support.console_page import DESKTOP, ConsolePage, launched
from tests.support.microphone import a_microphone, options
from tests.support.running import Service


@asynccontextmanager
async def speaking(service: Service, microphone: Path) -> AsyncIterator[ConsolePage]:
    """Somebody who has opened a flow to try it by voice. Afterwards: no error was written, nobody else was asked."""
    async with async_playwright() as playwright, await launched(playwright, *options(microphone)) as browser:
        context = await browser.new_context(
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, permissions=["microphone"]
        )
        console = ConsolePage(await context.new_page(), service.url)
        await console.open("/flows/scheduling")
        await console.page.get_by_role("tab", name="Try it").click()
        await console.page.get_by_role("tab", name="By voice").click()
        yield console
        assert (console.faults, console.elsewhere) == ([], [])


async def test_a_sentence_into_the_microphone_is_answered(service: Service, tmp_path: Path) -> None:
    """It is recognised, the flow goes on to its next question, and both are read along; the answer is played."""
    microphone = await a_microphone(tmp_path / "voice.wav", "I want to book a cleaning.")
    async with speaking(service, microphone) as console:
        page = console.page
        await page.get_by_role("button", name="Call", exact=True).click()
        transcript = page.get_by_role("log")
        await expect(transcript.get_by_text("Would you like to book").first).to_be_visible()
        await expect(transcript.get_by_text("Which day").first).to_be_visible(timeout=60_000)
        await expect(transcript.get_by_text("cleaning").first).to_be_visible()
        await page.get_by_role("button", name="Hang up").click()
        await expect(page.get_by_role("link", name="Open the call’s page")).to_be_visible()
        await page.get_by_role("link", name="Open the call’s page").click()
        await expect(page.get_by_role("heading", name="Recording")).to_be_attached()


async def test_a_browser_that_plays_nothing_says_so(service: Service, tmp_path: Path) -> None:
    """As Firefox where there are no speakers: it never begins. One is not left ringing, and can call again."""
    microphone = await a_microphone(tmp_path / "voice.wav", "Hello.")
    async with speaking(service, microphone) as console:
        page = console.page
        # A body in braces: what an expression gives is called and waited for, and this never ends.
        await page.evaluate("() => { AudioContext.prototype.resume = () => new Promise(() => undefined); }")
        await page.get_by_role("button", name="Call", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("The browser plays nothing", timeout=60_000)
        await expect(page.get_by_role("button", name="Call", exact=True)).to_be_visible()


async def test_a_call_by_voice_is_held_at_another_time_and_says_why(service: Service, tmp_path: Path) -> None:
    """Days count from the clock that was set, actions answer what was written, and each turn tells what decided it."""
    microphone = await a_microphone(tmp_path / "voice.wav", "I want to book a cleaning tomorrow.")
    async with speaking(service, microphone) as console:
        page = console.page
        await page.get_by_text("The call: now").click()
        await page.get_by_label("The clock").select_option(label="set to another time")
        await page.get_by_label("It is").fill("2027-08-01T21:00")
        await page.get_by_text("What actions answer").click()
        await page.get_by_label("find_times answers").select_option(label="what I write")
        await page.get_by_label("What find_times answers").fill('[{"start": "2027-08-02T16:30"}]')
        assert await console.violations() == []
        await page.get_by_role("button", name="Call", exact=True).click()
        transcript = page.get_by_role("log")
        await expect(transcript.get_by_text("half past four")).to_be_visible(timeout=60_000)
        await page.get_by_role("button", name="Why turn 2 went so").click()
        await expect(transcript.get_by_text("date is 2027-08-02, from “tomorrow” (by the rules)")).to_be_visible()
        await expect(transcript.get_by_text("is true, because date is 2027-08-02").first).to_be_visible()
        assert await console.violations() == []
        await page.get_by_role("button", name="Hang up").click()
        await page.get_by_role("link", name="Open the call’s page").click()
        await expect(page.get_by_text("The clock was set to 2027-08-01 21:00.")).to_be_visible()
