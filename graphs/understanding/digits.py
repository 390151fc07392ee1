"""Digits that callers read out: telephone numbers, references, codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from graphs.understanding.reading import Asking, Reading
from graphs.understanding.written import Part, Written, written

_REPEATS = {"double": 2, "triple": 3, "treble": 3, "dabal": 2, "डबल": 2, "ट्रिपल": 3}
_ZEROS = frozenset({"oh", "o", "ओ"})
_HEARD_AS_DIGITS = {"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "tree": "3"}
"""Words that a recogniser writes for digits; they count as digits only between digits."""
_TAKEN_BACK = re.compile(r"\b(?:no|sorry|actually|wait|i meant?|correction|rather|nahi|नहीं)\b")
_FEWEST_FOR_PHONE = 7
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits that were said one after another."""

    digits: str
    plus: bool
    """An international prefix was said: "plus forty four"."""
    start: int
    end: int
    """Where they stand in the caller's words."""
    place: int
    """Where they begin in the written form."""


def _runs(said: Written) -> Iterator[_Run]:
    """Every row of digits in an utterance, in order."""
    at = 0
    while at < len(said.parts):
        digits, after, plus = _row(said.parts, at)
        if digits:
            first, last = said.parts[at], said.parts[after - 1]
            yield _Run(digits, plus, first.start, last.end, said.places[at])
        at = max(after, at + 1)


def _row(parts: tuple[Part, ...], at: int) -> tuple[str, int, bool]:
    """The digits that begin at a part, the part after them, and whether a plus stood before."""
    digits, plus = "", parts[at].text in ("+", "plus")
    place = at + 1 if plus else at
    end = place
    while place < len(parts):
        text = parts[place].text
        following = parts[place + 1].text if place + 1 < len(parts) else ""
        if text in _REPEATS and (one := _digit(following)) is not None and len(one) == 1:
            digits, place = digits + one * _REPEATS[text], place + 2
        elif (figures := _figures(text)) is not None:
            digits, place = digits + figures, place + 1
        elif text in _ZEROS and (digits or _figures(following) is not None or following in _ZEROS):
            digits, place = digits + "0", place + 1
        elif text in _HEARD_AS_DIGITS and digits and _digit(following) is not None:
            digits, place = digits + _HEARD_AS_DIGITS[text], place + 1
        else:
            break
        end = place
    return (digits, end, plus) if digits else ("", at + 1, False)


def _figures(text: str) -> str | None:
    """The digits of a figure; a clock time or a decimal is none."""
    return text if text.isascii() and text.isdigit() else None


def _digit(text: str) -> str | None:
    if text in _ZEROS:
        return "0"
    return _figures(text)


def read_digits(text: str, asking: Asking) -> Reading | None:
    """A row of exactly as many digits as there must be; without a length, any row of at least one.

    Not asked for, the length must be known and be at least four: fewer are too often something else.
    """
    said = written(text, asking.language)
    rows = list(_runs(said))
    whole = "".join(row.digits for row in rows)
    wanted = [row for row in rows if asking.length in (None, len(row.digits))]
    if not asking.primary:
        wanted = [row for row in wanted if asking.length is not None and len(row.digits) >= 4]
    if not wanted and asking.primary and asking.length == len(whole):
        return Reading(whole, text[rows[0].start : rows[-1].end], rows[0].start, rows[-1].end, sure=len(rows) < 4)
    if not wanted:
        return None
    longest = max(len(row.digits) for row in wanted)
    row = [row for row in wanted if len(row.digits) == longest][-1]
    return Reading(row.digits, text[row.start : row.end], row.start, row.end)


def read_phone(text: str, asking: Asking) -> Reading | None:
    """A telephone number as E.164. Without a country it is one of the caller's own country, then of the region's.

    Of several numbers the last one counts when it takes the first back. What no country could dial is no number.
    """
    said = written(text, asking.language)
    found = [
        (number, row)
        for row in _joined(said, list(_runs(said)))
        if len(row.digits) >= _FEWEST_FOR_PHONE and (number := _e164(row, asking)) is not None
    ]
    if not found:
        return None
    back = _TAKEN_BACK.search(said.text, found[0][1].place, found[-1][1].place)
    number, row = found[-1] if back else found[0]
    others = tuple(dict.fromkeys(other for other, _ in found if other != number and not back))
    return Reading(number, text[row.start : row.end], row.start, row.end, sure=not others, alternatives=others)


def _joined(said: Written, rows: list[_Run]) -> list[_Run]:
    """Rows of digits with no words between them: an end of sentence is only a breath."""
    joined: list[_Run] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last is not None and not row.plus and re.fullmatch(r"[\s.,;()-]*", _between(said, last, row)):
            joined[-1] = _Run(last.digits + row.digits, last.plus, last.start, row.end, last.place)
        else:
            joined.append(row)
    return joined


def _between(said: Written, first: _Run, second: _Run) -> str:
    parts = [part.text for part in said.parts if first.end <= part.start and part.end <= second.start]
    return " ".join(parts)


def _e164(row: _Run, asking: Asking) -> str | None:
    if len(row.digits) > _LONGEST:
        return None
    if row.plus:
        return _dialled(f"+{row.digits}", None)
    for region in dict.fromkeys(filter(None, (_region_of(asking.caller), asking.region))):
        if (number := _dialled(row.digits, region)) is not None:
            return number
    return _dialled(f"+{row.digits}", None) if len(row.digits) > 10 else None


def _dialled(digits: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=256)
def _region_of(caller: str) -> str | None:
    """The country of the caller's own number."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(caller, None)) if caller else None
    except phonenumbers.NumberParseException:
        return None
