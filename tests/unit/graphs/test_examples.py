"""Plausible answers for actions that nobody scripted."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.document import FlowDocument
from graphs.examples import Examples
from graphs.flows import shipped, shipped_flow
from graphs.loading import load_flow

NOW = "2026-11-23T09:00"
SHOP = """\
flow: shop
format: 1
title: Shop
start: look
tries: {then: bye}
on_error: bye
slots:
  number: {type: digits, ask: Which order?}
vars:
  order: {type: record}
  times: {type: list}
  time: {type: record}
  word: {type: text}
actions:
  find_order: {in: {number: text}, out: record}
  find_times: {in: {day: date}, out: list}
  greet: {out: text}
  ring: {out: none}
results: {done: success, lost: failed}
nodes:
  look: {type: ask, slots: [number], next: find}
  find: {type: do, action: find_order, with: {number: number}, save: order, next: state}
  state:
    type: check
    cases:
      - {when: order.status == "sent", to: greets}
      - {when: order.items > 3, to: greets}
    else: bye
  greets: {type: do, action: greet, save: word, next: rings}
  rings: {type: do, action: ring, next: times}
  times: {type: do, action: find_times, with: {day: today()}, save: times, next: pick}
  pick: {type: offer, items: times, item: "{item.start|time} with {item.staff}", save: time, next: said, if_none: bye}
  said:
    type: say
    say: "Order {order.number|digits}, {order.total}, for {order.customer.name} comes on {order.due|spoken}."
    next: bye
  bye: {type: end, result: done}
"""


def test_a_record_has_what_the_flow_looks_at() -> None:
    """What it says of it, and values that its conditions ask for; what was asked for comes back."""
    made = Examples(load_flow(SHOP), NOW).answer("find_order", {"number": "4711"})

    assert made == {
        "number": "4711",
        "total": 500,
        "customer": {"name": "Asha Rao"},
        "due": "2026-11-24",
        "status": "sent",
        "items": 4,
    }


def test_a_list_has_items_that_can_be_told_apart() -> None:
    """On the day that was asked for."""
    made = Examples(load_flow(SHOP), NOW).answer("find_times", {"day": "2026-12-01"})

    assert [item["start"][:10] for item in made] == ["2026-12-01", "2026-12-02"]
    assert len({item["start"] for item in made}) == len({item["staff"] for item in made}) == 2


def test_a_text_is_said_and_nothing_is_nothing() -> None:
    """As the signature says."""
    examples = Examples(load_flow(SHOP), NOW)

    assert examples.answer("greet", {}) == "greet"
    assert examples.answer("ring", {}) is None


@pytest.mark.parametrize(
    ("mock", "answer"),
    [
        ({"status": "late", "due": "2026-01-05"}, {"status": "late", "due": "2026-11-24"}),
        ([{"outcome": "none"}, {"status": "late"}], {"status": "late"}),
        ([{"error": True}, {"due": "2027-01-05"}], {"due": "2027-01-05"}),
    ],
)
def test_an_answer_of_the_flows_own_tests_goes_before_what_is_made_up(mock: Any, answer: Any) -> None:
    """The writer knows best what it looks like; days that are past are moved."""
    document = load_flow(SHOP)
    test = {"name": "it", "mocks": {"find_order": mock}, "script": [{"caller": "hello"}]}
    tree = {**document.model_dump(mode="json", by_alias=True, exclude_unset=True), "tests": [test]}

    assert Examples(FlowDocument.model_validate(tree), NOW).answer("find_order", {}) == answer


def test_days_move_together() -> None:
    """Two appointments a week apart stay a week apart."""
    document = load_flow(SHOP)
    mock = [{"start": "2026-03-05T09:00"}, {"start": "2026-03-12T10:00"}]
    test = {"name": "it", "mocks": {"find_times": mock}, "script": [{"caller": "hello"}]}
    tree = {**document.model_dump(mode="json", by_alias=True, exclude_unset=True), "tests": [test]}
    made = Examples(FlowDocument.model_validate(tree), NOW).answer("find_times", {})

    assert [item["start"] for item in made] == ["2026-11-24T09:00", "2026-12-01T10:00"]


@given(
    st.dictionaries(
        st.sampled_from(["number", "day", "phone"]), st.none() | st.text(max_size=12) | st.integers(0, 2**63)
    )
)
def test_whatever_an_action_is_given_it_answers_as_its_signature_says(arguments: dict[str, Any]) -> None:
    """The same each time, and nothing but JSON."""
    kinds: Mapping[str, type[Any]] = {"record": dict, "list": list, "text": str, "none": type(None)}
    for name in shipped():
        document = shipped_flow(name) if name not in _SHIPPED else _SHIPPED[name]
        _SHIPPED[name] = document
        for action, signature in document.actions.items():
            made = Examples(document, NOW).answer(action, arguments)

            assert isinstance(made, kinds[signature.out])
            assert orjson.dumps(made) == orjson.dumps(Examples(document, NOW).answer(action, arguments))


_SHIPPED: dict[str, FlowDocument] = {}
