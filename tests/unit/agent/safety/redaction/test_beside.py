"""What stands beside an address, a PAN or an IFSC and is no part of it."""

import pytest

from agent.safety.redaction.conversation import redact_turns


@pytest.mark.parametrize("number", ["98123 45678", "+91 98123 45678", "order 5544", "flat 12", "room number 7", "5"])
@pytest.mark.parametrize(
    ("address", "placeholder"),
    [
        ("a@b.co", "[e-mail address]"),
        ("asha@gmail.com", "[e-mail address]"),
        ("asha at gmail dot com", "[e-mail address]"),
        ("a s h a at gmail dot com", "[e-mail address]"),
        ("9812345678@ybl", "[UPI id]"),
        ("asha at the rate okaxis", "[UPI id]"),
    ],
)
def test_a_number_before_an_address_stays(number: str, address: str, placeholder: str) -> None:
    """After a comma, a word, a stop, or in the turn before: names begin with letters."""
    for between in (", ", " and ", " and mail is ", ". ", "; "):
        assert redact_turns([f"{number}{between}{address}"]) == [f"{number}{between}{placeholder}"]
    assert redact_turns([number, address]) == [number, placeholder]
    assert redact_turns([f"{address}, {number}"]) == [f"{placeholder}, {number}"]


@pytest.mark.parametrize("number", ["98123 45678", "order 5544", "flat 12"])
def test_of_a_written_address_only_what_touches_it_is_hidden(number: str) -> None:
    """Also without a comma."""
    assert redact_turns([f"{number} asha@gmail.com"]) == [f"{number} [e-mail address]"]
    assert redact_turns([f"{number} a@b.co"]) == [f"{number} [e-mail address]"]


@pytest.mark.parametrize("before", ["plan B", "I want A", "thank you"])
def test_a_word_or_a_letter_before_a_written_address_stays(before: str) -> None:
    """A letter belongs to it only among letters that are spelled."""
    assert redact_turns([f"{before}, a@b.co"]) == [f"{before}, [e-mail address]"]


@pytest.mark.parametrize(
    "address",
    [
        "a, s, h, a@b.co",
        "n, i, k, 9, 9 at gmail dot com",
        "asha, 99@gmail.com",
        "asha 99@gmail.com",
        "asha dot rao@gmail.com",
        "99 dot asha@gmail.com",
        "a 1 b 2 c@gmail.com",
        "asha, um, at the rate of gmail, dot, com",
        "asha at gmail dot com and ravi at yahoo dot com",
    ],
)
def test_the_breaths_within_an_address_are_no_end_of_it(address: str) -> None:
    """Commas between letters, between digits, and before a sign."""
    written = redact_turns([address])[0].replace(" and ", "")

    assert written.replace("[e-mail address]", "") == ""


def test_a_mobile_number_in_groups_is_all_of_an_id() -> None:
    """Ten digits are a mobile number; more are two numbers."""
    assert redact_turns(["98123 45678@okaxis"]) == ["[UPI id]"]
    assert redact_turns(["98123, 45678@okaxis"]) == ["[UPI id]"]
    assert redact_turns(["double nine one two three four five six seven eight at the rate ybl"]) == ["[UPI id]"]
    assert redact_turns(["560001, 9812345678@ybl"]) == ["560001, [UPI id]"]


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("my PAN is ABCPD1234F", "my PAN is [PAN]"),
        ("my PAN is A B C P D 1 2 3 4 F", "my PAN is [PAN]"),
        ("the IFSC code is SBIN0001234", "the IFSC code is [IFSC]"),
    ],
)
@pytest.mark.parametrize("after", [", 12 items", ", I need 14 litres", " and I paid 500", " 2 tickets", ". It's 4243"])
def test_a_number_after_a_pan_or_an_ifsc_stays(named: str, written: str, after: str) -> None:
    """Nothing of it was left to say."""
    assert redact_turns([named + after]) == [written + after]
    assert redact_turns([named, "4321"]) == [written, "4321"]


def test_a_number_after_a_pan_that_was_asked_for_stays() -> None:
    """In the same turn and in the next."""
    assert redact_turns(["ABCPD1234F, 12 items", "4321"], asked=["What is your PAN?"]) == ["[PAN], 12 items", "4321"]


@pytest.mark.parametrize(
    "said",
    [
        "my PAN is ABCPD1234F, no sorry, G",
        "my PAN is A B C P D 1 2 3 4 F, 4 F",
        "my PAN is ABCPD1234F, sorry, ABCPD1235F",
        "IFSC is SBIN0001234, no, 1235",
        "IFSC is S B I N 0 0 0 0 1 2 3 4",
    ],
)
def test_what_is_said_again_or_put_right_of_it_is_hidden(said: str) -> None:
    """It is nearly the same number."""
    written = redact_turns([said])[0]

    assert not any(character.isdigit() for character in written)
    assert not written.endswith((" F", " G"))


def test_the_end_of_an_ifsc_that_is_put_right_in_the_next_turn_is_hidden() -> None:
    """ "The last four are": some of what was told is told again."""
    question = ["What is the IFSC?"]

    assert redact_turns(["SBIN0001234", "no sorry 1235"], asked=question) == ["[IFSC]", "no sorry [IFSC]"]
    assert redact_turns(["SBIN0001234", "the last four are 1 2 3 5"], asked=question)[1] == "the last four are [IFSC]"
