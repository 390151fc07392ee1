"""Digits that callers read out."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read
from graphs.understanding.reading import Kind, Reading

NOW = datetime.fromisoformat("2026-03-04T09:00")


def spoken(kind: Kind, text: str, **known: object) -> Reading | None:
    """The reading of digits or of a telephone number."""
    return read(kind, text, Asking(now=NOW, **known))  # type: ignore[arg-type]  # keywords of one dataclass


@pytest.mark.parametrize(
    "said",
    [
        "415 555 0199",
        "(415) 555-0199",
        "no, use 415 555 0199",
        "four one five five five five oh one nine nine",
        "it's four one five triple five zero one double nine",
        "four one five. five five five. zero one nine nine.",
        "plus one four one five five five five zero one nine nine",
        "+1 415 555 0199",
        "one four one five five five five zero one nine nine",
        "my number is um 415 uh 555 0199 thanks",
        "4155550137 no sorry 4155550199",
        "five five five no wait four one five five five five oh one nine nine",
        "area code is four one five and the number is five five five zero one nine nine",
        "415.555.0199",
        "four one five and then five five five, then oh one nine nine",
        "four fifteen five fifty five oh one ninety nine",
    ],
)
def test_an_american_number_however_it_is_said(said: str) -> None:
    """Digit by digit, in groups, doubled, with fillers, pauses and a correction: one number."""
    reading = spoken("phone", said, region="US")
    assert reading is not None
    assert reading.value == "+14155550199"


@pytest.mark.parametrize(
    "said",
    [
        "98228 44567",
        "ninety eight two two eight double four five six seven",
        "nine eight two two eight four for five six seven",
        "nau aath do do aath char char paanch chhe saat",
        "नौ आठ दो दो आठ चार चार पाँच छह सात",
        "zero nine eight two two eight double four five six seven",
    ],
)
def test_an_indian_number_however_it_is_said(said: str) -> None:
    """Indian mobile numbers in English, Hindi and both, with or without the trunk zero."""
    reading = spoken("phone", said, language="hi")
    assert reading is not None
    assert reading.value == "+919822844567"


def test_the_callers_own_country_comes_before_the_regions() -> None:
    """A caller from the United States who gives ten digits to an Indian business means an American number."""
    reading = spoken("phone", "415 555 0199", region="IN", caller="+14155550137")
    assert reading is not None
    assert reading.value == "+14155550199"


def test_the_region_counts_when_the_callers_country_has_no_such_number() -> None:
    """An American caller may leave an Indian number with an Indian business."""
    reading = spoken("phone", "98228 44567", region="IN", caller="+14155550137")
    assert reading is not None
    assert reading.value == "+919822844567"


@pytest.mark.parametrize(
    "said",
    ["five five five", "415 555 01", "415 555 0199 0199 0199", "call me tomorrow", "at half past nine", "yes", ""],
)
def test_what_nobody_could_dial_is_no_number(said: str) -> None:
    """Too few digits, too many, or none at all."""
    assert spoken("phone", said, region="US") is None


@pytest.mark.parametrize(
    "said",
    [
        "nine eight two two eight four four five six seven, sorry, 9 not 7 at the end",
        "nine eight two two eight four four five six seven no the last one is six",
    ],
)
def test_a_number_with_digits_taken_back_is_asked_again(said: str) -> None:
    """A correction of single digits is not guessed at."""
    assert spoken("phone", said) is None


def test_an_extension_is_no_part_of_the_number() -> None:
    """What is dialled after the number is left out."""
    reading = spoken("phone", "four one five five five five zero one nine nine extension twelve", region="US")
    assert reading is not None
    assert reading.value == "+14155550199"


def test_amounts_are_parted_where_only_that_can_be_dialled() -> None:
    """ "Eight hundred six" is 806, or 800 and a six: the numbering plan says which."""
    reading = spoken("phone", "eight hundred six two seven twenty three sixty four", region="US")
    assert reading is not None
    assert reading.value == "+18006272364"


def test_the_span_of_a_number_is_the_digits() -> None:
    """Words around the number are left for other values."""
    text = "it's Ana, four one five five five five oh one nine nine, thanks"
    reading = spoken("phone", text, region="US")
    assert reading is not None
    assert text[reading.start : reading.end] == reading.said == "four one five five five five oh one nine nine"


@pytest.mark.parametrize(
    ("said", "length", "meant"),
    [
        ("one two three four five six seven eight", 8, "12345678"),
        ("8765 4321", 8, "87654321"),
        ("one oh oh oh one", 5, "10001"),
        ("it is double seven 12", 4, "7712"),
        ("twelve thirty four", 4, "1234"),
        ("my zip is nine four one oh seven I think", 5, "94107"),
        ("four to three four", 4, "4234"),
        ("one two no sorry one two three four", 4, "1234"),
        ("ek do teen char", 4, "1234"),
        ("unchaas battees", 4, "4932"),
        ("three thousand eleven twenty two", 8, "30001122"),
    ],
)
def test_digits_of_a_known_length(said: str, length: int, meant: str) -> None:
    """A code is read digit by digit or in groups, and zero may be called oh."""
    reading = spoken("digits", said, length=length)
    assert reading is not None
    assert reading.value == meant


def test_digits_of_another_length_are_not_the_answer() -> None:
    """Seven digits are no account number of eight."""
    assert spoken("digits", "one two three four five six seven", length=8) is None


def test_digits_that_were_not_asked_for_need_a_length_of_four_or_more() -> None:
    """Short figures are too often something else."""
    assert spoken("digits", "123456", length=6, primary=False) is not None
    assert spoken("digits", "two of 12", length=2, primary=False) is None
    assert spoken("digits", "123456", primary=False) is None


def test_without_a_length_any_row_of_digits_is_the_answer() -> None:
    """A flow that does not say how many digits there must be takes the longest row."""
    reading = spoken("digits", "it is number 5 no 77812")
    assert reading is not None
    assert reading.value == "77812"
