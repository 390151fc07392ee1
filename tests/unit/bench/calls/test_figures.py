"""From moments to figures."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.calls.figures import Moments, cleared, is_short, of_run, share, spread, took, work
from bench.calls.journal import Row
from bench.calls.marks import Tag
from bench.calls.script import Delays, answer, asked

TAG = Tag(1, 1)
FIRST, SECOND, THIRD, FOURTH = (f"{text.rstrip('.')}." for text in "".join(answer(asked(TAG))[1]).split(". "))
_, TOKENS = answer(asked(TAG))


def turn(**more: Any) -> dict[str, Any]:
    """A turn that ended at 10.0 and was answered at 10.46."""
    usual = {"call": 1, "turn": 1, "barge_in": False, "began": 9.0, "ended": 10.0, "answered": 10.46, "cleared": None}
    return {**usual, "interrupted": False, "frames": 164, "stale": 0, **more}


def journal(*, asked_at: float = 10.21, given_at: float = 10.36, text: str = FIRST, number: int = 1) -> list[Row]:
    """The way of one answer: the turn is over at 10.2, the model writes a token every 10 ms from 10.25 on, the voice
    takes 80 ms.
    """
    at = {"call": 1, "turn": 1}
    written = [asked_at + 0.04 + 0.01 * place for place in range(len(TOKENS))]
    return [
        {"what": "flux.heard_last", "at": 10.0, **at},
        {"what": "flux.EndOfTurn", "at": 10.2, **at},
        {"what": "chat.asked", "at": asked_at, "number": number, **at},
        {"what": "chat.done", "at": 11.0, "number": number, "tokens": list(TOKENS), "token_at": written, **at},
        {"what": "voice.asked", "at": given_at, "text": text, **at},
        {"what": "voice.sounded", "at": given_at + 0.08, "text": text, **at},
    ]


def test_what_the_providers_took_is_taken_off() -> None:
    """Ten ms to the model, twenty to the voice, twenty to the line: that is what the framework added."""
    found = took(turn(), Moments(journal()))
    assert found is not None
    assert found.added == pytest.approx(50, abs=0.1)
    assert (found.to_model, found.to_voice, found.to_line) == pytest.approx((10, 20, 20), abs=0.1)
    assert found.felt == pytest.approx(460)
    assert not found.early


@given(slower_ms=st.integers(0, 2000))
def test_slower_providers_add_nothing(slower_ms: int) -> None:
    """Whatever the voice takes longer is no fault of the framework."""
    late = [{**row, "at": row["at"] + slower_ms / 1000} if row["what"] == "voice.sounded" else row for row in journal()]
    found = took(turn(answered=10.46 + slower_ms / 1000), Moments(late))
    assert found is not None
    assert found.added == pytest.approx(50, abs=0.1)


def test_a_first_clause_is_not_waited_for_longer_than_it_took_to_write() -> None:
    """Who gives the voice less text first is measured by that text."""
    clause = " ".join(FIRST.split()[:4])
    found = took(turn(answered=10.40), Moments(journal(given_at=10.30, text=clause)))
    assert found is not None
    assert found.to_voice == pytest.approx(20, abs=0.1)


def test_who_asked_early_is_measured_from_when_the_sound_could_be_there() -> None:
    """The model was asked 100 ms before the turn was over; what was won is not counted as less than nothing."""
    found = took(turn(answered=10.34), Moments(journal(asked_at=10.1, given_at=10.25)))
    assert found is not None
    assert found.early
    assert found.to_model is None
    assert found.added == pytest.approx(30, abs=0.1)


def test_an_answer_that_was_given_up_does_not_count() -> None:
    """A speculation that failed was asked and spoken too; the sound that was heard is the second one's."""
    rows = [*journal(asked_at=10.0, given_at=10.15), *journal(number=2)]
    found = took(turn(), Moments(rows))
    assert found is not None
    assert found.to_model == pytest.approx(10, abs=0.1)


def test_a_fixed_answer_is_measured_from_the_end_of_the_turn() -> None:
    """Nobody was asked for it."""
    found = took(turn(answered=10.206), Moments([{"what": "flux.EndOfTurn", "at": 10.2, "call": 1, "turn": 1}]))
    assert found is not None
    assert found.added == pytest.approx(6)


def test_the_floor_is_measured_from_the_last_sound() -> None:
    """It has no recogniser."""
    found = took(turn(answered=10.001), Moments([]))
    assert found is not None
    assert found.added == found.felt == pytest.approx(1)


def test_clear_is_measured_from_the_providers_message() -> None:
    """Less than nothing where the service heard for itself."""
    moments = Moments([{"what": "flux.StartOfTurn", "at": 9.1, "call": 1, "turn": 1}])
    assert cleared(turn(cleared=9.103), moments) == pytest.approx(3)
    assert cleared(turn(cleared=9.05), moments) == pytest.approx(-50)
    assert cleared(turn(), moments) is None


def test_missing_sound_shows() -> None:
    """Whole answers have as many frames as their sentences; what was spoken beside them does not count."""
    texts = (FIRST, SECOND, f"{FIRST} {SECOND}", THIRD, FOURTH)
    at = {"call": 1, "turn": 1}
    rows: list[Row] = [{"what": "voice.asked", "at": 1.0, "text": text, **at} for text in texts]
    moments = Moments([*rows, {"what": "chat.done", "at": 1.0, "tokens": list(TOKENS), "token_at": [], **at}])
    assert not is_short(turn(frames=164), moments, Delays())
    assert is_short(turn(frames=163), moments, Delays())
    assert not is_short(turn(frames=3, interrupted=True), moments, Delays())
    assert work([turn()], moments)["letters_spoken"] > 1.4


def test_a_run_counts_the_turns_of_steady_calls_since_it_began() -> None:
    """A turn without an answer is lost."""
    turns = [turn(), turn(turn=2, answered=None), turn(call=2), turn(began=1.0)]
    told = {"turns": turns, "steady": [1], "began": 5.0, "ended": 65.0, "spoken_s": 30.0, "gaps": 2, "gap_s": 0.2}
    found = of_run(told, Moments(journal()), Delays())
    assert (found["turns"], found["lost"], found["gaps_a_minute"]) == (2, 1, 4.0)
    assert found["added_ms"]["n"] == 1


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1), percent=st.integers(1, 100))
def test_a_share_is_one_of_the_values(values: list[float], percent: int) -> None:
    """At least so many of them are not above it."""
    found = share(values, percent)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * percent / 100


def test_no_values_have_no_spread() -> None:
    """Nothing is made up."""
    assert spread([]) == {}
    assert spread([3.0]) == {"n": 1, "p50": 3.0, "p95": 3.0, "p99": 3.0, "max": 3.0}
    with pytest.raises(ValueError, match="no values"):
        share([], 50)
