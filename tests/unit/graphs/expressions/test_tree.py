"""Expressions under other names, and what they are made of."""

from datetime import datetime

import pytest

from graphs.expressions import parse
from graphs.expressions.tree import Comparison, Name, walk

NOW = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - the business's own clock


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("day", "find/day"),
        ("day.day + size(day)", "find/day.day + size(find/day)"),
        (
            "not day or -size(list) < 3 and [day, 1] == list",
            "not find/day or -size(list) < 3 and [find/day, 1] == list",
        ),
        ('day == "day"', 'find/day == "day"'),
        ("pick(day, day, today())", "pick(find/day, find/day, today())"),
    ],
)
def test_an_expression_looks_at_other_names(source: str, shown: str) -> None:
    """Words in quotes, functions and what follows a dot are no names."""
    renamed = parse(source).renamed({"day": "find/day", "elsewhere": "x"})
    assert renamed.source == shown
    assert renamed.names == parse(source).names - {"day"} | {"find/day"}
    values = {"day": {"day": 1}, "list": [1]}
    assert renamed.value({"find/day": values["day"], "list": [1]}, NOW) == parse(source).value(values, NOW)


def test_names_may_change_places() -> None:
    """All of them at once, not one after the other."""
    swapped = parse("a - b").renamed({"a": "b", "b": "a"})
    assert swapped.value({"a": 1, "b": 10}, NOW) == 9
    assert swapped != parse("a - b")


def test_an_expression_without_these_names_stays_as_it_is() -> None:
    """A number too."""
    for source in ("size(list)", 5, True):
        expression = parse(source)
        assert expression.renamed({"day": "find/day"}) is expression


def test_two_readings_of_one_text_are_equal() -> None:
    """So that documents can be compared."""
    assert parse("a + 1") == parse("a + 1")
    assert parse("a + 1") != parse("a - 1")
    assert len({parse("a + 1"), parse("a + 1")}) == 1


def test_a_tree_can_be_walked() -> None:
    """Everything in it, once."""
    tree = parse("1 < a <= b.c and not x").tree
    assert [node.name for node in walk(tree) if isinstance(node, Name)] == ["a", "b", "x"]
    comparison = next(node for node in walk(tree) if isinstance(node, Comparison))
    assert [sign for _, sign, _ in comparison.pairs()] == ["<", "<="]
