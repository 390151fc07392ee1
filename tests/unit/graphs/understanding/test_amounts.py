"""Which number, or how much money, a caller means."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read
from graphs.understanding.hindi.numbers import BELOW_HUNDRED
from graphs.understanding.reading import Kind, Reading

NOW = datetime.fromisoformat("2026-03-04T09:00")


def amount(kind: Kind, text: str, *, language: str = "en", **known: object) -> Reading | None:
    """The reading of a number or of money."""
    return read(kind, text, Asking(now=NOW, language=language, **known))  # type: ignore[arg-type]  # keywords of one dataclass


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("two", 2),
        ("um four I think", 4),
        ("about fifty people", 50),
        ("a couple", 2),
        ("a dozen", 12),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("two point five", 2.5),
        ("two and a half", 2.5),
        ("one hundred and five", 105),
        ("two thousand three hundred and forty one", 2341),
        ("a hundred thousand", 100_000),
        ("five lakh", 500_000),
        ("two crore", 20_000_000),
        ("1,250", 1250),
        ("2.5 million", 2_500_000),
        ("twenty-one", 21),
        ("one fifty", 150),
        ("just me", 1),
        ("me and my wife", 2),
        ("there are four of us", 4),
        ("a group of six", 6),
        ("three, no make it four", 4),
        ("a table for two at six pm on the tenth", 2),
        ("two rooms for next thursday", 2),
        ("just one ticket", 1),
    ],
)
def test_numbers_in_words_and_figures(said: str, meant: float) -> None:
    """Numbers are read in words, figures and both, past dates, times and corrections."""
    reading = amount("number", said)
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize(("asked", "meant"), [("How many rooms?", 2), ("How many nights?", 3)])
def test_the_question_picks_what_is_counted(asked: str, meant: int) -> None:
    """When several things are counted, the one in the question is meant."""
    reading = amount("number", "two rooms for three nights", asked=asked)
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize(
    "said",
    ["that one", "this one is good", "the tenth of march", "at 6 pm", "none of your business", "a 4.5 star hotel", ""],
)
def test_what_is_no_count_is_no_number(said: str) -> None:
    """A pronoun, a day, a time and a rating are no answers to "how many"."""
    assert amount("number", said) is None


def test_numbers_out_of_bounds_are_not_read() -> None:
    """A number below the minimum or above the maximum is not the answer."""
    assert amount("number", "two hundred", maximum=100) is None
    assert amount("number", "zero", minimum=1) is None


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("fifty people", True),
        ("fifty", False),
        ("fifty dollars", False),
        ("employees fifty", True),
        ("fifty employee", True),
    ],
)
def test_a_number_that_was_not_asked_for_needs_its_unit(said: str, taken: bool) -> None:
    """Outside its question a number counts only beside one of the flow's own units."""
    reading = amount("number", said, primary=False, units=("people", "employees", "employee"))
    assert (reading is not None) is taken


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("five hundred dollars", 500),
        ("$5.50", 5.5),
        ("five dollars and fifty cents", 5.5),
        ("twenty bucks", 20),
        ("₹2,50,000", 250_000),
        ("rs 500", 500),
        ("5k", 5000),
        ("fifty", 50),
        ("for two people, about three hundred euros", 300),
    ],
)
def test_money(said: str, meant: float) -> None:
    """An amount with a currency wins over other numbers; asked for, a bare number is one."""
    reading = amount("money", said)
    assert reading is not None
    assert reading.value == meant


