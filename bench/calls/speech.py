"""A turn's sound, made by the voice that comes with the service: `python -m bench.calls.speech turn.ulaw`."""

import asyncio
import sys
from pathlib import Path

from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice

TEXT = "Could you tell me how my ticket is getting on?"


async def make() -> bytes:
    """It, µ-law at 8 kHz, without the silence around it."""
    pool = SpeechPool()
    voice = EmbeddedVoice(pool)
    await voice.warm()
    pieces = [piece.audio async for piece in voice.speak(TEXT, language="en")]
    await pool.aclose()
    return b"".join(pieces).strip(bytes((0xFF, 0x7F, 0xFE, 0x7E)))


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(asyncio.run(make()))
