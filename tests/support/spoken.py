"""Sentences in the embedded voice, for those who listen: made once in a process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice


@cache
def spoken(text: str) -> bytes:
    """The sound of an English text, µ-law, from the first audible word to the last."""
    with ThreadPoolExecutor(1) as thread:  # beside whatever loop is running
        return thread.submit(asyncio.run, _speak(text)).result()


async def _speak(text: str) -> bytes:
    pool = SpeechPool(threads=1)
    voice = EmbeddedVoice(pool)
    try:
        return b"".join([piece.audio async for piece in voice.speak(text, language="en")])
    finally:
        await voice.aclose()
        await pool.aclose()
