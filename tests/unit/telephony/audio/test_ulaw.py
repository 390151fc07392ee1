"""G.711 µ-law, bit by bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.audio import ulaw

# From the tables of ITU-T G.711: the eight segments' first values, both signs.
KNOWN = {
    0xFF: 0,
    0x7F: 0,
    0xFE: 8,
    0xF0: 120,
    0xEF: 132,
    0xDF: 396,
    0xCF: 924,
    0xBF: 1980,
    0xAF: 4092,
    0x9F: 8316,
    0x8F: 16764,
    0x80: 32124,
    0x00: -32124,
    0x0F: -16764,
    0x70: -120,
    0x7E: -8,
}


def reference(sample: int) -> int:
    """The encoder as the standard's reference code states it, one sample at a time."""
    sample >>= 2
    mask = 0x7F if sample < 0 else 0xFF
    magnitude = min(abs(sample), 8159) + 33
    segment = next((number for number, end in enumerate(ENDS) if magnitude <= end), 8)
    return (0x7F if segment == 8 else (segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)) ^ mask


ENDS = (0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF, 0x1FFF)


@pytest.mark.parametrize(("code", "sample"), KNOWN.items())
def test_codes_mean_what_the_standard_says(code: int, sample: int) -> None:
    """Each known code decodes to the value in the standard's table."""
    assert ulaw.decode(bytes([code])).tolist() == [sample]


def test_every_sample_is_coded_as_the_reference_code_does() -> None:
    """All 65,536 samples of 16 bits give the byte of the reference encoder."""
    samples = np.arange(-32768, 32768, dtype=np.int16)
    assert list(ulaw.encode(samples)) == [reference(int(sample)) for sample in samples]


def test_decoding_and_coding_gives_the_same_bytes() -> None:
    """Every code but the second zero survives the way to linear and back."""
    codes = bytes(code for code in range(256) if code != 0x7F)
    assert ulaw.encode(ulaw.decode(codes)) == codes
    assert ulaw.encode(ulaw.decode(b"\x7f")) == ulaw.SILENCE


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_samples_between_minus_one_and_one_are_the_same_sound(audio: bytes) -> None:
    """The floating form is the 16 bit form over full scale, and codes back to the same sound."""
    samples = ulaw.to_samples(audio)
    assert np.array_equal(np.rint(samples * 32768), ulaw.decode(audio))
    assert ulaw.from_samples(samples) == audio.replace(b"\x7f", b"\xff")


def test_what_is_too_loud_is_clipped() -> None:
    """Samples beyond full scale become the loudest code, never the opposite sign."""
    loud = np.array([1.0, 5.0, -1.0, -5.0], np.float32)
    assert ulaw.from_samples(loud) == b"\x80\x80\x00\x00"
