"""Which parts of a document name which others, and how all of them are given other names."""

import json
from typing import Any

import pytest

from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.fields import Text
from graphs.flows import shipped, shipped_flow
from graphs.nodes import STEP_TYPES
from graphs.problems import Path
from graphs.references import rebuilt, references


def at(document: Any, path: Path) -> Any:
    """What stands at a place of a written document; for a name that is a key, the key itself."""
    for part in path[:-1]:
        document = document[part]
    return document[path[-1]]


@pytest.mark.parametrize("flow", shipped())
def test_every_reference_stands_where_it_is_said_to_stand(flow: str) -> None:
    """Checks point at the line, and the editor at the field: the path is that of the written document."""
    document = shipped_flow(flow)
    written = json.loads(document.model_dump_json(by_alias=True))
    found = list(references(document))
    assert len(found) > 100
    for reference in found:
        there = at(written, reference.path)
        assert reference.name in (there, reference.path[-1])


@pytest.mark.parametrize("flow", shipped())
def test_every_exit_is_a_reference_to_a_step(flow: str) -> None:
    """Nothing that leads anywhere is overlooked."""
    document = shipped_flow(flow)
    for name, step in document.steps.items():
        named = [reference.name for reference in references(step, ("nodes", name)) if reference.what == "step"]
        assert set(step.exits().values()) <= set(named)


def test_nothing_is_copied_where_nothing_changes() -> None:
    """A visit that gives back what it was given gives back the very document."""
    document = shipped_flow("scheduling")
    assert rebuilt(document, lambda _path, _what, value: value) is document


@pytest.mark.parametrize("flow", shipped())
def test_all_steps_can_be_called_differently(flow: str) -> None:
    """Renaming every reference to a step and every step gives the same flow under other names."""
    document = shipped_flow(flow)

    def visit(_path: Path, what: str, value: Any) -> Any:
        return f"new_{value}" if what == "step" else value

    moved = rebuilt(document, visit)
    for name, step in document.steps.items():
        assert list(moved.steps[name].exits().values()) == [f"new_{target}" for target in step.exits().values()]
    assert moved.start == f"new_{document.start}"


def test_texts_and_expressions_are_visited_too() -> None:
    """So that the values that they name can be called differently."""
    seen: set[type] = set()

    def visit(_path: Path, _what: str, value: Any) -> Any:
        seen.add(type(value))
        return value

    rebuilt(shipped_flow("scheduling"), visit)
    assert {Text, Expression, str} <= seen


def test_the_schema_says_what_a_name_stands_for() -> None:
    """The editor's pickers are made from it."""
    schema = FlowDocument.model_json_schema(by_alias=True)
    assert schema["properties"]["start"]["x-names"] == "step"
    assert schema["$defs"]["Ask"]["properties"]["slots"]["items"]["x-names"] == "slot"
    assert schema["$defs"]["Do"]["patternProperties"]["^if_[a-z0-9_]+$"]["x-names"] == "step"
    assert set(schema["$defs"]) >= {step.__name__ for step in STEP_TYPES.values()}
