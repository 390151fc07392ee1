"""Signs of listening that were taken for words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.mumbles import DOUBT, LONGEST_MS, only_mumbled
from telephony.call.ports import Expect

DAY = Expect("day", kind="date")


def mumbled(
    text: str, *, expect: Expect | None = DAY, voice_ms: float = 280, confidence: float = 0.5, **more: tuple[str, ...]
) -> bool:
    """Words of so short a voice, believed so little."""
    return only_mumbled(text, expect, voice_ms=voice_ms, confidence=confidence, **more)


@pytest.mark.parametrize(
    "heard", ["Helen.", "Henley.", "Hello.", "It hurts.", "It helps.", "Him.", "The tail.", "Jai", "Amen", "Yay."]
)
def test_what_a_recogniser_makes_of_a_sign_is_none_of_our_business(heard: str) -> None:
    """Each of these was heard for "mhm", "hmm", "uh-huh", "achha" or "ji"."""
    assert mumbled(heard)
    assert mumbled(heard, expect=None)


STOPS = [
    "no",
    "No!",
    "nope",
    "stop",
    "wait",
    "hold on",
    "hang on",
    "nahi",
    "nahin",
    "ruko",
    "rukiye",
    "bas",
    "you know",
]
MISHEARD_STOPS = ["Now he.", "Nah, hey.", "Rico", "Rutle", "We're local.", "Lori.", "But.", "Look, eh?", "Rookie."]


@pytest.mark.parametrize("heard", [*STOPS, *MISHEARD_STOPS, "नहीं", "रुको"])
@pytest.mark.parametrize("confidence", [0.0, 0.36, 0.59])
def test_what_must_stop_us_always_does(heard: str, confidence: float) -> None:
    """However short, and however badly it was understood: "Now he" was "nahi", and "Rico" was "ruko"."""
    assert not mumbled(heard, confidence=confidence)


@pytest.mark.parametrize("heard", ["Help", "agent", "human", "I am", "hey", "Monday", "eight", "May", "11"])
def test_words_that_are_known_to_mean_something_are_words(heard: str) -> None:
    """A day, a number, a person to be fetched."""
    assert not mumbled(heard)


def test_what_was_offered_is_an_answer() -> None:
    """To a choice, its options; to a question for yes or no, any sign."""
    offered = Expect("q", kind="choice", hints=("move", "in the morning", "Henley"))
    assert not mumbled("Henley.", expect=offered)
    assert mumbled("Helen.", expect=offered)
    assert not mumbled("Helen.", expect=Expect("q", kind="yes_no"))


@pytest.mark.parametrize(
    ("voice_ms", "confidence"), [(LONGEST_MS, 0.4), (1200, 0.4), (280, DOUBT), (280, 0.9), (280, 1.0)]
)
def test_a_longer_voice_or_a_surer_recogniser_is_believed(voice_ms: float, confidence: float) -> None:
    """Both have to be in doubt."""
    assert not mumbled("Helen.", voice_ms=voice_ms, confidence=confidence)


@pytest.mark.parametrize("heard", ["", "...", "he said so then"])
def test_nothing_and_sentences_are_no_mumbles(heard: str) -> None:
    """A sign is a word or two."""
    assert not mumbled(heard)


@given(st.sampled_from(STOPS), st.sampled_from(["", "hmm ", "uh ", "oh "]), st.floats(0, 1), st.floats(0, 5000))
def test_no_order_to_stop_is_ever_taken_for_a_sign(word: str, before: str, confidence: float, voice_ms: float) -> None:
    """Whatever stands before it."""
    assert not mumbled(before + word, confidence=confidence, voice_ms=voice_ms)
