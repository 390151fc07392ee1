"""Fillers: what is said when an answer takes long, and is as if it had not been when it does not."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graphs.acts import Say
from graphs.compiler import compile_flow
from graphs.document import TestCase
from graphs.loading import load_flow
from graphs.ports import Outcome
from graphs.problems import FlowError
from graphs.rehearsal import Rehearsal
from graphs.testing import run_test
from graphs.understanding.commands import Heard
from tests.support.scripted_model import ScriptedModel, commands

Rehearse = Callable[..., Awaitable[Rehearsal]]
OURS = ("One moment, please.", "Just a second.", "Let me see.")


def fillers(call: Rehearsal) -> list[Say]:
    """Those of the last turn."""
    return [act for act in call.acts if isinstance(act, Say) and act.filler]


def without_own(restaurant: str) -> str:
    """The flow without the fillers of its steps."""
    return restaurant.replace("    filler: Let me look.\n", "").replace("    filler: I am booking it.\n", "")


# ---- a step's own


async def test_a_steps_own_filler_is_said_only_when_it_has_to_be(rehearse: Rehearse) -> None:
    """It leaves as a filler, and keeps ours away."""
    call = await rehearse("a table", "four people", "tomorrow")
    assert [(act.id, act.text, act.fixed) for act in fillers(call)] == [("t3.1", "Let me look.", True)]


async def test_a_filler_of_which_nothing_was_heard_was_not_said(rehearse: Rehearse) -> None:
    """The call tells it as cut off before its first word; one that was heard in part is kept like any sentence."""
    for heard, kept in (("", []), ("Let me", ["Let me"])):
        call = await rehearse("a table", "four people", "tomorrow")
        (filler,) = fillers(call)
        await call.conversation.turn(Heard("the first one"), call.sink, cuts=[(filler.id, heard)])
        state = await call.conversation.snapshot()
        assert state is not None
        assert [message["text"] for message in state.messages if message["id"] == filler.id] == kept


# ---- ours


async def test_an_action_without_a_filler_has_one_before_it_starts(rehearse: Rehearse, restaurant: str) -> None:
    """Once a turn; the same in every call; no part of the conversation, and no other sentence counts it."""
    said_before: list[list[Say]] = []

    async def find(action: str, arguments: Any, *, key: str, commits: bool) -> Outcome:
        said_before.append(fillers(call))
        return Outcome("ok", [])

    call = await rehearse("a table", "four people", text=without_own(restaurant), actions=find)
    await call.hear("tomorrow")
    (filler,) = fillers(call)
    assert said_before == [[filler]]
    assert (filler.text, filler.fixed, filler.interruptible, filler.language) == (OURS[0], True, True, "en")
    assert [act.id for act in call.acts if isinstance(act, Say)] == [filler.id, "t3.1", "t3.2"]
    state = await call.conversation.snapshot()
    assert state is not None
    assert filler.text not in [message["text"] for message in state.messages]
    await call.conversation.turn(Heard("Friday"), call.sink, cuts=[(filler.id, "")])
    again = await call.conversation.snapshot()
    assert again is not None
    assert again.messages[: len(state.messages)] == state.messages


async def test_it_is_not_always_the_same(rehearse: Rehearse, restaurant: str) -> None:
    """Its wordings take turns, and it is in the caller's language."""
    call = await rehearse("a table", "four people tomorrow", text=without_own(restaurant), actions={"find": []})
    heard = [fillers(call)[0].text]
    for day in ("Wednesday", "Thursday"):
        await call.hear(day)
        heard.append(fillers(call)[0].text)
    assert sorted(heard) == sorted(OURS)
    call = await rehearse("four people tomorrow", text=without_own(restaurant), language="hi")
    assert fillers(call)[0].language == "hi"


