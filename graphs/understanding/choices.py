"""Which of a flow's own values a caller means, and words taken as they are."""

import re
from dataclasses import dataclass

from graphs.understanding.matching import Found, occurrences, resembles
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.requests import builtin, yes_no
from graphs.understanding.words import FILLERS, fold, normalise

_DROPPED = re.compile(r"(?<!\S)(?:not|no|isnt|dont want|instead of|rather than)(?: (?:a|an|the|my|any))*$")
_TAKEN_BACK = re.compile(r"(?<!\S)(?:actually|instead|i meant?|make it|sorry|no|wait|rather|change)(?!\S)")


@dataclass(frozen=True, slots=True)
class _Choice:
    key: str
    found: Found


def read_choice(text: str, asking: Asking) -> Reading | None:
    """The key of the value whose phrase is in the words: the longest one, or the one that takes another back.

    When nothing matches and the value was asked for, words that nearly spell a phrase count, but not as sure.
    """
    said = _outermost(
        [
            _Choice(key, found)
            for key, phrases in asking.values.items()
            for phrase in dict.fromkeys((*phrases, key.replace("_", " ")))
            for found in occurrences(text, phrase)
        ]
    )
    kept = [choice for choice in said if not _DROPPED.search(normalise(text[: choice.found.start]))]
    if not kept:
        return _guess(text, asking) if asking.primary and not said else None
    chosen = max(kept, key=lambda choice: choice.found.length)
    if _TAKEN_BACK.search(normalise(text[kept[0].found.end : kept[-1].found.start])):
        chosen, kept = kept[-1], kept[-1:]
    others = tuple(dict.fromkeys(choice.key for choice in kept if choice.key != chosen.key))
    return _reading(text, chosen, others)


def _outermost(found: list[_Choice]) -> list[_Choice]:
    """The matches that lie inside no longer one of another value, in the order in which they were said."""
    kept = [
        choice
        for choice in found
        if not any(
            other.key != choice.key
            and other.found.start <= choice.found.start
            and choice.found.end <= other.found.end
            and other.found.length > choice.found.length
            for other in found
        )
    ]
    return sorted(kept, key=lambda choice: choice.found.start)


def _guess(text: str, asking: Asking) -> Reading | None:
    near = [
        (key, found)
        for key, phrases in asking.values.items()
        for phrase in phrases
        if (found := resembles(text, phrase)) is not None
    ]
    if not near or len({key for key, _ in near}) > 1:
        return None
    key, found = max(near, key=lambda pair: pair[1].length)
    return Reading(key, text[found.start : found.end], found.start, found.end, sure=False)


def _reading(text: str, chosen: _Choice, others: tuple[str, ...]) -> Reading:
    start, end = chosen.found.start, chosen.found.end
    return Reading(chosen.key, text[start:end], start, end, sure=not others, alternatives=others)


def read_text(text: str, asking: Asking) -> Reading | None:
    """The words themselves, without sounds of thinking at either end. Only what was asked for can be any words."""
    if not asking.primary:
        return None
    start, end = trimmed(text)
    return Reading(text[start:end], text[start:end], start, end) if start < end else None


def read_free_text(text: str, asking: Asking) -> Reading | None:
    """A message in the caller's own words. A bare yes or no, or a request to the agent, is none."""
    reading = read_text(text, asking)
    if reading is None:
        return None
    if builtin(text, asking.language, "free_text") is not None:
        return None
    bare = len(normalise(text).split()) <= 2 and yes_no(text, asking.language) is not None
    return None if bare else reading


_PIECE = re.compile(r"\S+")


def trimmed(text: str) -> tuple[int, int]:
    """The span of a text without fillers, dots and spaces at its ends."""
    pieces = list(_PIECE.finditer(text))
    while pieces and _empty(pieces[0].group()):
        pieces.pop(0)
    while pieces and _empty(pieces[-1].group()):
        pieces.pop()
    return (pieces[0].start(), pieces[-1].end()) if pieces else (0, 0)


def _empty(piece: str) -> bool:
    bare = fold(piece).strip(".,;:!?-–—…")
    return not bare or bare in FILLERS
