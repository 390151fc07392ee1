"""Talking to a flow through the browser's microphone, by the very way that a phone call takes."""

import wave
from pathlib import Path

import numpy as np
from playwright.async_api import async_playwright, expect

from agent.cli.spoken import sounds
from telephony.audio import ulaw
from telephony.audio.resample import resample
from tests.support.console_page import DESKTOP, ConsolePage, launched
from tests.support.running import Service

QUIET_S = 7
"""Until the greeting is over."""


async def a_microphone(path: Path, sentence: str) -> Path:
    """A file that Chromium takes for its microphone: silence, the sentence, silence."""
    spoken = ulaw.to_samples((await sounds([("say", sentence)]))["say", sentence])
    sound = np.concatenate([np.zeros(8000 * QUIET_S), spoken, np.zeros(8000 * 60)]).astype(np.float32)
    louder = np.clip(resample(sound, 8000, 48_000) * 0.9, -1, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((louder * 32767).astype("<i2").tobytes())
    return path


async def test_a_sentence_into_the_microphone_is_answered(service: Service, tmp_path: Path) -> None:
    """It is recognised, the flow goes on to its next question, and both are read along; the answer is played."""
    microphone = await a_microphone(tmp_path / "voice.wav", "I want to book a cleaning.")
    options = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
        "--autoplay-policy=no-user-gesture-required",
    )
    async with async_playwright() as playwright:
        browser = await launched(playwright, *options)
        context = await browser.new_context(
            viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, permissions=["microphone"]
        )
        console = ConsolePage(await context.new_page(), service.url)
        page = console.page
        await console.open("/flows/scheduling")
        await page.get_by_role("tab", name="Try it").click()
        await page.get_by_role("tab", name="By voice").click()
        await page.get_by_role("button", name="Call", exact=True).click()
        transcript = page.get_by_role("log")
        await expect(transcript.get_by_text("Would you like to book").first).to_be_visible(timeout=30_000)
        await expect(transcript.get_by_text("Which day").first).to_be_visible(timeout=60_000)
        await expect(transcript.get_by_text("cleaning").first).to_be_visible()
        await page.get_by_role("button", name="Hang up").click()
        await expect(page.get_by_role("link", name="Open the call’s page")).to_be_visible()
        await page.get_by_role("link", name="Open the call’s page").click()
        await expect(page.get_by_role("heading", name="Recording")).to_be_attached(timeout=20_000)
        assert (console.faults, console.elsewhere) == ([], [])
        await browser.close()
