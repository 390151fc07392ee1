"""Sound files are read as what they are, or refused for what they are not."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.fakes.recordings import Foreign, Unreadable, alaw_to_samples, decoded
from agent.fakes.sounds import encoded, wav
from telephony.audio import ulaw

TONE = ulaw.from_samples((np.sin(2 * np.pi * 400 * np.arange(8000) / 8000) * 0.3).astype(np.float32))


def riff(data: bytes, *, kind: int = 7, channels: int = 1, hertz: int = 8000, bits: int = 8) -> bytes:
    """A WAV file of any format, streamed: it does not know its length."""
    form = struct.pack("<HHIIHH", kind, channels, hertz, hertz * channels * bits // 8, channels * bits // 8, bits)
    head = struct.pack("<4sI4s4sI", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", len(form)) + form
    return head + struct.pack("<4sI", b"data", 0xFFFFFFFF) + data


def close(audio: bytes, other: bytes) -> bool:
    """It is the same sound."""
    samples = ulaw.to_samples(other)
    return len(audio) == len(other) and float(np.abs(ulaw.to_samples(audio) - samples)[100:-100].max()) < 0.03


@pytest.mark.parametrize("hertz", [8000, 16_000, 24_000, 44_100])
def test_sound_of_any_rate_becomes_the_telephones(hertz: int) -> None:
    """As long as it was."""
    assert close(decoded(wav(TONE, hertz=hertz)), TONE)


@pytest.mark.parametrize(
    ("kind", "bits", "data"),
    [
        (7, 8, TONE),
        (6, 8, encoded(TONE, "pcm_alaw")),
        (3, 32, encoded(TONE, "pcm_f32le")),
        (1, 16, encoded(TONE, "pcm_s16le")),
        (1, 8, ((ulaw.to_samples(TONE) + 1) * 127).astype(np.uint8).tobytes()),
        (1, 32, (ulaw.to_samples(TONE) * 2147483647).astype("<i4").tobytes()),
    ],
)
def test_every_common_encoding_is_read(kind: int, bits: int, data: bytes) -> None:
    """Each is the same sound."""
    assert close(decoded(riff(data, kind=kind, bits=bits)), TONE)


def test_channels_are_heard_together() -> None:
    """Half as loud where one is silent."""
    both = np.column_stack((ulaw.to_samples(TONE), np.zeros(8000))) * 32767
    audio = decoded(riff(both.astype("<i2").tobytes(), kind=1, channels=2, bits=16))
    assert len(audio) == 8000
    assert float(np.abs(ulaw.to_samples(audio)).max()) == pytest.approx(0.15, abs=0.01)


@pytest.mark.parametrize(
    "file",
    [b"", TONE, b"RIFF", b"RIFF\x00\x00\x00\x00WAVE", riff(TONE, kind=99), riff(TONE, channels=0), riff(TONE, hertz=1)],
)
def test_what_is_no_sound_file_is_refused(file: bytes) -> None:
    """Bare µ-law among it."""
    with pytest.raises(Unreadable):
        decoded(file)


@pytest.mark.parametrize("file", [b"fLaC", b"ID3\x04", b"OggS", b"\x00\x00\x00\x20ftypM4A "])
def test_what_only_the_vendor_can_read_is_said_to_be_that(file: bytes) -> None:
    """It is not the client's fault."""
    with pytest.raises(Foreign, match="WAV only"):
        decoded(file)


def test_a_law_is_the_standards() -> None:
    """Its loudest and its quietest steps: ITU-T G.711, table 1."""
    samples = (alaw_to_samples(bytes([0xAA, 0x2A, 0xD5, 0x55])) * 32768).astype(int).tolist()
    assert samples == [32256, -32256, 8, -8]


@given(st.binary(max_size=200))
def test_nothing_but_a_refusal_comes_of_a_broken_file(rest: bytes) -> None:
    """Whatever stands in it."""
    try:
        decoded(b"RIFF\x00\x00\x00\x00WAVE" + rest)
    except (Foreign, Unreadable):
        return
