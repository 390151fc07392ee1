"""Windows of time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.limits.periods import PERIODS, Period, began

ZONES = [ZoneInfo(name) for name in ("Asia/Kolkata", "Europe/London", "America/St_Johns", "UTC", "Asia/Kathmandu")]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 -- UTC is put on


def test_an_hour_and_a_day_are_those_of_the_business() -> None:
    """In Pune both begin half past, by UTC."""
    now = datetime(2027, 3, 1, 20, 10, 30, tzinfo=UTC)
    pune = ZoneInfo("Asia/Kolkata")
    assert began("minute", now, pune) == datetime(2027, 3, 1, 20, 10, tzinfo=UTC)
    assert began("hour", now, pune) == datetime(2027, 3, 1, 19, 30, tzinfo=UTC)
    assert began("day", now, pune) == datetime(2027, 3, 1, 18, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_two_windows_and_one_day() -> None:
    """When clocks are put back, half past one is half past one again."""
    london, first = ZoneInfo("Europe/London"), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    again = first + timedelta(hours=1)
    assert first.astimezone(london).hour == again.astimezone(london).hour == 1
    assert began("hour", again, london) - began("hour", first, london) == timedelta(hours=1)
    assert began("day", again, london) == began("day", first, london)


@settings(max_examples=100)
@given(now=moments, later=st.timedeltas(timedelta(), timedelta(days=2)), zone=st.sampled_from(ZONES))
@pytest.mark.parametrize("period", PERIODS)
def test_windows_hold_their_moment_and_never_go_back(
    period: Period, now: datetime, later: timedelta, zone: ZoneInfo
) -> None:
    """A window began no later than its moment and no longer ago than it lasts; its own beginning is in it."""
    lasts = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(hours=25)}[period]
    begin = began(period, now, zone)
    assert timedelta() <= now - begin < lasts
    assert began(period, begin, zone) == begin
    assert begin <= began(period, now + later, zone)
