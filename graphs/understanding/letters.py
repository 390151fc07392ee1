"""Letters as callers spell them: "b as in boy", "s for sugar", "double n", and their Hindi names."""

from collections.abc import Sequence

from graphs.understanding.hindi.contacts import LETTERS
from graphs.understanding.written import Part

REPEATS = {"double": 2, "triple": 3, "treble": 3, "dabal": 2, "डबल": 2, "ट्रिपल": 3}

_AS_IN = (
    ("as", "in"),
    ("is", "for"),
    ("like", "in"),
    ("like",),
    ("for",),
    ("as",),
    ("se",),
    ("फॉर",),
    ("फ़ॉर",),
)
_SAME_INITIAL = ({"c", "k", "s"}, {"f", "p"}, {"j", "g"}, {"v", "w"}, {"x", "e"}, {"i", "e", "a"})
"""Letters for which callers choose each other's words: "k for cat", "x as in extra"."""


def letter(text: str) -> str:
    """The letter or figure that one word is; empty when it is none."""
    if len(text) == 1 and text.isalnum():
        return LETTERS.get(text, text)
    return LETTERS.get(text, "")


def grouped(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with each spelled letter as one part: "b as in boy" becomes "b", "double n" becomes "nn"."""
    found: list[Part] = []
    at = 0
    while at < len(parts):
        taken, text = _group(parts, at)
        following_letter = taken > 1 and at + taken + 1 < len(parts) and parts[at + taken].text == "and"
        found.append(Part(text, parts[at].start, parts[at + taken - 1].end))
        at += taken
        if following_letter and _group(parts, at + 1)[0] > 1:
            at += 1
    return tuple(found)


def _group(parts: Sequence[Part], at: int) -> tuple[int, str]:
    """How many parts one letter takes, and what it is."""
    text = parts[at].text
    if text in REPEATS and at + 1 < len(parts):
        taken, repeated = _group(parts, at + 1) if parts[at + 1].text not in REPEATS else (1, "")
        if len(repeated) == 1:
            return taken + 1, repeated * REPEATS[text]
    if not (said := letter(text)):
        return 1, text
    for words in _AS_IN:
        word = at + 1 + len(words)
        if word < len(parts) and tuple(part.text for part in parts[at + 1 : word]) == words:
            if _begins(parts[word].text, said):
                return word + 1 - at + _second_half(parts, word), said
            break
    return 1, said


def _begins(word: str, letter: str) -> bool:
    """Whether a word is one that callers choose for a letter."""
    if not letter.isalpha() or not word:
        return False
    return word[0] == letter or (len(word) > 2 and any(letter in alike and word[0] in alike for alike in _SAME_INITIAL))


def _second_half(parts: Sequence[Part], word: int) -> int:
    """One when the word was written with a hyphen and goes on: "x-ray"."""
    return int(len(parts[word].text) == 1 and word + 1 < len(parts) and parts[word + 1].start == parts[word].end + 1)
