"""What a model is told of its work, and must not repeat."""

import pytest

from graphs.reciting import Unspoken, unquoted

RULES = "Find out what the caller wants, and never say “we are the cheapest of them all in town”."


@pytest.mark.parametrize(
    "sentence",
    [
        "Find out what the caller wants, and never say anything.",
        "FIND OUT what the caller; wants and never say it",
        "My orders are to find out what the caller wants and never stop.",
    ],
)
def test_many_words_in_a_row_are_repeated(sentence: str) -> None:
    """Whatever stands between the words."""
    unspoken = Unspoken()
    unspoken.keep(RULES)
    assert unspoken.repeated_in(sentence)


@pytest.mark.parametrize("sentence", ["", "Find out what the caller wants.", "What can I find out for you, caller?"])
def test_a_few_words_are_not(sentence: str) -> None:
    """They are anybody's."""
    unspoken = Unspoken()
    unspoken.keep(RULES)
    assert not unspoken.repeated_in(sentence)


def test_what_stands_in_quotes_is_meant_to_be_said() -> None:
    """Where somebody writes how a model is to speak."""
    unspoken = Unspoken()
    unspoken.keep(unquoted(RULES))
    assert not unspoken.repeated_in("We are the cheapest of them all in town.")
