"""The words, figures and signs of an utterance, with their places."""

import re
from dataclasses import dataclass
from typing import Literal

from graphs.understanding.hindi.spelling import sound
from graphs.understanding.words import fold

_TOKEN = re.compile(
    r"(?P<figures>\d{1,3}(?:,\d{2,3})*,\d{3}(?![\d,])|\d+)"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0900-\u0963\u0971-\u097f\u200c\u200d]|['’](?=[^\W\d_]))*)"
    r"|(?P<sign>\S)"
)
_INDIC = re.compile("[\u0900-\u097f]")
_JOINERS = re.compile("[\u200c\u200d]")

Sort = Literal["figures", "word", "sign"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word, row of figures or sign."""

    text: str
    """Folded: lower case; Devanagari as it sounds, so that free spellings compare equal; figures in ASCII."""
    start: int
    end: int
    sort: Sort
    glued: bool
    """Nothing stands between it and the token before it."""
    raw: str
    """As it was written."""


def tokens(text: str) -> tuple[Token, ...]:
    """All that is not space, in order. Grows with the length of the text and no faster."""
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(text):
        sort: Sort = match.lastgroup  # type: ignore[assignment]  # the pattern has no other groups
        raw = match.group()
        found.append(Token(_folded(raw, sort), match.start(), match.end(), sort, match.start() == last, raw))
        last = match.end()
    return tuple(found)


def _folded(raw: str, sort: Sort) -> str:
    if sort == "figures":
        raw = raw.replace(",", "")
        return raw if raw.isascii() else "".join(str(int(figure)) for figure in raw)
    return key(raw) if sort == "word" else raw


def key(word: str) -> str:
    """The one form under which a word is looked up."""
    if word.isascii():
        return word.lower()
    folded = _JOINERS.sub("", fold(word))
    return sound(folded) if _INDIC.search(folded) else folded


def keys_in_order(listed: str) -> list[str]:
    """The forms of some words, one by one."""
    return [key(word) for word in listed.split()]


def keys(listed: str) -> frozenset[str]:
    """The forms of a list of words."""
    return frozenset(key(word) for word in listed.split())
