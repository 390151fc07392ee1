"""The picture of a sound is Whisper's, as a slow computation straight from the definitions gives it."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from telephony.audio.ulaw import Samples
from telephony.endpointing.log_mel import BANDS, HOP, HZ, log_mel

LENGTH = 32_000


def to_mel(hertz: float) -> float:
    """Slaney's Auditory Toolbox: 200/3 Hz a mel below 1 kHz, 27 mels for each factor of 6.4 above."""
    return hertz / (200 / 3) if hertz < 1000 else 15 + 27 * math.log(hertz / 1000) / math.log(6.4)


def to_hertz(mel: float) -> float:
    """The way back."""
    return mel * (200 / 3) if mel < 15 else 1000 * math.exp((mel - 15) * math.log(6.4) / 27)


def band(number: int) -> NDArray[np.float64]:
    """One triangle of the filter bank over the 201 frequencies, of area 1 (in hertz)."""
    low, peak, high = (to_hertz((number + edge) * to_mel(8000) / 81) for edge in range(3))
    weights = np.zeros(201)
    for place in range(201):
        hertz = place * 40.0
        if low < hertz <= peak:
            weights[place] = (hertz - low) / (peak - low)
        elif peak < hertz < high:
            weights[place] = (high - hertz) / (high - peak)
    return np.asarray(weights * 2 / (high - low), np.float64)


def expected(samples: Samples, columns: range) -> NDArray[np.float64]:
    """Some columns of the picture, by a Fourier sum for each frequency of each window."""
    sound = np.zeros(LENGTH)
    sound[LENGTH - len(samples) :] = samples
    sound = (sound - sound.mean()) / math.sqrt(sound.var() + 1e-7)
    mirrored = np.concatenate((sound[200:0:-1], sound, sound[-2:-202:-1]))
    hann = np.array([math.sin(math.pi * n / 400) ** 2 for n in range(400)])
    waves = np.exp(-2j * np.pi * np.outer(np.arange(201), np.arange(400)) / 400)
    filters = np.stack([band(number) for number in range(BANDS)])
    picture = np.empty((BANDS, LENGTH // HOP))
    for column in range(LENGTH // HOP):
        power = np.abs(waves @ (mirrored[column * HOP : column * HOP + 400] * hann)) ** 2
        picture[:, column] = np.log10(np.maximum(filters @ power, 1e-10))
    picture = (np.maximum(picture, picture.max() - 8) + 4) / 4
    return np.asarray(picture[:, columns.start : columns.stop : columns.step], np.float64)


def noise(length: int) -> Samples:
    """Sound with something in every band."""
    return (np.random.default_rng(length).standard_normal(length) * 0.1).astype(np.float32)


@pytest.mark.parametrize("length", [0, 1, 160, 199, 200, 201, 399, 16_000, 31_799, 31_801, 32_000])
def test_it_is_what_the_definitions_give(length: int) -> None:
    """Sound of any length, with silence before it where some is missing."""
    columns = range(0, LENGTH // HOP, 7)

    picture = log_mel(noise(length), LENGTH)

    assert picture.shape == (BANDS, LENGTH // HOP)
    assert picture.dtype == np.float32
    np.testing.assert_allclose(picture[:, :: columns.step], expected(noise(length), columns), atol=2e-5)


def test_a_tone_is_bright_in_its_own_band() -> None:
    """At 1 kHz, 15 mels up of some 45, in the band whose peak is there."""
    tone = np.sin(2 * np.pi * 1000 * np.arange(LENGTH) / HZ).astype(np.float32)

    brightest = int(log_mel(tone, LENGTH)[:, 100].argmax())

    assert abs(to_hertz((brightest + 1) * to_mel(8000) / 81) - 1000) < 40


def test_only_the_end_of_a_long_sound_counts() -> None:
    """What was before the window is as if it had not been."""
    sound = noise(LENGTH)

    np.testing.assert_array_equal(log_mel(np.concatenate((noise(5000), sound)), LENGTH), log_mel(sound, LENGTH))


def test_how_loud_it_was_does_not_count() -> None:
    """A caller who speaks softly is judged like one who shouts."""
    np.testing.assert_allclose(log_mel(noise(LENGTH) * 3, LENGTH), log_mel(noise(LENGTH), LENGTH), atol=1e-3)
