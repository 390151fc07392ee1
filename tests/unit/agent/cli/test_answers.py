"""How long answers took, as a caller's side tells it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.cli.answers import PARTS, Answer, summary

TIMES: dict[str, Any] = {
    "turn": 2,
    "kind": "words",
    "final": 480.0,
    "started": 500.0,
    "first_act": 503.0,
    "first_say": 504.0,
    "first_sound": 510.0,
    "sent": 511.0,
    "heard": 512.0,
    "done": 530.0,
}


def read(**changed: Any) -> Answer:
    """An answer with these times."""
    answer = Answer.read({**TIMES, **changed})
    assert answer is not None
    return answer


def test_an_answer_says_where_its_time_went() -> None:
    """Waiting for the caller's end, thinking, the voice, and the line."""
    assert read().sentence() == "answered in 512 ms (end of turn 500, thinking 4, voice 6, line 2)"


def test_what_was_done_ahead_takes_no_time() -> None:
    """An answer that was thought of and spoken on trial waits only for the caller's end and for the line."""
    ahead = read(first_say=260.0, first_sound=300.0)

    assert ahead.sentence() == "answered in 512 ms (end of turn 500, thinking 0, voice 0, line 12)"


def test_an_answer_that_nobody_heard_is_none() -> None:
    """A turn that said nothing, or was cut off before, has no line."""
    assert Answer.read({**TIMES, "heard": None}) is None


def test_a_stage_that_was_not_seen_leaves_its_time_to_the_next() -> None:
    """The parts still add up."""
    assert dict(read(first_say=None).parts) == {"end of turn": 500.0, "voice": 10.0, "line": 2.0}


def test_the_first_words_are_a_greeting() -> None:
    """Nobody has said anything yet."""
    assert read(kind="begin", started=0.0).sentence().startswith("greeted in 512 ms")


def test_the_summary_tells_the_median_and_the_worst_of_what_the_caller_waited_for() -> None:
    """Greetings, and what is said into silence, are not waited for."""
    answers = [read(turn=1, heard=600.0), read(turn=2), read(turn=3, heard=900.0), read(kind="silence", heard=9000.0)]

    assert summary(answers) == "3 answers: median 600 ms, worst 900 ms (turn 3)."
    assert summary([read()]) == "1 answer: median 512 ms, worst 512 ms (turn 2)."
    assert summary([read(kind="begin")]) == "Nothing was answered."


MOMENT = st.none() | st.floats(min_value=-1_000, max_value=100_000)


@given(st.fixed_dictionaries({stage: MOMENT for _, stage in PARTS}))
def test_the_parts_add_up(times: dict[str, float | None]) -> None:
    """Whatever happened in which order, nothing is negative and nothing is lost."""
    answer = Answer.read({"turn": 1, "kind": "words", **times})
    if answer is None:
        assert times["heard"] is None
        return
    assert all(took >= 0 for _, took in answer.parts)
    assert abs(sum(took for _, took in answer.parts) - answer.total) < 1e-6
