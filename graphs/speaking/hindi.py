"""How Hindi is spoken: "मंगलवार दस मार्च को साढ़े ग्यारह बजे"."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from types import MappingProxyType

from graphs.speaking.speaker import CLOSING, OPENING, listed
from graphs.understanding.hindi.numbers import BELOW_HUNDRED

_WEEKDAYS = ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"]
_MONTHS = ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"]
_SCALES = ((10_000_000, "करोड़"), (100_000, "लाख"), (1_000, "हज़ार"), (100, "सौ"))
_CURRENCIES = {
    "IN": ("रुपये", "पैसे"),
    "US": ("डॉलर", "सेंट"),
    "CA": ("डॉलर", "सेंट"),
    "AU": ("डॉलर", "सेंट"),
    "NZ": ("डॉलर", "सेंट"),
    "SG": ("डॉलर", "सेंट"),
    "GB": ("पाउंड", "पेंस"),
    "IE": ("यूरो", "सेंट"),
    "DE": ("यूरो", "सेंट"),
    "FR": ("यूरो", "सेंट"),
    "ES": ("यूरो", "सेंट"),
}
_IN_ORDER = {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}
"""Those that are not made by adding an ending."""
_LARGEST = 10**15


class Hindi:
    """Hindi forms, in Devanagari."""

    marks: Mapping[str, str] = MappingProxyType({"@": "ऐट", ".": "डॉट", "_": "अंडरस्कोर", "-": "डैश", "+": "प्लस"})
    plus = "प्लस"

    def day(self, day: date) -> str:
        """A day with its weekday. The flow's own sentence adds the postposition that it needs."""
        return f"{_WEEKDAYS[day.weekday()]} {BELOW_HUNDRED[day.day]} {_MONTHS[day.month - 1]}"

    def clock(self, at: time) -> str:
        """A time of day, with its part of the day outside working hours."""
        said = self._dial(at)
        return said if OPENING <= at < CLOSING else f"{_part_of_day(at)} {said}"

    def moment(self, day: date, at: time) -> str:
        """A day and a time."""
        return f"{self.day(day)} को {self.clock(at)}"

    def number(self, value: float, region: str) -> str:  # noqa: ARG002 -- Hindi counts in lakhs everywhere
        """A number in words."""
        if abs(value) >= _LARGEST:
            return str(value)
        whole, _, decimals = f"{abs(value):.6f}".rstrip("0").partition(".")
        said = _whole(int(whole)) if decimals else _rounded(int(whole))
        if decimals == "5" and 0 < int(whole) < 100:
            said = _and_a_half(int(whole))
        elif decimals:
            said += f" दशमलव {' '.join(BELOW_HUNDRED[int(figure)] for figure in decimals)}"
        return f"माइनस {said}" if value < 0 else said

    def money(self, value: float, region: str) -> str:
        """An amount in the currency of a region, with its hundredths."""
        if region not in _CURRENCIES or abs(value) >= _LARGEST:
            return self.number(value, region)
        unit, hundredth = _CURRENCIES[region]
        whole, cents = divmod(round(abs(value) * 100), 100)
        parts = (
            [f"{_whole(whole) if cents else _rounded(whole)} {'रुपया' if (whole, unit) == (1, 'रुपये') else unit}"]
            if whole or not cents
            else []
        )
        if cents:
            parts.append(f"{_whole(cents)} {hundredth}")
        return ("माइनस " if value < 0 else "") + " ".join(parts)

    def dated(self, day: date) -> str:
        """A day with its year, which is counted in hundreds before 2000."""
        century, rest = divmod(day.year, 100)
        year = _whole(day.year)
        if 11 <= century <= 19:
            year = f"{BELOW_HUNDRED[century]} सौ {BELOW_HUNDRED[rest]}" if rest else f"{BELOW_HUNDRED[century]} सौ"
        return f"{BELOW_HUNDRED[day.day]} {_MONTHS[day.month - 1]} {year}"

    def span(self, start: str, end: str, *, on: str = "") -> str:
        """From one time or day to another."""
        return f"{on} को {start} से {end} तक" if on else f"{start} से {end} तक"

    def ordinal(self, number: int, region: str) -> str:  # noqa: ARG002 -- Hindi counts in lakhs everywhere
        """Which in order, as it is said of a masculine noun."""
        return _IN_ORDER.get(number, f"{_whole(number)}वाँ")

    def percent(self, number: str) -> str:
        """So many of a hundred."""
        return f"{number} प्रतिशत"

    def as_in(self, letter: str, word: str) -> str:
        """A letter with a word that begins with it, as it is said on the telephone in India."""
        return f"{letter} फ़ॉर {word}"

    def either(self, items: Sequence[str]) -> str:
        """Things of which one can be chosen."""
        return listed(items, "या")

    def _dial(self, at: time) -> str:
        hour, following = (at.hour - 1) % 12 + 1, at.hour % 12 + 1
        said, quarter = BELOW_HUNDRED[hour], at.minute
        later = BELOW_HUNDRED[following]
        named = {0: f"{said} बजे", 15: f"सवा {said} बजे", 30: f"{_and_a_half(hour)} बजे", 45: f"पौने {later} बजे"}
        return named.get(quarter, f"{said} बजकर {BELOW_HUNDRED[quarter]} मिनट")


def _part_of_day(at: time) -> str:
    if at.hour < 4 or at.hour >= 20:
        return "रात"
    return "सुबह" if at < OPENING else "शाम"


def _and_a_half(number: int) -> str:
    """So many and a half."""
    return {1: "डेढ़", 2: "ढाई"}.get(number, f"साढ़े {BELOW_HUNDRED[number]}")


def _rounded(number: int) -> str:
    """A whole number, with the half where people say it: "डेढ़ सौ", "ढाई लाख"."""
    for size, name in _SCALES:
        count, rest = divmod(number, size)
        if 0 < count < 100 and rest * 2 == size:
            return f"{_and_a_half(count)} {name}"
        if count:
            break
    return _whole(number)


def _whole(number: int) -> str:
    """A whole number in words: "दो सौ पाँच"."""
    for size, name in _SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            said = f"{_whole(count)} {name}"
            return f"{said} {_whole(rest)}" if rest else said
    return BELOW_HUNDRED[number]
