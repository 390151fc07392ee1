"""Text that is still being written, cut into what can be spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.speaking.sentences import LONGEST, Sentences

TEXTS = {
    "Hello there. How are you? Good!": ["Hello there.", "How are you?", "Good!"],
    "I am Dr. Rao. J. R. Smith is here.": ["I am Dr. Rao.", "J. R. Smith is here."],
    "It takes 3.5 days, e.g. for St. Mary. Good.": ["It takes 3.5 days, e.g. for St. Mary.", "Good."],
    "We open at 9 a.m. and close at 5 p.m. Come by.": ["We open at 9 a.m. and close at 5 p.m.", "Come by."],
    "नमस्ते।आप कैसे हैं? डॉ. राव यहाँ हैं।": ["नमस्ते।", "आप कैसे हैं?", "डॉ. राव यहाँ हैं।"],
    'She said "no." Then she left.': ['She said "no."', "Then she left."],
    "One\nTwo\n\nThree": ["One", "Two", "Three"],
    "... Well.": ["Well."],
    "No end": ["No end"],
    "": [],
}


def cut(text: str, size: int) -> list[str]:
    """The pieces of a text that comes so many letters at a time."""
    sentences = Sentences()
    pieces = [piece for at in range(0, len(text), size) for piece in sentences.feed(text[at : at + size])]
    return [*pieces, *sentences.close()]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_cut_into_its_sentences(text: str, size: int) -> None:
    """However it comes in; dots of abbreviations, initials and decimals end nothing."""
    assert cut(text, size) == TEXTS[text]


def test_the_first_clause_does_not_wait_for_its_sentence() -> None:
    """The caller hears something while the rest is being written; later clauses wait."""
    sentences = Sentences()
    assert sentences.feed("Well, I can see that there is a problem, and ") == [
        "Well, I can see that there is a problem,"
    ]
    assert sentences.feed("it is not a small one, as far as I can tell, but ") == []


def test_a_sentence_leaves_when_the_next_begins_and_not_before() -> None:
    """A dot at the end of a piece may be one of a decimal."""
    sentences = Sentences()
    assert sentences.feed("It is 3.") == []
    assert sentences.feed("5 metres. ") == ["It is 3.5 metres."]


@given(st.text(st.sampled_from("ab .,?!।\n1é"), max_size=900), st.integers(1, 40))
def test_nothing_is_lost_and_nothing_is_held_for_ever(text: str, size: int) -> None:
    """Every letter is in one piece, in order; no piece is longer than the bound."""
    pieces = cut(text, size)
    kept = [letter for letter in "".join(pieces) if letter.isalnum()]
    assert kept == [letter for letter in text if letter.isalnum()]
    assert all(len(piece) <= LONGEST + size for piece in pieces)
    assert all(any(letter.isalnum() for letter in piece) for piece in pieces)
