"""A flow tried out: what comes of each line of a script, and why."""

import asyncio
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import ScriptedCall, TestCase
from graphs.loading import load_flow
from graphs.retelling import as_test
from graphs.testing import run_test
from graphs.trying import Line, MockedActions, Script, Tried, TriedTurn, try_out
from tests.support.scripted_model import ScriptedModel, commands

TABLES = {"find": [{"start": "2026-03-03T11:00"}, {"start": "2026-03-03T12:00"}]}


@pytest.fixture
def flow(restaurant: str) -> CompiledFlow:
    """The small flow that has everything once."""
    return compile_flow(load_flow(restaurant))


async def tried(flow: CompiledFlow, *lines: Line, **mocks: Any) -> Tried:
    """What comes of these lines."""
    return await try_out(flow, Script(mocks={**TABLES, **mocks}, lines=lines))


def words(turn: TriedTurn) -> str:
    """What was said."""
    return " ".join(each["text"] for each in turn.said)


async def test_the_first_turn_is_the_calls_beginning(flow: CompiledFlow) -> None:
    """Nobody has done anything yet, and the greeting is there with the steps that said it."""
    (turn,) = (await tried(flow)).turns

    assert turn.line is None
    assert [(each["text"], each["step"]) for each in turn.said] == [
        ("Hello.", "hello"),
        ("A table or a message?", "menu"),
    ]
    assert turn.steps == ["hello", "menu"]
    assert (turn.waiting_at, turn.ended) == ("menu", None)
    assert turn.expects is not None
    assert turn.expects["kind"] == "choice"


async def test_a_sentence_stands_at_the_step_that_said_it(flow: CompiledFlow) -> None:
    """Also when no step was come to, as when a question is asked again."""
    turns = (await tried(flow, {"caller": "a table"}, {"caller": "xyzzy"})).turns

    assert [each["step"] for each in turns[1].said] == ["details"]
    assert turns[2].steps == []
    assert [each["step"] for each in turns[2].said] == ["details"]


async def test_values_that_a_line_changed_are_named(flow: CompiledFlow) -> None:
    """With all values as they are after it."""
    turns = (await tried(flow, {"caller": "a table for four people"}, {"caller": "no, five people"})).turns

    assert turns[1].changed == ["people"]
    assert (turns[1].values["people"], turns[2].values["people"]) == (4, 5)


async def test_after_the_end_nothing_more_is_played(flow: CompiledFlow) -> None:
    """A script that was longer says by how much."""
    done = await tried(flow, {"caller": "goodbye"}, {"caller": "hello?"}, {"silence": True})

    assert done.turns[-1].ended == "left"
    assert (done.turns[-1].waiting_at, done.turns[-1].expects) == (None, None)
    assert done.unplayed == 2


async def test_a_caller_who_was_cut_off_rings_back(flow: CompiledFlow) -> None:
    """And only that: nobody hears who speaks into a dead line."""
    lines: list[Line] = [{"caller": "four people"}, {"hangup": True}]
    back = await tried(flow, *lines, {"ring_back": 300}, {"caller": "yes"})
    gone = await tried(flow, *lines, {"caller": "hello?"}, {"ring_back": 300})

    assert "Shall we carry on?" in words(back.turns[3])
    assert back.turns[2].said == []
    assert "Which day?" in words(back.turns[4])
    assert gone.unplayed == 2


async def test_a_transfer_says_to_whom(flow: CompiledFlow) -> None:
    """And goes on when nobody takes it."""
    done = await tried(flow, {"caller": "a person"}, {"not_taken": True})
    handed, back = done.turns[1:]

    assert handed.ended == "transferred"
    assert handed.transfer is not None
    assert handed.transfer["to"] == "desk"
    assert "Nobody is at the desk." in words(back)
    assert done.unplayed == 0


async def test_nobody_fails_to_take_a_call_that_is_not_transferred(flow: CompiledFlow) -> None:
    """The script ends there."""
    assert (await tried(flow, {"caller": "a table"}, {"not_taken": True})).unplayed == 1


async def test_values_are_set_by_hand_between_turns(flow: CompiledFlow) -> None:
    """Nothing is said to that; what is known is not asked again. A name that there is not is noted."""
    done = await tried(flow, {"caller": "a table"}, {"set": {"day": "2026-03-04", "dya": 1}}, {"caller": "four"})
    by_hand, after = done.turns[2:]

    assert (by_hand.said, by_hand.changed, by_hand.waiting_at) == ([], ["day"], "details")
    assert by_hand.why["notes"] == ["There is nothing called “dya” in this flow to be set."]
    assert after.steps == ["details", "find", "pick"]
    assert after.values["day"] == "2026-03-04"


