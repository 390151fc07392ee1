"""The words by which calls are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.store.words import MOST, question, vocabulary, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I'd like a check-up, please!", ["id", "like", "a", "check", "up", "please"]),
        ("Café at 8:30", ["cafe", "at", "8", "30"]),
        ("सफ़ाई करवानी है।", ["सफाई", "करवानी", "है"]),
        ("सफाई", ["सफाई"]),
        ("…", []),
    ],
)
def test_words_are_the_same_however_they_are_written(text: str, found: list[str]) -> None:
    """Case, accents, apostrophes and nuktas do not count; the vowel signs of Indian scripts part no word."""
    assert words(text) == found


def test_a_call_is_found_by_its_numbers_last_digits() -> None:
    """And by any part of them, since each tail is kept and found by its beginning."""
    assert {"#919812345678", "#5678", "#678"} <= set(vocabulary([], ["+919812345678", None]))
    assert question("98123") == "('98123':* | '#98123':*)"


def test_every_word_of_a_question_has_to_be_there() -> None:
    """Longer words also as the beginning of another."""
    assert question("Root canal?") == "'root':* & 'canal':*"
    assert question("at 8") == "'at' & '8'"


def test_a_question_without_a_word_asks_nothing() -> None:
    """So nothing is found, and not everything."""
    assert question(" ?!") is None


@given(st.text(max_size=200))
def test_a_question_is_never_more_than_words(text: str) -> None:
    """Whatever is typed, nothing in it is an operator of the database's."""
    asked = question(text) or ""

    assert all(letter.isalnum() or letter in "' :*&|()#" or not letter.isascii() for letter in asked)
    assert asked.count("'") % 2 == 0


def test_a_call_has_a_bounded_number_of_words() -> None:
    """Somebody who reads a dictionary aloud fills no table."""
    assert len(vocabulary([" ".join(f"w{number}" for number in range(MOST * 2))], [])) == MOST
