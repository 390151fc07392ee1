"""Words that go through OpenAI's protocols, both ways, come out as they went in."""

from collections.abc import AsyncIterator

import pytest

from agent.fakes import Fakes, open_fakes
from agent.fakes.talents import Talents
from telephony.asr import registry as asr
from telephony.asr.embedded import EmbeddedRecogniser
from telephony.asr.port import Eager, Listening
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.tts import registry as tts
from telephony.tts.embedded import EmbeddedVoice
from tests.support.openai_speech import first

FRAME = 160


@pytest.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest.fixture
async def fakes(pool: SpeechPool) -> AsyncIterator[Fakes]:
    """OpenAI stood in for, with real ears and a real voice."""
    async with open_fakes(["openai"], talents=Talents(EmbeddedRecogniser(pool), EmbeddedVoice(pool))) as fakes:
        yield fakes


@pytest.mark.parametrize("spec", ["openai", "openai:gpt-realtime-whisper", "whisper"])
async def test_what_is_spoken_is_understood(fakes: Fakes, pool: SpeechPool, spec: str) -> None:
    """Spoken by one request, understood live or by another."""
    means = Means(pool, fakes.settings)
    voice, recogniser = tts.load("openai", means), asr.load(spec, means)
    sound = b"".join([piece.audio async for piece in voice.speak("I want to book a cleaning.", language="en")])
    transcriber = await recogniser.open(Listening())
    transcriber.feed(ulaw.SILENCE * 4000)
    transcriber.voice(speaking=True)
    for at in range(0, len(sound), FRAME):
        transcriber.feed(sound[at : at + FRAME])
    transcriber.feed(ulaw.SILENCE * 1600)
    transcriber.voice(speaking=False)
    transcriber.feed(ulaw.SILENCE * 8000)
    assert "book a cleaning" in (await first(transcriber.results(), Eager, limit_s=30)).text.lower()
    for each in (transcriber, voice, recogniser):
        await each.aclose()
    assert list(fakes["openai"].refused) == []
