"""The languages that are understood, and their words put together for reading."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from graphs.understanding.english import ENGLISH
from graphs.understanding.hindi import HINDI
from graphs.understanding.language import Language
from graphs.understanding.words import Word, fold, words

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
    spell: Callable[[str], str] | None = None
    """A word in the one spelling that it has here, where a language's spelling is free."""

    def respelt(self, said: tuple[Word, ...]) -> tuple[Word, ...]:
        """The words, each spelled as it is here."""
        if self.spell is None:
            return said
        spellings = [self.spell(word.text) if word.sort == "word" else word.text for word in said]
        return tuple(
            word if spelling == word.text else replace(word, text=spelling)
            for word, spelling in zip(said, spellings, strict=True)
        )


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
    spell = _speller(ordered)
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, meaning in meanings.items():
        parts = tuple(spell(word.text) if spell else word.text for word in words(phrase))
        if len(parts) > 1:
            phrases.setdefault(parts[0], []).append((parts, tuple(meaning.split())))
    return Vocabulary(
        numerals=numerals,
        scales=scales,
        ordinals=ordinals,
        meanings={word: meaning for word, meaning in meanings.items() if " " not in word},
        phrases={first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in phrases.items()},
        native=frozenset(fold(word) for language in ordered if language.signs for word in language.numerals),
        spell=spell,
    )


def _speller(languages: Sequence[Language]) -> Callable[[str], str] | None:
    """What spells a word as the tables of a language of free spelling do; words of other languages stay."""
    free = [(language.sound, _sounds(language)) for language in languages if language.sound is not None]
    if not free:
        return None
    others = frozenset(
        fold(word)
        for language in languages
        if language.sound is None
        for table in (language.numerals, language.scales, language.ordinals, language.meanings)
        for word in table
    ) | {part for language in languages for meaning in language.meanings.values() for part in meaning.split()}

    @lru_cache(maxsize=4096)
    def spell(word: str) -> str:
        if word not in others:
            for sound, known in free:
                if (spelling := known.get(sound(word))) is not None:
                    return spelling
        return word

    return spell


@cache
def _table(key: str) -> frozenset[str]:
    """Every single word that has a row in a language."""
    language = LANGUAGES[key]
    rows = {*language.numerals, *language.scales, *language.ordinals, *language.meanings}
    return frozenset(fold(word) for word in rows if " " not in word)


def _sounds(language: Language) -> Mapping[str, str]:
    """Which word of a language sounds so; a sound that two different words have is no word's."""
    assert language.sound is not None
    found: dict[str, set[str]] = {}
    meant: dict[str, object] = {}
    rows = (language.meanings, language.scales, language.ordinals, language.numerals)
    for word, meaning in ((fold(word), meaning) for table in rows for word, meaning in table.items()):
        if " " not in word and (sound := language.sound(word)):
            found.setdefault(sound, set()).add(word)
            meant[word] = meaning
    return {
        sound: min(words_of_sound)
        for sound, words_of_sound in found.items()
        if len({str(meant[word]) for word in words_of_sound}) == 1
    }


def _together(chosen: str) -> tuple[str, ...]:
    return (chosen,) if chosen == "en" else (chosen, "en")


_VOCABULARIES = {_together(key): merged(LANGUAGES[part] for part in _together(key)) for key in LANGUAGES}
_LONG = 5
"""Letters of a word that shows a language by its sound alone: shorter ones sound like words of others."""
_SOUNDS = {key: _sounds(language) for key, language in LANGUAGES.items() if language.sound is not None}
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
    said = {word.text for word in words(text) if word.sort == "word"}
    for key, other in LANGUAGES.items():
        if not said.isdisjoint(other.signs) or (key in _SCRIPTS and _SCRIPTS[key].search(text)):
            return _together(key)
        if any(len(word) > _LONG and _sound(key, word) in _sounds_of_signs(key) for word in said):
            return _together(key)
        if other.particles and said and _nothing_else(key, said):
            return _together(key)
    return ("en",)


@cache
def _sounds_of_signs(key: str) -> frozenset[str]:
    """How the signs sound that are numerals or words of the calendar."""
    return frozenset(filter(None, (_sound(key, word) for word in LANGUAGES[key].signs & _table(key))))


def _sound(key: str, word: str) -> str:
    sound = LANGUAGES[key].sound
    return sound(word) if sound is not None else ""


def _nothing_else(key: str, said: set[str]) -> bool:
    """Whether an utterance holds only words that fit a language, and not just one that fits others as well."""
    language = LANGUAGES[key]
    if len(said) == 1 and not said.isdisjoint(language.particles):
        return not said.isdisjoint(language.alone)
    sounds = _SOUNDS.get(key, {})
    fits = _fitting(key)
    if not said.isdisjoint(_numerals(key)):
        fits |= language.beside_numerals
    return all(word in fits or _sound(key, word) in sounds for word in said)


@cache
def _fitting(key: str) -> frozenset[str]:
    """Words that fit a language."""
    return LANGUAGES[key].particles | _table(key)


@cache
def _numerals(key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in LANGUAGES[key].numerals)


def vocabulary(text: str, language: str) -> Vocabulary:
    """The words with which an utterance is read."""
    return _VOCABULARIES[spoken_in(text, language)]