async def test_a_variable_is_set_and_emptied_by_hand(flow: CompiledFlow) -> None:
    """Like a slot."""
    done = await tried(flow, {"set": {"table": {"start": "2026-03-04T10:00"}, "people": 3}}, {"set": {"people": None}})

    assert done.turns[1].values["table"] == {"start": "2026-03-04T10:00"}
    assert done.turns[2].values["people"] is None


async def test_an_action_without_a_mock_answers_with_an_example_and_is_named(flow: CompiledFlow) -> None:
    """So that somebody new gets through; what it answered can be kept."""
    script = Script(lines=[{"caller": "a table for four people tomorrow"}])
    done = await try_out(flow, script)

    assert done.turns[1].unmocked == ("find",)
    assert done.turns[1].waiting_at == "pick"
    assert done.mocks == {"find": done.turns[1].why["actions"][0]["answer"]}


async def test_an_example_that_differs_from_time_to_time_is_kept_as_a_list(restaurant: str) -> None:
    """One answer a time, as a test has it."""
    document = load_flow(restaurant)
    actions = MockedActions(document, {}, "2026-03-02T09:00")
    for day in ("2026-03-04", "2026-03-05"):
        await actions("find", {"people": 4, "day": day}, key="k", commits=False)
    twice = actions.as_mocks()["find"]
    again = MockedActions(document, {"find": twice}, "2026-03-02T09:00")
    answers = [(await again("find", {}, key="k", commits=False)).value for _ in range(2)]

    assert answers == twice


async def test_a_mock_may_begin_with_an_outcome(flow: CompiledFlow) -> None:
    """Also of an action that answers a list."""
    mocks = {"find": [{"error": True}, [{"start": "2026-03-03T11:00"}]]}
    actions = MockedActions(flow.document, mocks, "2026-03-02T09:00")
    outcomes = [await actions("find", {}, key="k", commits=False) for _ in range(3)]

    assert [outcome.name for outcome in outcomes] == ["error", "ok", "ok"]
    assert outcomes[1].value == [{"start": "2026-03-03T11:00"}]


async def test_the_clock_is_set_and_stands_still(flow: CompiledFlow) -> None:
    """“Tomorrow” is the day after the script's."""
    script = Script(ScriptedCall(now="2027-05-31T09:00"), TABLES, [{"caller": "four people tomorrow"}])

    assert (await try_out(flow, script)).turns[1].values["day"] == "2027-06-01"


async def test_what_a_model_understood_is_told_as_its_own(flow: CompiledFlow) -> None:
    """And what the rules understood, as theirs."""
    model = ScriptedModel(commands({"do": "pick", "option": "table", "said": "anniversary"}))
    lines = [{"caller": "well my dear, it is about somebody's anniversary you see"}, {"caller": "four people"}]
    done = await try_out(flow, Script(mocks=TABLES, lines=lines), model=model)

    assert [[each["by"] for each in turn.why["commands"]] for turn in done.turns] == [[], ["model"], ["rules"]]


async def test_whoever_waits_can_end_it(flow: CompiledFlow) -> None:
    """Before each line it is asked."""
    asked: list[int] = []

    def between() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await try_out(flow, Script(lines=[{"silence": True}, {"caller": "a"}, {"caller": "b"}]), between=between)


LINES = st.one_of(
    st.builds(
        lambda text: {"caller": text}, st.sampled_from(["a table", "four people", "tomorrow", "yes", "no", "zz"])
    ),
    st.builds(lambda keys: {"press": keys}, st.text("0123456789*#", min_size=1, max_size=4)),
    st.sampled_from([{"silence": True}, {"hangup": True}, {"ring_back": 60}, {"not_taken": True}, {"event": "paid"}]),
    st.builds(
        lambda name, value: {"set": {name: value}},
        st.sampled_from(["people", "day", "name", "tables", "nothing"]),
        st.none() | st.integers(0, 9) | st.sampled_from(["2026-03-04", "Sam"]),
    ),
)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=8))
def test_any_script_comes_to_the_same_each_time(lines: list[Line]) -> None:
    """Nothing is drawn by chance, each line is played or counted as unplayed, all of it is JSON, and the test that is
    made of it passes.
    """
    script = Script(lines=lines)
    first, second = (asyncio.run(try_out(_FLOW[0], script)) for _ in range(2))

    assert first == second
    assert len(first.turns) - 1 + first.unplayed == len(lines)
    assert orjson.dumps(first)
    kept = TestCase.model_validate(as_test(_FLOW[0].document, script, first))
    assert asyncio.run(run_test(_FLOW[0], kept)).failure == ""


_FLOW: list[CompiledFlow] = []


@pytest.fixture(autouse=True)
def _compiled(flow: CompiledFlow) -> None:
    _FLOW[:] = _FLOW or [flow]
