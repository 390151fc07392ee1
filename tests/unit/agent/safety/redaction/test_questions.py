"""What questions ask for."""

import pytest

from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.questions import asked_for


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("What is your card number?", Kind.card),
        ("Can I have the long number across the front?", Kind.card),
        ("Please tell me the OTP that we sent to your mobile number.", Kind.otp),
        ("What code did we just text you?", Kind.otp),
        ("आपके फोन पर आया ओटीपी बताइए", Kind.otp),
        ("phone par aaya OTP bataiye", Kind.otp),
        ("And the three digits on the back?", Kind.cvv),
        ("Your Aadhaar number, please.", Kind.aadhaar),
        ("आधार नंबर बताइए", Kind.aadhaar),
        ("What is your virtual ID?", Kind.virtual_id),
        ("May I have your bank account number?", Kind.bank_account),
        ("For your card, what is the billing zip code?", Plain.postcode),
        ("Thanks for the order number. Now your card number please.", Kind.card),
        ("What's your card's expiry date?", Plain.expiry),
        ("What's the 6-digit code?", Kind.otp),
        ("Aadhaar OTP bataiye", Kind.otp),
        ("Can you confirm the last four digits of the card and the CVV?", Kind.cvv),
        ("I've sent an OTP to your mobile. Please read it out.", Kind.otp),
        ("How many people?", Plain.other),
        ("कितने लोग हैं?", Plain.other),
        ("What is your order number?", Plain.other),
        ("Which phone number can we reach you on?", Plain.phone),
    ],
)
def test_a_question_names_what_it_asks_for(question: str, label: Label) -> None:
    """Its last sentence counts, and in it what stands where the language puts it."""
    assert asked_for(question)[0] is label


@pytest.mark.parametrize("question", ["Go on.", "And the rest?", "And the last four?", "Yes?", ""])
def test_some_questions_name_nothing(question: str) -> None:
    """They only ask to go on."""
    assert asked_for(question) == ()


@pytest.mark.parametrize(
    "question",
    [
        "What are the last four digits of your card?",
        "What are the last four digits of your card number?",
        "Thanks for the OTP. What are the last 4 digits of your Aadhaar?",
        "card ke aakhri chaar digit bataiye",
    ],
)
def test_the_last_four_digits_are_asked_for_as_such(question: str) -> None:
    """They may be known; what was asked for before holds no longer."""
    assert asked_for(question) == (Plain.last_four,)
