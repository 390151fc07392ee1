"""The tests that flows carry: a failure says what went wrong."""

import pytest

from graphs.compiler import CompiledFlow, compile_flow
from graphs.loading import load_flow
from graphs.testing import TestReport, run_tests, untested


async def run(restaurant: str, script: str, rest: str = "") -> TestReport:
    """Run a flow that has this one test."""
    mocks = "mocks: {find: [start: 2026-03-03T11:00]}"
    text = f"{restaurant}\ntests:\n  - name: it\n    {mocks}\n    script: {script}\n{rest}"
    (report,) = await run_tests(compile_flow(load_flow(text)))
    return report


@pytest.mark.parametrize(
    ("script", "rest", "failure"),
    [
        ("[caller: a table, bot: How many people]", "", ""),
        ("[bot: hello. a table, press: '1', expect: {people: null}]", "", ""),
        ("[press: 1, caller: 4, expect: {people: 4}]", "", ""),
        ("[caller: four people tomorrow, expect: {day: 2026-03-03}]", "    visited: [menu, find, pick]\n", ""),
        ("[caller: goodbye]", "    result: left\n", ""),
        ("[caller: a person]", "    result: transferred\n", ""),
        (
            "[caller: four people, hangup: true, ring_back: 5m, bot: Shall we carry on, caller: yes, bot: Which day]",
            "",
            "",
        ),
        ("[caller: a person, not_taken: true, bot: Nobody is at the desk]", "", ""),
        (
            "[caller: a table, not_taken: true]",
            "",
            "line 2: nobody was being called, so nobody can fail to answer",
        ),
        (
            "[bot: Good evening]",
            "",
            "line 1: expected the flow to say “Good evening”; it said “Hello. A table or a message?”",
        ),
        ("[caller: four people, expect: {people: 5}]", "", "line 2: people should be 5; it is 4"),
        ("[caller: goodbye, silence: true]", "", "line 2: the call had already ended as “left”"),
        (
            "[caller: a table]",
            "    result: booked\n",
            "the call should end as “booked”; it goes on, last saying “How many people?”",
        ),
        ("[caller: goodbye]", "    result: booked\n", "the call should end as “booked”; it ended as “left”"),
        (
            "[caller: four people]",
            "    visited: [details, menu]\n",
            "the call should visit details, menu; it visited hello, menu",
        ),
    ],
)
async def test_a_test_passes_or_says_why_not(restaurant: str, script: str, rest: str, failure: str) -> None:
    """With the line of the script, what was expected and what came."""
    report = await run(restaurant, script, rest)
    assert report.failure.startswith(failure)
    assert report.ok is (failure == "")


async def test_steps_that_no_test_comes_through_are_named(restaurant: str) -> None:
    """So that the editor can colour the others."""
    text = f"{restaurant}\ntests: [{{name: it, script: [caller: goodbye]}}]\n"
    flow: CompiledFlow = compile_flow(load_flow(text))
    left = untested(flow, await run_tests(flow))
    assert "menu" not in left
    assert "book" in left


async def test_a_failure_comes_with_the_conversation_and_the_difference(restaurant: str) -> None:
    """Who said what, up to the line that failed, with the nearest words that were said."""
    report = await run(restaurant, "[caller: a table, bot: How many persons, caller: four]")
    assert [(line.who, line.text) for line in report.transcript] == [
        ("bot", "Hello."),
        ("bot", "A table or a message?"),
        ("caller", "a table"),
        ("bot", "How many people?"),
    ]
    assert report.mismatch is not None
    assert report.mismatch.script_line == 2
    assert report.mismatch.differences == (("How many ‹persons›", "How many ‹people?›"),)


async def test_every_value_that_is_wrong_is_named(restaurant: str) -> None:
    """Not only the first."""
    report = await run(restaurant, "[caller: four people, expect: {people: 5, day: 2026-03-03}]")
    assert report.mismatch is not None
    assert report.mismatch.differences == (("people = 5", "people = 4"), ("day = 2026-03-03", "day = nothing"))


async def test_the_step_that_was_not_come_to_is_pointed_out(restaurant: str) -> None:
    """Of a way that was not taken, the first missing one."""
    report = await run(restaurant, "[caller: goodbye]", "    visited: [hello, menu, details]\n")
    assert report.mismatch is not None
    assert report.mismatch.differences == (("hello menu ‹details›", "hello menu"),)


async def test_what_the_line_does_is_in_the_transcript_too(restaurant: str) -> None:
    """Keys, silence, events, cuts and callers who ring again."""
    script = "[press: '1', silence: true, event: paid, hangup: true, ring_back: 5m]"
    report = await run(restaurant, script)
    done = [(line.who, line.text, line.script_line) for line in report.transcript if line.who != "bot"]
    assert done == [
        ("keys", "1", 1),
        ("line", "the caller says nothing", 2),
        ("line", "it happens: paid", 3),
        ("line", "the call is cut off", 4),
        ("line", "the caller rings again after 5m", 5),
    ]
