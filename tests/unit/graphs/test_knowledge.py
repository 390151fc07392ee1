"""Stored answers."""

import pytest

from graphs.knowledge import best_entry

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