def test_money_that_was_not_asked_for_needs_a_currency() -> None:
    """A bare number is money only in an answer."""
    assert amount("money", "fifty", primary=False) is None
    assert amount("money", "fifty rupees", primary=False) is not None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("तीन लोग", 3),
        ("पैंतालीस", 45),
        ("दो सौ पाँच", 205),
        ("ढाई", 2.5),
        ("साढ़े तीन हज़ार", 3500),
        ("डेढ़ लाख", 150_000),
        ("teen log", 3),
        ("saadhe teen sau", 350),
        ("paune do", 1.75),
        ("dedh lakh", 150_000),
        ("ek hazaar", 1000),
        ("१२", 12),
    ],
)
def test_hindi_numbers(said: str, meant: float) -> None:
    """Hindi has a word for every number below a hundred, and its own halves and quarters."""
    reading = amount("number", said, language="hi")
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize("figures", range(100))
def test_every_number_word_below_a_hundred_is_known(figures: int) -> None:
    """The Devanagari word of each number from 0 to 99 is read as that number."""
    reading = amount("number", BELOW_HUNDRED[figures], language="hi")
    assert reading is not None
    assert reading.value == figures


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("one and a half lakh", 150_000),
        ("one point five crore", 15_000_000),
        ("half a million", 500_000),
        ("5 lakh 20 thousand", 520_000),
        ("two lakh fifty thousand", 250_000),
        ("twenty five k", 25_000),
        ("one oh five", 105),
        ("fortytwo", 42),
    ],
)
def test_parts_of_scales(said: str, meant: float) -> None:
    """Indian and Western scales are cut in halves and decimals, and put together in figures."""
    reading = amount("number", said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, True)


@pytest.mark.parametrize(
    ("said", "meant"), [("to", 2), ("too", 2), ("for", 4), ("won", 1), ("for people", 4), ("a table for to", 2)]
)
def test_misheard_numbers_are_read_but_not_sure(said: str, meant: int) -> None:
    """A recogniser writes "to" for "two": as the whole answer it is that, to be confirmed."""
    reading = amount("number", said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, False)


@pytest.mark.parametrize(
    ("asked", "said", "meant"),
    [
        ("How many bedrooms?", "a two bedroom flat", 2),
        ("How many bedrooms?", "I have three kids so I need four bedrooms", 4),
        ("How many bathrooms?", "three bed two bath", 2),
        ("How many people?", "a house for two with a rating of at least 4.5", 2),
        ("How many people?", "for 2, rated 4.5 or higher", 2),
        ("How many children?", "two adults and three children", 3),
        ("How many children?", "none", 0),
        ("How many children?", "no children", 0),
        ("How many days?", "one room for three days", 3),
        ("How many seats?", "one to 1200 Spring Garden Road", 1),
        ("How many?", "me and one other so two", 2),
        ("How many?", "a table for three in the morning 11:30", 3),
        ("How many?", "it will just be me", 1),
    ],
)
def test_what_a_number_counts_decides(asked: str, said: str, meant: int) -> None:
    """Ratings, houses and counts of other things are not the answer; a total is."""
    reading = amount("number", said, asked=asked)
    assert reading is not None
    assert (reading.value, reading.undecided) == (meant, False)


@pytest.mark.parametrize("said", ["minus five", "me and my two kids", "a few", "several", "my 16 year old"])
def test_counts_that_were_not_said_are_not_made_up(said: str) -> None:
    """A part of a company is not its size, and a vague word is no number."""
    assert amount("number", said, asked="How many people?") is None


@pytest.mark.parametrize(
    ("asked", "said"), [("How many people?", "two adults and three children"), ("", "1 room for 3 days")]
)
def test_counts_of_different_things_are_undecided(asked: str, said: str) -> None:
    """Without a question that picks one, none is taken."""
    reading = amount("number", said, asked=asked)
    assert reading is not None
    assert reading.undecided


@pytest.mark.parametrize(
    ("said", "meant"), [("fifty paise", 0.5), ("fifty cents", 0.5), ("five lakh twenty thousand rupees", 520_000)]
)
def test_small_money_is_a_part_of_the_large(said: str, meant: float) -> None:
    """A hundred cents are a dollar."""
    reading = amount("money", said)
    assert reading is not None
    assert reading.value == meant
