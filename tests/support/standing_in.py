"""Every provider of the tables, ready to be tried: its vendor stood in for where it has one."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from agent.fakes import open_fakes
from agent.fakes.talents import Talents
from telephony.asr.scripted import Said, ScriptedRecogniser
from telephony.audio.providers import Means, Offer
from telephony.audio.workers import SpeechPool
from telephony.tts.scripted import ScriptedVoice

STAND_INS = {"aws": "polly"}
"""Vendor to stand-in, where the names differ."""


@asynccontextmanager
async def means_for(offer: Offer, pool: SpeechPool, *, hears: Iterable[Said] = ()) -> AsyncIterator[Means]:
    """What a provider is made with: the settings of its vendor's stand-in, which hears the script."""
    if not offer.vendor:
        yield Means(pool)
        return
    name = STAND_INS.get(offer.vendor, offer.vendor)
    async with open_fakes([name], talents=Talents(ScriptedRecogniser(hears), ScriptedVoice())) as fakes:
        yield Means(pool, fakes.settings)
        assert list(fakes[name].refused) == [], "the provider broke its vendor's protocol"
