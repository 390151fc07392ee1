"""What conditions tell of which values are known, held against what they come to."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.checks.constants import truth
from graphs.checks.guards import is_empty, known_if, needed
from graphs.expressions import parse

NOW = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - the business's own clock

ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "a.x",
        "first(a)",
        "lower(b)",
        "filled(a)",
        "filled(b)",
        "filled(c.x)",
        "size(a) > 0",
        "size(b) >= 1",
        "size(c) == 0",
        "size(a) >= 0",
        "a == 1",
        "b != 2",
        "1 < c < 5",
        "a in [1, 2]",
        "b not in [3]",
        "true",
        "false",
        "a + 1 > 2",
        "-b < 0",
        "days_until(c) > 0",
        "a == b",
        "pick(a == 1, b, c) == 1",
        "empty() == a",
        "not b",
    ]
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inside: (
        st.builds("({} and {})".format, inside, inside)
        | st.builds("({} or {})".format, inside, inside)
        | st.builds("not ({})".format, inside)
    ),
    max_leaves=6,
)
VALUES: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from("abc"),
    st.sampled_from([None, 0, 1, 2, 3, True, False, "x", "2026-03-10", [], [1], {}, {"x": 1}]),
    max_size=3,
)


@given(CONDITIONS, VALUES)
@settings(max_examples=200, deadline=None)
def test_what_a_condition_tells_is_so(source: str, values: dict[str, Any]) -> None:
    """Whenever it is true, and whenever it is not."""
    expression = parse(source)
    true = bool(expression.value(values, NOW))
    assert all(values.get(name) is not None for name in known_if(expression.tree, true=true))


@given(CONDITIONS, VALUES)
@settings(max_examples=200, deadline=None)
def test_what_is_sure_of_a_condition_is_so(source: str, values: dict[str, Any]) -> None:
    """When some of the values are known that it looks at."""
    held = {name: value for name, value in values.items() if isinstance(value, str | bool)}
    assert truth(parse(source).tree, held) in (None, bool(parse(source).value(values, NOW)))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a + b * 2", {"a", "b"}),
        ("-a.x.y", {"a"}),
        ("days_until(a)", {"a"}),
        ("size(a)", set()),
        ("a == b", set()),
        ("pick(filled(a), a, b)", {"b"}),
        ("pick(filled(a), b, a)", {"a", "b"}),
        ("call.caller", set()),
        ("[a]", set()),
    ],
)
def test_what_a_value_needs_is_what_makes_it_empty(source: str, names: set[str]) -> None:
    """Without one of these it comes to nothing."""
    assert needed(parse(source).tree) == names


@pytest.mark.parametrize(
    ("source", "empty"), [("empty()", True), ("pick(a, empty(), 1)", True), ("pick(a, 2, 1)", False), ("a", False)]
)
def test_a_value_that_may_be_empty_is_known(source: str, empty: bool) -> None:
    """It empties what it is kept as."""
    assert is_empty(parse(source).tree) is empty


@pytest.mark.parametrize(
    ("source", "sure"),
    [
        ('kind == "book"', True),
        ('kind != "book"', False),
        ('kind == "move" or other == 1', None),
        ('kind == "book" or other == 1', True),
        ('kind == "move" and other == 1', False),
        ('kind == "book" and open', True),
        ("not open", False),
        ("not other", None),
        ("false", False),
        ("open == true", True),
        ('open == "true"', False),
        ("kind == other", None),
    ],
)
def test_what_is_sure_of_a_condition(source: str, sure: bool | None) -> None:
    """With `kind` a booking, the office open, and nothing known of anything else."""
    assert truth(parse(source).tree, {"kind": "book", "open": True}) is sure
