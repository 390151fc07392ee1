"""The speech of a process: a pool of threads, a voice detector, recognisers and voices, warmed before the first call.

Each kind has the provider that the settings name and the one that stands in for it. Around each provider stands what
makes it steady (`telephony.steady`): a circuit breaker, limits, one more try before the first word, and the way over to
the other in mid-call.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from agent.settings import Settings
from agent.warmth import Warmth
from telephony.asr import registry as recognisers
from telephony.audio.activity import VoiceDetector
from telephony.audio.providers import Cooling, Means, split
from telephony.audio.workers import SpeechPool
from telephony.call.speech_stack import SpeechStack
from telephony.endpointing import registry as judges
from telephony.steady.breaker import Breaker
from telephony.steady.chain import VoiceChain
from telephony.steady.recogniser import Candidate, Limits, SteadyRecogniser
from telephony.steady.voice import GuardedVoice
from telephony.tts import registry as voices
from telephony.tts.cache import SpeechCache
from telephony.tts.prefetched import Bounds
from telephony.tts.pronounced import PronouncingVoice

log = structlog.get_logger(__name__)

LOCAL_S = 5.0
"""How long a voice in this process may take to its first sound."""
AGAIN = 0.6
"""After so much of what it may take, a vendor's voice that is silent yet is asked once more."""


@asynccontextmanager
async def open_speech(settings: Settings, *, warmth: Warmth | None = None) -> AsyncIterator[SpeechStack]:
    """The speech that the settings name, warm; `warmth` is told who cools down. Raises `SpeechUnavailable` with what to
    do.
    """
    began = time.perf_counter()
    async with AsyncExitStack() as stack:
        pool = SpeechPool()
        stack.push_async_callback(pool.aclose)
        means = Means(pool, settings.providers)
        warmth = warmth or Warmth()
        detector = VoiceDetector()
        stack.push_async_callback(detector.aclose)
        recogniser = _recogniser(settings, means, warmth)
        stack.push_async_callback(recogniser.aclose)
        speaker = _speaker(settings, means, warmth)
        stack.push_async_callback(speaker.aclose)
        judge = judges.load(settings.trunkline_end_of_turn, means)
        if judge is not None:
            stack.push_async_callback(judge.aclose)
        await asyncio.gather(detector.warm(), recogniser.warm(), speaker.warm(), *([judge.warm()] if judge else []))
        log.info(
            "speech.warm", asr=settings.trunkline_asr, voice=speaker.name, seconds=round(time.perf_counter() - began, 2)
        )
        yield SpeechStack(detector, recogniser, speaker, judge, prefetch=settings.trunkline_prefetch)


async def prepare_sentences(speech: SpeechStack, sentences: Iterable[tuple[str, str]]) -> None:
    """Make the sound of fixed sentences ahead of the first call that needs them. A background job."""
    if isinstance(speech.speaker, VoiceChain):
        began = time.perf_counter()
        made = await speech.speaker.prepare(sentences)
        log.info("speech.prepared", sentences=made, seconds=round(time.perf_counter() - began, 2))


def charged(voice: str) -> bool:
    """Whether somebody else makes the sound of this voice, and wants money for it."""
    offer = voices.PROVIDERS.get(split(voice)[0])
    return offer is not None and bool(offer.vendor)


def _recogniser(settings: Settings, means: Means, warmth: Warmth) -> SteadyRecogniser:
    candidates = []
    for spec in _specs(settings.trunkline_asr, settings.trunkline_asr_fallback):
        recogniser = recognisers.load(spec, means)
        if isinstance(recogniser, Cooling):
            warmth.keep(f"asr {spec}", recogniser.keep_warm)
        languages = recognisers.PROVIDERS[split(spec)[0]].languages
        candidates.append(Candidate(spec, recogniser, Breaker(spec), languages))
    return SteadyRecogniser(candidates, limits=Limits(connect_s=settings.trunkline_speech_deadline / 1000))


def _speaker(settings: Settings, means: Means, warmth: Warmth) -> VoiceChain:
    folder, links = settings.trunkline_home / "speech", []
    for spec in _specs(settings.trunkline_tts, settings.trunkline_tts_fallback):
        # Who speaks in this process may be waited for on a busy machine: nobody else is there to be faster.
        local = not charged(spec)
        limit_s = LOCAL_S if local else settings.trunkline_speech_deadline / 1000
        breaker, voice = Breaker(spec), voices.load(spec, means)
        if isinstance(voice, Cooling):
            warmth.keep(f"tts {spec}", voice.keep_warm)
        # Asked for twice, a busy machine would be busier; a vendor's other socket may be quicker than a stuck one.
        again_s = None if local else limit_s * AGAIN
        guarded = GuardedVoice(PronouncingVoice(voice), breaker, first_sound_s=limit_s, again_s=again_s)
        # A sentence made ahead leaves another thread of this machine to those who wait; a vendor has room for two.
        ahead = Bounds(at_once=1 if local else 2)
        links.append((SpeechCache(guarded, folder, pool=means.pool, ahead=ahead), breaker))
    return VoiceChain(links)


def _specs(first: str, fallback: str) -> list[str]:
    """The provider and its stand-in; doubles of tests have none."""
    specs = [first.strip()]
    if fallback.strip() not in ("", "none", specs[0]) and split(first)[0] != "scripted":
        specs.append(fallback.strip())
    return specs
