"""Stored answers."""

import pytest

from graphs.knowledge import best_entry, ranked

QUESTIONS = [("where can I park the car", "is there parking"), ("do you take dogs",)]


@pytest.mark.parametrize(
    ("text", "place", "sure"),
    [
        ("can I park my car there", 0, True),
        ("are dogs allowed", 1, True),
        ("what is for dinner", -1, False),
        ("", -1, False),
        ("is it in the yard where you can park a big lorry and trailer", 0, True),
    ],
)
def test_the_entry_with_the_most_words_in_common_answers(text: str, place: int, sure: bool) -> None:
    """Little words and plurals do not count; without a word in common there is no answer."""
    score, found = best_entry(text, QUESTIONS)
    assert found == place
    assert (score >= 0.5) is sure


PRODUCT = [
    ("how much does it cost", "price", "pricing", "what do you charge"),
    ("is it on my phone", "mobile app"),
    ("where is it stored", "security"),
    ("do you offer it for teams", "team"),
]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("how much does it cost", 0),
        ("what are your prices", 0),
        ("and what would you be charging us", 0),
        ("what about secrity", 2),
        ("how much is it", -1),
        ("is it there", -1),
        ("do you do it for them", -1),
    ],
)
def test_little_words_find_nothing_and_endings_do_not_count(text: str, place: int) -> None:
    """ "How much does it cost" finds the cost, and not another question's "it"; a letter may be wrong."""
    assert best_entry(text, PRODUCT)[1] == place


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    """Every entry is about the account; one is about closing it."""
    entries = [("open an account",), ("close an account",), ("rename an account",)]
    (best, place), (second, _), *_ = ranked("please close that account of ours tomorrow", entries)
    assert place == 1
    assert best > 1.5 * second
