"""Times on the dial and in the day."""

import pytest

from graphs.understanding.clock import on_the_clock
from graphs.understanding.times import hhmm


@pytest.mark.parametrize(
    ("dial", "half", "meant"),
    [
        ("09:00", None, ("09:00", "21:00")),
        ("04:00", None, ("16:00", "04:00")),
        ("12:00", None, ("12:00", "00:00")),
        ("09:00", "pm", ("21:00",)),
        ("12:30", "pm", ("12:30",)),
        ("12:30", "am", ("00:30",)),
        ("11:00", "morning", ("11:00",)),
        ("12:30", "morning", ("00:30", "12:30")),
        ("12:30", "afternoon", ("12:30",)),
        ("05:00", "evening", ("17:00",)),
        ("02:00", "night", ("02:00",)),
        ("09:00", "night", ("21:00",)),
        ("12:00", "night", ("00:00",)),
    ],
)
def test_the_part_of_the_day_picks_the_half(dial: str, half: str | None, meant: tuple[str, ...]) -> None:
    """A time on a twelve-hour dial is one or two times of the day, the likelier first."""
    hour, minute = map(int, dial.split(":"))
    assert tuple(map(hhmm, on_the_clock(hour * 60 + minute, half, whole_day=False))) == meant


def test_a_time_beyond_twelve_hours_needs_no_half() -> None:
    """16:00 is four in the afternoon whatever part of the day was named."""
    assert on_the_clock(16 * 60, None, whole_day=True) == (16 * 60,)
    assert on_the_clock(16 * 60, "morning", whole_day=True) == (16 * 60,)
