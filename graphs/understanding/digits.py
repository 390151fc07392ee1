"""Digits that callers read out: telephone numbers, references, codes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from graphs.understanding.dialling import dialled
from graphs.understanding.letters import REPEATS
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.written import Part, Written, written

_ZEROS = frozenset({"oh", "o", "ओ"})
_HEARD_AS_DIGITS = {"to": "2", "too": "2", "for": "4", "fore": "4", "won": "1", "ate": "8", "tree": "3", "niner": "9"}
"""Words that a recogniser writes for digits; they count as digits only after digits and before others."""
_TAKEN_BACK = re.compile(r"\b(?:no|sorry|actually|wait|i meant?|correction|rather|nahi|नहीं)\b")
_BREATH = re.compile(
    r"[\s.,;()-]*(?:(?:and|then|next|aur|phir|fir|followed by|uske|later|dash|hyphen|space|dot|और|फिर)\b[\s.,;()-]*)*"
)
"""What may stand between two groups of one number."""
_AFTER_AREA = re.compile(r"[\s.,;]*(?:(?:and|then|the|my|number|is|phone|it's|rest)[\s.,;]*)*")
_AREA_CODE = re.compile(r"\barea code(?: is|'s|:)? $")
_GAP = re.compile(r"[\s-]+")
_GROUPING_DOT = re.compile(r"(?<=\d{3})\.(?=\d{3,4}\b)")
_FEWEST_FOR_PHONE = 7
_LONGEST = 64
_MOST_SPELLINGS = 64


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits that were said one after another."""

    pieces: tuple[Part, ...]
    """The digits of each word or group, and the caller's words for it."""
    plus: bool
    """An international prefix was said: "plus forty four"."""
    start: int
    end: int
    """Where they stand in the caller's words."""
    place: int
    """Where they begin in the written form."""
    area: bool = False
    """They begin with what the caller called an area code."""

    @property
    def digits(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def _runs(said: Written) -> Iterator[_Run]:
    """Every row of digits in an utterance, in order."""
    at = 0
    while at < len(said.parts):
        pieces, after, plus = _row(said.parts, at)
        if pieces:
            first, last = said.parts[at], said.parts[after - 1]
            area = _AREA_CODE.search(said.before(said.places[at])) is not None
            yield _Run(pieces, plus, first.start, last.end, said.places[at], area)
        at = max(after, at + 1)


def _row(parts: tuple[Part, ...], at: int) -> tuple[tuple[Part, ...], int, bool]:
    """The digits that begin at a part, the part after them, and whether a plus stood before."""
    plus = parts[at].text in ("+", "plus")
    place = at + 1 if plus else at
    pieces: list[Part] = []
    while place < len(parts):
        part, following = parts[place], parts[place + 1] if place + 1 < len(parts) else None
        text, after = part.text, following.text if following else ""
        if text in REPEATS and following is not None and len(one := _digit(after) or "") == 1:
            pieces.append(Part(one * REPEATS[text], part.start, following.end))
            place += 2
            continue
        if (figures := _figures(text)) is None:
            if text in _ZEROS and (pieces or _figures(after) is not None or after in _ZEROS):
                figures = "0"
            elif text in _HEARD_AS_DIGITS and (
                _digit(after) is not None
                or (pieces and after in _HEARD_AS_DIGITS)
                or (text == "niner" and bool(pieces))
            ):
                figures = _HEARD_AS_DIGITS[text] if pieces or text == "niner" else None
        if figures is None:
            break
        pieces.append(Part(figures, part.start, part.end))
        place += 1
    return (tuple(pieces), place, plus) if pieces else ((), at + 1, False)


def _figures(text: str) -> str | None:
    """The digits of a figure; a clock time or a decimal is none."""
    return text if text.isascii() and text.isdigit() else None


def _digit(text: str) -> str | None:
    if text in _ZEROS:
        return "0"
    return _figures(text)


def _spellings(text: str, run: _Run, language: str) -> Iterator[set[str]]:
    """Other digits that the same words can stand for: first "eight hundred two" as 800 2, then "fifty two" as 50 2."""
    others = [tuple(_parted(text[piece.start : piece.end], language)) for piece in run.pieces]
    for fewest in (3, 2):
        choices = [
            (piece.text, *(other if len(piece.text) >= fewest else ()))
            for piece, other in zip(run.pieces, others, strict=True)
        ]
        yield {"".join(chosen) for chosen in islice(product(*choices), 1, _MOST_SPELLINGS)}


def _parted(words: str, language: str) -> Iterator[str]:
    """The digits of an amount whose words are read as two amounts."""
    for gap in _GAP.finditer(words):
        halves = [written(half, language).text for half in (words[: gap.start()], words[gap.end() :])]
        if all(_figures(half) is not None for half in halves):
            yield "".join(halves)


def read_digits(text: str, asking: Asking) -> Reading | None:
    """A row of exactly as many digits as there must be; without a length, any row of at least one.

    Not asked for, the length must be known and be at least four: fewer are too often something else.
    """
    rows = list(_runs(written(text, asking.language)))
    whole = "".join(row.digits for row in rows)
    wanted = [row for row in rows if asking.length in (None, len(row.digits))]
    if not asking.primary:
        wanted = [row for row in wanted if asking.length is not None and len(row.digits) >= 4]
    if not wanted and asking.primary and asking.length == len(whole):
        return Reading(whole, text[rows[0].start : rows[-1].end], rows[0].start, rows[-1].end, sure=len(rows) < 4)
    if not wanted:
        return _otherwise(text, rows, asking) if asking.primary and asking.length is not None else None
    longest = max(len(row.digits) for row in wanted)
    row = [row for row in wanted if len(row.digits) == longest][-1]
    return Reading(row.digits, text[row.start : row.end], row.start, row.end)


def _otherwise(text: str, rows: list[_Run], asking: Asking) -> Reading | None:
    """A row whose words can be read as so many digits in one way only."""
    for row in reversed(rows):
        for spellings in _spellings(text, row, asking.language):
            found = {digits for digits in spellings if len(digits) == asking.length}
            if len(found) == 1:
                return Reading(found.pop(), text[row.start : row.end], row.start, row.end, sure=False)
    return None


@dataclass(frozen=True, slots=True)
class _Number:
    number: str
    row: _Run
    others: tuple[str, ...] = ()
    """What the same digits are in other countries."""


def read_phone(text: str, asking: Asking) -> Reading | None:
    """A telephone number as E.164. Without a country it is one of the caller's own country, then of the region's.

    Of several numbers the last one counts when it takes the first back. What no country could dial is no number, and
    neither is one of which the caller takes back a few digits.
    """
    said = written(_undotted(text), asking.language)
    rows = _joined(said, list(_runs(said)))
    found = [number for row in rows if (number := _number(text, row, asking)) is not None]
    if not found:
        return None
    back = _TAKEN_BACK.search(said.text, found[0].row.place, found[-1].row.place)
    chosen = found[-1] if back else found[0]
    if any(
        row.start > chosen.row.start
        and len(row.digits) < _FEWEST_FOR_PHONE
        and _TAKEN_BACK.search(said.text, chosen.row.place, row.place)
        for row in rows
    ):
        return None
    rest = [other.number for other in found if other.number != chosen.number and not back]
    others = tuple(dict.fromkeys((*chosen.others, *rest)))
    row = chosen.row
    return Reading(
        chosen.number,
        text[row.start : row.end],
        row.start,
        row.end,
        sure=not others,
        alternatives=others,
        undecided=bool(rest),
    )


def _undotted(text: str) -> str:
    """Dots between the groups of a number are no decimal points."""
    return _GROUPING_DOT.sub(" ", text)


def _number(text: str, row: _Run, asking: Asking) -> _Number | None:
    """The number of a row of digits; of words that can be read in several ways the only way that can be dialled."""
    if len(row.digits) + len(row.pieces) < _FEWEST_FOR_PHONE or len(row.digits) > _LONGEST:
        return None
    numbers = _dialled(row.digits, row, text, asking) if len(row.digits) >= _FEWEST_FOR_PHONE else ()
    if numbers:
        return _Number(numbers[0], row, numbers[1:])
    for spellings in _spellings(text, row, asking.language):
        spelled = {found[0] for each in spellings if (found := _dialled(each, row, text, asking, abroad=False))}
        if spelled:
            return _Number(spelled.pop(), row) if len(spelled) == 1 else None
    return None


def _dialled(digits: str, row: _Run, text: str, asking: Asking, *, abroad: bool = True) -> tuple[str, ...]:
    american = row.area or _AMERICAN.search(text, max(0, row.start - 1), row.end) is not None
    return dialled(digits, plus=row.plus, caller=asking.caller, region=asking.region, american=american, abroad=abroad)


_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[- ]\d{4}|(?<!\d)\d{3}([-.])\d{3}\1\d{4}(?!\d)")
"""How recognisers write American numbers."""


def _joined(said: Written, rows: list[_Run]) -> list[_Run]:
    """Rows of digits with no words between them but "and then": an end of sentence is only a breath."""
    joined: list[_Run] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last is not None and not row.plus and _goes_on(said, last, row):
            joined[-1] = _Run((*last.pieces, *row.pieces), last.plus, last.start, row.end, last.place, last.area)
        else:
            joined.append(row)
    return joined


def _goes_on(said: Written, first: _Run, second: _Run) -> bool:
    between = " ".join(part.text for part in said.parts if first.end <= part.start and part.end <= second.start)
    if _BREATH.fullmatch(between):
        return True
    return first.area and _AFTER_AREA.fullmatch(between) is not None
