"""How callers lead from one part of a number to the next: words that name nothing, and digits that are none."""

import pytest

from agent.safety.redaction.conversation import redact_turns


@pytest.mark.parametrize(
    "lead", ["the remaining part is", "and the last part is", "the other part is", "the next block is", "last bit is"]
)
def test_the_part_of_a_number_that_comes_next_is_no_spare_part(lead: str) -> None:
    """ "Part number" is a name; "the remaining part" is none."""
    turns = ["my card number is 4539 1488", f"{lead} 0343 6467"]
    assert redact_turns(turns) == ["my card number is [card number]", f"{lead} [card number]"]


def test_a_part_that_has_a_number_of_its_own_stays() -> None:
    """A part of a machine is one."""
    turns = ["my card number is 4539 1488 0343 6467", "the part number is 48151623"]
    assert redact_turns(turns)[1] == turns[1]


@pytest.mark.parametrize("lead", ["and it ends in", "to finish", "the others are", "the next ones are", "so next"])
def test_words_that_only_lead_on_do_not_end_an_account_number(lead: str) -> None:
    """An account number in two parts is as long as a bank's only when they are put together."""
    turns = ["bank account number is 71486655", f"{lead} 607 did you hear me"]
    assert redact_turns(turns) == [
        "bank account number is [account number]",
        f"{lead} [account number] did you hear me",
    ]


@pytest.mark.parametrize(
    "name", ["the card I use is number", "I have a card here, number", "card ka poora number", "my card, it's number"]
)
def test_a_card_is_named_although_words_stand_before_its_number(name: str) -> None:
    """So few digits go only because they are named."""
    turns = [f"{name} 5117 2", "555"]
    assert redact_turns(turns) == [f"{name} [card number]", "[card number]"]


@pytest.mark.parametrize(
    "lead", ["the next one", "okay next up", "and also", "remaining part is", "now", "the others are"]
)
def test_what_leads_to_the_app_of_a_upi_id_stays_and_the_id_goes(lead: str) -> None:
    """A handle alone in its turn is found by the @ before it."""
    turns = ["my upi id is nehasharma at the rate", f"{lead} okaxis"]
    assert redact_turns(turns) == ["my upi id is [UPI id]", f"{lead} [UPI id]"]


@pytest.mark.parametrize("meanwhile", ["wait it's upside down", "let me look at it", "do you need anything else"])
def test_what_is_said_between_two_parts_of_an_address_ends_it_not_and_stays(meanwhile: str) -> None:
    """Nothing of it is a part of the address."""
    turns = ["my upi id is nehasharma at the rate", meanwhile, "okaxis thanks"]
    assert redact_turns(turns) == ["my upi id is [UPI id]", meanwhile, "[UPI id] thanks"]


def test_an_ending_that_is_also_a_word_ends_an_address_in_the_next_turn() -> None:
    """ "In" ends an address after a dot, and leads on elsewhere."""
    turns = ["you can write me at v.mehta", "and at mycompany dot", "ji aur in cool"]
    told = ["you can write me at [e-mail address]", "and [e-mail address]", "ji aur [e-mail address] cool"]
    assert redact_turns(turns) == told


@pytest.mark.parametrize("app", ["paytm", "upi"])
def test_a_mobile_number_that_is_spoken_and_an_app_are_a_upi_id(app: str) -> None:
    """Every mobile is an id at such an app."""
    told = redact_turns([f"it's seven two one eight eight five nine five six four at {app}"])
    assert told == ["it's [UPI id]"]


@pytest.mark.parametrize(
    "told",
    [
        "two nine four one one one oh well zero zero five five five three",
        "two nine four one now one one zero zero five five five three",
    ],
)
def test_a_word_of_thinking_that_sounds_like_a_digit_hides_no_number_that_nobody_named(told: str) -> None:
    """ "Oh well" is no zero, and "now" may be no nine."""
    assert "[Aadhaar number]" in redact_turns([told])[0]


def test_the_next_one_is_no_digit_of_a_number_that_nobody_named() -> None:
    """Before figures "one" stands for them."""
    turns = ["2941 1100", "the next one 5553"]
    assert redact_turns(turns) == ["[Aadhaar number]", "the next one [Aadhaar number]"]


def test_who_does_not_have_what_was_asked_for_tells_it_not_with_the_next_few_digits() -> None:
    """What comes next is about something else."""
    turns = ["I don't have it with me", "two", "no three", "we are 12"]
    assert redact_turns(turns, asked=["What is the OTP?"]) == turns


def test_who_finds_a_code_after_all_tells_it() -> None:
    """As many digits as a code has are one nevertheless."""
    turns = ["I don't have it with me", "wait", "482193"]
    assert redact_turns(turns, asked=["What is the OTP?"])[2] == "[one-time code]"


def test_a_code_is_read_after_words_that_only_lead_from_its_name_to_it() -> None:
    """Words for digits that are also others are digits there."""
    turns = ["otp bol raha hoon tees ek", "अब adsath saat"]
    assert redact_turns(turns) == ["otp bol raha hoon [one-time code]", "अब [one-time code]"]


def test_a_security_code_that_is_begun_twice_goes() -> None:
    """Both beginnings hide."""
    turns = ["it reads 1 dekho 2 7 uh 1 2 7 1"]
    assert "2 7" not in redact_turns(turns, asked=["What is the CVV?"])[0]


def test_an_i_that_asks_is_no_letter_of_a_pan() -> None:
    """Between two halves of a PAN the caller asks something."""
    turns = ["it's ZSPPZ", "am I audible", "next is 1830W"]
    assert redact_turns(turns) == ["it's [PAN]", "am I audible", "next is [PAN]"]


def test_one_more_second_is_no_digit_of_a_number_that_nobody_named() -> None:
    """It is a pause, as "one second" is."""
    turns = ["2941", "one more second", "1100 5553"]
    assert redact_turns(turns) == ["[Aadhaar number]", "one more second", "[Aadhaar number]"]


def test_the_domain_that_is_cut_in_two_goes_wholly() -> None:
    """ "Ok" is a part of it, and no consent."""
    turns = ["my upi id is ravi85 at", "next one is ok", "to finish axis thanks"]
    assert redact_turns(turns) == ["my upi id is [UPI id]", "next one is [UPI id]", "to finish [UPI id] thanks"]


@pytest.mark.parametrize("answer", ["ji", "sorry", "no", "one second"])
def test_who_only_hesitates_tells_it_next(answer: str) -> None:
    """A consent or a breath is no refusal."""
    turns = [answer, "12", "3"]
    assert redact_turns(turns, asked=["What is the CVV?"])[1:] == ["[security code]", "[security code]"]


def test_a_security_code_that_is_told_after_a_refusal_goes() -> None:
    """As many digits as it has, in one breath."""
    turns = ["I don't have it with me", "123"]
    assert redact_turns(turns, asked=["What is the CVV?"]) == [turns[0], "[security code]"]
