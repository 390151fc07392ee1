"""Callers are listened to in the flow's languages, with the English of their country."""

import pytest

from agent.accents import listening_to
from telephony.asr.port import Listening


@pytest.mark.parametrize(
    ("number", "english"),
    [
        ("+919812345678", "en-IN"),
        ("+13035550171", "en-US"),
        ("+442079460000", "en-GB"),
        ("+61291234567", "en-AU"),
        ("+4930123456", "en"),
        ("anonymous", "en"),
        ("", "en"),
    ],
)
def test_english_is_that_of_the_callers_country(number: str, english: str) -> None:
    """As far as recognisers tell them apart."""
    assert listening_to(["en"], "en", numbers=[number]).language == english


def test_the_other_languages_of_the_flow_may_be_mixed_in() -> None:
    """The caller's own comes first."""
    assert listening_to(["en", "hi"], "hi", numbers=["+919812345678"]) == Listening("hi", ("en-IN",))


def test_our_own_number_tells_when_the_callers_does_not() -> None:
    """A caller who hides their number rings from where we are."""
    assert listening_to(["en"], "en", numbers=["", "+912071110000"]).language == "en-IN"


def test_the_words_of_the_flow_are_expected_from_the_first_sound_on() -> None:
    """Before the first question says what it awaits."""
    assert listening_to(["en"], "en", numbers=[], words=("cleaning",)).hints == ("cleaning",)
