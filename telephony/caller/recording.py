"""Writes down both sides of a call."""

import wave
from pathlib import Path

import numpy as np

from telephony.audio import ulaw


class Recording:
    """Both sides, as µ-law of equal length."""

    def __init__(self) -> None:
        self._said = bytearray()
        self._heard = bytearray()

    def add(self, said: bytes, heard: bytes) -> None:
        """The next stretch of time."""
        assert len(said) == len(heard)
        self._said += said
        self._heard += heard

    def write(self, path: Path) -> None:
        """A stereo WAV of 16 bits at 8 kHz: left the caller, right what the caller heard. Raises `OSError`."""
        sides = np.stack([ulaw.decode(self._said), ulaw.decode(self._heard)], axis=1)
        with wave.open(str(path), "wb") as out:
            out.setnchannels(2)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(sides.astype("<i2").tobytes())
