"""How fast a voice speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.pace import USUAL_LETTER_MS, Pace


def test_before_a_sentence_was_heard_a_voice_is_a_usual_one() -> None:
    """Unless others have heard it."""
    assert Pace().letter_ms == USUAL_LETTER_MS
    assert Pace(80).letter_ms == 80


def test_one_sentence_tells_nearly_all() -> None:
    """A voice that takes its time is known after its first sentence, within a twentieth."""
    pace = Pace()
    pace.learn(60, 60 * 90)

    assert pace.letter_ms == pytest.approx(90, rel=0.05)


def test_another_voice_is_learned_soon() -> None:
    """A call that had to change its voice measures the new one after two sentences."""
    pace = Pace()
    for _ in range(20):
        pace.learn(60, 60 * 90)
    for _ in range(2):
        pace.learn(60, 60 * 50)

    assert pace.letter_ms == pytest.approx(60, abs=3)


@pytest.mark.parametrize(("letters", "ms"), [(0, 0), (3, 450), (19, 1900), (60, 0), (60, 600), (60, 60_000)])
def test_what_is_no_speech_of_the_text_teaches_nothing(letters: int, ms: int) -> None:
    """Nor do short sentences, which are half silence."""
    pace = Pace()
    pace.learn(letters, ms)

    assert pace.letter_ms == USUAL_LETTER_MS


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 100_000)), max_size=30))
def test_whatever_is_heard_a_pace_is_that_of_a_voice(sentences: list[tuple[int, int]]) -> None:
    """Never so fast or so slow that nobody could speak so."""
    pace = Pace()
    for letters, ms in sentences:
        pace.learn(letters, ms)

    assert 20 <= pace.letter_ms <= 250
