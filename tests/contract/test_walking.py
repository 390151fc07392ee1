"""The fast driver of tests and replays does what LangGraph does, act for act."""

import asyncio
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.acts import Act, Trace
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import FlowDocument, TestCase
from graphs.flows import shipped, shipped_flow
from graphs.rehearsal import Rehearsal
from graphs.testing import run_test

FLOWS = {name: compile_flow(shipped_flow(name)) for name in shipped()}
TESTS = [(name, test) for name, flow in FLOWS.items() for test in flow.document.tests]
BY_BOTH = pytest.mark.parametrize(("name", "test"), TESTS, ids=[f"{name}: {test.name}" for name, test in TESTS])


@BY_BOTH
async def test_every_test_of_every_shipped_flow_goes_the_same_way(name: str, test: TestCase) -> None:
    """The same sentences with the same ids, the same steps, the same traces, and what is expected of the caller."""
    walked = await run_test(FLOWS[name], test)
    called = await run_test(FLOWS[name], test, walks=False)
    assert walked.acts == called.acts
    assert (walked.mismatch, walked.visited, walked.transcript) == (called.mismatch, called.visited, called.transcript)


LINES = sorted({str(line["caller"]) for _, test in TESTS for line in test.script if "caller" in line})
NOISE = (
    "hmm",
    "the dog is barking",
    "no, make it Wednesday",
    "start over",
    "goodbye",
    "a person please",
    "\x00 \ud800",
    "",
)
SPOKEN = st.sampled_from([*LINES, *NOISE]).map(lambda said: ("hear", said))
PRESSED = st.text(alphabet="0123456789*#", min_size=1, max_size=10).map(lambda keys: ("press", keys))
HAPPENING = st.sampled_from(
    [
        ("silence", ""),
        ("event", "payment_made"),
        ("not_taken", ""),
        ("ring_back", "60"),
        ("ring_back", "9000"),
        ("fail", ""),
    ]
)
CONVERSATIONS = st.lists(st.one_of(SPOKEN, SPOKEN, SPOKEN, PRESSED, HAPPENING), max_size=14)


async def _held(flow: CompiledFlow, test: TestCase, lines: list[tuple[str, str]], *, walks: bool) -> tuple[Any, ...]:
    call = Rehearsal(flow, test.call, actions=test.mocks, walks=walks)
    held: list[tuple[list[Act], dict[str, Any]]] = []
    await call.begin()
    held.append((list(call.acts), await call.values()))
    for what, detail in lines:
        match what:
            case "hear":
                await call.hear(detail)
            case "press":
                await call.hear(keys=detail)
            case "silence":
                await call.hear(silence=True)
            case "event":
                await call.happens(detail, {"paid": 12})
            case "not_taken":
                await call.not_taken()
            case "ring_back":
                await call.ring_back(float(detail))
            case "fail":
                call.acts.clear()
                await call.conversation.fail("the model took too long", call.sink)
        held.append((list(call.acts), await call.values()))
    return held, call.visited, call.over, await call.conversation.snapshot()


@settings(max_examples=120, deadline=None)
@given(case=st.sampled_from(TESTS), lines=CONVERSATIONS)
def test_whatever_is_said_it_goes_the_same_way(case: tuple[str, TestCase], lines: list[tuple[str, str]]) -> None:
    """Also in nonsense, failures, silence, calls that are cut off and calls that are already over."""
    name, test = case
    with structlog.testing.capture_logs():
        walked = asyncio.run(_held(FLOWS[name], test, lines, walks=True))
        called = asyncio.run(_held(FLOWS[name], test, lines, walks=False))
    assert walked == called


ROUND = {
    "flow": "round",
    "format": 1,
    "title": "Goes round",
    "start": "how_many",
    "tries": {"then": "bye"},
    "on_error": "bye",
    "slots": {"many": {"type": "number", "ask": "How many?"}},
    "results": {"left": "failed"},
    "nodes": {
        "how_many": {"type": "ask", "slots": ["many"], "next": "one"},
        "one": {"type": "say", "say": "One.", "next": "two"},
        "two": {"type": "say", "say": "Two.", "next": "how_many"},
        "again": {"type": "set", "set": {"many": "many + 1"}, "next": "silently"},
        "silently": {"type": "check", "cases": [{"when": "many == 0", "to": "bye"}], "else": "again"},
        "first": {"type": "set", "set": {"many": "1"}, "next": "how_many"},
        "bye": {"type": "end", "say": "Goodbye.", "result": "left"},
    },
}


@pytest.mark.parametrize("start", ["how_many", "first", "again"])
@pytest.mark.parametrize("before", [[], [""]])
async def test_a_flow_that_goes_round_is_stopped_at_the_same_step(start: str, before: list[str]) -> None:
    """After words, at the beginning, and in steps that nobody notices; then `on_error`, once more, and the end."""
    flow = compile_flow(FlowDocument.model_validate({**ROUND, "start": start}))
    with structlog.testing.capture_logs():
        walked, called = [await _round(flow, [*before, "four", "four"], walks=walks) for walks in (True, False)]
    assert walked == called
    assert any(isinstance(act, Trace) and act.event == "failed" for act in walked)


async def _round(flow: CompiledFlow, lines: list[str], *, walks: bool) -> list[Act]:
    call = Rehearsal(flow, walks=walks)
    await call.begin()
    for said in lines:
        await call.hear(said, silence=not said)
    return call.history
