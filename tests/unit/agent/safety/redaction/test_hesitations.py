"""Numbers with words between their parts: callers who wait, look, ask, and start over."""

import pytest

from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.segments import heard

ACCOUNT = "What is your bank account number?"
OTP = "Please tell me the OTP."
CVV = "What is the security code on the back?"


def read(turns: list[str]) -> str:
    """The digits that can still be read."""
    return " ".join(row.digits for place, turn in enumerate(turns) for row in heard(place, turn).segments)


@pytest.mark.parametrize(
    "pause",
    [
        "one sec",
        "one second",
        "one moment",
        "just one minute",
        "ek second",
        "ek minute",
        "ek sec",
        "ek minit",
        "एक सेकंड",
        "एक मिनट",
        "let me see",
        "wait um",
        "hmm, let me check,",
        "did you get that",
        "ruko haan",
    ],
)
@pytest.mark.parametrize(
    ("before", "after", "question"),
    [
        ("6210", "2475 0922 6783", None),
        ("six two one oh", "two four seven five oh nine two two six seven eight three", None),
        ("8-4-0-7", ", then 2-2-3-7", OTP),
        ("five zero one triple oh", "eight three nine oh nine three one five", ACCOUNT),
        ("the CVV is 3", "4-7", None),
    ],
)
def test_a_pause_within_a_number_is_no_part_of_it(before: str, after: str, question: str | None, pause: str) -> None:
    """ "One second" asks for time: it is no digit, and what follows goes on with the number."""
    whole = redact_turns([f"{before} {pause} {after}"], asked=[question])
    halves = redact_turns([before, f"{pause} {after}"], asked=[question])

    assert read(whole) == ""
    assert read(halves) == ""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (OTP, "it's five zero | One sec zero nine"),
        (None, "6210 one sec 2475 0922, you know uh, 6783"),
        (ACCOUNT, "Fifty ten o one wait um sixteen double nine ninety seven seventy three"),
        (ACCOUNT, "Five zero one triple oh let me see eight three uh nine oh nine three one five"),
        (ACCOUNT, "paanch shunya ek zero shunya paanch ruko haan paanch paanch saat chhe chhe chhe nau paanch hai"),
        (CVV, "3, let me check, hmm, 4-7"),
        (None, "The OTP is forty three? | you know, one sec oh five, no, sorry, oh six twenty is that right"),
        (ACCOUNT, "Sure, 9755... | what is it, 88 | 83? | And what is it what is it. | 997 is that right"),
        ("May I have the twelve digits of your Aadhaar?", "2-0-0-8 | 5 | And 8-9, and 4, let me check, 7-1-1-5"),
        (None, "my Aadhaar virtual ID is 8177 4048 0947 wait let me start again, er 8177 let me check 4048 0949 4603"),
        (None, "my bank account is 0885, 7702, wait let me start again 0885, 7701 and, uh you know 2470 please."),
        (None, "it's a Visa card, 4344 4447 | 3148 let me check 8836 please"),
        ("What is the six digit code in the text message?", "tirsath zero saat ruko | tirsath zero aath chauranave"),
    ],
)
def test_numbers_that_strangers_dictated_are_hidden(question: str | None, said: str) -> None:
    """As they were said, with turns between bars."""
    assert read(redact_turns(said.split(" | "), asked=[question])) == ""


@pytest.mark.parametrize(
    "over",
    [
        "wait let me start again",
        "start over",
        "sorry I'll start over",
        "ruko phir se bolta hoon",
        "dobara bolti hoon",
        "रुकिए फिर से बोलता हूँ",
        "दोबारा बोलती हूँ",
    ],
)
@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (OTP, "8 6 6 5", "8 6 6 8 0 7"),
        (OTP, "double nau chhe saat", "double nau double chhe double teen"),
        (ACCOUNT, "5 0 1 0 0 2", "5 0 1 0 0 3 5 5 7 6 6"),
        (None, "CVV hai 4 7", "4 8 7"),
        (
            None,
            "virtual ID hai nau aath saat zero char saat paanch chhe nau do baar do paanch chhe shunya",
            "nau aath saat zero char saat paanch chhe nau do baar do paanch do baar chhe teen ek",
        ),
    ],
)
def test_who_starts_over_has_both_attempts_hidden(question: str | None, first: str, second: str, over: str) -> None:
    """Also where both together look like a phone number."""
    assert read(redact_turns([f"{first}, {over} {second}"], asked=[question])) == ""
    assert read(redact_turns([first, f"{over} {second}"], asked=[question])) == ""


@pytest.mark.parametrize(
    "said", ["aik nau do char", "ikkis athahattar", "chalis chalis", "battis battis", "byalis unis"]
)
def test_number_words_that_were_asked_for_are_hidden(said: str) -> None:
    """Also when they are spelled as no table has them and nothing else stands beside them."""
    assert redact_turns([said], asked=[OTP]) == ["[one-time code]"]


@pytest.mark.parametrize("name", ["peeche ka code hai", "card ke pichhe wala number", "पीछे का कोड है"])
def test_the_code_on_the_back_is_named_in_hindi_too(name: str) -> None:
    """ "Peeche ka code" is the security code."""
    assert redact_turns([f"{name} teen char saat"]) == [f"{name} [security code]"]
