"""Whether words contain a phrase, as callers say it and recognisers write it."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from graphs.understanding.words import words

_SHORTEST_TO_GUESS = 5
_ALIKE = 86.0
"""Of 100: two words that differ in one letter out of seven or more."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase where it was found in the caller's words."""

    start: int
    end: int
    length: int
    """How much of the phrase was matched, in letters: the longer match of two is the better one."""


def matches(text: str, phrase: str) -> int:
    """How many letters of the phrase the text contains: all of them on the bounds of words, or 0.

    Case, punctuation, apostrophes, fillers, a final s and how compounds are written ("check-up", "check up",
    "checkup") make no difference.
    """
    found = find(text, phrase)
    return found.length if found else 0


def find(text: str, phrase: str) -> Found | None:
    """The first place where a text contains a phrase."""
    places = occurrences(text, phrase)
    return places[0] if places else None


def occurrences(text: str, phrase: str) -> list[Found]:
    """Every place where a text contains a phrase."""
    wanted = _squashed(phrase)
    found: list[Found] = []
    if not wanted or wanted not in _squashed(text):  # nearly all phrases of a flow are not there: seen at once
        return found
    said = _stems(text)
    for first in range(len(said)):
        if (last := _ends(said, first, wanted)) is not None and (not found or said[first][1] >= found[-1].end):
            found.append(Found(said[first][1], said[last][2], len(wanted)))
    return found


def _ends(said: tuple[tuple[str, int, int], ...], first: int, wanted: str) -> int | None:
    """The word at which the words from `first` on spell what is wanted."""
    reached = ""
    for last in range(first, len(said)):
        reached += said[last][0]
        if reached == wanted:
            return last
        if not wanted.startswith(reached):
            return None
    return None


@lru_cache(maxsize=2048)
def _squashed(phrase: str) -> str:
    return "".join(stem for stem, _, _ in _stems(phrase))


@lru_cache(maxsize=512)
def _stems(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(
        (_stem(word.text.replace("'", "")), word.start, word.end) for word in words(text) if word.sort != "end"
    )


def _stem(word: str) -> str:
    """A word without the s of the plural, where that is what the s is."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def resembles(text: str, phrase: str) -> Found | None:
    """Where a text has words that a recogniser could have written for a phrase: nearly all letters are the same."""
    wanted = _squashed(phrase)
    if len(wanted) < _SHORTEST_TO_GUESS:
        return None
    said = _stems(text)
    count = len(_stems(phrase))
    best: Found | None = None
    score = _ALIKE
    for size in {count, count + 1, max(1, count - 1)}:
        for first in range(len(said) - size + 1):
            heard = "".join(stem for stem, _, _ in said[first : first + size])
            alike = fuzz.ratio(heard, wanted, score_cutoff=score)
            if alike > score or (best is None and alike >= score):
                best, score = Found(said[first][1], said[first + size - 1][2], len(wanted)), alike
    return best
