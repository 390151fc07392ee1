"""One flow that has every kind of step and every setting in it: a document to try things on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

from graphs.compiler import CompiledFlow, compile_flow
from graphs.coverage import Point
from graphs.document import FlowDocument
from graphs.loading import load_flow, read_flow
from graphs.nodes import STEP_TYPES
from graphs.testing import covered, run_test, run_tests

SUPPORT = Path(__file__).parents[2] / "support"
CALLED = ("kitchen_sink_delivery", "kitchen_sink_fare")
WRITTEN_BY_PUBLISHING = {"version"}


def text(name: str) -> str:
    """A document of tests/support."""
    return (SUPPORT / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sink() -> CompiledFlow:
    """The flow, with the one that it calls."""
    parts = [load_flow(text(name)) for name in CALLED]
    return compile_flow(load_flow(text("kitchen_sink")), {part.flow: part for part in parts})


def parts(part: object) -> Iterator[BaseModel]:
    """Every model in a document."""
    if isinstance(part, BaseModel):
        yield part
        for name in type(part).model_fields:
            yield from parts(getattr(part, name))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from parts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from parts(value)


def test_every_setting_of_every_part_is_used() -> None:
    """A setting that is added to the format is added here, or this test says which is missing."""
    used: dict[type[BaseModel], set[str]] = defaultdict(set)
    for name in ("kitchen_sink", *CALLED):
        for part in parts(load_flow(text(name))):
            used[type(part)] |= part.model_fields_set
    everywhere = {"title", "section", "note", "milestone", "voice", "disclosure", "private", "not_here"}
    everywhere |= {"listen_for", "tries"}
    missing = {
        f"{model.__name__}: {name}"
        for model, names in used.items()
        for name in set(model.model_fields) - names - WRITTEN_BY_PUBLISHING
        if model not in STEP_TYPES.values() or name not in everywhere
    }
    assert missing == set()
    steps = set().union(*(names for model, names in used.items() if model in STEP_TYPES.values()))
    assert everywhere <= steps


def test_every_kind_of_step_and_of_slot_is_there() -> None:
    """All fourteen, and all thirteen."""
    document = load_flow(text("kitchen_sink"))
    assert {step.type for step in document.steps.values()} == set(STEP_TYPES)
    kinds = FlowDocument.model_fields["slots"].annotation.__args__[1].model_fields["type"].annotation.__args__  # type: ignore[union-attr]  # the table of slots
    assert {slot.type for slot in document.slots.values()} == set(kinds)


def test_nothing_is_wrong_with_it() -> None:
    """Neither an error nor a warning."""
    for name in ("kitchen_sink", "kitchen_sink_delivery"):
        document, problems = read_flow(text(name))
        assert document is not None
        assert [str(problem) for problem in problems if problem.level != "hint"] == []


async def test_its_conversations_go_as_they_are_written(sink: CompiledFlow) -> None:
    """Through LangGraph too."""
    for test in sink.document.tests:
        for walks in (True, False):
            report = await run_test(sink, test, walks=walks)
            assert report.ok, "\n".join(report.told())


async def test_the_steps_of_a_flow_that_is_called_are_not_counted(sink: CompiledFlow) -> None:
    """They have tests of their own; the call and the ways out of it are counted."""
    found = covered(sink, await run_tests(sink))
    assert not any("/" in point.of for point in found.points())
    assert found.times[Point("step", "delivery")] == found.times[Point("exit", "delivery", "next")] == 1
    assert Point("exit", "delivery", "if_unknown") in found.missed("exit")
