"""The spoken forms that a flow may ask for, each a function of a value, whatever the language."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache

import phonenumbers

from graphs.speaking.speaker import Speaker

Form = Callable[[object, Speaker, str], str]
"""(the value, the language, the ISO 3166 country) → the words. A value that the form does not fit gives its own."""

_SIGNS = {"$": "US", "₹": "IN", "€": "IE", "£": "GB", "rs": "IN", "inr": "IN", "usd": "US", "eur": "IE", "gbp": "GB"}
"""Which country's money is meant."""
_AMOUNT = re.compile(r"(?P<sign>[$₹€£]|(?:rs|inr|usd|eur|gbp)\b\.?)? ?(?P<number>-?[\d,]+(?:\.\d+)?)", re.IGNORECASE)
_SPAN = re.compile(r"(?P<start>\S+?) ?(?:/|(?<=:\d\d)[-–]) ?(?P<end>\S+)")
_AS_IN = {
    "B": "Bravo",
    "C": "Charlie",
    "D": "Delta",
    "E": "Echo",
    "F": "Foxtrot",
    "G": "Golf",
    "M": "Mike",
    "N": "November",
    "P": "Papa",
    "S": "Sierra",
    "T": "Tango",
    "V": "Victor",
    "Z": "Zulu",
}
"""Letters that are taken for each other on a telephone, which carries nothing above 3.4 kHz; with the words of ICAO's
spelling alphabet (Annex 10, volume II, 5.2.1.3).
"""


def bare(value: object) -> str:
    """The value's own words."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(value: object) -> tuple[date | None, time | None]:
    """The day and the time that a value holds: a date, a datetime, a time, or the ISO form of one."""
    if isinstance(value, datetime):
        return value.date(), value.time()
    if isinstance(value, date):
        return value, None
    if isinstance(value, time):
        return None, value
    try:
        return _written(str(value))
    except ValueError:
        return None, None


def _written(text: str) -> tuple[date | None, time | None]:
    if re.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?", text):
        return None, time.fromisoformat(text.zfill(5))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text), None
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text):
        return None, None
    moment = datetime.fromisoformat(text)
    return moment.date(), moment.time()


def _amount(value: object) -> tuple[float, str] | None:
    """A number, and the country of the currency that is written with it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value, ""
    found = _AMOUNT.fullmatch(str(value).strip())
    if found is None or not any(figure.isdecimal() for figure in found["number"]):
        return None
    return float(found["number"].replace(",", "")), _SIGNS.get((found["sign"] or "").lower().rstrip("."), "")


def _spoken(value: object, speaker: Speaker, region: str) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return speaker.number(value, region)
    day, at = _moment(value)
    if day is not None:
        return speaker.moment(day, at) if at is not None else speaker.day(day)
    return speaker.clock(at) if at is not None else bare(value)


def _time(value: object, speaker: Speaker, region: str) -> str:
    _, at = _moment(value)
    return speaker.clock(at) if at is not None else _spoken(value, speaker, region)


def _digits(value: object, speaker: Speaker, region: str) -> str:
    """Digit by digit; a telephone number in groups, and one of the region without its country code."""
    text = bare(value).replace(" ", "").replace("-", "")
    if not text.startswith("+"):
        return " ".join(text)
    code, groups = _groups(text)
    if code == str(phonenumbers.country_code_for_region(region)):
        return ", ".join(groups)
    return ", ".join([f"{speaker.plus} {' '.join(code)}", *groups] if code else [f"{speaker.plus} {groups[0]}"])


@lru_cache(maxsize=64)
def _groups(number: str) -> tuple[str, tuple[str, ...]]:
    """The country code of a number, and its digits in the groups in which they are written there."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return "", (" ".join(number[1:]),)
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    groups = re.findall(r"\d+", written)[1:]
    return str(parsed.country_code), tuple(" ".join(group) for group in groups)


def _spell(value: object, speaker: Speaker, region: str) -> str:  # noqa: ARG001 -- one signature for every form
    return " ".join(bare(value).replace(" ", "").upper())


def _spell_as_in(value: object, speaker: Speaker, region: str) -> str:  # noqa: ARG001 -- one signature for every form
    """Letter by letter, with a word for each that could be taken for another."""
    letters = bare(value).replace(" ", "").upper()
    return ", ".join(speaker.as_in(letter, _AS_IN[letter]) if letter in _AS_IN else letter for letter in letters)


def _spell_email(value: object, speaker: Speaker, region: str) -> str:  # noqa: ARG001 -- one signature for every form
    """The part before the @ letter by letter, the domain in words."""
    local, at, domain = bare(value).partition("@")
    spelled = [speaker.marks.get(character, character) for character in local]
    if not at:
        return " ".join(spelled)
    said = "".join(f" {speaker.marks[character]} " if character in speaker.marks else character for character in domain)
    return " ".join([*spelled, speaker.marks["@"], *said.split()])


def _in_words(value: object, speaker: Speaker, region: str) -> str:
    amount = _amount(value)
    return bare(value) if amount is None else speaker.number(amount[0], region)


def _money(value: object, speaker: Speaker, region: str) -> str:
    """In the currency that is written with the amount, else that of the region."""
    amount = _amount(value)
    return bare(value) if amount is None else speaker.money(amount[0], amount[1] or region)


def _percent(value: object, speaker: Speaker, region: str) -> str:
    amount = _amount(bare(value).rstrip("% "))
    return bare(value) if amount is None else speaker.percent(speaker.number(amount[0], region))


def _ordinal(value: object, speaker: Speaker, region: str) -> str:
    amount = _amount(value)
    counts = amount is not None and amount[0] >= 1 and float(amount[0]).is_integer()
    return speaker.ordinal(int(amount[0]), region) if amount and counts else bare(value)


def _with_year(value: object, speaker: Speaker, region: str) -> str:  # noqa: ARG001 -- one signature for every form
    """A day with its year and without its weekday: a date of birth."""
    day, _ = _moment(value)
    return speaker.dated(day) if day is not None else bare(value)


def _range(value: object, speaker: Speaker, region: str) -> str:
    """From one time or day to another: of a record with `start` and `end`, or of the two in one text."""
    if isinstance(value, Mapping):
        ends = value.get("start"), value.get("end")
    else:
        found = _SPAN.fullmatch(str(value).strip())
        ends = (found["start"], found["end"]) if found else (None, None)
    (first, begin), (last, end) = _moment(ends[0]), _moment(ends[1])
    if first is not None and begin is not None and end is not None and last in (None, first):
        return speaker.span(speaker.clock(begin), speaker.clock(end), on=speaker.day(first))
    if all(day is not None or at is not None for day, at in ((first, begin), (last, end))):
        return speaker.span(_spoken(ends[0], speaker, region), _spoken(ends[1], speaker, region))
    return bare(value)


FILTERS: Mapping[str, Form] = {
    "spoken": _spoken,
    "time": _time,
    "with_year": _with_year,
    "range": _range,
    "digits": _digits,
    "spell": _spell,
    "spell_as_in": _spell_as_in,
    "spell_email": _spell_email,
    "number": _in_words,
    "ordinal": _ordinal,
    "percent": _percent,
    "money": _money,
}
"""Each spoken form that a flow may ask for, besides `label`."""
