"""Spoken words made written: "the twenty third at half past nine" becomes "the 23th at half past 9".

The grammar reads this form. Numbers are figures, ordinals always end in `th`, the words of every language are those
of the grammar, and only the end of a sentence is punctuation. Every part knows which of the caller's words it came
from.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graphs.understanding.languages import Vocabulary, vocabulary
from graphs.understanding.words import Word, words

_HUNDRED = 100
_LONGEST_AMOUNT = 12
_NEAR = 60
_LONGEST_BROKEN = 5
_PIECES = {"half": 0.5, "quarter": 0.25}


@dataclass(frozen=True, slots=True)
class Part:
    """One word or figure of the written form, and the characters of the caller's words that it stands for."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Written:
    """An utterance in written form."""

    text: str
    parts: tuple[Part, ...]
    places: tuple[int, ...]
    """Where each part begins in `text`."""

    def before(self, place: int) -> str:
        """The few words before a place in the written form: what decides about a value stands near it."""
        return self.text[max(0, place - _NEAR) : place]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The caller's characters behind the characters `start` to `end` of the written form."""
        first = bisect_right(self.places, start) - 1
        last = bisect_right(self.places, max(start, end - 1)) - 1
        covered = self.parts[max(0, first) : last + 1]
        return covered[0].start, max(part.end for part in covered)


@lru_cache(maxsize=64)
def written(text: str, language: str) -> Written:
    """The written form of an utterance in a language."""
    known = vocabulary(text, language)
    parts = tuple(_parts(known.respelt(words(text)), known))
    places, at = [], 0
    for part in parts:
        places.append(at)
        at += len(part.text) + 1
    return Written(" ".join(part.text for part in parts), parts, tuple(places))


def _parts(said: Sequence[Word], known: Vocabulary) -> Iterator[Part]:
    at = 0
    while at < len(said):
        amount = _amount(said, at, known)
        if (phrase := _phrase(said, at, known)) is not None:
            taken, meaning = phrase
        elif amount is not None:
            taken, meaning = amount
        else:
            taken, meaning = 1, (_single(said[at], known),)
        start, end = said[at].start, said[at + taken - 1].end
        for text in meaning:
            yield Part(text, start, end)
        at += taken


def _phrase(said: Sequence[Word], at: int, known: Vocabulary) -> tuple[int, tuple[str, ...]] | None:
    for phrase, meaning in known.phrases.get(said[at].text, ()):
        if len(phrase) <= len(said) - at and all(said[at + i].text == word for i, word in enumerate(phrase)):
            return len(phrase), meaning
    return None


def _single(word: Word, known: Vocabulary) -> str:
    if word.sort == "end":
        return "."
    if word.sort == "halfday":
        return "am" if word.text[0] == "a" else "pm"
    if word.sort == "ordinal" and len(word.text) <= _LONGEST_AMOUNT:
        return f"{int(word.text[:-2])}th"
    if word.sort == "number":
        return word.text.replace(",", "")
    return known.meanings.get(word.text, word.text)


def _amount(said: Sequence[Word], at: int, known: Vocabulary) -> tuple[int, tuple[str, ...]] | None:
    """The number that begins here: how many words it takes, and how it is written."""
    first = said[at]
    if (broken := _broken(said, at, known)) is not None:
        return broken
    if first.sort == "number":
        return _figures(said, at, known)
    if first.text not in known.numerals and first.text not in known.ordinals and not _a_hundred(said, at, known):
        return None
    total, part, place, ordinal = 0, 1 if first.text in ("a", "an") else None, at, False
    if part is not None:
        place += 1
    while place < len(said) and not ordinal:
        word = said[place].text
        if (scale := known.scales.get(word)) is not None and place > at:
            total, part = _scaled(total, part, scale)
        elif (value := known.numerals.get(word)) is not None and _adds(part, value, native=word in known.native):
            part = (part or 0) + value
        elif (value := known.ordinals.get(word)) is not None and _adds(part, value, native=False):
            part, ordinal = (part or 0) + value, True
        elif not (word == "and" and _goes_on(said, place, part, total, known)):
            break
        place += 1
    figures = f"{total + (part or 0)}{'th' if ordinal else ''}"
    return place - at, (figures,)


