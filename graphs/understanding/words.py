"""The words of an utterance, with their places, as a recogniser or a typist wrote them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"(?P<date>\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(?!\d)|\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)\d{2,4}(?!\d)"
    r"|\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?P<clock>\d{1,2}:\d{2}(?!\d))"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    r"|(?P<number>\d+(?:,\d{2,3})*(?:\.\d+)?)"
    r"|(?P<halfday>[ap]\.\s?m\b\.?)"
    r"|(?P<assent>\bu+h[ -]huh\b|\bm+[ -]?h+m+\b)"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0900-\u0963\u0971-\u097f\u200c\u200d]|['’](?=[^\W\d_]))*)"
    r"|(?P<money>[$₹€£])"
    r"|(?P<sign>[+%@_#&])"
    r"|(?P<end>[.?!।;]+)",
    re.IGNORECASE,
)

LONGEST_ANSWER = 600
"""Characters, some forty seconds of speech: no value is looked for beyond."""

FILLERS = frozenset(
    {"um", "umm", "uh", "uhh", "uhm", "er", "erm", "hmm", "hm", "mm", "ah", "eh", "uhhuh", "अम्म", "उम्म"}
)
"""Sounds of thinking. They carry no meaning in any language of the house."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word or figure of an utterance."""

    text: str
    """Lower case, apostrophes straight, compatibility forms folded."""
    start: int
    end: int
    sort: str
    """What kind of token it is: `word`, `number`, `ordinal`, `clock`, `date`, `halfday`, `money`, `sign`, `end`."""


_FORMS = str.maketrans("०१२३४५६७८९’", "0123456789'")


def fold(text: str) -> str:
    """Lower case with one form for every letter and figure, so that typed and recognised words compare equal."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).lower().translate(_FORMS)


@lru_cache(maxsize=128)
def words(text: str) -> tuple[Word, ...]:
    """Every word, figure and end of sentence of an utterance, in order; other punctuation is left out."""
    found = []
    for token in _TOKEN.finditer(text):
        said = fold(token.group())
        sort = token.lastgroup or "word"
        if said not in FILLERS:
            found.append(Word(said, token.start(), token.end(), sort))
    return tuple(found)


@lru_cache(maxsize=128)
def normalise(text: str) -> str:
    """The words alone: lower case, no punctuation, no apostrophes, no fillers, one space between."""
    return " ".join(word.text.replace("'", "") for word in words(text) if word.sort != "end")
