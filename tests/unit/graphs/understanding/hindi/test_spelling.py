"""How Hindi words sound, whichever way they are spelled."""

from collections import defaultdict

import pytest

from graphs.understanding.hindi.numbers import NUMERALS
from graphs.understanding.hindi.spelling import sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("paintees", "paintis", "pentees"),
        ("chhabbees", "chabbis", "chhabis"),
        ("mangalvaar", "mangalwar", "mangalvar"),
        ("taareekh", "tarikh", "taarik"),
        ("gyaarah", "gyarah"),
        ("पन्द्रह", "पंद्रह"),
        ("पाँच", "पांच"),
        ("साढ़े", "साढे"),
        ("रुपये", "रुपए"),
    ],
)
def test_spellings_of_one_word_sound_the_same(spellings: tuple[str, ...]) -> None:
    """Long vowels, doubled consonants, v and w, nasals and the nukta are free choices of the writer."""
    assert len({sound(spelling) for spelling in spellings}) == 1
    assert sound(spellings[0])


@pytest.mark.parametrize("word", ["do", "sat", "ek", "das", "nau"])
def test_a_short_word_has_no_sound(word: str) -> None:
    """Few letters are too many things in too many languages: they count only as the tables spell them."""
    assert sound(word) == ""


def test_no_two_numerals_sound_the_same() -> None:
    """Every number below a hundred is told from every other by its sound."""
    values = defaultdict(set)
    for word, value in NUMERALS.items():
        if heard := sound(word):
            values[heard].add(value)
    assert {heard for heard, found in values.items() if len(found) > 1} == set()
    assert {value for found in values.values() for value in found} >= set(range(11, 100))
