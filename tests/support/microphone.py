"""A file that Chromium takes for its microphone."""

import wave
from pathlib import Path

import numpy as np

from agent.cli.spoken import sounds
from telephony.audio import ulaw
from telephony.audio.resample import resample

QUIET_S = 7
"""Until the greeting is over."""


async def a_microphone(path: Path, sentence: str) -> Path:
    """Silence, the sentence, silence."""
    spoken = ulaw.to_samples((await sounds([("say", sentence)]))["say", sentence])
    sound = np.concatenate([np.zeros(8000 * QUIET_S), spoken, np.zeros(8000 * 60)]).astype(np.float32)
    louder = np.clip(resample(sound, 8000, 48_000) * 0.9, -1, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes((louder * 32767).astype("<i2").tobytes())
    return path


def options(microphone: Path) -> tuple[str, ...]:
    """With which Chromium hears it, and plays what it is answered."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={microphone}%noloop",
        "--autoplay-policy=no-user-gesture-required",
    )