def _broken(said: Sequence[Word], at: int, known: Vocabulary) -> tuple[int, tuple[str, ...]] | None:
    """A part of a scale: "one and a half lakh", "two point five crore", "half a million"."""
    ahead = [word.text for word in said[at : at + _LONGEST_BROKEN]]
    whole = known.numerals.get(ahead[0], int(ahead[0]) if ahead[0].isdecimal() and len(ahead[0]) < 4 else None)
    match ahead[1:]:
        case ["and", "a", ("half" | "quarter") as piece, scale, *_] if whole is not None and scale in known.scales:
            amount, taken = whole + _PIECES[piece], 5
        case ["point", decimal, scale, *_] if whole is not None and scale in known.scales and decimal in known.numerals:
            amount, taken = whole + known.numerals[decimal] / (10 if known.numerals[decimal] < 10 else 100), 4
        case [("a" | "of"), scale, *_] if ahead[0] in _PIECES and scale in known.scales:
            amount, taken = _PIECES[ahead[0]], 3
        case _:
            return None
    return taken, (_plain(amount * known.scales[ahead[taken - 1]]),)


def _plain(amount: float) -> str:
    """An amount in figures, to the hundredth."""
    amount = round(amount, 2)
    return str(int(amount)) if amount == int(amount) else str(amount)


def _a_hundred(said: Sequence[Word], at: int, known: Vocabulary) -> bool:
    return said[at].text in ("a", "an") and at + 1 < len(said) and said[at + 1].text in known.scales


def _figures(said: Sequence[Word], at: int, known: Vocabulary) -> tuple[int, tuple[str, ...]]:
    figures = said[at].text.replace(",", "")
    following = said[at + 1] if at + 1 < len(said) else None
    scale = known.scales.get(following.text) if following else None
    if following is not None and following.text == "k" and following.start == said[at].end:
        # Apart from its figure a k is a letter that is being spelled.
        scale = 1_000
    if scale is None or len(figures) > _LONGEST_AMOUNT:
        return 1, (figures,)
    taken, amount = 2, float(figures) * scale
    # "5 lakh 20 thousand" is one number; "5 thousand 2 people" is not.
    while (more := _smaller(said, at + taken, scale, known)) is not None:
        taken, amount, scale = taken + 2, amount + more[0], more[1]
    return taken, (_plain(amount),)


def _smaller(said: Sequence[Word], at: int, scale: int, known: Vocabulary) -> tuple[float, int] | None:
    """The figure with a smaller scale that goes on with a number: what it adds, and its scale."""
    if at + 1 >= len(said) or said[at].sort != "number" or len(said[at].text) > _LONGEST_AMOUNT:
        return None
    smaller = known.scales.get(said[at + 1].text)
    if smaller is None or smaller >= scale:
        return None
    return float(said[at].text.replace(",", "")) * smaller, smaller


def _scaled(total: int, part: int | None, scale: int) -> tuple[int, int | None]:
    if scale == _HUNDRED:
        return total, (part or 1) * scale
    return total + (1 if part is None else part) * scale, None


def _adds(part: int | None, value: int, *, native: bool) -> bool:
    """Whether a numeral goes on with the number before it: "twenty" and "three" do, "two" and "three" do not."""
    if part is None:
        return True
    if part >= _HUNDRED:
        return (part % _HUNDRED == 0 and value < _HUNDRED and value > 0) or _tens(part, value, native=native)
    return _tens(part, value, native=native)


def _tens(part: int, value: int, *, native: bool) -> bool:
    return not native and 20 <= part % _HUNDRED <= 90 and part % 10 == 0 and 1 <= value <= 9


def _goes_on(said: Sequence[Word], place: int, part: int | None, total: int, known: Vocabulary) -> bool:
    """Whether "and" joins two parts of one number: after hundreds and thousands, before a smaller one."""
    follows = known.numerals.get(said[place + 1].text) if place + 1 < len(said) else None
    after_scale = (part is not None and part >= _HUNDRED and part % _HUNDRED == 0) or (part is None and total > 0)
    return after_scale and follows is not None and 0 < follows < _HUNDRED
