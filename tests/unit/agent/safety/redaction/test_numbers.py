"""Words made digits."""

import pytest

from agent.safety.redaction.harmless import marked
from agent.safety.redaction.numbers import numbers
from agent.safety.redaction.tokens import tokens


def digits(text: str) -> str:
    """The digits of an utterance, number by number."""
    return " ".join(number.digits for number in numbers(tokens(text)))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("four one oh nine", "4 1 0 9"),
        ("double four triple oh", "44 000"),
        ("डबल चार ट्रिपल शून्य", "44 000"),
        ("double-four", "44"),
        ("forty five sixty-seven nineteen", "45 67 19"),
        ("four zeros two more ones", "0000 11"),
        ("three times five", "555"),
        ("four hundred", "400"),
        ("four thousand five hundred and sixty seven", "4567"),
        ("two thousand twenty six", "2026"),
        ("चार हज़ार पाँच सौ", "4500"),
        ("teen hazaar do sau pachas", "3250"),
        ("ek do teen chaar paanch chhe saat aath nau shunya", "1 2 3 4 5 6 7 8 9 0"),
        ("एक दो तीन चार पांच छः सात आठ नौ ज़ीरो", "1 2 3 4 5 6 7 8 9 0"),
        ("वन टू थ्री फोर फाइव सिक्स सेवन एट नाइन ज़ीरो", "1 2 3 4 5 6 7 8 9 0"),
        ("अट्ठासी उनतीस निन्यानवे", "88 29 99"),
        ("athasi pachchis ninyanve", "88 25 99"),
        ("aik ikkis athahattar unis byalis", "1 21 78 19 42"),
        ("४५६ and 12", "456 12"),
        ("4,500 and 1,23,456", "4500 123456"),
        ("one two for five six to nine", "1 2 4 5 6 2 9"),
        ("do you have it", ""),
        ("I ate at one", "1"),
        ("this one please", ""),
        ("oh I see", ""),
        ("do teen char", "2 3 4"),
        ("it is for two", "2"),
    ],
)
def test_digits_are_read_as_they_are_said(said: str, read: str) -> None:
    """In both languages and scripts; ordinary words that look like digits count only among digits."""
    assert digits(said) == read


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("14/03/2026", {0: "date", 1: "date", 2: "date"}),
        ("fourteenth of march twenty twenty six", {0: "date", 1: "date"}),
        ("march 5", {0: "date"}),
        ("10:30", {0: "time", 1: "time"}),
        ("at ten thirty", {0: "time", 1: "time"}),
        ("saadhe dus bajkar", {}),
        ("at eleven baje", {0: "quantity"}),
        ("rupees four thousand five hundred", {0: "money"}),
        ("₹4,500", {0: "money"}),
        ("four five zero rupees", {0: "money", 1: "money", 2: "money"}),
        ("12.50", {0: "decimal", 1: "decimal"}),
        ("two adults", {0: "quantity"}),
        ("the last four digits are 4 5 6 7", {0: "count"}),
        ("last four 1 2 3 4", {0: "count"}),
        ("one second", {0: "pause"}),
        ("6210 one sec 2475", {1: "pause"}),
        ("4 8 2 1 second", {}),
        ("5067 Oak Road", {0: "code"}),
        ("error 502", {0: "code"}),
        ("2018 mein", {0: "date"}),
        ("3, let me check, 4-7", {}),
        ("AI302", {0: "code"}),
        ("two lakh", {0: "quantity"}),
        ("next four one one", {}),
        ("4012 8888 8888 1881", {}),
        ("4012-8888-8888-1881", {}),
        ("12-34-56-78", {}),
    ],
)
def test_what_is_plainly_harmless_is_set_aside(said: str, marks: dict[int, str]) -> None:
    """By the place of each number; the rest may be digits of anything."""
    read = tokens(said)

    assert marked(read, numbers(read)) == marks
