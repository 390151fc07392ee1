"""Changing the sample rate."""

import numpy as np
import pytest

from telephony.audio.resample import resample


def tone(hz: int, frequency: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Half a second of a tone."""
    return np.sin(2 * np.pi * frequency * np.arange(hz // 2) / hz).astype(np.float32)


@pytest.mark.parametrize(("from_hz", "to_hz"), [(8000, 16000), (24000, 8000), (16000, 8000)])
def test_a_tone_stays_the_same_tone(from_hz: int, to_hz: int) -> None:
    """Length follows the rate, and the middle of the tone is the tone at the new rate: no delay, no loss."""
    out = resample(tone(from_hz, 440), from_hz, to_hz)
    assert len(out) == to_hz // 2
    middle = slice(len(out) // 4, -len(out) // 4)
    assert np.abs(out[middle] - tone(to_hz, 440)[middle]).max() < 0.01


def test_what_the_telephone_cannot_carry_is_removed() -> None:
    """A tone above 4 kHz does not come back as another tone at 8 kHz."""
    out = resample(tone(24000, 7000), 24000, 8000)
    assert np.abs(out[500:-500]).max() < 0.001


def test_the_same_rate_and_no_sound_stay_as_they_are() -> None:
    """Nothing is computed where nothing changes."""
    sound = tone(8000, 440)
    assert resample(sound, 8000, 8000) is sound
    assert len(resample(np.zeros(0, np.float32), 8000, 16000)) == 0
