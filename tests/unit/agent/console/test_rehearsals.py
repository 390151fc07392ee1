"""Rehearsals beside the calls: how many, how long, and with a language model."""

import asyncio
from typing import Any

import orjson
import pytest
from pydantic import ValidationError

from agent.console.compiling import Compiling
from agent.console.refusals import Refusal
from agent.console.rehearsals import RehearsalRequest, Rehearsals
from agent.console.watch import TimeIsOver, Watch
from graphs.document import FlowDocument
from graphs.flows import flow_text
from graphs.loading import plain, read_yaml
from graphs.problems import FlowError
from tests.support.scripted_model import ScriptedModel, commands

TREE: dict[str, Any] = plain(read_yaml(flow_text("scheduling")))
RAMBLE = "well you see my dear it is about somebody's teeth again"


def asked(*lines: dict[str, Any]) -> RehearsalRequest:
    """A request for these lines."""
    return RehearsalRequest.model_validate({"lines": list(lines)})


async def refused(rehearsals: Rehearsals, request: RehearsalRequest) -> tuple[int, str]:
    """Status and kind of the refusal."""
    with pytest.raises(Refusal) as refusal:
        await rehearsals.run(TREE, request, {}, None)
    return refusal.value.status, refusal.value.code


async def test_a_rehearsal_that_takes_too_long_is_ended() -> None:
    """In a sentence, and the next one runs."""
    compiling = Compiling()
    slow, quick = Rehearsals(compiling, limit_s=-1.0), Rehearsals(compiling)

    assert await refused(slow, asked({"caller": "hello"})) == (422, "too_long")
    assert await quick.run(TREE, asked({"caller": "hello"}), {}, None)


async def test_a_line_that_takes_too_long_ends_it_in_its_midst() -> None:
    """The engine goes on from a turn that fails; from one whose time is over it does not."""
    slow = Rehearsals(Compiling(), limit_s=60.0, line_limit_s=-1.0)

    assert await refused(slow, asked()) == (422, "too_long")


def test_a_rehearsal_that_was_given_up_ends_within_its_line() -> None:
    """A service that closes waits for its threads."""
    watch = Watch(60.0, 60.0)
    watch.look()
    watch.end()
    watch.next_line()

    with pytest.raises(TimeIsOver):
        watch.look()


@pytest.mark.parametrize(
    "much",
    [
        {"mocks": {"find_times": [{"start": "2026-03-10T11:30"}] * 55_000}},
        {"mocks": {"find_times": [[[1] * 40] * 40, [[1] * 40] * 40]}},
        {"lines": [{"event": "came", "value": list(range(2_001))}]},
        {"lines": [{"set": {"time_slot": list(range(2_001))}}]},
        {"call": {"extra": {"known": list(range(2_001))}}},
    ],
)
async def test_values_without_measure_are_refused_before_anything_runs(much: dict[str, Any]) -> None:
    """In a sentence that names them; not even the document was looked at."""
    compiling = Compiling()
    with pytest.raises(Refusal) as refusal:
        await Rehearsals(compiling).run({}, RehearsalRequest.model_validate(much), {}, None)

    assert (refusal.value.status, refusal.value.code) == (422, "too_large")
    assert "more than 2,000 values" in str(refusal.value)


@pytest.mark.parametrize(
    "beyond",
    [
        {"call": {"now": "9999-12-31T23:59"}},
        {"call": {"now": "0001-01-01T00:00"}},
        {"lines": [{"ring_back": "99999999d"}]},
        {"lines": [{"ring_back": "31d"}]},
        {"lines": [{"ring_back": 31 * 86_400}]},
    ],
)
def test_times_at_which_no_call_is_are_refused(beyond: dict[str, Any]) -> None:
    """The calendar ends, and the clock of a call does not come near it."""
    with pytest.raises(ValidationError, match=r"between 2000 and 2099|30d at most|less than or equal"):
        RehearsalRequest.model_validate(beyond)


async def test_only_so_many_wait() -> None:
    """Whoever comes beyond that is told so at once; those who wait get their turn."""
    rehearsals = Rehearsals(Compiling(), most_waiting=2)
    waiting = [asyncio.create_task(rehearsals.run(TREE, asked(), {}, None)) for _ in range(2)]
    await asyncio.sleep(0)

    assert await refused(rehearsals, asked()) == (503, "busy")
    assert all(await asyncio.gather(*waiting))
    assert await rehearsals.run(TREE, asked(), {}, None)


async def test_what_a_model_understood_is_marked_and_its_test_does_not_hold_without_it() -> None:
    """A test that needs a model would fail where there is none; it is said beforehand."""
    model = ScriptedModel(commands({"do": "pick", "option": "book", "said": "about somebody's teeth"}))
    tried = orjson.loads(await Rehearsals(Compiling()).run(TREE, asked({"caller": RAMBLE}), {}, model))

    assert tried["turns"][1]["why"]["commands"][0]["by"] == "model"
    assert not tried["as_test_holds"]


async def test_with_a_model_that_was_not_needed_the_test_holds() -> None:
    """Short answers never wait for one."""
    tried = orjson.loads(await Rehearsals(Compiling()).run(TREE, asked({"press": "1"}), {}, ScriptedModel()))

    assert tried["turns"][1]["why"]["commands"] == [{"command": "pick", "option": "book", "by": "rules"}]
    assert tried["as_test_holds"]


def small(name: str, step: dict[str, Any]) -> dict[str, Any]:
    """A flow of one step and an end."""
    bye = {"type": "end", "say": f"Goodbye from {name}.", "result": "done"}
    head = {"flow": name, "format": 1, "title": name, "start": "first", "tries": {"then": "bye"}, "on_error": "bye"}
    return {**head, "results": {"done": "success"}, "nodes": {"first": {**step, "next": "bye"}, "bye": bye}}


def test_a_document_is_compiled_once() -> None:
    """Whoever tries it; an edited one is another."""
    compiling = Compiling()
    first = compiling.compiled(TREE, {})

    assert compiling.compiled(dict(TREE), {}) is first
    assert compiling.compiled({**TREE, "title": "Another"}, {}) is not first
    assert compiling.compiled(TREE, {}) is first


def test_a_document_is_compiled_again_when_a_flow_that_it_calls_was_changed() -> None:
    """It is no longer the same conversation."""
    compiling, outer = Compiling(), small("outer", {"type": "call", "flow": "inner"})
    before, after = (
        FlowDocument.model_validate(small("inner", {"type": "say", "say": words})) for words in ("One.", "Two.")
    )
    first = compiling.compiled(outer, {"inner": before})

    assert compiling.compiled(outer, {"inner": before}) is first
    assert compiling.compiled(outer, {"inner": after}).fingerprint != first.fingerprint


def test_a_call_of_a_flow_that_there_is_not_is_told() -> None:
    """Where it stands."""
    with pytest.raises(FlowError) as wrong:
        Compiling().compiled(small("outer", {"type": "call", "flow": "inner"}), {})

    assert [problem.path[:2] for problem in wrong.value.problems] == [("nodes", "first")]
