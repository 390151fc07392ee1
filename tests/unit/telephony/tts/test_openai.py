"""How OpenAI's models are told to speak."""

import pytest

from telephony.tts.openai import instructions


@pytest.mark.parametrize(("language", "name"), [("en-IN", "English"), ("hi", "Hindi"), ("sw", "sw")])
def test_the_language_is_said_in_words(language: str, name: str) -> None:
    """One that we have no word for is said by its code."""
    assert instructions(language).startswith(f"Speak {name}, ")
