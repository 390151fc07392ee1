"""Reckoning with days: months, weeks and weekdays from a given day."""

from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]

RECENT = timedelta(days=30)
"""A day without a year stays in the past this long; after that the caller means next year."""


def after_months(start: date, months: int, day: int) -> date | None:
    """That day of the month so many months after the month of `start`; None when that month has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    return dated(start.year + years, month + 1, day)


def dated(year: int, month: int, day: int) -> date | None:
    """The date, or None when there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday_on(today: date, weekday: int) -> date:
    """The first such weekday after today."""
    return today + timedelta((weekday - today.weekday() - 1) % 7 + 1)


def in_week(today: date, weeks: int, weekday: int) -> date:
    """That day of this week (0), the next (1) and so on. Weeks begin on Monday."""
    return today + timedelta(7 * weeks - today.weekday() + weekday)


def yearless(today: date, month: int, day: int) -> date | None:
    """The date meant by a day and a month: this year's, unless that is long past. None when neither year has it."""
    this = dated(today.year, month, day)
    if this is not None and today - this <= RECENT:
        return this
    return dated(today.year + 1, month, day)
