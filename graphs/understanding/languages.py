"""The languages that are understood, and their words put together for reading."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graphs.understanding.english import ENGLISH
from graphs.understanding.hindi import HINDI
from graphs.understanding.language import Language
from graphs.understanding.words import fold, words

LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH,
    "hi": HINDI,
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one or more languages together, ready for the grammar."""

    numerals: Mapping[str, int]
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]
    meanings: Mapping[str, str]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    """Meanings of several words, by their first word, the longest first."""
    native: frozenset[str] = field(default_factory=frozenset)
    """Numerals of the languages where tens and units are one word: they do not add up."""


def merged(languages: Iterable[Language]) -> Vocabulary:
    """One vocabulary out of several languages; where they clash the first one wins."""
    ordered = tuple(languages)
    numerals: dict[str, int] = {}
    scales: dict[str, int] = {}
    ordinals: dict[str, int] = {}
    meanings: dict[str, str] = {}
    for language in reversed(ordered):
        numerals |= {fold(word): value for word, value in language.numerals.items()}
        scales |= {fold(word): value for word, value in language.scales.items()}
        ordinals |= {fold(word): value for word, value in language.ordinals.items()}
        meanings |= {fold(word): value for word, value in language.meanings.items()}
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, meaning in meanings.items():
        parts = tuple(word.text for word in words(phrase))
        if len(parts) > 1:
            phrases.setdefault(parts[0], []).append((parts, tuple(meaning.split())))
    return Vocabulary(
        numerals=numerals,
        scales=scales,
        ordinals=ordinals,
        meanings={word: meaning for word, meaning in meanings.items() if " " not in word},
        phrases={first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in phrases.items()},
        native=frozenset(fold(word) for language in ordered if language.signs for word in language.numerals),
    )


def _together(chosen: str) -> tuple[str, ...]:
    return (chosen,) if chosen == "en" else (chosen, "en")


_VOCABULARIES = {_together(key): merged(LANGUAGES[part] for part in _together(key)) for key in LANGUAGES}
_SCRIPTS = {key: re.compile(language.script) for key, language in LANGUAGES.items() if language.script}


@lru_cache(maxsize=512)
def spoken_in(text: str, language: str) -> tuple[str, ...]:
    """The languages in which an utterance may be read, the likeliest first.

    Callers mix languages. Every language is read together with English, and English alone unless a word shows that
    another language is being spoken: "do" is a verb until somebody says "baje". A language that has no row in the
    table is read as English.
    """
    if language != "en" and language in LANGUAGES:
        return _together(language)
    said = {word.text for word in words(text)}
    for key, other in LANGUAGES.items():
        if not said.isdisjoint(other.signs) or (key in _SCRIPTS and _SCRIPTS[key].search(text)):
            return _together(key)
    return ("en",)


def vocabulary(text: str, language: str) -> Vocabulary:
    """The words with which an utterance is read."""
    return _VOCABULARIES[spoken_in(text, language)]
