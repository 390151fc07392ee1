"""The speech of a process: a pool of threads, a voice detector, a recogniser, a voice, warmed before the first call."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from agent.settings import Settings
from telephony.asr import registry as recognisers
from telephony.audio.activity import VoiceDetector
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.call.session import SpeechStack
from telephony.tts import registry as voices
from telephony.tts.cache import SpeechCache

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_speech(settings: Settings) -> AsyncIterator[SpeechStack]:
    """The speech that the settings name, warm. Raises `SpeechUnavailable` with what to do."""
    began = time.perf_counter()
    async with AsyncExitStack() as stack:
        pool = SpeechPool()
        stack.push_async_callback(pool.aclose)
        means = Means(pool, settings.providers)
        detector = VoiceDetector()
        stack.push_async_callback(detector.aclose)
        recogniser = recognisers.load(settings.trunkline_asr, means)
        stack.push_async_callback(recogniser.aclose)
        voice = SpeechCache(voices.load(settings.trunkline_tts, means), settings.trunkline_home / "speech", pool=pool)
        stack.push_async_callback(voice.aclose)
        await asyncio.gather(detector.warm(), recogniser.warm(), voice.warm())
        log.info(
            "speech.warm", asr=settings.trunkline_asr, voice=voice.name, seconds=round(time.perf_counter() - began, 2)
        )
        yield SpeechStack(detector, recogniser, voice)


async def prepare_sentences(speech: SpeechStack, sentences: Iterable[tuple[str, str]]) -> None:
    """Make the sound of fixed sentences ahead of the first call that needs them. A background job."""
    if isinstance(speech.speaker, SpeechCache):
        began = time.perf_counter()
        made = await speech.speaker.prepare(sentences)
        log.info("speech.prepared", sentences=made, seconds=round(time.perf_counter() - began, 2))
