"""Sound files that clients upload, as far as a stand-in can read them: WAV, to the telephone's µ-law.

Source: Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE); RFC 2361 for the formats' numbers.
"""

import struct
from collections.abc import Callable, Mapping

import numpy as np

from telephony.audio import ulaw
from telephony.audio.resample import TELEPHONE_HZ, resample

CONTAINERS: Mapping[str, tuple[int, tuple[bytes, ...]]] = {
    "flac": (0, (b"fLaC",)),
    "mp3": (0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "mp4": (4, (b"ftyp",)),
    "ogg": (0, (b"OggS",)),
    "webm": (0, (b"\x1a\x45\xdf\xa3",)),
}
"""What files of other kinds have at which place."""
_PCM, _FLOAT, _ALAW, _ULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE


class Unreadable(ValueError):
    """It is no sound file, or a broken one."""


class Foreign(ValueError):
    """It is a sound file that the vendor can read and this stand-in cannot."""


def decoded(file: bytes) -> bytes:
    """The sound of a WAV file (PCM of 8, 16 or 32 bits, floats, µ-law, A-law), all channels in one, as µ-law 8 kHz.

    Raises `Foreign`, `Unreadable`.
    """
    for kind, (at, marks) in CONTAINERS.items():
        if file[at:].startswith(marks):
            raise Foreign(f"This stand-in can read WAV only, not {kind}.")
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise Unreadable("It is none of the known kinds of sound file.")
    chunks = _chunks(file)
    if len(chunks.get(b"fmt ", b"")) < 16 or b"data" not in chunks:
        raise Unreadable("A WAV file has a 'fmt ' and a 'data'.")
    kind, channels, hertz, _, _, bits = struct.unpack("<HHIIHH", chunks[b"fmt "][:16])
    if kind == _EXTENSIBLE and len(chunks[b"fmt "]) >= 26:
        (kind,) = struct.unpack("<H", chunks[b"fmt "][24:26])
    if not 1 <= channels <= 8 or not 1_000 <= hertz <= 200_000:
        raise Unreadable("It has no channels, or no samples.")
    samples = _samples(chunks[b"data"], kind, bits)
    samples = samples[: len(samples) - len(samples) % channels].reshape(-1, channels).mean(axis=1, dtype=np.float32)
    return ulaw.from_samples(resample(samples, hertz, TELEPHONE_HZ))


def alaw_to_samples(audio: bytes) -> ulaw.Samples:
    """Samples between -1 and 1, one for each byte of G.711 A-law."""
    codes = np.frombuffer(audio, np.uint8).astype(np.int32) ^ 0x55
    segment, step = (codes >> 4) & 7, ((codes & 0x0F) << 4) + 8
    magnitude = np.where(segment == 0, step, (step + 0x100) << np.maximum(segment - 1, 0))
    return (np.where(codes & 0x80, magnitude, -magnitude) / 32768).astype(np.float32)


def _chunks(file: bytes) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(file):
        (size,) = struct.unpack("<I", file[at + 4 : at + 8])
        # One that is streamed does not know its size, and says so with the greatest.
        found.setdefault(file[at : at + 4], file[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return found


def _samples(data: bytes, kind: int, bits: int) -> ulaw.Samples:
    reader = _READERS.get((kind, bits))
    if reader is None:
        raise Unreadable(f"Format {kind} with {bits} bits is not known.")
    return reader(data[: len(data) - len(data) % (bits // 8)])


_READERS: Mapping[tuple[int, int], Callable[[bytes], ulaw.Samples]] = {
    (_ULAW, 8): ulaw.to_samples,
    (_ALAW, 8): alaw_to_samples,
    (_PCM, 8): lambda data: (np.frombuffer(data, np.uint8).astype(np.float32) - np.float32(128)) / np.float32(128),
    (_PCM, 16): lambda data: np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768),
    (_PCM, 32): lambda data: np.frombuffer(data, "<i4").astype(np.float32) / np.float32(2147483648),
    (_FLOAT, 32): lambda data: np.frombuffer(data, "<f4").astype(np.float32),
}
