"""Planted numbers in every form that the dictation knows: nothing of them may be readable."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pytest

from agent.safety.redaction.checks import is_phone
from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.kinds import Kind
from tests.support import dictation
from tests.support.dictation import FORMS, spread

FORMS_EACH = 6
"""Numbers for each kind and form."""


@dataclass(frozen=True)
class Planting:
    """How numbers of a kind come up in a call."""

    make: Callable[[Random], str]
    leads: tuple[str, ...]
    question: str
    alone: bool = False
    """Its check digit gives it away without any name."""
    longest: int = 1
    """Turns over which it is spread at most."""


PLANTED = {
    Kind.card: Planting(
        dictation.card,
        ("my card number is ", "card number ", "कार्ड नंबर है ", "mera card number ", "the number on my card is "),
        "What is your card number?",
        alone=True,
        longest=6,
    ),
    Kind.aadhaar: Planting(
        dictation.aadhaar,
        ("my aadhaar number is ", "aadhar ", "आधार नंबर ", "mera aadhaar number hai "),
        "Please tell me your Aadhaar number.",
        alone=True,
        longest=3,
    ),
    Kind.virtual_id: Planting(
        dictation.virtual_id, ("my virtual id is ", "vid "), "What is your virtual ID?", alone=True, longest=4
    ),
    Kind.ssn: Planting(
        dictation.social,
        ("my social is ", "my social security number is ", "ssn "),
        "And your social security number?",
        longest=2,
    ),
    Kind.otp: Planting(
        lambda random: dictation.figures(random, random.choice([4, 6, 6, 8])),
        ("the OTP is ", "OTP ", "mera otp hai ", "ओटीपी है ", "the verification code is "),
        "Please tell me the OTP we have sent to your phone number.",
    ),
    Kind.cvv: Planting(
        lambda random: dictation.figures(random, random.choice([3, 3, 4])),
        ("cvv is ", "the CVV ", "सीवीवी ", "security code "),
        "What are the three digits on the back of the card?",
    ),
    Kind.bank_account: Planting(
        lambda random: dictation.figures(random, random.choice([9, 11, 12, 14])),
        ("my account number is ", "bank account number ", "khata number ", "खाता नंबर है "),
        "What is your bank account number?",
        longest=3,
    ),
}


def unread(kind: Kind, form: str) -> tuple[list[str], int]:
    """The calls whose planted number can be read, wholly or partly, and how many there were."""
    planting, random = PLANTED[kind], Random(f"{kind} {form}")
    failed: list[str] = []
    for count in range(FORMS_EACH):
        digits = planting.make(random)
        lead = random.choice(planting.leads)
        way = ("named", "asked", "alone")[count % 3] if planting.alone else ("named", "asked")[count % 2]
        turns = min(random.randint(1, planting.longest), len(digits) // 4 or 1)
        said = spread(
            digits,
            form,
            random,
            turns=turns,
            lead=lead if way == "named" else "",
            hesitation=random.choice([0.0, 0.2]),
        )
        written = redact_turns(said.said(), asked=[planting.question] if way == "asked" else [])
        if written != said.redacted(kind.placeholder):
            failed.append(f"{said.said()} → {written}")
    return failed, FORMS_EACH


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_number_is_hidden_and_nothing_else(kind: Kind, form: str) -> None:
    """Whether it was named, asked for or only has its check digit; each turn keeps the words around it."""
    failed, _ = unread(kind, form)

    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("form", ["words", "fours", "pairs", "hindi", "native", "mixed", "repeats"])
def test_a_card_number_that_was_asked_for_is_hidden_with_one_digit_misheard(form: str) -> None:
    """Its check digit is wrong then; what was asked for decides."""
    random = Random(form)
    for _ in range(10):
        digits = list(dictation.card(random))
        place = random.randrange(1, len(digits))
        digits[place] = str((int(digits[place]) + random.randint(1, 9)) % 10)
        said = spread("".join(digits), form, random, turns=random.randint(1, 3))

        written = redact_turns(said.said(), asked=["Please tell me your card number."])

        assert written == said.redacted(Kind.card.placeholder)


@pytest.mark.parametrize("parts", [2, 3, 4, 5])
def test_a_card_number_may_be_cut_anywhere(parts: int) -> None:
    """Turns need not end with a group of four, and nobody needs to have named the number."""
    random = Random(parts)
    for _ in range(15):
        digits = dictation.card(random)
        cuts = sorted(random.sample(range(1, len(digits)), parts - 1))
        turns = [
            dictation.spoken(digits[first:after], random.choice(["solid", "words", "hindi", "native"]), random)
            for first, after in zip([0, *cuts], [*cuts, len(digits)], strict=True)
        ]

        assert redact_turns(turns) == ["[card number]"] * parts, turns


@pytest.mark.parametrize("parts", [2, 3])
@pytest.mark.parametrize("kind", [Kind.aadhaar, Kind.virtual_id])
def test_an_aadhaar_number_may_be_cut_anywhere(kind: Kind, parts: int) -> None:
    """When it is the first that the caller says; unless a part looks like a mobile number, which stays readable."""
    random = Random(parts)
    for _ in range(40):
        digits = PLANTED[kind].make(random)
        cuts = sorted(random.sample(range(1, len(digits)), parts - 1))
        pieces = [digits[first:after] for first, after in zip([0, *cuts], [*cuts, len(digits)], strict=True)]
        turns = [
            dictation.spoken(piece, random.choice(["solid", "words", "hindi", "native"]), random) for piece in pieces
        ]
        if any(is_phone(piece) for piece in pieces):
            continue

        assert redact_turns(turns) == [kind.placeholder] * parts, turns
