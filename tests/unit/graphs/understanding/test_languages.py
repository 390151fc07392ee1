"""The languages that are understood."""

import re

import pytest

from graphs.understanding.languages import LANGUAGES, spoken_in, vocabulary
from graphs.understanding.words import fold, words


@pytest.mark.parametrize(
    ("text", "language", "keys"),
    [
        ("tomorrow at nine", "en", ("en",)),
        ("do you have sat nau", "en", ("en",)),
        ("teen baje", "en", ("hi", "en")),
        ("कल", "en", ("hi", "en")),
        ("das", "en", ("hi", "en")),
        ("do", "en", ("en",)),
        ("sat", "en", ("en",)),
        ("do hi", "en", ("hi", "en")),
        ("nau june", "en", ("hi", "en")),
        ("main street", "en", ("en",)),
        ("chaubees", "en", ("hi", "en")),
        ("shukravaar please", "en", ("hi", "en")),
        ("tomorrow at nine", "hi", ("hi", "en")),
        ("tomorrow at nine", "es", ("en",)),
    ],
)
def test_languages_mix_when_a_word_shows_it(text: str, language: str, keys: tuple[str, ...]) -> None:
    """Every language is read together with English; English alone until another shows itself."""
    assert spoken_in(text, language) == keys


def test_the_language_of_the_call_wins_where_words_clash() -> None:
    """ "do" is two in a Hindi call and nothing in an English one."""
    assert vocabulary("do", "hi").numerals["do"] == 2
    assert "do" not in vocabulary("do", "en").numerals


def test_words_are_read_in_any_spelling() -> None:
    """A word that only sounds like one of the tables is read as that one; words of other languages stay."""
    known = vocabulary("paintees", "hi")
    assert [word.text for word in known.respelt(words("pentees ninety march"))] == [
        *(word.text for word in known.respelt(words("paintis"))),
        "ninety",
        "march",
    ]
    english = words("pentees")
    assert vocabulary("hello", "en").respelt(english) is english


@pytest.mark.parametrize("key", LANGUAGES)
def test_signs_are_no_english_words(key: str) -> None:
    """A word that shows another language must not be a word of English calendars, numbers or answers."""
    english = LANGUAGES["en"]
    own = {fold(word) for word in (*english.numerals, *english.ordinals, *english.scales, *english.meanings)}
    assert own.isdisjoint(LANGUAGES[key].signs)


@pytest.mark.parametrize("key", LANGUAGES)
def test_every_phrase_is_a_pattern(key: str) -> None:
    """The phrases of a language compile, and none matches nothing at all."""
    said = LANGUAGES[key].requests
    groups = (said.yes, said.no, said.takes_back, said.agrees, said.refuses, said.finished, said.more, said.none)
    for phrase in (phrase for group in groups for phrase in group):
        assert re.fullmatch(phrase, "") is None
