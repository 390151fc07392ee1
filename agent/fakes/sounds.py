"""Sound as clients may ask for it, made of what a stand-in's voice makes: µ-law, 8 kHz."""

import struct
from collections.abc import Mapping
from typing import Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from telephony.audio import ulaw
from telephony.audio.resample import TELEPHONE_HZ, resample

Encoding = Literal["pcm_mulaw", "pcm_alaw", "pcm_s16le", "pcm_f32le"]
ENCODINGS: tuple[Encoding, ...] = cast("tuple[Encoding, ...]", get_args(Encoding))
_WAV_KINDS: Mapping[Encoding, tuple[int, int]] = {
    "pcm_s16le": (1, 2),
    "pcm_f32le": (3, 4),
    "pcm_alaw": (6, 1),
    "pcm_mulaw": (7, 1),
}
"""The number of the format, and the bytes of a sample."""


def encoded(audio: bytes, encoding: Encoding, *, hertz: int = TELEPHONE_HZ) -> bytes:
    """µ-law 8 kHz in another encoding and rate, without a header."""
    if encoding == "pcm_mulaw" and hertz == TELEPHONE_HZ:
        return audio
    samples = ulaw.to_samples(audio)
    if hertz != TELEPHONE_HZ:
        samples = resample(samples, TELEPHONE_HZ, hertz)
    samples = np.clip(samples, -1.0, 1.0)
    match encoding:
        case "pcm_mulaw":
            return ulaw.from_samples(samples)
        case "pcm_alaw":
            return _alaw((samples * 32767).astype(np.int32))
        case "pcm_s16le":
            return (samples * 32767).astype("<i2").tobytes()
        case "pcm_f32le":
            return samples.astype("<f4").tobytes()


def wav(audio: bytes, *, hertz: int, encoding: Encoding = "pcm_s16le") -> bytes:
    """µ-law 8 kHz as a WAV file of this encoding and rate. RIFF WAVE; RFC 2361 for the formats' numbers."""
    kind, size = _WAV_KINDS[encoding]
    data = encoded(audio, encoding, hertz=hertz)
    odd = b"\0" * (len(data) % 2)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, 1, hertz, hertz * size, size, size * 8)
    riff = struct.pack("<4sI4s", b"RIFF", 4 + len(form) + 8 + len(data) + len(odd), b"WAVE")
    return riff + form + struct.pack("<4sI", b"data", len(data)) + data + odd


def _alaw(samples: NDArray[np.int32]) -> bytes:
    """ITU-T G.711, A-law: 13 bits of magnitude in eight segments, every other bit inverted."""
    magnitude = np.where(samples >= 0, samples, -samples - 1) >> 3
    magnitude = np.clip(magnitude, 0, 4095)
    exponent = np.maximum(np.floor(np.log2(np.maximum(magnitude, 1))).astype(np.int32) - 4, 0)
    mantissa = np.where(exponent == 0, magnitude >> 1, magnitude >> np.maximum(exponent, 1)) & 0x0F
    # In the first segment the fifth bit of the magnitude is the segment's own.
    exponent = np.where(magnitude >= 32, exponent, (magnitude >> 5) & 1)
    code = (exponent << 4) | mantissa
    signed: NDArray[np.uint8] = (np.where(samples >= 0, code | 0x80, code) ^ 0x55).astype(np.uint8)
    return signed.tobytes()
