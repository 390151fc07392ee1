"""The stand-in for ElevenLabs: what else ElevenLabs's clients ask of it."""

import asyncio
import base64
from collections.abc import AsyncIterator

import httpx
import pytest
from elevenlabs.client import AsyncElevenLabs, ElevenLabs
from elevenlabs.core.api_error import ApiError

from agent.fakes.elevenlabs import ElevenLabsFake
from agent.fakes.running import open_fakes
from tests.support.clients import web_client

VOICE = "JBFqnCBsd6RMkjVDRZzb"
TEXT = "Your table is booked. See you tomorrow."


@pytest.fixture
async def fake() -> AsyncIterator[ElevenLabsFake]:
    """With a voice of tones, 20 ms a letter."""
    async with open_fakes(["elevenlabs"]) as fakes:
        served = fakes["elevenlabs"]
        assert isinstance(served, ElevenLabsFake)
        yield served


@pytest.fixture
async def sdk(fake: ElevenLabsFake) -> AsyncIterator[AsyncElevenLabs]:
    """ElevenLabs's own client."""
    async with web_client() as http:
        yield AsyncElevenLabs(api_key=fake.key, base_url=fake.url, httpx_client=http)


async def test_a_whole_speech_has_the_times_of_its_letters(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """Counted from its beginning, over all of its sentences."""
    told = await sdk.text_to_speech.convert_with_timestamps(VOICE, text=TEXT, output_format="ulaw_8000")
    assert told.alignment is not None
    assert "".join(told.alignment.characters) == TEXT
    starts = told.alignment.character_start_times_seconds
    assert starts == sorted(starts)
    sound = base64.b64decode(told.audio_base_64)
    assert sound == b"".join([piece.audio async for piece in fake.talents.voice.speak(TEXT, language="en")])
    assert told.alignment.character_end_times_seconds[-1] == pytest.approx(len(sound) / 8000)


async def test_voices_are_searched_by_pages(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """Each page leads to the next, the last to none."""
    fake.voices = {f"{number:020}" for number in range(5)}
    found, token = [], None
    while True:
        page = await sdk.voices.search(page_size=2, next_page_token=token)
        found += [voice.voice_id for voice in page.voices]
        token = page.next_page_token
        if not page.has_more:
            break
    assert found == sorted(fake.voices)
    assert (page.total_count, token) == (5, None)
    with pytest.raises(ApiError) as refused:
        await sdk.voices.search(page_size=101)
    assert refused.value.status_code == 422


async def test_a_voice_and_the_plan_are_told(fake: ElevenLabsFake, sdk: AsyncElevenLabs) -> None:
    """One voice with its settings, or that there is none; the plan by itself."""
    assert (await sdk.voices.get(VOICE)).voice_id == VOICE
    assert (await sdk.voices.settings.get(VOICE)).stability == 0.5
    with pytest.raises(ApiError) as refused:
        await sdk.voices.get("nobody")
    assert refused.value.status_code == 404
    fake.characters_left = 7
    assert (await sdk.user.subscription.get()).character_limit == 7


async def test_answers_tell_how_many_are_spoken_at_a_time(sdk: AsyncElevenLabs) -> None:
    """In headers, with the request's id."""
    async with sdk.text_to_speech.with_raw_response.stream(VOICE, text=TEXT, output_format="ulaw_8000") as answer:
        headers = answer.headers
        async for _ in answer.data:
            pass
    assert headers["current-concurrent-requests"] == "1"
    assert headers["request-id"]


async def test_the_client_for_threads_speaks_too(fake: ElevenLabsFake) -> None:
    """Beside the event loop that serves it."""

    def speak() -> bytes:
        with httpx.Client(trust_env=False) as http:
            threads = ElevenLabs(api_key=fake.key, base_url=fake.url, httpx_client=http)
            return b"".join(threads.text_to_speech.convert(VOICE, text=TEXT, output_format="ulaw_8000"))

    assert await asyncio.to_thread(speak) == b"".join(
        [piece.audio async for piece in fake.talents.voice.speak(TEXT, language="en")]
    )
