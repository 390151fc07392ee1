"""How English is spoken: "Tuesday the tenth of March at half past eleven"."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from types import MappingProxyType

from graphs.speaking.speaker import CLOSING, OPENING, listed
from graphs.understanding.reckoning import MONTHS, WEEKDAYS

_UNIT_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen
"""
_UNITS = _UNIT_WORDS.split()
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IN_ORDER = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
"""Those that are not made by adding an ending."""
_INDIAN = ((10_000_000, "crore"), (100_000, "lakh"), (1_000, "thousand"), (100, "hundred"))
_WESTERN = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
_CURRENCIES = {
    "US": ("dollar", "cent"),
    "CA": ("dollar", "cent"),
    "AU": ("dollar", "cent"),
    "NZ": ("dollar", "cent"),
    "SG": ("dollar", "cent"),
    "IN": ("rupee", "paisa"),
    "IE": ("euro", "cent"),
    "DE": ("euro", "cent"),
    "FR": ("euro", "cent"),
    "ES": ("euro", "cent"),
    "GB": ("pound", "penny"),
}
_PLURALS = {"paisa": "paise", "penny": "pence"}
_LARGEST = 10**15


class English:
    """English forms."""

    marks: Mapping[str, str] = MappingProxyType({"@": "at", ".": "dot", "_": "underscore", "-": "dash", "+": "plus"})
    plus = "plus"

    def day(self, day: date) -> str:
        """A day with its weekday."""
        month = MONTHS[day.month - 1].capitalize()
        return f"{WEEKDAYS[day.weekday()].capitalize()} the {self.ordinal(day.day, '')} of {month}"

    def clock(self, at: time) -> str:
        """A time of day, with its part of the day outside working hours."""
        if (at.hour, at.minute) == (0, 0):
            return "midnight"
        said = self._dial(at)
        return said if OPENING <= at < CLOSING else f"{said} {_part_of_day(at)}"

    def moment(self, day: date, at: time) -> str:
        """A day and a time."""
        return f"{self.day(day)} at {self.clock(at)}"

    def number(self, value: float, region: str) -> str:
        """A number in words; in India with lakhs and crores."""
        if abs(value) >= _LARGEST:
            return str(value)
        whole, _, decimals = f"{abs(value):.6f}".rstrip("0").partition(".")
        said = _whole(int(whole), _INDIAN if region == "IN" else _WESTERN)
        if decimals:
            said += f" point {' '.join(_UNITS[int(figure)] for figure in decimals)}"
        return f"minus {said}" if value < 0 else said

    def money(self, value: float, region: str) -> str:
        """An amount in the currency of a region, with its hundredths."""
        if region not in _CURRENCIES or abs(value) >= _LARGEST:
            return self.number(value, region)
        unit, hundredth = _CURRENCIES[region]
        whole, cents = divmod(round(abs(value) * 100), 100)
        parts = [self._counted(whole, unit, region)] if whole or not cents else []
        if cents:
            parts.append(self._counted(cents, hundredth, region))
        return ("minus " if value < 0 else "") + " and ".join(parts)

    def dated(self, day: date) -> str:
        """A day with its year, which is said in two halves where people do: "nineteen eighty five"."""
        return f"the {self.ordinal(day.day, '')} of {MONTHS[day.month - 1].capitalize()} {_year(day.year)}"

    def span(self, start: str, end: str, *, on: str = "") -> str:
        """From one time or day to another."""
        return f"{on} from {start} to {end}".strip()

    def ordinal(self, number: int, region: str) -> str:
        """Which in order."""
        *before, last = self.number(number, region).split(" ")
        ending = f"{last.removesuffix('y')}ieth" if last.endswith("y") else f"{last}th"
        return " ".join([*before, _IN_ORDER.get(last, ending)])

    def percent(self, number: str) -> str:
        """So many of a hundred."""
        return f"{number} percent"

    def as_in(self, letter: str, word: str) -> str:
        """A letter with a word that begins with it."""
        return f"{letter} as in {word}"

    def either(self, items: Sequence[str]) -> str:
        """Things of which one can be chosen."""
        return listed(items, "or")

    def _counted(self, count: int, unit: str, region: str) -> str:
        plural = unit if count == 1 else _PLURALS.get(unit, f"{unit}s")
        return f"{self.number(count, region)} {plural}"

    def _dial(self, at: time) -> str:
        hour, following = _UNITS[(at.hour - 1) % 12 + 1], _UNITS[at.hour % 12 + 1]
        named = {
            0: f"{hour} o'clock",
            15: f"quarter past {hour}",
            30: f"half past {hour}",
            45: f"quarter to {following}",
        }
        if at.minute in named:
            return named[at.minute]
        return f"{hour} oh {_UNITS[at.minute]}" if at.minute < 10 else f"{hour} {_below_hundred(at.minute)}"


def _year(year: int) -> str:
    """A year in words: "nineteen oh five", "two thousand and nine", "twenty twenty six"."""
    century, rest = divmod(year, 100)
    if not 11 <= century <= 99 or (century == 20 and rest < 10):
        return _whole(year, _WESTERN)
    if not rest:
        return f"{_below_hundred(century)} hundred"
    return f"{_below_hundred(century)} {'oh ' if rest < 10 else ''}{_below_hundred(rest)}"


def _part_of_day(at: time) -> str:
    if at.hour in (0, 22, 23):
        return "at night"
    return "in the morning" if at < OPENING else "in the evening"


def _below_hundred(number: int) -> str:
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    return f"{_TENS[tens]} {_UNITS[unit]}" if unit else _TENS[tens]


def _whole(number: int, scales: Sequence[tuple[int, str]]) -> str:
    """A whole number in words: "two hundred and five"."""
    for size, name in scales:
        if number >= size:
            count, rest = divmod(number, size)
            said = f"{_whole(count, scales)} {name}"
            if not rest:
                return said
            return f"{said}{' and' if rest < 100 else ''} {_whole(rest, scales)}"
    return _below_hundred(number)
