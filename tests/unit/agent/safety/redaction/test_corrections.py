"""Numbers that are put right while they are said, although nobody named them: the check digit decides."""

import pytest

from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.segments import heard

# The number that is meant is 4539 1488 0343 6467, a card's; or 2341 2341 2346, an Aadhaar's.


def read(turns: list[str]) -> str:
    """The digits that can still be read."""
    return " ".join(row.digits for place, turn in enumerate(turns) for row in heard(place, turn).segments)


@pytest.mark.parametrize(
    "said",
    [
        "4539 1489, no sorry, 1488 0343 6467",
        "4539 1489, strike that, 1488 0343 6467",
        "4539 1489, galti ho gayi, 1488 0343 6467",
        "four five three nine one four eight nine, oh no, eight zero three four three six four six seven",
        "2341 2431, let me correct that, 2341 2346",
    ],
)
def test_a_group_that_is_taken_back_and_said_anew_hides_the_whole_number(said: str) -> None:
    """The wrong digits hide as well: they are nearly the right ones."""
    assert read(redact_turns([said])) == ""


@pytest.mark.parametrize(
    "said",
    [
        "4539 1489 no, not nine, eight 0343 6467",
        "4539 1488 0343 6468, sorry, not eight but seven",
        "2341 2341 2345 no sorry not five six",
    ],
)
def test_one_digit_that_is_put_right_hides_the_whole_number(said: str) -> None:
    """ "Not nine, eight": the digit that is wrong is named once more."""
    assert read(redact_turns([said])) == ""


@pytest.mark.parametrize(
    "turns",
    [
        ["4539 1488 0344 6466, sorry, the third group is 0343, and the last four are 6467"],
        ["4539 1489 0343 6467", "sorry the second group is 1488"],
        ["4539 1489 0343 6467", "the second four are actually 1488"],
        ["4539 1489 0343 6467, sorry, the second group is 1488"],
    ],
)
def test_a_group_that_is_put_right_after_the_number_hides_with_it(turns: list[str]) -> None:
    """The caller says which group it is; its four digits alone would be nothing."""
    assert read(redact_turns(turns)) == ""


def test_a_group_that_is_put_right_is_of_the_number_and_no_security_code() -> None:
    """Four digits after a card would be one."""
    written = redact_turns(["4539 1488 0343 6476, sorry, the last group is 6467"])[0]

    assert "[security code]" not in written
    assert written.count("[") == 2


@pytest.mark.parametrize(
    "said",
    [
        "4539 1489 wait let me start again 4539 1488 0343 6467",
        "4539 14 4539 1488 0343 6467",
        "4539 1488, that's 4539 1488, 0343 6467",
        "4539 1488 4539 1488 0343 6467, I repeat, 4539 1488 0343 6467",
    ],
)
def test_a_number_that_is_begun_again_or_said_twice_hides_both_times(said: str) -> None:
    """As often as it is said, and the part that was too much."""
    assert read(redact_turns([said])) == ""


@pytest.mark.parametrize(
    "said",
    [
        "sorry, not four but five",
        "I want four, sorry, not four but five tickets",
        "table for four, no, not four, five",
        "the 4th, no sorry, the 5th",
        "500 rupees, no sorry, 600 rupees",
        "pin code 560001, no sorry 560002",
        "98123 45678, sorry, 98123 45679",
        "my order number is 4539 1489, no sorry, 1488",
        "at four thirty, scratch that, five thirty",
        "the third group of ten is on Monday, the last four are on Friday",
    ],
)
def test_what_is_harmless_stays_readable_when_it_is_put_right(said: str) -> None:
    """Counts, days, prices, phones and orders are corrected as often as cards."""
    assert redact_turns([said]) == [said]
