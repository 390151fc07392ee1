"""The sound that a simulated caller makes: sentences by the embedded voice, or WAV files, as µ-law."""

import wave
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

import numpy as np

from agent.errors import TrunklineError
from telephony.audio import ulaw
from telephony.audio.resample import resample
from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice


async def sounds(wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """The sound of each `("say", text)` and `("wav", file)`. Raises `TrunklineError` for what cannot be played."""
    made = {(kind, value): wav(Path(value)) for kind, value in wanted if kind == "wav"}
    texts = [value for kind, value in wanted if kind == "say"]
    if not texts:
        return made
    pool = SpeechPool()
    voice = EmbeddedVoice(pool)
    try:
        for text in dict.fromkeys(texts):
            made["say", text] = await _speech(voice, text)
    finally:
        await voice.aclose()
        await pool.aclose()
    return made


async def _speech(voice: EmbeddedVoice, text: str) -> bytes:
    sound = bytearray()
    async with aclosing(voice.speak(text, language="en")) as pieces:
        async for piece in pieces:
            sound += piece.audio
    if not sound:
        raise TrunklineError(f"There is nothing to say in “{text}”.")
    return bytes(sound)


def wav(path: Path) -> bytes:
    """A WAV file (16 bit, any rate, the first channel) as µ-law at 8 kHz."""
    try:
        with wave.open(str(path), "rb") as source:
            width, channels, rate = source.getsampwidth(), source.getnchannels(), source.getframerate()
            frames = source.readframes(source.getnframes())
    except (OSError, EOFError, wave.Error) as why:
        raise TrunklineError(f"{path} cannot be played ({why}). It must be a WAV file.") from why
    if width != 2:
        raise TrunklineError(f"{path} has {8 * width} bits a sample. Convert it to 16 bit.")
    samples = np.frombuffer(frames, "<i2")[::channels].astype(np.float32) / np.float32(32768)
    return ulaw.from_samples(resample(samples, rate, 8000))
