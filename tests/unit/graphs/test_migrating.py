"""What of a state fits another version of the flow."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.document import FlowDocument
from graphs.loading import load_flow
from graphs.migrating import fits, migrated, step_now
from graphs.slots import Slot
from tests.unit.graphs.conftest import RESTAURANT


@pytest.fixture(scope="module")
def restaurant_flow() -> FlowDocument:
    """The small flow."""
    return load_flow(RESTAURANT)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("number", [3, 2.5], ["3", True, [3]]),
        ("money", [100], ["100"]),
        ("yes_no", [True, False], ["yes", 1]),
        ("date", ["2026-03-02"], ["tomorrow", 5]),
        ("time", ["09:30"], ["half past nine", 9]),
        ("record", [{"id": 7}], [["id"], "id"]),
        ("name", ["Asha"], [5, {"name": "Asha"}]),
        ("digits", ["0042"], [42]),
    ],
)
def test_a_value_fits_a_slot_by_its_kind(kind: Any, right: list[object], wrong: list[object]) -> None:
    """What a slot of this type can hold, and what it cannot; nothing at all fits everywhere."""
    slot = Slot(type=kind)
    assert all(fits(slot, value) for value in (*right, None))
    assert not any(fits(slot, value) for value in wrong)


def test_a_choice_that_is_offered_no_longer_does_not_fit() -> None:
    """The value must be one of those that there are now."""
    slot = Slot.model_validate({"type": "choice", "values": {"tea": {}, "coffee": {}}})
    assert fits(slot, "tea")
    assert not fits(slot, "juice")
    assert not fits(slot, ["tea"])


def test_a_name_that_is_there_goes_before_a_renaming(restaurant: str) -> None:
    """A step that stands in the flow is that step, whatever it was called once."""
    document = load_flow(restaurant).model_copy(update={"renamed": {"details": "menu", "old": "menu", "lost": "gone"}})
    assert [step_now(step, document) for step in ("details", "old", "lost", "never")] == ["details", "menu", "", ""]


def test_the_bookkeeping_follows_the_steps(restaurant: str) -> None:
    """Path, visits and places to go back to bear the new names; what is gone is left out."""
    document = load_flow(restaurant).model_copy(update={"renamed": {"asking": "details"}})
    progress = {
        "turn": 7,
        "path": ["hello", "asking", "gone"],
        "visits": {"asking": 2, "details": 1, "gone": 9},
        "resume_at": "asking",
        "question": "asking:people",
        "asides": ["asking", "gone"],
        "pending": {"slot": "phone", "value": 7, "why": "confirm"},
        "declined": ["phone", "fax"],
        "proposed": {"name": "Asha", "fax": "1"},
        "transfer_at": "gone",
        "result": "transferred",
    }
    state = migrated({"cursor": "asking", "progress": progress}, document)
    now = state["progress"]

    assert state["cursor"] == "details"
    assert (now["turn"], now["path"], now["visits"]) == (7, ["hello", "details"], {"details": 3})
    assert (now["resume_at"], now["question"], now["asides"]) == ("details", "details:people", ["details"])
    assert (now["pending"], now["declined"], now["proposed"]) == (None, ["phone"], {"name": "Asha"})
    assert (now["transfer_at"], now["result"]) == ("", "")


@given(
    slots=st.dictionaries(st.sampled_from(["people", "day", "name", "code", "window", "wish", "fax"]), JSON),
    variables=st.dictionaries(st.sampled_from(["tables", "table", "booking", "gone"]), JSON),
    cursor=st.sampled_from(["menu", "@resume", "gone", ""]),
)
@settings(max_examples=100)
def test_whatever_a_state_holds_it_fits_afterwards(
    restaurant_flow: FlowDocument, slots: dict[str, object], variables: dict[str, object], cursor: str
) -> None:
    """Every slot that is left can have its value, every variable is there, and to do it again changes nothing."""
    state = migrated({"cursor": cursor, "slots": slots, "vars": variables, "progress": {}}, restaurant_flow)

    assert all(fits(restaurant_flow.slots[name], value) for name, value in state["slots"].items())
    assert set(state["vars"]) == set(restaurant_flow.vars)
    assert migrated(state, restaurant_flow) == state
