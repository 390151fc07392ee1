"""What went into sensitive slots, found again however it is put; and what only looks like it."""

from random import Random

import pytest

from agent.safety.confided import MOST_SECRETS, Secrets
from tests.support.dictation import FORMS, spoken

NUMBER = ("4851", "4 8 5 1")
PHONE = ("+919822012345", "98220 12345")
NAME = ("Zebulonia Quartz", "Zebulonia Quartz")


def hidden(text: object, *values: str) -> object:
    """The text as it is told when these values are secret."""
    secrets = Secrets()
    for value in values:
        secrets.add(value)
    return secrets.hidden(text)


@pytest.mark.parametrize(
    "said",
    [
        "4851", "48 51", "4, 8, 5, 1", "4-8-5-1", "AB4851", "४८५१", "४ ८ ५ १",
        "four eight five one", "Four, eight, five, one", "four-eight-five-one", "four eight, uh, five one",
        "forty eight fifty one", "four thousand eight hundred fifty one", "four 8 five 1", "Four. Eight. Five. One",
        "chaar aath paanch ek", "चार आठ पाँच एक", "चार हज़ार आठ सौ इक्यावन", "फोर एट फाइव वन",
    ],
)  # fmt: skip
def test_a_number_is_hidden_however_it_is_said(said: str) -> None:
    """In figures, in words of two languages, apart or together; nothing around it is."""
    assert hidden(f"Your code is {said}.", *NUMBER) in ("Your code is [sensitive].", "Your code is AB[sensitive].")


@pytest.mark.parametrize(
    "said",
    ["nine eight two two zero one two three four five", "98 22 01 23 45", "nine eight double two zero, 1 2 3 4 5"],
)
def test_a_telephone_number_is_hidden_without_its_country(said: str) -> None:
    """We may leave it out when we say it."""
    assert hidden(f"I will ring {said} then", *PHONE) == "I will ring [sensitive] then"


@pytest.mark.parametrize(
    "said",
    ["zebulonia quartz", "ZEBULONIA  QUARTZ", "Zebulonia-Quartz", "zebuloniaquartz", "Zebu lonia Quartz",
     "Z E B U L O N I A, Q U A R T Z"],
)  # fmt: skip
def test_a_name_is_hidden_in_other_letters_and_spaces(said: str) -> None:
    """Also spelled letter by letter."""
    assert hidden(f"Thank you, {said}.", *NAME) == "Thank you, [sensitive]."


def test_a_name_in_devanagari_is_hidden() -> None:
    """Its vowel signs belong to it."""
    assert hidden("धन्यवाद, ज़ेबुलोनिया जी।", "ज़ेबुलोनिया") == "धन्यवाद, [sensitive] जी।"
    assert hidden("यह रामू है, राम नहीं", "राम") == "यह रामू है, [sensitive] नहीं"


@pytest.mark.parametrize(
    "said",
    [
        "We have four tables, eight chairs and five lamps for one hall.",
        "48 people at 5:10",
        "It is four eight five.",
        "We open at four, on the eighth of May.",
        "Ann likes the banner",
    ],
)
def test_what_only_looks_like_it_stays(said: str) -> None:
    """Digits with other words between them, some of them, and letters in other words."""
    secrets = ("4851", "Anna")
    assert hidden(said, *secrets) == said


@pytest.mark.parametrize(
    "said", ["4851, 4851", "4 8 5 1. 4 8 5 1", "four eight five one four eight five one", "4851 2026", "4851, at 10:30"]
)
def test_a_number_is_hidden_beside_others(said: str) -> None:
    """Said twice, or with a year or a time right after it."""
    written = str(hidden(f"It is {said}.", *NUMBER))
    assert "[sensitive]" in written
    assert not any(part in written for part in ("4851", "4 8", "four", "5 1"))


@pytest.mark.parametrize(
    "said", ["9848517320", "nine eight four eight five one seven three two zero", "9 8 4 8 5 1 7 3 2 0"]
)
def test_a_short_number_in_a_long_one_is_there_by_chance(said: str) -> None:
    """A telephone number has it now and then; a long one that is in another is none of chance."""
    assert hidden(f"Call {said}", *NUMBER) == f"Call {said}"
    assert hidden("ticket 00730916", "730916") == "ticket [sensitive]"


def test_a_short_name_is_not_hidden_within_other_words() -> None:
    """ "Ann" is in “banner”; spelled, it is still a name."""
    assert hidden("Ann put up the banner", "Ann") == "[sensitive] put up the banner"
    assert hidden("that is A, N, N", "Ann") == "that is [sensitive]"
    assert hidden("the me of yesterday", "theme") == "the me of yesterday"


def test_everything_is_looked_through_however_deep_it_lies() -> None:
    """In lists and records; numbers are looked at as they are written."""
    value = {"a": ["four eight five one", 4851, 4852, True, None, 1.5]}
    assert hidden(value, "4851") == {"a": ["[sensitive]", "[sensitive]", 4852, True, None, 1.5]}


def test_a_value_of_one_or_two_letters_is_not_looked_for() -> None:
    """It is everywhere."""
    assert hidden("no, 42", "no", "42") == "no, 42"


def test_so_many_values_and_no_more() -> None:
    """Looking for them has its price."""
    secrets = Secrets()
    assert all(secrets.add(f"value {number:03}") for number in range(MOST_SECRETS))
    assert not secrets.add("value 001")
    assert not secrets.add("another one")


@pytest.mark.parametrize("form", FORMS)
def test_any_number_is_hidden_in_every_form(form: str) -> None:
    """As callers and models put numbers: twenty-one ways of it."""
    random = Random(form)
    for _ in range(20):
        digits = "".join(random.choices("0123456789", k=random.choice([3, 4, 6, 8, 10])))
        said = spoken(digits, form, random)
        assert hidden(f"It is {said}, right?", digits) == "It is [sensitive], right?"
