"""A text that is longer than a vendor takes, in portions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.portions import portions, sayable


def test_a_short_text_is_one_portion_as_it_is() -> None:
    """Nothing is done to it, but for the space around it and between sentences."""
    assert portions(" Good  morning.\nHow are you? ", 100) == ["Good  morning. How are you?"]
    assert portions("Good morning.", 100) == ["Good morning."]


def test_it_is_cut_after_a_sentence() -> None:
    """In Hindi too."""
    assert portions("One two. Three four. Five.", 20) == ["One two. Three four.", "Five."]
    assert portions("एक दो। तीन चार।", 8) == ["एक दो।", "तीन चार।"]


def test_a_long_sentence_is_cut_between_words() -> None:
    """And what follows it may share its last portion."""
    assert portions("One two three. Four.", 10) == ["One two", "three.", "Four."]
    assert portions("One two three. Go.", 10) == ["One two", "three. Go."]
    assert portions("one two three", 8) == ["one two", "three"]


def test_only_a_word_that_is_too_long_is_cut_within() -> None:
    """There is no other way to say it."""
    assert portions("abcdefgh", 3) == ["abc", "def", "gh"]


@given(st.text(st.sampled_from("ab.!? \n।"), max_size=80), st.integers(5, 30))
@settings(max_examples=200)
def test_the_words_stay_the_same(text: str, most: int) -> None:
    """Portions are within the bound and not empty; where no word is longer than it, their words are the text's."""
    found = portions(text, most)
    assert all(0 < len(each) <= most for each in found)
    if max(map(len, text.split()), default=0) <= most:
        assert " ".join(found).split() == text.split()


@pytest.mark.parametrize(("text", "expected"), [("", False), (" \n", False), ("…!", False), ("5", True), ("हाँ", True)])
def test_sayable(text: str, *, expected: bool) -> None:
    """There has to be a letter or a digit."""
    assert sayable(text) is expected
