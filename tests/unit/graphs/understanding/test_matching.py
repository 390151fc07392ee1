"""Whether words contain a phrase."""

import pytest

from graphs.understanding import matches
from graphs.understanding.matching import find, occurrences, resembles


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("I need a check up", "check-up"),
        ("check-up", "checkup"),
        ("checkups", "check up"),
        ("When are you open?", "when are you open"),
        ("what's the price", "whats the price"),
        ("make uh an appointment", "make an appointment"),
        ("I am in SEVERE pain!", "severe pain"),
        ("opening hour", "opening hours"),
        ("मुझे सफाई चाहिए", "सफाई"),
        ("una revisión", "revisión"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(text: str, phrase: str) -> None:
    """Case, punctuation, apostrophes, fillers, a final s and compounds make no difference."""
    assert matches(text, phrase) > 0


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("removed", "move"),
        ("booking", "book"),
        ("is", "i"),
        ("later", "late"),
        ("pain", "severe pain"),
        ("", "a"),
        ("a", ""),
        ("?", "!"),
    ],
)
def test_parts_of_words_do_not_match(text: str, phrase: str) -> None:
    """A phrase is found on the bounds of words, and whole."""
    assert matches(text, phrase) == 0


def test_the_longer_phrase_matches_more() -> None:
    """The length tells the better of two matches."""
    text = "cancel my appointment please"
    assert matches(text, "cancel my appointment") > matches(text, "cancel") > 0


def test_where_a_phrase_was_found() -> None:
    """The place is in the caller's own words, and every place is found."""
    text = "Book it. No, book the check-up."
    found = find(text, "checkup")
    assert found is not None
    assert text[found.start : found.end] == "check-up"
    assert [text[each.start : each.end] for each in occurrences(text, "book")] == ["Book", "book"]


def test_only_nearly_equal_words_resemble_a_phrase() -> None:
    """A slip of one letter in a long word is near enough; short words and other words are not."""
    assert resembles("a cleening", "cleaning") is not None
    assert resembles("a feeling", "filling") is None
    assert resembles("boot", "book") is None
    assert resembles("", "cleaning") is None
