"""The words of an utterance."""

import pytest

from graphs.understanding.words import normalise, words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Um, that's  RIGHT!", "thats right"),
        ("What’s the time?", "whats the time"),
        ("check-up", "check up"),
        ("नहीं, ठीक है।", "नहीं ठीक है"),
        ("uh... hmm", ""),
        ("", ""),
    ],
)
def test_plain_words(text: str, plain: str) -> None:
    """Case, punctuation, apostrophes and fillers go; letters of every script stay whole."""
    assert normalise(text) == plain


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("10:30 a.m.", ["clock", "halfday"]),
        ("2026-03-10 3/4 31/12/26", ["date", "date", "date"]),
        ("the 3rd.", ["word", "ordinal", "end"]),
        ("$1,250.50 +44", ["money", "number", "sign", "number"]),
        ("5pm", ["number", "word"]),
        ("२५ मार्च", ["number", "word"]),
    ],
)
def test_kinds_of_tokens(text: str, sorts: list[str]) -> None:
    """Times, dates, ordinals and amounts are kept whole, so that no rule reads half of one."""
    assert [word.sort for word in words(text)] == sorts


def test_places_are_those_of_the_text() -> None:
    """A word's place is in the text as it was given, before any folding."""
    text = "ＯＫ  Müller’s 10th"
    assert [text[word.start : word.end] for word in words(text)] == ["ＯＫ", "Müller’s", "10th"]
