"""Loudness, silence, and ends without a click."""

import numpy as np

from telephony.audio import ulaw
from telephony.audio.levels import amplify, fade_out, frame_levels, rms, sounding


def test_the_level_of_a_square_wave_is_its_height() -> None:
    """The root mean square of ±0.5 is 0.5; of no sound, 0."""
    assert rms(np.array([0.5, -0.5] * 100, np.float32)) == 0.5
    assert rms(np.zeros(0, np.float32)) == 0.0


def test_only_whole_frames_have_a_level() -> None:
    """Ten samples hold two frames of four."""
    assert frame_levels(np.ones(10, np.float32), 4).tolist() == [1.0, 1.0]


def test_sound_lies_between_its_first_and_last_loud_frame() -> None:
    """Silence before and after is left out, silence within is not."""
    samples = np.zeros(100, np.float32)
    samples[20:30] = samples[60:70] = 0.5
    assert sounding(samples, size=10, threshold=0.1) == (20, 70)
    assert sounding(np.zeros(100, np.float32), size=10, threshold=0.1) == (0, 0)


def test_amplifying_never_clips() -> None:
    """The gain is given in full where there is room, and gives way where there is not."""
    samples = np.array([0.1, -0.4], np.float32)
    assert np.allclose(amplify(samples, 2.0), [0.2, -0.8])
    assert np.allclose(amplify(samples, 9.0), [0.225, -0.9])
    assert len(amplify(np.zeros(0, np.float32), 2.0)) == 0


def test_a_fade_changes_only_the_end_and_ends_in_silence() -> None:
    """All but the last 10 ms is the same byte by byte; the very last sample is silent; the length stays."""
    audio = ulaw.from_samples(np.full(800, 0.5, np.float32))
    faded = fade_out(audio, 10)
    assert faded[:-80] == audio[:-80]
    assert faded[-1:] == ulaw.SILENCE
    assert len(faded) == len(audio)
    falling = ulaw.to_samples(faded[-80:])
    assert bool((np.diff(falling) <= 0).all())


def test_a_fade_longer_than_the_sound_takes_all_of_it() -> None:
    """Short sound fades from its beginning; no sound stays none."""
    assert len(fade_out(b"\x80" * 10, 100)) == 10
    assert fade_out(b"", 100) == b""
