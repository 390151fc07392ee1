"""Spoken words made written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.understanding.written import written


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("the twenty third at half past nine", "the 23th at half past 9"),
        ("two hundred and five people", "205 people"),
        ("nineteen eighty five", "19 85"),
        ("a hundred thousand", "100000"),
        ("twenty five thousand six hundred and two", "25602"),
        ("two three four", "2 3 4"),
        ("five lakh", "500000"),
        ("5k please", "5000 please"),
        ("1,250.50", "1250.50"),
        ("On the 3rd, at 10:30 a.m. Thanks!", "on the 3th at 10:30 am thanks ."),
        ("um the uh tenth", "the 10th"),
        ("the day after tomorrow", "overmorrow"),
        ("oh one two", "oh 1 2"),
        ("one and two", "1 and 2"),
    ],
)
def test_numbers_become_figures(said: str, form: str) -> None:
    """Number words that belong together become one figure; fillers and commas go."""
    assert written(said, "en").text == form


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("कल साढ़े ग्यारह बजे", "tomorrow saadhe 11 o'clock"),
        ("do din baad", "2 days later"),
        ("पैंतालीस हज़ार", "45000"),
        ("bees teen", "20 3"),
        ("next Monday ko subah", "next monday ko morning"),
        ("do you have tareekh", "do you have dayth"),
        ("१२ मार्च", "12 march"),
    ],
)
def test_hindi_becomes_the_words_of_the_grammar(said: str, form: str) -> None:
    """Each language's words stand for those of the one grammar, in both scripts."""
    assert written(said, "hi").text == form


def test_a_part_knows_the_words_it_came_from() -> None:
    """A span of the written form leads back to the caller's own characters."""
    text = "On the Twenty-Third, please"
    form = written(text, "en")
    at = form.text.index("23th")
    start, end = form.span(at, at + len("23th"))
    assert text[start:end] == "Twenty-Third"


@given(st.text(max_size=120))
def test_every_part_lies_in_the_text_in_order(text: str) -> None:
    """Whatever was said, the parts cover the caller's words from left to right."""
    form = written(text, "hi")
    assert form.text == " ".join(part.text for part in form.parts)
    ends = 0
    for part in form.parts:
        assert 0 <= part.start < part.end <= len(text)
        assert part.end >= ends
        ends = part.end
