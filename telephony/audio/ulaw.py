"""G.711 µ-law, the sound of the telephone: one byte a sample, 8,000 samples a second.

Source: ITU-T G.711, in the form of the Sun reference code (`g711.c`) that telephony follows bit by bit.
The codec is two tables, so coding is one indexing of an array.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Pcm: TypeAlias = NDArray[np.int16]
"""Linear samples of 16 bits."""
Samples: TypeAlias = NDArray[np.float32]
"""Linear samples between -1 and 1."""

SILENCE = b"\xff"
"""The µ-law byte of the sample zero."""
_FULL_SCALE = 32768.0


def decode(audio: bytes | bytearray | memoryview) -> Pcm:
    """Linear samples of 16 bits, one for each byte of µ-law."""
    return _LINEAR[np.frombuffer(audio, np.uint8)]


def encode(samples: Pcm) -> bytes:
    """µ-law, one byte for each linear sample of 16 bits."""
    codes = _ULAW[samples.astype(np.int32) + 32768]
    return codes.tobytes()


def to_samples(audio: bytes | bytearray | memoryview) -> Samples:
    """Samples between -1 and 1, one for each byte of µ-law."""
    return _SAMPLES[np.frombuffer(audio, np.uint8)]


def from_samples(samples: Samples) -> bytes:
    """µ-law of samples between -1 and 1; louder ones are clipped."""
    scaled = np.clip(np.rint(samples * _FULL_SCALE), -32768, 32767)
    return encode(scaled.astype(np.int16))


def _linear_table() -> Pcm:
    inverted = (~np.arange(256, dtype=np.int32)) & 0xFF
    magnitude = ((((inverted & 0x0F) << 3) + 0x84) << ((inverted >> 4) & 0x07)) - 0x84
    return np.where(inverted & 0x80, -magnitude, magnitude).astype(np.int16)


def _ulaw_table() -> NDArray[np.uint8]:
    # The reference codes 14 bits: the two lowest of 16 are shifted out, towards minus infinity.
    sample = np.arange(-32768, 32768, dtype=np.int32) >> 2
    sign = np.where(sample < 0, 0x7F, 0xFF)
    biased = np.minimum(np.abs(sample), 8159) + 33
    ends = np.array([0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF, 0x1FFF])
    segment = np.searchsorted(ends, biased)
    code = np.where(segment >= 8, 0x7F, (segment << 4) | ((biased >> (segment + 1)) & 0x0F))
    return (code ^ sign).astype(np.uint8)


_LINEAR = _linear_table()
_SAMPLES: Samples = (_LINEAR / np.float32(_FULL_SCALE)).astype(np.float32)
_ULAW = _ulaw_table()
