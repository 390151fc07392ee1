"""What every step type keeps: one file, one line in the table."""

import inspect
import json
from pathlib import Path
from typing import get_args

import pytest

import graphs.nodes
from graphs.document import FlowDocument
from graphs.nodes import STEP_TYPES, Step, WaitingStep

EXAMPLES: dict[str, dict[str, object]] = {
    "say": {"say": "Hello", "next": "a"},
    "ask": {"slots": ["x"], "next": "a"},
    "choose": {"say": "Which?", "options": {"one": {"to": "a"}}},
    "offer": {"items": "x", "item": "{item}", "save": "y", "next": "a", "if_none": "b"},
    "confirm": {"say": "Right?", "if_yes": "a", "if_no": "b"},
    "check": {"cases": [{"when": "true", "to": "a"}], "else": "b"},
    "set": {"set": {"x": "1"}, "next": "a"},
    "do": {"action": "act", "with": {"x": "y"}, "next": "a", "if_taken": "b"},
    "answer": {"knowledge": "k", "next": "a", "if_unknown": "b"},
    "converse": {"goal": "g", "done_when": "true", "next": "a", "if_limit": "b", "without_llm": "c"},
    "call": {"flow": "f", "next": "a", "if_booked": "b"},
    "wait": {"event": "paid", "timeout": "2m", "next": "a", "if_timeout": "b"},
    "transfer": {"to": "desk", "if_failed": "a"},
    "end": {"result": "done"},
}
KINDS = pytest.mark.parametrize("kind", STEP_TYPES)


def example(kind: str) -> Step:
    """A step of that kind, as small as can be."""
    return STEP_TYPES[kind].model_validate({"type": kind, **EXAMPLES[kind]})


def test_the_table_holds_every_file() -> None:
    """A step type that is written but not in the table would never be found."""
    files = {path.stem for path in Path(graphs.nodes.__file__).parent.glob("*.py")} - {"__init__", "step"}
    assert files == set(STEP_TYPES) == set(EXAMPLES)


@KINDS
def test_the_type_says_its_own_name(kind: str) -> None:
    """The name in the table is the one that documents write."""
    assert get_args(STEP_TYPES[kind].model_fields["type"].annotation) == (kind,)
    assert STEP_TYPES[kind].__module__ == f"graphs.nodes.{kind}"


@KINDS
def test_exits_are_names_of_steps(kind: str) -> None:
    """Every target that the example writes is an exit; a step without one ends the call."""
    exits = example(kind).exits()
    written = [word for word in json.dumps(EXAMPLES[kind]).replace('"', " ").replace(",", " ").split() if word in "abc"]
    assert sorted(exits.values()) == sorted(written)
    assert bool(exits) is (kind != "end")


@KINDS
def test_what_is_unknown_is_refused(kind: str) -> None:
    """A misspelt setting is never silently without effect."""
    with pytest.raises(ValueError, match="colour"):
        STEP_TYPES[kind].model_validate({"type": kind, **EXAMPLES[kind], "colour": "blue"})


@KINDS
def test_a_step_survives_being_written_and_read(kind: str) -> None:
    """With the names that documents use."""
    step = example(kind)
    assert STEP_TYPES[kind].model_validate(step.model_dump(mode="json", by_alias=True, exclude_unset=True)) == step


@KINDS
def test_what_a_step_reads_and_writes_is_known(kind: str) -> None:
    """Corrections rely on it."""
    step = example(kind)
    assert all(isinstance(name, str) for name in step.reads() | step.writes())
    saves = {"ask": {"x"}, "offer": {"y"}, "set": {"x"}}
    assert saves.get(kind, set()) <= step.writes()


@KINDS
def test_a_type_that_runs_has_all_that_running_needs(kind: str) -> None:
    """Those that wait ask, listen and hear; the others enter and go on; silent ones are among these."""
    cls = STEP_TYPES[kind]
    if cls.replaced:
        assert cls.enter is Step.enter
        return
    needed = ("ask", "listening", "expects", "hear") if cls.waits else ("enter",)
    for name in needed:
        method = getattr(cls, name)
        assert method is not getattr(WaitingStep if cls.waits else Step, name)
        assert inspect.getdoc(method)
    assert not (cls.silent and cls.waits)
    assert issubclass(cls, WaitingStep) is cls.waits


@KINDS
def test_the_schema_of_documents_knows_the_type(kind: str) -> None:
    """The editor's forms are made from it."""
    schema = FlowDocument.model_json_schema()
    (nodes,) = schema["properties"]["nodes"]["patternProperties"].values()
    assert kind in nodes["discriminator"]["mapping"]
