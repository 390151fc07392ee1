"""What a language must be able to say."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Protocol


class Speaker(Protocol):
    """The spoken forms of one language."""

    marks: Mapping[str, str]
    """How the marks of an address are called: `@`, `.`, `_`, `-`, `+`."""
    plus: str
    """What stands before the country code of a number."""

    def day(self, day: date) -> str:
        """A day with its weekday."""
        ...

    def clock(self, at: time) -> str:
        """A time of day."""
        ...

    def moment(self, day: date, at: time) -> str:
        """A day and a time."""
        ...

    def number(self, value: float, region: str, /) -> str:
        """A number in words. `region` decides between lakhs and millions where the language has both."""
        ...

    def money(self, value: float, region: str) -> str:
        """An amount in the currency of a region; the bare number where that is unknown."""
        ...

    def dated(self, day: date) -> str:
        """A day with its year, without its weekday."""
        ...

    def span(self, start: str, end: str, *, on: str = "") -> str:
        """From one time or day to another; `on`: both are times of that day."""
        ...

    def ordinal(self, number: int, region: str) -> str:
        """Which in order: 1 is the first."""
        ...

    def percent(self, number: str) -> str:
        """So many of a hundred; the number is in words."""
        ...

    def as_in(self, letter: str, word: str) -> str:
        """A letter with a word that begins with it."""
        ...

    def either(self, items: Sequence[str]) -> str:
        """Things of which one can be chosen."""
        ...


OPENING, CLOSING = time(7), time(19)
"""Between these a time needs no part of the day: nobody takes "nine o'clock" of an appointment for the night."""


def listed(items: Sequence[str], word: str) -> str:
    """Items with commas between them and a word before the last."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
