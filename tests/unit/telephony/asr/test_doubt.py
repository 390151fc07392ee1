"""What noise sounds like to the model is not believed."""

import pytest

from telephony.asr.doubt import believe
from telephony.asr.moonshine import NOTHING, Words


@pytest.mark.parametrize(
    "words", [Words("You", 0.76), Words("So.", 0.5), Words("The first is the", 0.1), Words("", 0.0)]
)
def test_the_words_of_noise_are_nothing(words: Words) -> None:
    """Words seen in noise, or hardly believed by the model itself, are no words."""
    assert believe(words) == NOTHING


@pytest.mark.parametrize(
    "words", [Words("Yes.", 0.5), Words("You", 0.95), Words("You said Monday", 0.6), Words("No", 0.4)]
)
def test_the_words_of_callers_are_kept(words: Words) -> None:
    """Short answers are kept although the model is unsure, and so is "you" within a sentence."""
    assert believe(words) == words
