"""What a caller says in confidence, and what only stands beside it."""

from collections.abc import Sequence

import pytest

from graphs.acts import Act, Sensitive, Trace
from graphs.compiler import compile_flow
from graphs.loading import load_flow
from graphs.noting import KEPT_OUT
from graphs.rehearsal import Rehearsal

BANK = """\
flow: bank
format: 1
title: Bank
about: Opens accounts.
start: hello
tries: {no_match: 9, then: bye}
on_error: bye
slots:
  day: {type: date, ask: Which day?}
  pin: {type: digits, length: 4, sensitive: true, keypad: {digits: 4}, ask: Which code?}
  owner: {type: name, sensitive: true, ask: Whose account?}
  papers: {type: record, sensitive: true}
  wish: {type: free_text, ask: What else?}
vars: {found: {type: record}}
actions:
  look: {in: {day: date}, out: record}
results: {done: success}
nodes:
  hello: {type: ask, slots: [day], listen_for: [pin], next: code}
  code: {type: ask, slots: [pin], next: right}
  right: {type: confirm, say: "On {day|spoken}, code {pin|digits}?", change: [day, pin], if_yes: name, if_no: name}
  name: {type: ask, slots: [owner], next: known}
  known: {type: confirm, say: "For {owner}?", change: [owner], if_yes: look, if_no: look}
  look: {type: do, action: look, with: {day: day}, save: papers, next: wish}
  wish: {type: ask, slots: [wish], next: bye}
  bye: {type: end, result: done, say: Goodbye.}
"""
UP_TO = {"right": ("tomorrow", "4851"), "known": ("tomorrow", "4851", "yes", "Zebulonia Quartz")}


async def bank(*lines: str, answer: object = None) -> Rehearsal:
    """A caller at the bank who says these lines; keys are written `#12`."""
    call = Rehearsal(compile_flow(load_flow(BANK)), actions={"look": answer or {"id": "X9"}}, walks=True)
    await call.begin()
    for line in lines:
        await call.hear("" if line.startswith("#") else line, keys=line[1:] if line.startswith("#") else "")
    return call


def heard_in_confidence(acts: Sequence[Act]) -> bool:
    """Whether the caller's last turn is not to be kept."""
    return any(isinstance(act, Sensitive) and act.heard for act in acts)


@pytest.mark.parametrize(
    "said",
    [
        "no, make it 4852",
        "no it's four eight five",
        "no, four eight",
        "four eight, uh, five",
        "yes but the code is four eight five seven two",
        "make it Friday and the code four eight five",
        "#4",
        "#48",
    ],
)
async def test_another_value_that_may_be_told_is_told_in_confidence(said: str) -> None:
    """By voice or by keys, whether it was understood or not, and beside whatever else was changed."""
    assert heard_in_confidence((await bank(*UP_TO["right"], said)).acts)


@pytest.mark.parametrize("said", ["yes", "no", "no, make it Friday", "no that's wrong", "well the moon is blue", "#1"])
async def test_whatever_else_is_answered_there_is_none(said: str) -> None:
    """A yes, a no, another day: no digits are in it."""
    assert not heard_in_confidence((await bank(*UP_TO["right"], said)).acts)


@pytest.mark.parametrize("said", ["no, Rubidia Quartz", "no my name is Rubidia Quartz", "it goes Rubidia"])
async def test_another_name_that_may_be_told_is_told_in_confidence(said: str) -> None:
    """Any words could be one."""
    assert heard_in_confidence((await bank(*UP_TO["known"], said)).acts)


@pytest.mark.parametrize("said", ["yes please", "no", "no that's wrong"])
async def test_a_verdict_on_a_name_is_none(said: str) -> None:
    """It names nobody."""
    assert not heard_in_confidence((await bank(*UP_TO["known"], said)).acts)


async def test_a_call_is_told_where_something_sensitive_may_be_told_besides() -> None:
    """In passing, to change it at a question that sums it up, and from then on: callers correct what they said."""
    call = await bank()
    assert (call.expects.sensitive, call.expects.sensitive_beside) == (False, True)
    call = await bank("tomorrow")
    assert (call.expects.sensitive, call.expects.sensitive_beside) == (True, True)
    call = await bank(*UP_TO["right"])
    assert (call.expects.sensitive, call.expects.sensitive_beside) == (False, True)
    call = await bank(*UP_TO["known"], "yes")
    assert (call.expects.slot, call.expects.sensitive, call.expects.sensitive_beside) == ("wish", False, True)


async def test_a_value_in_passing_is_confided_before_it_is_noted() -> None:
    """The call holds back its turn until then."""
    call = await bank("tomorrow and my code is 4 8 5 1")
    names = [act.event if isinstance(act, Trace) else type(act).__name__ for act in call.acts]
    assert names.index("Sensitive") < names.index("meant")
    assert "4851" not in str(call.traces)


async def test_what_an_action_answers_into_a_sensitive_slot_is_confided_and_not_noted() -> None:
    """It was nobody's secret before: whoever keeps notes must know before the first one."""
    answer = {"id": "AB-730916", "of": ["Rubidia"], "open": True}
    call = await bank(*UP_TO["known"], "yes", answer=answer)
    assert (await call.values())["papers"] == answer
    [noted] = [fields for event, fields in call.traces if event == "tool_worked"]
    assert noted["pii_answer"] == KEPT_OUT
    assert "730916" not in str(call.traces)
    before = call.acts[
        : call.acts.index(next(a for a in call.acts if isinstance(a, Trace) and a.event == "tool_worked"))
    ]
    assert ("AB-730916", "Rubidia") in [act.values for act in before if isinstance(act, Sensitive)]


async def test_a_name_is_confided_by_its_parts() -> None:
    """We may say the first of them."""
    call = await bank(*UP_TO["known"])
    assert {"Zebulonia Quartz", "Zebulonia", "Quartz"} <= {
        value for act in call.history if isinstance(act, Sensitive) for value in act.values
    }
