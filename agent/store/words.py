"""Words by which calls are found: the same whatever their case, accents and script marks. Pure.

PostgreSQL's own parser breaks words of Indian scripts at their vowel signs, depending on the server's locale; so words
are made here, and the database only keeps and finds them.
"""

import unicodedata
from collections.abc import Iterable

LONGEST = 40
"""Letters of a word that count."""
MOST = 4000
"""Different words that are kept of a call."""
MOST_ASKED = 12
"""Words of a question that count."""
SHORTEST_NUMBER = 3
SHORTEST_BEGINNING = 3
"""Letters of a word that is also found as another's beginning; of shorter ones too much would be found."""

_DROPPED = {ord("़"): None, ord("'"): None, ord("’"): None} | dict.fromkeys(range(0x300, 0x370))
"""Nukta and accents, which recognisers write or not; and apostrophes."""


def words(text: str) -> list[str]:
    """The words of a text in order: letters with their marks, and digits; everything else parts them."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_DROPPED)
    parted = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in plain)
    return [word[:LONGEST] for word in parted.split()]


def vocabulary(texts: Iterable[str], numbers: Iterable[str | None]) -> list[str]:
    """What a call is found by: words that were said, and numbers, each also by its last digits (`#12345`)."""
    found = dict.fromkeys(word for text in texts for word in words(text))
    said = list(found)[:MOST]
    for number in numbers:
        digits = "".join(letter for letter in number or "" if letter.isdecimal())
        said += [f"#{digits[at:]}" for at in range(len(digits) - SHORTEST_NUMBER + 1)]
    return sorted(set(said))


def question(text: str) -> str | None:
    """A PostgreSQL `tsquery` for calls in which every word was said, in whole or as a beginning. Digits are also part
    of a number. None when there is no word in the text. Words hold letters and digits only, so none can be more.
    """
    asked = [_asked(word) for word in words(text)[:MOST_ASKED]]
    return " & ".join(asked) or None


def _asked(word: str) -> str:
    if word.isdecimal() and len(word) >= SHORTEST_NUMBER:
        return f"('{word}':* | '#{word}':*)"
    return f"'{word}':*" if len(word) >= SHORTEST_BEGINNING else f"'{word}'"
