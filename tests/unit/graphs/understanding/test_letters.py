"""Letters as callers spell them."""

import pytest

from graphs.understanding.letters import grouped
from graphs.understanding.words import words
from graphs.understanding.written import Part


def spelled(text: str) -> list[str]:
    """The parts of an utterance with its letters grouped."""
    return [part.text for part in grouped([Part(word.text, word.start, word.end) for word in words(text)])]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("m as in mango i as in igloo a as in ant", ["m", "i", "a"]),
        ("g for gopal and u for usha", ["g", "u"]),
        ("x as in x-ray", ["x"]),
        ("k for cat", ["k"]),
        ("e double l a", ["e", "ll", "a"]),
        ("triple s for sam", ["sss"]),
        ("double nine", ["double", "nine"]),
        ("एस फॉर सनी", ["s", "फॉर", "सनी"]),
        ("a for the team", ["a", "for", "the", "team"]),
        ("एन ए", ["n", "a"]),
    ],
)
def test_a_letter_and_the_words_that_tell_which_are_one(said: str, heard: list[str]) -> None:
    """ "M as in mango" and "double l" are letters; a word that begins otherwise explains nothing."""
    assert spelled(said) == heard
