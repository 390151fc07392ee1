"""What is said in several turns, or with other words between: PAN, IFSC and addresses in pieces, asides, homophones."""

import pytest

from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.segments import heard

CARD = "What is your card number?"
ASIDES = ("ek minute", "just a moment", "I'm looking at it", "my phone is slipping", "sorry the print is tiny")


def hidden(turns: list[str], placeholder: str) -> None:
    """Each turn that has a piece of it stands as the placeholder; asides stay."""
    assert redact_turns(turns) == [turn if turn in ASIDES else placeholder for turn in turns]


@pytest.mark.parametrize(
    "turns",
    [
        ["A B C P D", "one two three four F"],
        ["A B", "C P D 1 2", "3 4 F"],
        ["A B C P D", "I'm looking at it", "1 2", "my phone is slipping", "3 4 F"],
        ["alpha bravo charlie", "papa delta one two", "three four foxtrot"],
        ["A for apple B for boy", "C for cat P for parrot D for dog", "1 2 3 4 F for fish"],
        ["ए बी सी पी डी", "एक दो तीन चार एफ"],
        ["N T D P E six one seven", "oh U"],
    ],
)
def test_a_pan_in_pieces_is_hidden_although_nobody_named_it(turns: list[str]) -> None:
    """Its form tells once the last piece is said; the turns before are written anew."""
    hidden(turns, "[PAN]")


@pytest.mark.parametrize(
    "turns",
    [
        ["S B I N", "0 0 0 1 2 3 4"],
        ["S B", "I N zero zero", "zero one two three four"],
        ["sbin", "0001234"],
        ["S for Surat B for boy", "I for India N for nest", "triple zero", "one two three four"],
        ["S B", "ek minute", "I N zero zero", "just a moment", "zero one two three four"],
        ["sierra bravo india november", "0 0 0 1", "2 3 4"],
        ["एस बी आई एन", "शून्य शून्य शून्य एक", "दो तीन चार"],
    ],
)
def test_an_ifsc_in_pieces_is_hidden_although_nobody_named_it(turns: list[str]) -> None:
    """The letters are a bank's."""
    hidden(turns, "[IFSC]")


@pytest.mark.parametrize(
    ("turns", "placeholder"),
    [
        (["asha", "at the rate", "okaxis"], "[UPI id]"),
        (["asha at", "okaxis"], "[UPI id]"),
        (["mohan.singh", "at", "icici"], "[UPI id]"),
        (["nine eight one two three", "four five six seven eight", "at the rate ybl"], "[UPI id]"),
        (["asha dot", "rao at gmail", "dot com"], "[e-mail address]"),
        (["asha under score", "rao at gmail dot com"], "[e-mail address]"),
        (["a s h", "a at gmail", "dot com"], "[e-mail address]"),
        (["रवि", "एट द रेट", "जीमेल डॉट कॉम"], "[e-mail address]"),
    ],
)
def test_an_address_in_pieces_is_hidden_although_nobody_named_it(turns: list[str], placeholder: str) -> None:
    """What stands before the @ is hidden too, two turns back."""
    hidden(turns, placeholder)


@pytest.mark.parametrize(
    "aside",
    ["I'm looking at it", "just a moment", "can you hear me", "sorry the print is tiny", "let me get my glasses"],
)
@pytest.mark.parametrize(
    ("before", "after", "placeholder"),
    [
        ("A B C P D", "1 2 3 4 F", "[PAN]"),
        ("asha", "at the rate okaxis", "[UPI id]"),
        ("asha dot rao", "at gmail dot com", "[e-mail address]"),
        ("4539 1488", "0343 6467", "[card number]"),
    ],
)
def test_an_aside_between_two_pieces_stays_and_hides_nothing(
    before: str, after: str, placeholder: str, aside: str
) -> None:
    """It is neither a piece nor the end of what it interrupts."""
    assert redact_turns([before, aside, after]) == [placeholder, aside, placeholder]


@pytest.mark.parametrize(
    "aside",
    ["sorry the print is tiny", "my kid is making noise", "hang on it's dark here", "let me turn on the light"],
)
def test_an_aside_within_a_turn_does_not_part_a_number(aside: str) -> None:
    """A card that nobody named is one number on both sides of it."""
    said = f"4539 1488, {aside}, 0343 6467"

    assert redact_turns([said]) == [f"[card number], {aside}, [card number]"]


