"""Why a turn went as it did, read from its traces."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.acts import Expect, HangUp, Trace, Transfer
from graphs.compiler import compile_flow
from graphs.flows import shipped, shipped_flow
from graphs.loading import load_flow
from graphs.testing import Rehearsal, run_tests
from graphs.whys import why

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
EVENTS = (
    *("understood", "meant", "condition", "exit", "tool", "tool_worked", "fill", "entry", "no_match", "no_input"),
    *("give_up", "rejected", "rewind", "handler", "language", "answer", "event", "milestone", "closed", "failed"),
)


async def after(flow: str, *said: str, **answers: Any) -> dict[str, Any]:
    """Why the last of these turns went so."""
    call = Rehearsal(compile_flow(load_flow(flow)), actions=answers, walks=True)
    await call.begin()
    for each in said:
        await call.hear(each)
    return dict(why(call.traces, heard=said[-1] if said else ""))


async def test_commands_say_what_was_read_from_which_words_and_by_whom(restaurant: str) -> None:
    """The caller's words, the slot and the value, and that rules read them."""
    told = await after(restaurant, "a table for four people")

    assert told["heard"] == "a table for four people"
    assert told["commands"] == [
        {"command": "pick", "option": "table", "by": "rules"},
        {"command": "fill", "slot": "people", "value": 4, "said": "four", "by": "rules"},
    ]


async def test_conditions_are_told_with_the_values_that_they_looked_at(restaurant: str) -> None:
    """A rule that a value broke is among them, and the sentence that it was broken."""
    told = await after(restaurant, "a table for nine people")

    assert told["conditions"] == [{"step": "menu", "when": "people <= 8", "values": {"people": 9}, "true": False}]
    assert "The value of “people” broke its rule 1." in told["notes"]


async def test_exits_and_actions_tell_the_way(restaurant: str) -> None:
    """By which exit each step was left, what an action was given, and what came of it."""
    told = await after(restaurant, "a table for four people tomorrow", find=[{"start": "2026-03-03T11:00"}])

    assert {"step": "details", "exit": "next", "to": "find"} in told["exits"]
    assert told["actions"] == [
        {
            "step": "find",
            "action": "find",
            "arguments": {"people": 4, "day": "2026-03-03"},
            "outcome": "ok",
            "answer": [{"start": "2026-03-03T11:00"}],
        }
    ]


@pytest.mark.parametrize(
    ("said", "note"),
    [
        (["xyzzy"], "Nothing of use was understood at “menu”."),
        (["xyzzy", "xyzzy"], "Nothing of use was understood at “menu”, 2 times in a row."),
        ([""], "The caller said nothing at “menu”."),
        (["a person"], "The caller asked for “agent”, which may be said anywhere."),
        (["xyzzy", "xyzzy", "xyzzy"], "The question “menu” was given up."),
    ],
)
async def test_what_went_wrong_is_a_sentence(restaurant: str, said: list[str], note: str) -> None:
    """For people who did not write the engine."""
    assert note in (await after(restaurant, *said))["notes"]


async def test_a_value_that_was_agreed_to_is_told_although_nobody_said_it(restaurant: str) -> None:
    """A yes brings no value of its own."""
    call = Rehearsal(compile_flow(load_flow(restaurant)), actions={"find": [{"start": "2026-03-03T11:00"}]}, walks=True)
    await call.begin()
    for each in ("a table for four people tomorrow", "the first", "Sam Lee", "yes"):
        await call.hear(each)
    told = why(call.traces)

    assert [each["command"] for each in told["commands"]] == ["yes"]
    assert "“phone” has a value." in told["notes"]


async def test_nothing_of_a_sensitive_slot_is_told(restaurant: str) -> None:
    """Neither the value, nor the words it was read from, nor in an action's arguments."""
    call = Rehearsal(compile_flow(load_flow(restaurant)), actions={"find": [{"start": "2026-03-03T11:00"}]}, walks=True)
    await call.begin()
    seen = []
    for each in ("a table for four people tomorrow", "the first", "Sam Lee", "no, use 98220 12345", "yes"):
        await call.hear(each)
        seen.append(call.traces)

    assert "9822012345" not in str(seen)
    assert "98220 12345" not in str(seen)
    assert "•••" in str(seen)


def test_fields_are_read_with_and_without_the_mark_of_personal_data() -> None:
    """A timeline that was stored has it, one that is shown has not."""
    stored = [("condition", {"step": "a", "when": "n > 1", "pii_values": {"n": 2}, "true": True})]
    shown = [("condition", {"step": "a", "when": "n > 1", "values": {"n": 2}, "true": True})]

    assert why(stored) == why(shown)
    assert why(stored)["conditions"][0]["values"] == {"n": 2}


def test_a_timeline_that_says_less_is_told_as_far_as_it_goes() -> None:
    """Calls from before commands were noted in full tell at least their kinds."""
    old: list[tuple[str, dict[str, Any]]] = [
        ("understood", {"commands": ["PickItem", "Fill"], "by": "model", "model": "answered"}),
        ("say", {"id": 1}),
    ]

    assert why(old)["commands"] == [{"command": "pick_item", "by": "model"}, {"command": "fill", "by": "model"}]


def test_a_model_that_did_not_answer_is_told() -> None:
    """The caller was understood by rules alone, and not as well as might be."""
    late = [("understood", {"commands": ["NotUnderstood"], "by": "rules", "waited_ms": 900, "model": "late"})]

    assert why(late)["notes"] == ["The language model answered too late; the rules decided."]


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.dictionaries(st.sampled_from(["step", "slot", "count"]), JSON))))
def test_any_timeline_is_told_as_json(traces: list[tuple[str, dict[str, Any]]]) -> None:
    """Fields that are missing or odd keep nobody from reading the rest."""
    assert orjson.dumps(why(traces))


@pytest.mark.parametrize("name", shipped())
async def test_every_turn_of_every_shipped_test_is_told_as_json(name: str) -> None:
    """Real traces hold nothing that could not be shown."""
    for report in await run_tests(compile_flow(shipped_flow(name))):
        traces: list[tuple[str, dict[str, object]]] = []
        for act in report.acts:
            if isinstance(act, Trace):
                traces.append((act.event, act.fields))
            elif isinstance(act, Expect | HangUp | Transfer):
                told, traces = why(traces), []

                assert orjson.dumps(told)
                assert told["commands"] or told["exits"] or told["notes"]
                assert not any("None" in note for note in told["notes"]), told["notes"]
