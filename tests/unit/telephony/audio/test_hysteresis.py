"""Voice on and voice off, out of probabilities, in the sound's own time."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.audio.hysteresis import Hysteresis, Sensitivity, VoiceChange, VoiceOff, VoiceOn

WINDOW = 32


def judge(probabilities: Iterable[float], sensitivity: Sensitivity | None = None) -> list[VoiceChange]:
    """The changes in a row of 32 ms windows."""
    hysteresis = Hysteresis(sensitivity or Sensitivity())
    changes = [
        hysteresis.window(probability, start_ms=number * WINDOW, end_ms=(number + 1) * WINDOW)
        for number, probability in enumerate(probabilities)
    ]
    return [change for change in changes if change]


def test_silence_speech_silence_is_one_on_and_one_off() -> None:
    """Both changes tell where they happened, and how much sound it took to be sure."""
    changes = judge([0.0] * 10 + [0.9] * 10 + [0.1] * 10)
    assert changes == [VoiceOn(at_ms=320, noticed_ms=384), VoiceOff(at_ms=640, noticed_ms=800)]


def test_a_click_is_not_speech() -> None:
    """One loud window of 32 ms is shorter than the shortest speech."""
    assert judge([0.0] * 5 + [0.99] + [0.0] * 20) == []


def test_a_stop_consonant_does_not_end_speech() -> None:
    """Four silent windows, 128 ms, are shorter than the shortest silence."""
    assert len(judge([0.9] * 10 + [0.0] * 4 + [0.9] * 10)) == 1


def test_between_the_thresholds_nothing_begins_and_nothing_ends() -> None:
    """Probabilities of 0.4 neither begin speech nor end it."""
    assert judge([0.4] * 50) == []
    assert [type(change) for change in judge([0.9] * 5 + [0.4] * 50)] == [VoiceOn]


def test_a_doubtful_window_does_not_restart_the_count() -> None:
    """The silence that a 0.4 interrupts began before it."""
    *_, off = judge([0.9] * 5 + [0.1, 0.1, 0.4, 0.1, 0.1])
    assert off == VoiceOff(at_ms=160, noticed_ms=320)


def test_the_shortest_silence_is_a_setting() -> None:
    """With 300 ms of silence asked for, 256 ms end nothing and 320 ms do."""
    patient = Sensitivity(min_silence_ms=300)
    assert len(judge([0.9] * 5 + [0.0] * 8, patient)) == 1
    assert len(judge([0.9] * 5 + [0.0] * 10, patient)) == 2


@pytest.mark.parametrize("wrong", [{"on": 0.3, "off": 0.5}, {"off": 0.0}, {"on": 1.0}, {"min_silence_ms": -1}])
def test_settings_that_mean_nothing_are_refused(wrong: dict[str, float]) -> None:
    """Thresholds in the wrong order or out of range, or negative times, are said at once."""
    with pytest.raises(ValueError, match=r"0 < off <= on < 1|negative"):
        Sensitivity(**wrong)  # type: ignore[arg-type]  # the times are whole numbers


@settings(max_examples=200)
@given(st.lists(st.floats(0, 1), max_size=120))
def test_changes_alternate_and_time_never_runs_back(probabilities: list[float]) -> None:
    """On and off take turns, beginning with on; each is sure after it happened, and after the one before it."""
    changes = judge(probabilities)
    assert [type(change) for change in changes] == [VoiceOn, VoiceOff] * (len(changes) // 2) + [VoiceOn] * (
        len(changes) % 2
    )
    for change in changes:
        assert change.at_ms < change.noticed_ms
    for earlier, later in pairwise(changes):
        assert later.at_ms >= earlier.noticed_ms


def test_silence_from_elsewhere_ends_what_goes_on_and_what_began() -> None:
    """Told that nothing is heard any more, a voice is off; half a beginning is forgotten, and silence stays silence."""
    hysteresis = Hysteresis(Sensitivity(min_speech_ms=60))
    assert hysteresis.fall_silent(0, now_ms=32) is None
    assert hysteresis.window(0.9, start_ms=32, end_ms=64) is None
    assert hysteresis.fall_silent(64, now_ms=704) is None
    assert hysteresis.window(0.9, start_ms=704, end_ms=736) is None
    assert hysteresis.window(0.9, start_ms=736, end_ms=768) == VoiceOn(704, 768)
    assert hysteresis.fall_silent(768, now_ms=1408) == VoiceOff(768, 1408)
    assert not hysteresis.speaking
