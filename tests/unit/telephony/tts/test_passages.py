"""Where a long sentence is cut."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.passages import LONGEST, clauses, quick_start


def test_a_sentence_of_ordinary_length_is_spoken_whole() -> None:
    """Commas alone cut nothing: a sentence sounds best in one breath."""
    assert clauses("Yes, of course, I can do that.") == ["Yes, of course, I can do that."]
    assert clauses("  ") == []


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    """Two clauses of 150 letters become two pieces."""
    first, second = "a" * 149 + ",", "b" * 150
    assert clauses(f"{first} {second}") == [first, second]


def test_a_long_beginning_is_cut_after_its_first_clause() -> None:
    """What can be said at once is said at once; what is short is not torn apart."""
    assert quick_start("I have looked at the calendar, and there is room for you on Monday.") == [
        "I have looked at the calendar,",
        "and there is room for you on Monday.",
    ]
    assert quick_start("Well, I can do that.") == ["Well, I can do that."]
    assert len(quick_start("Yes, there is room for you on Monday morning at nine or at half past nine.")) == 1


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab ,;:—"), max_size=900))
def test_pieces_are_short_and_nothing_is_lost(sentence: str) -> None:
    """Whatever the sentence, no piece is longer than 200 letters, and all letters are there in order."""
    for pieces in (clauses(sentence), quick_start(sentence)):
        assert all(0 < len(piece) <= LONGEST for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(sentence.split())
