"""Stand-ins that really hear and really speak: a sentence goes out through one vendor and comes back through another.

Our own providers speak to them, as they would to the vendors.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from agent.fakes import Fakes, Talents, open_fakes
from telephony.asr import registry as recognisers
from telephony.asr.embedded import EmbeddedRecogniser
from telephony.asr.port import Eager, Final, Listening, Transcriber
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.tts import registry as voices
from telephony.tts.embedded import EmbeddedVoice

SENTENCE = "Monday at nine would be great."
FRAME = ulaw.SILENCE * 160
PAIRS = [
    ("elevenlabs", "deepgram"),
    ("cartesia", "deepgram:flux-general-en"),
    ("polly", "openai"),
    ("openai", "whisper"),
]

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def fakes() -> AsyncIterator[tuple[Fakes, SpeechPool]]:
    """All that hear or speak, with the embedded recogniser and voice."""
    pool = SpeechPool()
    talents = Talents(EmbeddedRecogniser(pool), EmbeddedVoice(pool))
    await talents.recogniser.warm()
    async with open_fakes(["deepgram", "elevenlabs", "cartesia", "polly", "openai"], talents=talents) as served:
        yield served, pool
    await talents.recogniser.aclose()
    await talents.voice.aclose()
    await pool.aclose()


async def spoken(spec: str, means: Means) -> bytes:
    """The sentence, as this provider's voice says it."""
    voice = voices.load(spec, means)
    await voice.warm()
    try:
        return b"".join([piece.audio async for piece in voice.speak(SENTENCE, language="en")])
    finally:
        await voice.aclose()


async def heard(transcriber: Transcriber) -> str:
    """The words of one utterance."""
    finals: list[str] = []
    async for result in transcriber.results():
        if isinstance(result, Final):
            finals.append(result.text)
        if isinstance(result, Eager):
            return " ".join([*finals, result.text])
        if isinstance(result, Final) and result.ended:
            return " ".join(finals)
    return " ".join(finals)


async def speak(transcriber: Transcriber, sound: bytes) -> None:
    """A caller with this sound, in frames, somewhat faster than life; silence follows as long as it is wanted."""
    frames = [sound[at : at + 160].ljust(160, ulaw.SILENCE) for at in range(0, len(sound), 160)]
    for frame in [FRAME] * 10:
        transcriber.feed(frame)
    transcriber.voice(speaking=True)
    for frame in frames:
        transcriber.feed(frame)
        await asyncio.sleep(0.002)
    for _ in range(12):
        transcriber.feed(FRAME)
    transcriber.voice(speaking=False)
    while True:
        transcriber.feed(FRAME)
        await asyncio.sleep(0.005)


@pytest.mark.parametrize(("voice", "recogniser"), PAIRS)
async def test_what_one_stand_in_says_another_understands(
    fakes: tuple[Fakes, SpeechPool], voice: str, recogniser: str
) -> None:
    """The words are those that were spoken, and nothing was refused on the way."""
    served, pool = fakes
    means = Means(pool, served.settings)
    sound = await spoken(voice, means)
    assert 1200 <= len(sound) / 8 <= 4000
    ears = recognisers.load(recogniser, means)
    await ears.warm()
    transcriber = await ears.open(Listening("en"))
    speaking = asyncio.create_task(speak(transcriber, sound))
    try:
        words = await asyncio.wait_for(heard(transcriber), 20)
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        await transcriber.aclose()
        await ears.aclose()
    assert words.lower().rstrip(".").replace("9", "nine") == "monday at nine would be great"
    assert [why for fake in served.by_name.values() for why in fake.refused] == []
