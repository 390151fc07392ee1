"""What callers say in any conversation: corrections, questions, and the built-in requests."""

import re
from collections.abc import Iterable
from functools import lru_cache

from graphs.understanding.languages import LANGUAGES, spoken_in
from graphs.understanding.words import normalise

_BUILTIN = ("agent", "repeat", "wait", "help", "goodbye", "cancel")
"""In this order: a caller who says "hold on, let me speak to a person" wants the person."""

_OPEN_KINDS = frozenset({"name", "text", "free_text", "email"})
"""When one of these was asked for, only a request that is the whole utterance counts: the words may be the answer."""


def _any(phrases: Iterable[str], *, opening: bool = False, alone: bool = False) -> re.Pattern[str]:
    """One pattern out of phrases, on the bounds of words; an empty list matches nothing."""
    together = "|".join(rf"(?:{phrase})" for phrase in phrases) or r"(?!)"
    before = "^" if opening or alone else r"(?<!\S)"
    after = "$" if alone else r"(?!\S)"
    return re.compile(f"{before}(?:{together}){after}")


class Patterns:
    """The phrases of one language, compiled once."""

    def __init__(self, language: str) -> None:
        said = LANGUAGES[language].requests
        self.yes = _any(said.yes, opening=True)
        self.no = _any(said.no, opening=True)
        self.takes_back = _any(said.takes_back, opening=True)
        self.agrees = _any(said.agrees)
        self.refuses = _any(said.refuses)
        self.finished = _any(said.finished)
        self.anything_else = _any(said.anything_else)
        self.question = _any(said.question, opening=True)
        self.correction = _any(said.correction)
        self.politeness = tuple(re.compile(phrase) for phrase in said.politeness)
        self.builtin = {key: _any(phrases) for key, phrases in said.builtin.items()}
        self.builtin_alone = {key: _any(phrases, alone=True) for key, phrases in said.builtin_alone.items()}
        self.more = _any(said.more)
        self.none = _any(said.none)
        self.acknowledges = _any(said.acknowledges, opening=True)
        self.neither = _any(said.neither, opening=True)
        self.second_thoughts = _any([said.second_thoughts] if said.second_thoughts else [])
        self.but = _any([said.but] if said.but else [])
        self.elsewhere = _any([said.elsewhere] if said.elsewhere else [])
        self.more_wanted = _any([said.more_wanted] if said.more_wanted else [], opening=True)


_PATTERNS = {language: Patterns(language) for language in LANGUAGES}


def patterns(text: str, language: str) -> tuple[Patterns, ...]:
    """The patterns of every language that an utterance may be in."""
    return tuple(_PATTERNS[key] for key in spoken_in(text, language))


@lru_cache(maxsize=256)
def strip_politeness(text: str, language: str) -> str:
    """The plain words of an utterance without greetings, thanks, "please" and "could you"."""
    plain = normalise(text)
    for each in patterns(text, language):
        for phrase in each.politeness:
            plain = phrase.sub("", plain).strip()
    return plain


def is_question(text: str, language: str) -> bool:
    """Whether the caller asks something, rather than answers or asks for something to be done."""
    plain = strip_politeness(text, language)
    return any(each.question.match(plain) for each in patterns(text, language))


def is_correction(text: str, language: str) -> bool:
    """Whether the caller takes back something that was understood: "no, make it Wednesday", "I meant the other"."""
    plain = normalise(text)
    return any(each.correction.search(plain) for each in patterns(text, language))


def builtin(text: str, language: str, primary_kind: str | None = None) -> str | None:
    """The built-in request that an utterance makes: `agent`, `repeat`, `help`, `cancel`, `wait`, `goodbye`, or None.

    `primary_kind` is the kind of value that was asked for. When that can be any words, only an utterance that is
    nothing but the request is one.
    """
    plain, bare = normalise(text), strip_politeness(text, language)
    known = patterns(text, language)
    for request in _BUILTIN:
        for each in known:
            alone = each.builtin_alone.get(request)
            if alone and (alone.match(plain) or (bare and alone.match(bare))):
                return request
    for request in _BUILTIN:
        for each in known:
            inside = each.builtin.get(request)
            match = inside.search(plain) if inside else None
            if match and (
                primary_kind not in _OPEN_KINDS or len(plain) - len(match.group()) <= len("i would like to ")
            ):
                return request
    return None
