"""The examples that every implementation of the expression language is held against."""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import pytest

from graphs.expressions import ExpressionError, parse
from graphs.expressions.inference import as_condition, as_value
from graphs.expressions.kinds import Complaint, Kind
from graphs.functions import FUNCTIONS

VECTORS: dict[str, Any] = json.loads((files("graphs") / "expressions.vectors.json").read_text(encoding="utf-8"))
KINDS = {name: Kind(kind["sort"], tuple(kind.get("values", ()))) for name, kind in VECTORS["kinds"].items()}


def same(one: object, other: object) -> bool:
    """Equal, and of one kind: true is not one."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


@pytest.mark.parametrize("example", VECTORS["results"], ids=lambda example: str(example["source"]))
def test_an_expression_comes_to_its_result(example: Mapping[str, Any]) -> None:
    """With the values and the clock of all examples, unless it brings its own."""
    now = datetime.fromisoformat(example.get("now", VECTORS["now"]))
    result = parse(example["source"]).value(example.get("values", VECTORS["values"]), now)
    assert same(result, example["result"]), result


@pytest.mark.parametrize("example", VECTORS["refused"], ids=lambda example: str(example["source"])[:40])
def test_what_is_no_expression_is_refused_with_its_reason(example: Mapping[str, Any]) -> None:
    """In the same words everywhere."""
    with pytest.raises(ExpressionError) as error:
        parse(example["source"])
    assert str(error.value) == example["message"]


@pytest.mark.parametrize("example", VECTORS["complaints"], ids=lambda example: str(example["source"]))
def test_kinds_that_do_not_go_together_are_complained_of(example: Mapping[str, Any]) -> None:
    """As a condition, or as a value that a name is to keep."""
    tree = parse(example["source"]).tree
    if example["as"] == "condition":
        complaints = as_condition(tree, KINDS)
    else:
        complaints = as_value(tree, KINDS, name=example["name"], target=KINDS[example["name"]])
    assert complaints == [Complaint(**each) for each in example["complaints"]]


def test_every_function_and_sign_has_an_example() -> None:
    """An implementation that lacks one is found out."""
    sources = " ".join(str(example["source"]) for example in VECTORS["results"])
    assert all(f"{name}(" in sources for name in FUNCTIONS)
    assert all(f" {sign} " in sources for sign in ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"))
    assert all(f" {sign} " in sources for sign in "+-*/")
