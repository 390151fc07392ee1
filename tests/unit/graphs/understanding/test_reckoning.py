"""Reckoning with days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.understanding.reckoning import after_months, in_week, weekday_on, yearless

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days, st.integers(0, 6))
def test_a_weekday_is_within_the_next_seven_days(today: date, weekday: int) -> None:
    """The next such weekday is at least one and at most seven days away."""
    found = weekday_on(today, weekday)
    assert found.weekday() == weekday
    assert 1 <= (found - today).days <= 7


@given(days, st.integers(-1, 3), st.integers(0, 6))
def test_weeks_begin_on_monday(today: date, weeks: int, weekday: int) -> None:
    """A weekday of a week is between that week's Monday and Sunday."""
    found = in_week(today, weeks, weekday)
    monday = in_week(today, weeks, 0)
    assert monday.weekday() == 0
    assert (found - monday).days == weekday


@pytest.mark.parametrize(
    ("start", "months", "day", "meant"),
    [
        (date(2026, 12, 5), 1, 31, date(2027, 1, 31)),
        (date(2026, 1, 5), -1, 5, date(2025, 12, 5)),
        (date(2026, 3, 5), 1, 31, None),
        (date(2026, 3, 5), 0, 0, None),
    ],
)
def test_months_carry_over_years(start: date, months: int, day: int, meant: date | None) -> None:
    """Months after December are next year's; a day that a month lacks is none."""
    assert after_months(start, months, day) == meant


@given(days, st.integers(1, 12), st.integers(1, 28))
def test_a_date_without_a_year_is_recent_or_coming(today: date, month: int, day: int) -> None:
    """It lies no more than thirty days back and less than a year ahead."""
    found = yearless(today, month, day)
    assert found is not None
    assert -30 <= (found - today).days <= 366
