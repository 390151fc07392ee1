"""PCM of 24 kHz becomes the telephone's µ-law, however it is cut into pieces."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.audio import ulaw
from telephony.tts.downsampling import Downsampler

HZ = 24_000


def tone(hertz: float, seconds: float, level: float = 0.3) -> bytes:
    """A sine, 16 bits, 24 kHz."""
    wave = np.sin(2 * np.pi * hertz * np.arange(int(HZ * seconds)) / HZ) * level
    return (wave * 32767).astype("<i2").tobytes()


def whole(pcm: bytes, *, cuts: list[int] | None = None) -> bytes:
    """All of the sound, in these pieces."""
    downsampler = Downsampler(HZ)
    edges = [0, *sorted(cuts or []), len(pcm)]
    parts = [downsampler.push(pcm[a:b]) for a, b in itertools.pairwise(edges)]
    return b"".join(parts) + downsampler.end()


def loudness(audio: bytes) -> float:
    """The root mean square of its middle."""
    samples = ulaw.to_samples(audio)[800:-800]
    return float(np.sqrt(np.mean(samples**2)))


def test_a_third_of_the_samples_is_left() -> None:
    """In whole frames of 20 ms."""
    audio = whole(tone(400, 1.0))
    assert len(audio) == 8000
    assert len(whole(tone(400, 0.005))) == 160


def test_a_tone_of_the_telephone_stays_what_it_is() -> None:
    """As loud as before, at the same pitch."""
    audio = whole(tone(1000, 1.0))
    spectrum = np.abs(np.fft.rfft(ulaw.to_samples(audio)))
    assert int(spectrum.argmax()) == 1000
    assert loudness(audio) == pytest.approx(0.3 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize("hertz", [5000, 7000, 9000, 11_000])
def test_what_the_telephone_cannot_carry_is_taken_away(hertz: int) -> None:
    """It would come back as another, lower tone."""
    assert loudness(whole(tone(hertz, 1.0))) < 0.3 / np.sqrt(2) / 100


@settings(max_examples=60)
@given(st.lists(st.integers(0, 24_000), max_size=40))
def test_how_it_is_cut_makes_no_difference(cuts: list[int]) -> None:
    """Not even in the middle of a sample: there is no click where two pieces meet."""
    pcm = tone(437, 0.5)
    one = np.asarray(ulaw.decode(whole(pcm)), np.int32)
    other = np.asarray(ulaw.decode(whole(pcm, cuts=cuts)), np.int32)
    # A sample on the edge between two steps of µ-law may fall to either side.
    assert np.abs(one - other).max() <= 512


def test_pieces_are_whole_frames() -> None:
    """A player that fills up each piece would click."""
    downsampler = Downsampler(HZ)
    pcm = tone(400, 1.0)
    assert {len(downsampler.push(pcm[at : at + 777])) % 160 for at in range(0, len(pcm), 777)} == {0}


def test_half_a_sample_at_the_end_is_an_error() -> None:
    """Something of the sound did not come."""
    downsampler = Downsampler(HZ)
    downsampler.push(b"abc")
    with pytest.raises(ValueError, match="middle of a sample"):
        downsampler.end()


def test_no_sound_is_no_sound() -> None:
    """Not a frame of silence."""
    assert whole(b"") == b""
