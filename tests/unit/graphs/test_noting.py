"""What a turn notes of itself is small, and leaves out what nobody is to see."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.compiler import compile_flow
from graphs.expressions import parse
from graphs.loading import load_flow
from graphs.noting import KEPT_OUT, LARGEST, command_name, paths, shown
from graphs.testing import Rehearsal
from graphs.understanding.commands import NoneOfThese, PickItem


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("day >= today()", ["day"]),
        ('customer.plan.name == "gold" and n in [1, m]', ["customer.plan.name", "n", "m"]),
        ("not filled(call.caller) or -n < 2 * k", ["call.caller", "n", "k"]),
        ("true", []),
    ],
)
def test_names_are_told_with_what_follows_them(expression: str, names: list[str]) -> None:
    """A whole record is seldom what a condition looks at."""
    assert [".".join(path) for path in paths(parse(expression).tree)] == names


def test_commands_are_named_as_outside() -> None:
    """In small letters."""
    assert (command_name(PickItem(1)), command_name(NoneOfThese())) == ("pick_item", "none_of_these")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3000),
        lambda inner: st.lists(inner, max_size=50) | st.dictionaries(st.text(max_size=20), inner, max_size=50),
        max_leaves=200,
    )
)
def test_what_is_shown_is_never_large(value: Any) -> None:
    """A timeline is no place for a whole catalogue."""
    assert len(str(shown(value))) <= 3 * LARGEST


def test_a_large_record_keeps_its_small_values() -> None:
    """They say most."""
    assert shown({"id": 7, "log": "x" * 5000, "all": [1] * 900, "of": {"a": "y" * 2000}}) == {
        "id": 7,
        "log": "a long text",
        "all": "a list of 900",
        "of": "a record of 1 values",
    }


SAFE = """\
flow: safe
format: 1
title: Safe
start: code
tries: {then: bye}
on_error: bye
slots:
  code: {type: digits, length: 4, sensitive: true, ask: Your code?, check: [{when: code != "0000", say: Not that one.}]}
vars: {known: {type: record}}
actions: {look: {in: {code: text}, out: record}, again: {in: {code: text, about: record}, out: record}}
results: {done: success}
nodes:
  code: {type: ask, slots: [code], next: look}
  look: {type: do, action: look, with: {code: code}, save: known, next: again}
  again: {type: do, action: again, with: {code: code, about: known}, save: known, next: bye}
  bye: {type: end, result: done}
"""


async def test_what_a_sensitive_slot_holds_is_noted_nowhere() -> None:
    """Not in a condition, not in the commands, and neither in what an action is given nor in what it answers."""
    answer = {"code": "1234", "of": ["1234", 7]}
    call = Rehearsal(compile_flow(load_flow(SAFE)), actions={"look": answer, "again": answer}, walks=True)
    await call.begin()
    await call.hear("1 2 3 4")
    noted = dict(call.traces)

    assert noted["condition"]["pii_values"] == {"code": KEPT_OUT}
    assert noted["tool_worked"] == {
        "pii_arguments": {"code": KEPT_OUT, "about": {"code": KEPT_OUT, "of": [KEPT_OUT, 7]}},
        "pii_answer": {"code": KEPT_OUT, "of": [KEPT_OUT, 7]},
    }
    assert "1234" not in str(call.traces)
    assert "1 2 3 4" not in str(call.traces)
