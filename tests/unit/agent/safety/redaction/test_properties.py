"""What holds for any words."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.safety.redaction.conversation import Redactor, redact_turns
from agent.safety.redaction.kinds import UNDECIDED, Kind

WORDS = """
    four one oh double triple forty five hundred thousand rupees card number otp cvv aadhaar account phone order is my
    the uh and then sorry no last digits 4111 1111 12 10:30 14/03/2026 98123 45678 ek do teen chaar चार एक दो तीन आठ है
    मेरा at gmail dot com @ okaxis A B C P D F alpha bravo , . ? - ₹ march 2026 please hold on what ०१२ आधार
"""
texts = st.lists(st.sampled_from(WORDS.split()), max_size=14).map(" ".join)
calls = st.lists(texts, max_size=6)
PLACEHOLDERS = [kind.placeholder for kind in Kind]


@settings(max_examples=150)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_can_be_read(turns: list[str]) -> None:
    """Nothing raises, and each turn stays one turn."""
    assert len(redact_turns(turns, kinds=frozenset(Kind))) == len(turns)


@settings(max_examples=150)
@given(st.text(alphabet=string.ascii_letters.replace("o", "") + " ,!?'", max_size=80))
def test_a_text_without_digits_and_names_of_numbers_stays(text: str) -> None:
    """Letters of a PAN need a digit, and an address an @ and a dot, in words or in signs."""
    assert redact_turns([text]) == [text]


@settings(max_examples=150)
@given(calls)
def test_what_stays_stays_character_for_character(turns: list[str]) -> None:
    """What is left beside the placeholders stands in the caller's words in the same order."""
    for said, written in zip(turns, redact_turns(turns), strict=True):
        rest = written
        for placeholder in PLACEHOLDERS:
            rest = rest.replace(placeholder, "\0")
        at = 0
        for piece in rest.split("\0"):
            found = said.find(piece, at)
            assert found >= 0, (said, written)
            at = found + len(piece)


@settings(max_examples=150)
@given(calls)
def test_the_end_of_a_call_is_the_same_read_along_or_at_once(turns: list[str]) -> None:
    """What was told at each turn, with what was told later of earlier ones, is what is stored."""
    conversation = Redactor().conversation()
    written: list[str] = []
    for turn in turns:
        heard = conversation.heard(turn)
        written.append(heard.text)
        assert heard.held == (UNDECIDED in heard.text)
        for index, text in heard.earlier.items():
            assert index < len(written) - 1
            written[index] = text
    for index, text in conversation.close().items():
        written[index] = text

    assert written == redact_turns(turns)
    assert not any(UNDECIDED in text for text in written)


@settings(max_examples=150)
@given(calls, st.sampled_from(["What is your card number?", "How many?", "Tell me the OTP", None]))
def test_with_fewer_kinds_less_is_hidden(turns: list[str], asked: str | None) -> None:
    """No kind hides anything, all kinds hide the most."""
    questions = [asked] * len(turns)
    assert redact_turns(turns, asked=questions, kinds=()) == turns
    some = redact_turns(turns, asked=questions, kinds={Kind.otp})
    for said, few, many in zip(turns, some, redact_turns(turns, asked=questions, kinds=frozenset(Kind)), strict=True):
        if many == said:
            assert few == said
