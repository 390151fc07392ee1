"""The sound of one utterance."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.asr.utterance import PRE_ROLL_MS, TAIL_MS, Utterance, quietest_place
from telephony.audio import ulaw


def sound(milliseconds: int, mark: int) -> bytes:
    """So much sound of one byte, so that it can be told apart."""
    return bytes([mark]) * (milliseconds * 8)


def test_an_utterance_begins_before_the_voice_was_noticed() -> None:
    """The last 450 ms before the voice belong to it, and nothing before them."""
    utterance = Utterance(bound_ms=10_000)
    utterance.feed(sound(2000, 1))
    utterance.feed(sound(PRE_ROLL_MS, 2))
    utterance.speak()
    utterance.feed(sound(100, 3))
    assert utterance.sound == sound(PRE_ROLL_MS, 2) + sound(100, 3)
    assert utterance.milliseconds == PRE_ROLL_MS + 100


def test_a_long_pause_is_shortened() -> None:
    """Of five seconds of silence within an utterance the first 300 ms and the last 450 ms are kept."""
    utterance = Utterance(bound_ms=10_000)
    utterance.speak()
    utterance.feed(sound(100, 1))
    utterance.pause()
    for _ in range(250):
        utterance.feed(sound(20, 2))
    utterance.speak()
    utterance.feed(sound(100, 3))
    assert utterance.sound == sound(100, 1) + sound(TAIL_MS + PRE_ROLL_MS, 2) + sound(100, 3)


def test_a_short_pause_is_kept_whole() -> None:
    """Of 200 ms of silence nothing is lost and nothing doubled."""
    utterance = Utterance(bound_ms=10_000)
    utterance.speak()
    utterance.feed(sound(100, 1))
    utterance.pause()
    utterance.feed(sound(200, 2))
    utterance.speak()
    assert utterance.sound == sound(100, 1) + sound(200, 2)


def test_beyond_the_bound_the_oldest_sound_is_dropped_and_counted() -> None:
    """An utterance of 1.5 s with room for one keeps its last second."""
    utterance = Utterance(bound_ms=1000)
    utterance.speak()
    utterance.feed(sound(500, 1))
    utterance.feed(sound(1000, 2))
    assert utterance.sound == sound(1000, 2)
    assert utterance.dropped_bytes == 4000


def test_forgetting_keeps_the_caller_speaking() -> None:
    """After the words were taken, what is said next is collected at once; a part can be forgotten, too."""
    utterance = Utterance(bound_ms=1000)
    utterance.speak()
    utterance.feed(sound(100, 1))
    utterance.forget()
    utterance.feed(sound(100, 2))
    utterance.forget(400)
    assert utterance.sound == sound(50, 2)


@settings(max_examples=60)
@given(st.integers(30, 70))
def test_a_long_utterance_is_cut_in_its_pause(percent: int) -> None:
    """Eight seconds of noise with 400 ms of silence somewhere in the middle are cut in that silence."""
    noise = np.random.default_rng(percent).standard_normal(64_000).astype(np.float32) * 0.1
    begin = 64_000 * percent // 100
    noise[begin : begin + 3200] = 0.0
    assert begin <= quietest_place(ulaw.from_samples(noise)) <= begin + 3200


def test_sound_too_short_to_have_a_pause_is_cut_in_the_middle() -> None:
    """A tenth of a second has no quietest place."""
    assert quietest_place(sound(100, 1)) == 400
