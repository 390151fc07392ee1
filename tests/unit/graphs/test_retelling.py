"""A conversation that was tried out can be kept as a test of the flow."""

from typing import Any

import pytest

from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import FlowDocument, TestCase
from graphs.flows import shipped, shipped_flow
from graphs.loading import load_flow
from graphs.retelling import as_test
from graphs.testing import run_test, run_tests
from graphs.trying import Line, Script, try_out

FLOWS = {name: compile_flow(shipped_flow(name)) for name in shipped()}
TOLD = ("bot", "expect")
"""Lines that say what must come of it."""


def lines_of(test: TestCase) -> list[Line]:
    """What happens in a test, as the lines of a rehearsal."""
    lines: list[Line] = []
    for line in test.script:
        ((what, value),) = line.items()
        if what == "event" and isinstance(value, dict):
            lines.append({"event": value.get("name", ""), "value": value.get("value")})
        elif what not in TOLD:
            lines.append({what: ({True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value))})
    return lines


async def again(flow: CompiledFlow, entry: dict[str, Any]) -> str:
    """What goes wrong when the entry is a test of the flow; nothing, when it passes."""
    document = FlowDocument.model_validate(
        {**flow.source.model_dump(mode="json", by_alias=True, exclude_unset=True), "tests": [entry]}
    )
    (report,) = await run_tests(compile_flow(document))
    return report.failure


@pytest.mark.parametrize(
    ("name", "place"), [(name, i) for name, flow in FLOWS.items() for i in range(len(flow.source.tests))]
)
async def test_every_shipped_conversation_is_kept_as_a_test_that_passes(name: str, place: int) -> None:
    """What happens in a test is tried out; the test that is made of it holds, and ends as the first one does."""
    flow, test = FLOWS[name], FLOWS[name].source.tests[place]
    script = Script(test.call, test.mocks, lines_of(test))
    tried = await try_out(flow, script)
    entry = as_test(flow.document, script, tried)

    assert tried.unplayed == 0
    assert await again(flow, entry) == ""
    assert test.result in (None, entry.get("result"))
    assert set(test.visited) <= set(tried.visited)


@pytest.mark.parametrize("name", FLOWS)
async def test_a_conversation_whose_actions_have_no_scripts_is_kept_with_the_examples(name: str) -> None:
    """The answers that were made up stand in the test, so that it comes out the same."""
    flow = FLOWS[name]
    for test in flow.source.tests:
        script = Script(test.call, {}, lines_of(test))
        tried = await try_out(flow, script)
        entry = as_test(flow.document, script, tried)

        assert set(entry.get("mocks", {})) == {action for turn in tried.turns for action in turn.unmocked}
        assert await again(flow, entry) == ""


async def test_a_test_of_a_conversation_fails_when_the_flow_does_something_else(restaurant: str) -> None:
    """It would be of no use otherwise."""
    flow = compile_flow(load_flow(restaurant))
    script = Script(lines=[{"caller": "four people"}])
    entry = as_test(flow.document, script, await try_out(flow, script))
    other = compile_flow(load_flow(restaurant.replace("Which day?", "What day?")))

    assert (await run_test(flow, TestCase.model_validate(entry))).ok
    assert "Which day?" in (await run_test(other, TestCase.model_validate(entry))).failure


async def test_values_that_were_set_by_hand_are_set_in_the_test(restaurant: str) -> None:
    """A line of their own says so."""
    flow = compile_flow(load_flow(restaurant))
    script = Script(lines=[{"caller": "four people"}, {"set": {"day": "2026-03-04"}}, {"caller": "five people"}])
    tried = await try_out(flow, script)
    entry = as_test(flow.document, script, tried)

    assert {"set": {"day": "2026-03-04"}} in entry["script"]
    assert tried.turns[-1].values["day"] == "2026-03-04"
    assert await again(flow, entry) == ""


async def test_the_name_says_what_was_wanted_and_is_no_other_tests_name(restaurant: str) -> None:
    """Two tests of one name could not be told apart in a report."""
    flow = compile_flow(load_flow(restaurant))
    script = Script(lines=[{"caller": "goodbye"}])
    tried = await try_out(flow, script)
    first = as_test(flow.document, script, tried)
    known = flow.document.model_copy(update={"tests": (TestCase.model_validate(first),)})

    assert first["name"] == "“goodbye” comes to left"
    assert as_test(known, script, tried)["name"] == "“goodbye” comes to left (2)"


async def test_lines_are_written_as_a_test_has_them(restaurant: str) -> None:
    """Keys are text, a time has its unit, and an event its value."""
    flow = compile_flow(load_flow(restaurant))
    lines: list[Line] = [
        {"press": "1"},
        {"event": "paid", "value": 5},
        {"event": "seen"},
        {"silence": True},
        {"hangup": True},
        {"ring_back": 300},
        {"caller": "yes"},
    ]
    script = Script(lines=lines)
    entry = as_test(flow.document, script, await try_out(flow, script))
    happens = [line for line in entry["script"] if not set(line) & set(TOLD)]

    assert happens == [
        {"press": "1"},
        {"event": {"name": "paid", "value": 5}},
        {"event": "seen"},
        {"silence": True},
        {"hangup": True},
        {"ring_back": "300s"},
        {"caller": "yes"},
    ]
    assert await again(flow, entry) == ""


async def test_a_test_checks_at_which_step_the_conversation_stands_in_the_end() -> None:
    """The way there may change, so only its end is named."""
    flow = FLOWS["scheduling"]
    script = Script(flow.source.tests[0].call, flow.source.tests[0].mocks, lines_of(flow.source.tests[0]))
    tried = await try_out(flow, script)
    entry = as_test(flow.document, script, tried)
    assert entry["visited"] == [[step for turn in tried.turns for step in turn.steps][-1]]
