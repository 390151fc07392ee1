"""The mistakes of a document of which some parts cannot be read."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.flows import flow_text, shipped
from graphs.loading import plain, read_flow, read_yaml

FLOW = """\
flow: small
format: 1
title: Small
start: hello
tries: {then: bye}
on_error: bye
slots: {day: {type: date, ask: Which day?}}
vars: {count: {type: number, default: 0}}
actions: {find: {in: {day: date}, out: list}}
handlers: {agent: {to: bye}}
results: {done: success}
nodes:
  hello: {type: ask, slots: [dya], next: find}
  find: {type: do, action: find, with: {day: day}, save: found, next: bye}
  bye: {type: end, result: done}
"""
OTHERS = ["unknown_slot", "unknown_name"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("next: find}", "next: find, colour: red}", "extra_forbidden"),
        ("with: {day: day}", "with: {day: day +}", "expression"),
        ("type: end, result: done", "type: ned, result: done", "union_tag_invalid"),
        ("type: end, result: done", "result: done", "union_tag_not_found"),
        ("ask: Which day?", "ask: [3]", "text"),
        ("type: date", "type: dat", "literal_error"),
        ("type: date", "type: dat, keypad: {digits: 3, colour: red}", "literal_error extra_forbidden"),
        ("default: 0", "default: 0, type_: x", "extra_forbidden"),
        ("type: number", "type: nuber", "literal_error"),
        ("out: list", "out: lst", "literal_error"),
        ("{to: bye}", "{to: bye, then: x}", "literal_error"),
        ("title: Small\n", "", "missing"),
        ("format: 1", "format: 2", "literal_error"),
        ("results: {done: success}", "results: {done: fine}", "literal_error"),
        ("tries: {then: bye}", "tries: 3", "model_type"),
        ("flow: small", "flow: Small One", "string_pattern_mismatch"),
        ("flow: small", "flow: small\ntests: [{name: x}]", "missing"),
        ("flow: small", "flow: small\ntests: [3]", "model_type"),
        ("flow: small", "flow: small\nknowledge: {faq: {min_score: 7}}", "less_than_equal"),
        ("flow: small", "flow: small\nlanguages: []", "too_short"),
        ("flow: small", "flow: small\nwrong: 1", "extra_forbidden"),
    ],
)
def test_mistakes_beside_what_cannot_be_read_are_told_too(old: str, new: str, code: str) -> None:
    """Both a wrong setting and the misspelt names elsewhere."""
    document, problems = read_flow(FLOW.replace(old, new, 1))
    assert document is None
    assert {*OTHERS, *code.split()} <= {each.code for each in problems}
    assert all(each.line > 0 for each in problems)
    assert not [each.code for each in problems if each.level == "error" and each.code not in (*OTHERS, *code.split())]


@pytest.mark.parametrize(
    "text",
    [
        "flow: small\nformat: 1\nnodes: 3\n",
        "nodes: {}\nresults: {}\n",
        "nodes: [1]\nslots: 5\nresults: 3\n",
        "vars: {n: {type: number}}\n",
        "{}",
    ],
)
def test_what_is_hardly_a_flow_is_read_as_far_as_it_can_be(text: str) -> None:
    """Nothing fails in another way."""
    document, problems = read_flow(text)
    assert document is None
    assert problems


def test_a_wording_that_cannot_be_read_is_told_at_its_own_line() -> None:
    """In a text of several, each has its line."""
    text = (
        FLOW
        + "  long:\n    type: say\n    next: bye\n    say:\n      en:\n"
        + "        - Hello {day|spoken}.\n        - Hello {day|spokn}.\n"
    )
    _, problems = read_flow(text)
    found = next(each for each in problems if each.code == "text")
    assert (found.line, found.fix) == (22, "Did you mean “spoken”?")
    assert "“say” cannot say a value as “spokn”" in found.message


def test_a_document_that_is_no_yaml_has_one_problem() -> None:
    """Nothing else can be said."""
    document, problems = read_flow("flow: [")
    assert document is None
    assert [each.code for each in problems] == ["yaml"]


SHIPPED: dict[str, dict[str, Any]] = {
    name: {**(values := plain(read_yaml(flow_text(name)))), "tests": values["tests"][::9]} for name in shipped()
}
"""With every ninth of their tests, which are half of the text and all of one kind."""


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_value_of_the_wrong_kind_anywhere_is_told(data: st.DataObject) -> None:
    """Whatever stands where, the reader says something and does not fail."""
    values = copy.deepcopy(SHIPPED[data.draw(st.sampled_from(sorted(SHIPPED)))])
    owner: Any = values
    for _ in range(data.draw(st.integers(0, 4))):
        inside = owner.values() if isinstance(owner, dict) else owner
        below = [each for each in inside if isinstance(each, dict | list) and each]
        owner = data.draw(st.sampled_from(below)) if below else owner
    key = data.draw(st.sampled_from(list(owner) if isinstance(owner, dict) else list(range(len(owner)))))
    owner[key] = data.draw(st.sampled_from([None, 3, "xyz", [], {}, ["x"], {"x": 1}, True]))
    document, problems = read_flow(json.dumps(values, ensure_ascii=False))
    assert document is not None or problems
