"""Where a long sentence is cut."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.passages import LONGEST, clauses


def test_a_sentence_of_ordinary_length_is_spoken_whole() -> None:
    """Commas alone cut nothing: a sentence sounds best in one breath."""
    assert clauses("Yes, of course, I can do that.") == ["Yes, of course, I can do that."]
    assert clauses("  ") == []


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    """Two clauses of 150 letters become two pieces."""
    first, second = "a" * 149 + ",", "b" * 150
    assert clauses(f"{first} {second}") == [first, second]


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab ,;:—"), max_size=900))
def test_pieces_are_short_and_nothing_is_lost(sentence: str) -> None:
    """Whatever the sentence, no piece is longer than 200 letters, and all letters are there in order."""
    pieces = clauses(sentence)
    assert all(0 < len(piece) <= LONGEST for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(sentence.split())
