"""A decoder's loop is found; speech that repeats is left alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.asr.repetition import repeated_tail


def test_a_sentence_has_no_loop() -> None:
    """Different tokens are speech."""
    assert repeated_tail(list(range(60))) is None
    assert repeated_tail([]) is None


def test_saying_no_three_times_is_speech() -> None:
    """A few repetitions are what callers say: "no no no", "zero zero zero zero"."""
    assert repeated_tail([5, 6, 5, 6, 5, 6]) is None
    assert repeated_tail([9] * 8) is None


def test_a_dozen_times_the_same_token_is_a_loop() -> None:
    """Of twelve equal tokens eleven are one too many each."""
    assert repeated_tail([1, 2, 3] + [9] * 12) == 11


@settings(max_examples=100)
@given(st.lists(st.integers(0, 50), min_size=3, max_size=12, unique=True), st.lists(st.integers(100, 200), max_size=20))
def test_a_phrase_said_four_times_is_a_loop(phrase: list[int], before: list[int]) -> None:
    """Whatever stands before, what is left after the cut ends with the phrase said once."""
    tokens = before + phrase * 4
    looped = repeated_tail(tokens)
    assert looped == 3 * len(phrase)
    assert tokens[: len(tokens) - looped] == before + phrase
