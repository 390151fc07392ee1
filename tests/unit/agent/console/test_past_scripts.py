"""What callers of real calls did, as scripts."""

from typing import Any

import pytest

from agent.console.past_scripts import NUMBER, PastCall, answers, caller_lines, past_script
from agent.console.timelines import spans
from graphs.document import FlowDocument
from graphs.flows import shipped_flow
from tests.support.timelines import Story

FLOW: FlowDocument = shipped_flow("scheduling")


def a_call(**more: Any) -> PastCall:
    """One that rang on a Monday."""
    known: dict[str, Any] = {"caller": "+919822012345", "direction": "inbound", "language": "en", "result": "booked"}
    return PastCall(id="CA1", version=1, rang_at="2026-03-02T09:00", timeline="[]", **{**known, **more})


def test_everything_that_the_caller_did_is_a_line() -> None:
    """Words, keys, silence, what happened outside, and a transfer that nobody took."""
    story = Story().step("menu").at(1000).turn("book").at(2000).turn(keys="12").at(3000).turn()
    story.at(4000).turn(happened="paid").ended("lost").at(5000).note("entry", why="not_taken").at(6000).turn("hello")

    assert list(caller_lines(spans(story.entries))) == [
        {"caller": "book"},
        {"press": "12"},
        {"silence": True},
        {"event": "paid"},
        {"not_taken": True},
        {"caller": "hello"},
    ]


def test_what_was_taken_back_is_no_line() -> None:
    """A caller who goes on makes one turn of two."""
    story = Story().step("menu").at(1000).turn("I want").takes_back().at(2000).turn("I want to book")

    assert list(caller_lines(spans(story.entries))) == [{"caller": "I want to book"}]


def test_it_rings_as_it_rang() -> None:
    """The clock, the number, the language that was spoken first, and whether somebody was there."""
    turns = spans(Story().step("menu").says("नमस्ते").note("closed", to="reception").entries)
    call = past_script(a_call(language="hi", caller=None, direction="outbound"), turns, FLOW).script.call

    assert (call.now, call.caller, call.language) == ("2026-03-02T09:00", NUMBER, "hi")
    assert (call.open, call.direction) == (False, "outbound")


def ran(action: str, outcome: str, answer: Any) -> dict[str, Any]:
    """One run of an action, as the timeline tells it."""
    return {"step": "s", "action": action, "arguments": {}, "outcome": outcome, "answer": answer}


TIMES = [{"start": "2026-03-10T11:30"}]
KNOWN: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
    ([ran("find_times", "ok", TIMES), ran("find_times", "ok", TIMES)], {"find_times": TIMES}),
    ([ran("find_times", "ok", TIMES), ran("find_times", "empty", [])], {"find_times": [TIMES, []]}),
    ([ran("book", "taken", None)], {"book": {"outcome": "taken"}}),
    ([ran("book", "error", None)], {"book": {"error": True}}),
    ([ran("find_times", "ok", "a list of 40"), ran("book", "ok", {"ref": "K7"})], {"book": {"ref": "K7"}}),
    ([ran("find_times", "ok", [{"start": "a long text"}])], {}),
    ([ran("find_times", "ok", None)], {}),
]


@pytest.mark.parametrize(("runs", "wanted"), KNOWN)
def test_actions_answer_as_they_answered(runs: list[dict[str, Any]], wanted: dict[str, Any]) -> None:
    """In order where the answers differ; an action whose answers the record does not tell whole is left out."""
    assert answers(runs, FLOW) == wanted
