"""A recogniser's writing as bare words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.transcripts import LONGEST, ending_of, spoken, tails, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Yes, that's RIGHT!", ["yes", "that's", "right"]),
        ("it’s", ["it's"]),
        ("uh-huh, hmmmmm…", ["uh-huh", "hmm"]),
        ("at 3:30 p.m.", ["at", "3", "30", "pm"]),
        ("1000 1111", ["1000", "1111"]),
        ("ठीक है। एक मिनट", ["ठीक", "है", "एक", "मिनट"]),
        ("yes [noise] (coughs) please *laughs*", ["yes", "please"]),
        ("Monday – or – Tuesday -", ["monday", "or", "tuesday"]),
        ("", []),
        ("[noise]", []),
    ],
)
def test_words_are_bare(text: str, words: list[str]) -> None:
    """Lower case, no punctuation of any script, no noises; drawn-out letters count as two, digits as they are."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "said"), [("[noise]", ""), ("yes (coughs) please", "yes please"), ("Yes, please.", "Yes, please.")]
)
def test_noises_can_be_left_out(text: str, said: str) -> None:
    """The rest stays as it was written."""
    assert spoken(text) == said


def test_of_a_long_story_the_end_is_looked_at() -> None:
    """From the beginning of a word."""
    end = ending_of("and then " * 100)

    assert len(end) <= LONGEST
    assert end.startswith(("and ", "then "))
    assert ending_of("short") == "short"


def test_tails_are_the_last_words() -> None:
    """The last, the last two, as far as there are any."""
    assert tails(["one", "two", "three"], 2) == ["three", "two three"]
    assert tails(["one"], 4) == ["one"]


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    """Whatever a recogniser writes."""
    assert all(word and word == word.strip() for word in words_of(text))
