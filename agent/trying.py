"""Tries the configured providers for real: is the key good, is the model known, can they be reached?"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Literal

from agent.errors import SettingsError
from agent.llm.opening import probe
from agent.settings import Settings
from graphs.ports import ModelFailure
from telephony.asr import registry as recognisers
from telephony.asr.port import Failed, Listening
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import too_late
from telephony.tts import registry as voices

LIMIT_S = 20.0
"""How long a provider may take to show that it works."""
LISTENING_S = 0.5
"""How long a recogniser is listened to for a failure, once it takes sound."""

Role = Literal["recogniser", "voice", "model"]


@dataclass(frozen=True, slots=True)
class Tried:
    """How one provider did."""

    role: Role
    fallback: bool
    """It stands in for another."""
    spec: str
    """As the settings name it."""
    fault: str = ""
    """Empty: it works. Else `key`, `quota`, `busy`, `model`, `request`, `network`, `timeout`, `broken` or `local`."""
    why: str = ""
    """In one sentence."""


async def try_providers(settings: Settings) -> AsyncIterator[Tried]:
    """Each configured provider once, all at the same time, told in the order in which a call needs them."""
    pool = SpeechPool()
    means = Means(pool, settings.providers)
    trying = []
    for fallback, spec in enumerate((settings.trunkline_asr, settings.trunkline_asr_fallback)):
        if _named(spec, fallback, settings.trunkline_asr):
            trying.append(_tried(Tried("recogniser", bool(fallback), spec), _hear(spec, means)))
    for fallback, spec in enumerate((settings.trunkline_tts, settings.trunkline_tts_fallback)):
        if _named(spec, fallback, settings.trunkline_tts):
            trying.append(_tried(Tried("voice", bool(fallback), spec), _speak(spec, means)))
    for fallback, spec in enumerate((settings.trunkline_llm, settings.trunkline_llm_fallback)):
        if spec != "none" and _named(spec, fallback, settings.trunkline_llm):
            trying.append(_tried(Tried("model", bool(fallback), spec), _ask(settings, fallback=bool(fallback))))
    tasks = [asyncio.create_task(each) for each in trying]
    try:
        for task in tasks:
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await pool.aclose()


def _named(spec: str, fallback: int, first: str) -> bool:
    return not (fallback and spec in ("none", first))


async def _tried(tried: Tried, trying: Coroutine[None, None, None]) -> Tried:
    try:
        async with asyncio.timeout(LIMIT_S):
            await trying
    except (SpeechUnavailable, ModelFailure) as failure:
        return replace(tried, fault=failure.fault or "broken", why=str(failure))
    except SettingsError as failure:
        return replace(tried, fault="local", why=str(failure))
    except TimeoutError:
        return replace(tried, fault="timeout", why=str(too_late(tried.spec, LIMIT_S)))
    return tried


async def _hear(spec: str, means: Means) -> None:
    """Open a stream as a call does, and send it a moment of silence."""
    recogniser = recognisers.load(spec, means)
    try:
        await asyncio.sleep(0)  # all are imported before anybody's time begins
        await recogniser.warm()
        transcriber = await recogniser.open(Listening())
        try:
            transcriber.feed(ulaw.SILENCE * (100 * BYTES_PER_MS))
            async with asyncio.timeout(LISTENING_S):
                async for result in transcriber.results():
                    if isinstance(result, Failed):
                        raise SpeechUnavailable(result.why, fault=result.fault)
        except TimeoutError:
            pass  # it listens, and had nothing to say
        finally:
            await transcriber.aclose()
    finally:
        await recogniser.aclose()


async def _speak(spec: str, means: Means) -> None:
    """Make the first sound of one short sentence."""
    voice = voices.load(spec, means)
    try:
        await asyncio.sleep(0)  # all are imported before anybody's time begins
        await voice.warm()
        async with aclosing(voice.speak("Hello.", language="en")) as pieces:
            async for _ in pieces:
                return
        raise SpeechUnavailable(f"{spec} made no sound.", fault="broken")
    finally:
        await voice.aclose()


async def _ask(settings: Settings, *, fallback: bool) -> None:
    """Ask one small question."""
    await probe(settings, fallback=fallback)
