"""The times of letters, as ElevenLabs tells them."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from telephony.tts.elevenlabs_alignments import letters_in_ms, letters_in_seconds
from telephony.tts.letters import Letter


@pytest.mark.parametrize("durations", ["charDurationsMs", "charsDurationsMs"])
def test_both_spellings_of_durations_are_read(durations: str) -> None:
    """The SDK and the documents spell the field in two ways."""
    told = {"chars": ["H", "i"], "charStartTimesMs": [0, 30], durations: [30, 40]}
    assert letters_in_ms(told) == (Letter("H", 0, 30), Letter("i", 30, 70))


def test_over_http_times_are_seconds() -> None:
    """As an object of the SDK, or as a mapping."""
    told = {
        "characters": ["H", "i"],
        "character_start_times_seconds": [0.0, 0.03],
        "character_end_times_seconds": [0.03, 0.07],
    }
    expected = (Letter("H", 0, 30), Letter("i", 30, 70))
    assert letters_in_seconds(told) == expected
    assert letters_in_seconds(SimpleNamespace(**told)) == expected


@pytest.mark.parametrize(
    "told",
    [
        None,
        "x",
        [],
        {},
        {"chars": ["a"], "charStartTimesMs": [0]},
        {"chars": ["a", "b"], "charStartTimesMs": [0], "charDurationsMs": [1]},
        {"chars": ["a"], "charStartTimesMs": ["soon"], "charDurationsMs": [1]},
        {"chars": ["a"], "charStartTimesMs": [-1], "charDurationsMs": [1]},
        {"chars": ["a"], "charStartTimesMs": [math.nan], "charDurationsMs": [1]},
        {"chars": ["a"], "charStartTimesMs": [1e300], "charDurationsMs": [1]},
        {"chars": [1], "charStartTimesMs": [1], "charDurationsMs": [1]},
        {"characters": ["a"], "character_start_times_seconds": [0], "character_end_times_seconds": []},
    ],
)
def test_what_cannot_be_read_is_as_if_it_had_not_come(told: Any) -> None:
    """Without the times the sound is as good."""
    assert letters_in_ms(told) == ()
    assert letters_in_seconds(told) == ()