@pytest.mark.parametrize(
    "said",
    [
        "four five three nine one for eight eight zero three for three six four six seven",
        "four five three nine won four ate eight zero three four three six fore six seven",
        "four five three now one four eight eight zero three four three six four six seven",
        "four five tree nine one four eight ate zero tree four three six for six seven",
    ],
)
def test_words_that_sound_like_digits_are_digits_among_digits(said: str) -> None:
    """ "For", "won", "ate", "tree" and "now", as a recogniser writes them."""
    assert redact_turns([said]) == ["[card number]"]
    assert redact_turns([said], asked=[CARD]) == ["[card number]"]


@pytest.mark.parametrize(
    "said", ["chaarr paanchh teenn shunye", "don saha nau saat", "दोन सहा नऊ तिन", "शुन्य तिन पाच छे", "doh naw caar ath"]
)
def test_digits_in_free_spellings_and_in_marathi_are_digits(said: str) -> None:
    """A letter too many, too few, or from next door."""
    assert redact_turns([said], asked=["Please tell me the OTP."]) == ["[one-time code]"]


@pytest.mark.parametrize(
    "turns",
    [
        ["it costs five for two"],
        ["now one more thing"],
        ["I ate one and won two"],
        ["two to three days for one person"],
        ["to be or not to be"],
        ["plan A", "B 12", "1 2 3 4"],
        ["seat A", "row B", "gate C 4"],
        ["spell it A S H A", "room 1 2"],
        ["oh you know", "oh I see"],
        ["asha", "is at the bank"],
        ["I work", "at", "the office"],
        ["rahul works", "at paytm"],
        ["that was point five", "at sbi"],
        ["order 5544", "ravi is at gate 4"],
    ],
)
def test_letters_and_words_of_something_else_stay(turns: list[str]) -> None:
    """Seats, spelled names, places and counts, in as many turns."""
    assert redact_turns(turns) == turns


def test_an_address_with_a_sign_needs_no_name_before_a_bank() -> None:
    """ "Rahul dot sharma at paytm" is nobody's place of work; "at sbi" and half a percent are."""
    assert redact_turns(["rahul dot sharma at paytm"]) == ["[UPI id]"]
    assert redact_turns(["asha underscore 9 at sbi"]) == ["[UPI id]"]
    for said in ("a start-up at icici", "two point five at sbi", "at 10 a.m. at sbi", "Rs.500 at paytm"):
        assert redact_turns([said]) == [said]


def test_what_a_sms_says_is_a_code_when_it_is_called_one() -> None:
    """What it says otherwise stays."""
    assert redact_turns(["the sms says the code is 4821"]) == ["the sms says the code is [one-time code]"]
    assert redact_turns(["the sms says 5000 was debited"]) == ["the sms says 5000 was debited"]


def test_the_turns_of_a_number_hold_only_its_digits() -> None:
    """What leads from one piece to the next stays character for character."""
    said = ["it's 4539 1488,", "and the next ones are 0343", "and finally 6467, did you get that?"]
    written = ["it's [card number],", "and the next ones are [card number]"]

    assert redact_turns(said) == [*written, "and finally [card number], did you get that?"]
    assert not any(row.digits for place, turn in enumerate(redact_turns(said)) for row in heard(place, turn).segments)


@pytest.mark.parametrize(
    ("turns", "placeholder", "name"),
    [
        (["i f s c is H D F C", "zero zero zero one", "two three four"], "[IFSC]", "i f s c is"),
        (["the I F S C of my branch is HD", "FC000", "1234"], "[IFSC]", "the I F S C of my branch is"),
        (["my p a n is ABCPD", "1234", "F"], "[PAN]", "my p a n is"),
        (["p a n number is A B C", "P D one two", "three four F"], "[PAN]", "p a n number is"),
    ],
)
def test_a_name_that_is_told_by_its_letters_is_no_part_of_what_it_names(
    turns: list[str], placeholder: str, name: str
) -> None:
    """Taken for the first letters of the code, it would hide the code's form."""
    assert redact_turns(turns) == [f"{name} {placeholder}", placeholder, placeholder]


def test_letters_of_a_pan_that_are_those_of_its_name_are_letters() -> None:
    """Somebody's PAN begins with PAN."""
    assert redact_turns(["p a n is P A N P K 1 2 3 4 F"]) == ["p a n is [PAN]"]
