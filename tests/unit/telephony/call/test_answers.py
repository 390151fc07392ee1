"""Digits among words, and answers of a form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.answers import JUDGES, digits_in, ends_in_domain
from telephony.call.completeness import completeness
from telephony.call.lexicon.languages import lexicon_of
from telephony.call.ports import Expect
from telephony.call.transcripts import words_of

LEXICON = lexicon_of("")
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
HINDI = ["शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("nine eight two", 3),
        ("98 22", 4),
        ("double four", 2),
        ("triple zero seven", 4),
        ("double", 0),
        ("ninety eight twenty two", 4),
        ("ninety zero", 3),
        ("twenty", 2),
        ("ninety oh one", 4),
        ("thirteen", 2),
        ("one", 1),
        ("one two", 2),
        ("the same one", 0),
        ("the one I have", 0),
        ("yes I do", 0),
        ("nine do", 2),
        ("the one two three", 2),
        ("oh I see", 0),
        ("+91 98220", 7),
        ("डबल चार", 2),
        ("अट्ठानवे बाईस", 4),
        ("no", 0),
    ],
)
def test_digits_are_counted_as_they_are_said(text: str, digits: int) -> None:
    """By ones, by twos, doubled and tripled; words that only sound like digits are none."""
    assert digits_in(words_of(text), LEXICON) == digits


@given(st.text("0123456789", min_size=1, max_size=14), st.data())
def test_a_number_has_its_digits_however_it_is_said(number: str, data: st.DataObject) -> None:
    """In figures, word by word, in either language, and with doubles."""
    words: list[str] = []
    place = 0
    while place < len(number):
        digit = number[place]
        if number[place : place + 2] == digit * 2 and data.draw(st.booleans()):
            words += ["double", UNITS[int(digit)]]
            place += 2
            continue
        names = data.draw(st.sampled_from([UNITS, HINDI]))
        words.append(names[int(digit)])
        place += 1

    assert digits_in(words, LEXICON) == len(number)
    assert digits_in([number], LEXICON) == len(number)


@given(st.text("0123456789", min_size=10, max_size=10).filter(lambda number: not number.startswith("91")))
def test_a_phone_number_is_unfinished_until_its_last_digit(number: str) -> None:
    """Ten digits are whole; each beginning is not."""
    expect = Expect("s", kind="phone")
    words = [UNITS[int(digit)] for digit in number]

    assert completeness(" ".join(words), expect) == "whole"
    assert {completeness(" ".join(words[:count]), expect) for count in range(2, 10)} == {"halfway"}


@given(st.integers(4, 16), st.data())
def test_a_code_ends_at_its_length(length: int, data: st.DataObject) -> None:
    """With the last digit nothing can follow; with one more it is merely whole."""
    code = data.draw(st.text("0123456789", min_size=length, max_size=length))
    expect = Expect("s", kind="digits", keys=length)

    assert completeness(code, expect) == "certain"
    assert completeness(code[:-1], expect) == "halfway"
    assert completeness(code + "7", expect) == "whole"


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("asha at company dot in", True),
        ("asha@company.in", True),
        ("asha at clinic dot co in", True),
        ("asha at clinic dot co dot in", True),
        ("book me in", False),
        ("asha at gmail dot com and", False),
        ("", False),
    ],
)
def test_a_domain_is_no_word_of_a_sentence(text: str, domain: bool) -> None:
    """The "in" of India ends an address; another "in" wants something behind it."""
    assert ends_in_domain(text, LEXICON) is domain


def test_an_option_that_another_begins_with_may_go_on() -> None:
    """ "Root canal" may become "root canal treatment"; what nobody offers says nothing."""
    expect = Expect("s", kind="choice", hints=["the root canal", "a root canal treatment", "a cleaning", ""])

    assert completeness("root canal", expect) == "open"
    assert completeness("the root canal treatment please", expect) == "whole"
    assert completeness("cleaning", expect) == "whole"
    assert completeness("whitening", expect) == "open"
    assert completeness("please", expect) == "open"


def test_options_of_courtesies_alone_are_options() -> None:
    """An option may consist of words that add nothing elsewhere."""
    assert completeness("for me", Expect("s", kind="choice", hints=("for me", "for us both"))) == "whole"


@given(
    st.sampled_from(sorted(JUDGES)), st.lists(st.sampled_from([*UNITS, *TENS, "at", "dot", "pm", "may", "past", "-"]))
)
def test_any_words_can_be_judged(kind: str, words: list[str]) -> None:
    """However the parts come together."""
    expected = {"certain", "whole", "open", "unfinished", "halfway", "waits"}
    assert completeness(" ".join(words), Expect("s", kind=kind, keys=6)) in expected