async def test_whoever_has_said_something_is_not_silent(rehearse: Rehearse, restaurant: str) -> None:
    """No filler after other words of the same turn, and none before the first words of a call."""
    text = without_own(restaurant).replace("next: find}", "next: well}", 1)
    text = text.replace("milestone: details, next: find", "milestone: details, next: well")
    text = text.replace("nodes:\n", "nodes:\n  well: {type: say, say: Well., next: find}\n", 1)
    call = await rehearse("a table", "four people tomorrow", text=text)
    assert call.said.startswith("Well.")
    assert fillers(call) == []
    first = (
        without_own(restaurant).replace("vars:\n", "vars:\n  seen: {type: list}\n").replace("start: hello", "start: at")
    )
    node = "  at: {type: do, action: look, save: seen, next: hello, if_error: hello}\n"
    first = first.replace("nodes:\n", f"nodes:\n{node}", 1).replace("actions:\n", "actions:\n  look: {out: list}\n")
    call = await rehearse(text=first, actions={"look": []})
    assert fillers(call) == []


async def test_a_model_that_is_asked_may_take_long(rehearse: Rehearse) -> None:
    """To understand, or to answer; not where the rules suffice. Once a turn, however much is asked."""
    reading = commands({"do": "option", "option": "table"})
    model = ScriptedModel(reading, replies=[["Behind the house."]])
    call = await rehearse("it is about the evening we want to spend at your place", model=model)
    assert len(model.translated) == 1
    assert [act.text for act in fillers(call)] == [OURS[1]]
    call = await rehearse("a table", model=ScriptedModel())
    assert fillers(call) == []
    model = ScriptedModel(replies=[["Behind the house."]])
    call = await rehearse("where can I park?", model=model)
    assert len(model.spoken) == 1
    assert len(fillers(call)) == 1


async def test_a_flow_has_its_own_words_or_none(rehearse: Rehearse, restaurant: str) -> None:
    """In `voice`: for the whole flow, and for one step that has its own."""
    text = without_own(restaurant)
    own = text.replace("slots:\n", "voice: {filler_say: {en: [Hm., Well.], hi: हाँ।}}\nslots:\n", 1)
    call = await rehearse("a table", "four people tomorrow", text=own)
    assert [act.text for act in fillers(call)] == ["Hm."]
    assert {("Hm.", "en"), ("Well.", "en"), ("हाँ।", "hi")} <= set(call.flow.fixed_sentences())
    silent = text.replace("slots:\n", "voice: {filler: false}\nslots:\n", 1)
    assert fillers(await rehearse("a table", "four people tomorrow", text=silent)) == []
    here = own.replace("    save: tables\n", "    save: tables\n    voice: {filler_say: I look.}\n")
    assert [act.text for act in fillers(await rehearse("four people tomorrow", text=here))] == ["I look."]
    here = silent.replace("    save: tables\n", "    save: tables\n    voice: {filler: true}\n")
    assert [act.text for act in fillers(await rehearse("four people tomorrow", text=here))] == [OURS[1]]


def test_what_is_said_then_holds_no_values(restaurant: str) -> None:
    """Its sound is kept, so it is the same in every call."""
    with pytest.raises(FlowError, match="the same in every call"):
        load_flow(restaurant.replace("slots:\n", 'voice: {filler_say: "One moment, {name}."}\nslots:\n', 1))


def test_the_sound_of_all_of_them_is_kept(restaurant: str) -> None:
    """They are among the fixed sentences, in each of the flow's languages."""
    fixed = set(compile_flow(load_flow(restaurant)).fixed_sentences())
    assert {(text, "en") for text in OURS} <= fixed
    assert len([1 for text, language in fixed if language == "hi" and text in ("एक मिनट रुकिए।", "बस एक पल।")]) == 2


async def test_tests_of_a_flow_hear_no_filler_of_ours(restaurant: str) -> None:
    """Nothing is slow there. A step's own filler is the flow's words, and can be tested."""
    script: list[dict[str, Any]] = [
        {"caller": "four people tomorrow"},
        {"bot": "Let me look"},
        {"bot": "I have eleven"},
    ]
    told = {}
    for name, text in (("own", restaurant), ("ours", without_own(restaurant))):
        flow = compile_flow(load_flow(text))
        test = TestCase(name=name, mocks={"find": [{"start": "2026-03-03T11:00"}]}, script=tuple(script))
        told[name] = await run_test(flow, test)
    assert told["own"].mismatch is None
    assert told["ours"].mismatch is not None
    assert not any(line.text in OURS for line in told["ours"].transcript)
