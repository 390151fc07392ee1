"""Which sound a voice model has to look at."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.audio import ulaw
from telephony.audio.gate import CONTEXT, OPEN_MS, WINDOW, Gate, Window

SECOND = 8000
WINDOW_MS = 32


def noise(level: float, seconds: float, *, seed: int = 1) -> bytes:
    """White noise; its level in dB below a square wave at full scale."""
    samples = np.random.default_rng(seed).standard_normal(int(seconds * SECOND)) * 10 ** (level / 20)
    return ulaw.from_samples(samples.astype(np.float32))


def hum(level: float, seconds: float) -> bytes:
    """Mains hum with a harmonic."""
    at = np.arange(int(seconds * SECOND)) / SECOND
    samples = np.sin(2 * np.pi * 50 * at) + 0.5 * np.sin(2 * np.pi * 150 * at)
    return ulaw.from_samples((samples * 10 ** (level / 20) * 1.26).astype(np.float32))


def windows(sound: bytes) -> Iterable[tuple[int, bytes]]:
    """Whole windows, each with what comes before it."""
    padded = ulaw.SILENCE * CONTEXT + sound
    return ((at, padded[at : at + CONTEXT + WINDOW]) for at in range(0, len(sound) - WINDOW + 1, WINDOW))


def judged(sound: bytes) -> list[list[Window]]:
    """For each window of the sound, those that were to be judged then."""
    gate = Gate()
    return [list(gate.hear(start, heard)) for start, heard in windows(sound)]


def share(sound: bytes) -> float:
    """How much of it was judged."""
    steps = judged(sound)
    return sum(map(len, steps)) / len(steps)


@pytest.mark.parametrize(
    "sound",
    [ulaw.SILENCE * 5 * SECOND, noise(-75, 5), b"\xfe\x7e" * 20_000],
    ids=["digital silence", "the faintest comfort noise", "µ-law's smallest steps"],
)
def test_silence_is_never_judged(sound: bytes) -> None:
    """Not one window of it."""
    assert share(sound) == 0.0


@pytest.mark.parametrize("sound", [noise(-55, 20), noise(-35, 20), hum(-40, 20)], ids=["soft", "loud", "hum"])
def test_a_steady_noise_is_judged_until_it_is_known(sound: bytes) -> None:
    """Two or three seconds at the beginning of the call, then nothing more."""
    steps = judged(sound)
    assert steps[0]
    assert sum(map(len, steps)) * WINDOW_MS <= 3000
    assert not any(steps[-300:])


def test_a_noise_that_begins_is_judged_until_it_is_known() -> None:
    """A fan that starts in mid-call opens the gate for the seconds that make it part of the line."""
    steps = judged(ulaw.SILENCE * 10 * SECOND + noise(-40, 15))
    assert sum(map(len, steps)) * WINDOW_MS <= 6000
    assert not any(steps[-150:])


@pytest.mark.parametrize("ended", [noise(-12, 12), hum(-15, 12)], ids=["noise", "hum"])
def test_a_noise_that_ended_hides_nobody(ended: bytes) -> None:
    """Who speaks softer than a noise that was there until just now is judged from the first window on."""
    begin = (len(ended) + SECOND // 2) // WINDOW * WINDOW
    steps = judged((ended + ulaw.SILENCE * SECOND)[:begin] + noise(-25, 1, seed=4))
    assert not any(steps[begin // WINDOW - 4 : begin // WINDOW])
    assert steps[begin // WINDOW]
    assert all(steps[begin // WINDOW : begin // WINDOW + 15])


@pytest.mark.parametrize("noisy", [-90, -60, -40])
def test_what_is_louder_is_judged_at_once_and_with_what_was_before_it(noisy: float) -> None:
    """At the first louder window, it and the four before it, in order and without a gap."""
    line = noise(noisy, 10, seed=2)
    begin = len(line) // WINDOW * WINDOW
    steps = judged(line[:begin] + noise(noisy + 30, 1, seed=3))
    opened = steps[begin // WINDOW]
    assert [window.start for window in opened] == [begin - WINDOW * n for n in range(4, -1, -1)]


def test_it_stays_open_for_half_a_second_and_says_when_it_closes() -> None:
    """After the last louder window sixteen more, of which the last is marked; then none."""
    steps = judged(ulaw.SILENCE * SECOND + noise(-30, 1) + ulaw.SILENCE * 2 * SECOND)
    flat = [window for step in steps for window in step]
    assert [window.last for window in flat] == [False] * (len(flat) - 1) + [True]
    end = flat[-1].start + WINDOW
    assert end == pytest.approx(2 * SECOND + OPEN_MS * 8, abs=WINDOW)


def test_a_pause_within_speech_does_not_close_it() -> None:
    """A third of a second between two words is judged like the words."""
    word, pause = noise(-30, 0.5), ulaw.SILENCE * (SECOND // 3)
    steps = judged(pause + (word + pause) * 5)
    first = next(number for number, step in enumerate(steps) if step)
    assert all(steps[first:])


def test_what_is_as_loud_as_the_noise_is_told_with_each_window() -> None:
    """Behind words on a noisy line the windows say which level is the noise's: a little above it."""
    line = noise(-45, 8)
    steps = judged(line + noise(-20, 1) + line)
    behind = [window for step in steps for window in step if window.start > 9 * SECOND]
    assert behind
    assert all(20 * np.log10(window.noise) == pytest.approx(-42, abs=1) for window in behind)


@settings(max_examples=50)
@given(
    pieces=st.lists(
        st.tuples(st.sampled_from([-90.0, -64.0, -50.0, -30.0]), st.sampled_from([0.1, 0.4, 1.0, 3.0])), max_size=12
    )
)
def test_whatever_the_sound_windows_are_judged_once_in_order_and_nothing_loud_is_left_out(
    pieces: list[tuple[float, float]],
) -> None:
    """No window twice, none before its predecessor; what is 20 dB above everything in the last seconds is there."""
    sound = b"".join(noise(level, seconds, seed=n) for n, (level, seconds) in enumerate(pieces))
    sound += ulaw.SILENCE * SECOND + noise(-10, 0.1)
    starts = [window.start for step in judged(sound) for window in step]
    assert starts == sorted(set(starts))
    assert (len(sound) - 400) // WINDOW * WINDOW in starts
