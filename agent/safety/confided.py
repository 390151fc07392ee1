"""What went into sensitive slots of one call, found again in whatever is said or noted, however it is put. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, Final

from agent.safety.masking import SENSITIVE
from agent.safety.redaction.numbers import Number, adjacent, numbers
from agent.safety.redaction.presence import worth_reading
from agent.safety.redaction.tokens import Token, tokens

SHORTEST: Final = 3
"""Characters of a value that is looked for, and digits of one that is looked for by its digits."""
LONG: Final = 6
"""Letters of a value that is looked for within words, too, and digits of one that is within any number."""
BESIDE: Final = 3
"""With so many other digits in its row a shorter one is there by chance: in a telephone number, in a ticket's."""
MOST_SECRETS: Final = 100
MOST_LOOKED: Final = 64
_NATIONAL: Final = 10
"""Digits of a phone number without its country, which we may leave out when we say it."""
_MOST_SPELLINGS: Final = 8
_FIGURES: Final = tuple(f"[{figure}{chr(ord('०') + figure)}]" for figure in range(10))
_SIGNS: Final = re.compile(r"[\W_]+")

Place = tuple[int, int]
"""Where something begins and ends."""


class Secrets:
    """Values that are not told, in figures or in words, in other letters or spaces, one by one or together."""

    def __init__(self) -> None:
        self._values: set[str] = set()
        self._digits: dict[str, re.Pattern[str]] = {}
        """Digits, with what finds them among figures that are no row."""
        self._letters: dict[str, int] = {}
        """Values that are not only digits, without case, spaces and signs; each with the number of its words."""
        self._looked: dict[str, str] = {}
        """The last texts, with what became of them: the same words are noted several times."""

    def add(self, value: str) -> bool:
        """From now on it is not told; whether that is new."""
        if len(value) < SHORTEST or value in self._values or len(self._values) >= MOST_SECRETS:
            return False
        self._values.add(value)
        self._looked.clear()
        digits = "".join(str(int(letter)) for letter in value if letter.isdecimal())[-_NATIONAL:]
        if len(digits) >= SHORTEST:
            self._digits[digits] = re.compile(r"[\W_]*".join(_FIGURES[int(digit)] for digit in digits))
        letters = _letters(value)[0]
        if len(letters) >= SHORTEST and not letters.isdecimal():
            self._letters[letters] = len(_words(value))
        return True

    def hidden(self, value: Any) -> Any:
        """The same without them, however deep they lie."""
        if not self._values:
            return value
        if isinstance(value, str):
            return self._looked_at(value)
        if isinstance(value, Mapping):
            return {name: self.hidden(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.hidden(each) for each in value]
        if isinstance(value, int) and not isinstance(value, bool):
            hidden = self._looked_at(str(value))
            return value if hidden == str(value) else hidden
        return value

    def _looked_at(self, text: str) -> str:
        if (known := self._looked.get(text)) is not None:
            return known
        if len(self._looked) >= MOST_LOOKED:
            self._looked.clear()
        self._looked[text] = hidden = self._without(text)
        return hidden

    def _without(self, text: str) -> str:
        if self._digits and worth_reading(text):
            text = _covered(text, list(self._rows_of(text)))
            for digits, way in self._digits.items():
                if len(digits) >= LONG:
                    text = way.sub(SENSITIVE, text)
        return _covered(text, list(self._spelled(text))) if self._letters else text

    def _rows_of(self, text: str) -> Iterator[Place]:
        """Rows of digits, in figures or in words, that make one of the values."""
        said = tokens(text)
        for row in _rows(text):
            for chosen in _spellings(row):
                for digits in self._digits:
                    for first, last in _pieces(chosen, digits):
                        if len(digits) >= LONG or not _by_chance(said, row, chosen, digits, (first, last)):
                            yield said[row[first].first].start, said[row[last].after - 1].end

    def _spelled(self, text: str) -> Iterator[Place]:
        """Where the letters of a value stand in a row, whatever stands between them."""
        letters, places = _letters(text)
        for value, words in self._letters.items():
            at = letters.find(value)
            while at >= 0:
                start, end = places[at], places[at + len(value) - 1] + 1
                if len(value) >= LONG or _stands_alone(text, start, end, words):
                    yield start, end
                at = letters.find(value, at + 1)


def _covered(text: str, found: Sequence[Place]) -> str:
    """The text with a placeholder over each of these; over those that touch only one."""
    written, since = [], 0
    for start, end in sorted(found):
        if start >= since:
            written += [text[since:start], SENSITIVE]
        since = max(since, end)
    return "".join((*written, text[since:]))


def _rows(text: str) -> Iterator[list[Number]]:
    """Numbers of a text that stand side by side."""
    said = tokens(text)
    row: list[Number] = []
    for number in numbers(said):
        if row and not adjacent(said, row[-1], number):
            yield row
            row = []
        row.append(number)
    if row:
        yield row


def _spellings(row: Sequence[Number]) -> Iterator[tuple[str, ...]]:
    """The digits of each number, then what else the same words can stand for."""
    return islice(product(*((each.digits, *each.others) for each in row)), _MOST_SPELLINGS)


def _pieces(chosen: Sequence[str], digits: str) -> Iterator[Place]:
    """The first and the last of the pieces in which these digits lie, wherever they do."""
    whole, of_piece = "".join(chosen), [place for place, each in enumerate(chosen) for _ in each]
    at = whole.find(digits)
    while at >= 0:
        yield of_piece[at], of_piece[at + len(digits) - 1]
        at = whole.find(digits, at + 1)


def _by_chance(said: Sequence[Token], row: Sequence[Number], chosen: Sequence[str], digits: str, found: Place) -> bool:
    """Whether these are a part of some longer number: many other digits are beside them, and no sign between."""
    first, last = found
    if chosen[first] == digits:
        return False
    lowest, highest = max(first - _NATIONAL, 0), min(last + _NATIONAL, len(row) - 1)
    while first > lowest and not _signs(said, row[first - 1], row[first]):
        first -= 1
    while last < highest and not _signs(said, row[last], row[last + 1]):
        last += 1
    whole = "".join(chosen[first : last + 1])
    return len(whole) - whole.count(digits) * len(digits) >= BESIDE


def _signs(said: Sequence[Token], before: Number, after: Number) -> bool:
    return any(token.sort == "sign" for token in said[before.after : after.first])


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters, marks and figures of a text, without case, and where each stands."""
    found: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        if _in_words(letter):
            folded = letter.casefold()
            found.append(folded)
            places += [at] * len(folded)
    return "".join(found), places


def _in_words(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def _words(text: str) -> list[str]:
    return [word for word in _SIGNS.split(text) if word]


def _stands_alone(text: str, start: int, end: int, words: int) -> bool:
    """Whether a short value is not a part of other words: it has as many words as the value, or only single letters."""
    if any(map(_in_words, text[max(0, start - 1) : start] + text[end : end + 1])):
        return False
    parts = _words(text[start:end])
    return len(parts) == words or all(len(part) == 1 for part in parts)
