"""A conversation that goes on in another version of its flow than the one it began in."""

from typing import Any

import pytest

from graphs.acts import Expect, HangUp, Say
from graphs.compiler import CompiledFlow, compile_flow
from graphs.engine import Conversation
from graphs.loading import load_flow
from graphs.state import Snapshot
from graphs.testing import Rehearsal
from graphs.understanding.commands import Heard

MOCKS: dict[str, Any] = {"find": [{"start": "2026-03-03T11:00"}], "book": {"id": 7}}

OLD = "details"
NEW = "what_and_when"


def renaming(text: str) -> str:
    """The version in which a step has another name, and says so."""
    return text.replace(OLD, NEW).replace("on_error: desk", f"on_error: desk\nrenamed: {{{OLD}: {NEW}}}", 1)


def losing(text: str) -> str:
    """The version in which a step has another name, and nobody wrote that down."""
    return text.replace(OLD, NEW)


async def talk(text: str, *lines: str) -> Rehearsal:
    """A conversation on the old version."""
    call = Rehearsal(compile_flow(load_flow(text)), actions=MOCKS)
    await call.begin()
    for line in lines:
        await call.hear(line)
    return call


def on_another_version(call: Rehearsal, text: str) -> CompiledFlow:
    """Another worker has the thread, and only the new version."""
    flow = compile_flow(load_flow(text))
    call.flow = flow
    call.conversation = Conversation(
        flow, call.conversation.memory, actions=call.actions, destinations="sip:{}".format, clock=call.clock
    )
    call.acts.clear()
    return flow


async def test_a_renamed_step_goes_on_where_it_is_now(restaurant: str) -> None:
    """The words that come first are the answer to the question that was open."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, renaming(restaurant))
    await call.hear("tomorrow")

    assert call.expects.step == "pick"
    assert (await call.values())["people"] == 4
    assert call.said == "Let me look. I have eleven o'clock."


async def test_the_open_question_of_a_renamed_step_is_asked_again(restaurant: str) -> None:
    """A worker that takes the call over without any words to answer finds the step under its new name."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, renaming(restaurant))
    await call.conversation.reenter(call.sink)

    assert call.said == "Sorry, the line was gone for a moment. Which day?"
    assert call.expects.step == NEW


async def test_words_for_a_step_that_is_gone_are_answered_where_the_conversation_then_stands(restaurant: str) -> None:
    """At the flow's beginning, with all that was said before; its first question is not put, as it has an answer."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, losing(restaurant))
    await call.hear("tomorrow")

    assert call.said == "Let me look. I have eleven o'clock."
    assert call.expects.step == "pick"
    values = await call.values()
    assert (values["people"], values["day"]) == (4, "2026-03-03")


async def test_words_that_mean_nothing_there_are_answered_with_the_question(restaurant: str) -> None:
    """A caller never hears nothing."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, losing(restaurant))
    await call.hear("blah")

    assert call.said == "Say table or message."
    assert call.expects.step == "menu"


async def test_what_was_not_said_is_not_kept_as_said(restaurant: str) -> None:
    """The state keeps what the caller heard: of the greeting that was left out, nothing."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, losing(restaurant))
    await call.hear("tomorrow")
    state = await call.conversation.snapshot()

    assert state is not None
    greetings = [message["text"] for message in state.messages if message["text"] == "Hello."]
    assert len(greetings) == 1
    ids = [message["id"] for message in state.messages]
    assert len(ids) == len(set(ids))


async def test_what_must_be_heard_is_said_on_the_way(restaurant: str) -> None:
    """A disclosure at the beginning is not skipped because the caller has spoken already."""
    call = await talk(restaurant, "a table", "four people")
    disclosing = losing(restaurant).replace("say: Hello.,", "say: This call is recorded., disclosure: true,")
    on_another_version(call, disclosing)
    await call.hear("tomorrow")

    assert call.said == "This call is recorded. Let me look. I have eleven o'clock."


async def test_a_new_version_that_ends_at_once_says_so(restaurant: str) -> None:
    """What was held back is said when there is nobody to listen to any more."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, losing(restaurant).replace("start: hello", "start: bye"))
    await call.hear("tomorrow")

    assert [act for act in call.acts if isinstance(act, Say | HangUp | Expect)][-1] == HangUp("left")
    assert call.said == "Goodbye."


async def test_an_open_question_that_is_gone_is_replaced_by_the_first_one(restaurant: str) -> None:
    """A worker that takes the call over without any words to answer begins with what is known."""
    call = await talk(restaurant, "a table", "four people")
    on_another_version(call, losing(restaurant))
    await call.conversation.reenter(call.sink)

    assert call.said == "Sorry, the line was gone for a moment. Hello. A table or a message?"
    await call.hear("a table")
    assert call.said == "Which day?"


async def test_values_that_mean_something_else_now_are_asked_for_again(restaurant: str) -> None:
    """A slot of another kind is left out; the rest stays."""
    call = await talk(restaurant, "a table", "four people tomorrow", "the first one", "my name is Asha Rao", "yes")
    other = restaurant.replace(
        "name: {type: name, confirm: when_unsure,", "name: {type: choice, values: {guest: {phrases: [guest]}},"
    )
    on_another_version(call, other)
    await call.conversation.turn(Heard("no, six people"), call.sink)
    values = await call.values()

    assert "name" not in values
    assert values["people"] == 6
    assert values["day"] == "2026-03-03"


@pytest.mark.parametrize("change", [renaming, losing])
async def test_a_caller_who_rings_back_carries_on_in_the_new_version(restaurant: str, change: Any) -> None:
    """Asked whether to, and with all that was said: at the step's new place, or at the flow's beginning."""
    call = await talk(restaurant, "a table", "four people")
    before = await call.conversation.snapshot()
    assert before is not None
    old_version = Snapshot(**before.as_json())
    call.flow = compile_flow(load_flow(change(restaurant)))
    await call.ring_back(60)
    assert old_version.fingerprint != call.flow.fingerprint
    assert call.said == "Shall we carry on?"
    await call.hear("yes")
    assert call.said == ("Which day?" if change is renaming else "Hello. A table or a message?")
    assert (await call.values())["people"] == 4


async def test_a_caller_whom_nobody_took_comes_back_to_a_version_without_that_step(restaurant: str) -> None:
    """The transfer's own way out is gone; they are not hung up on."""
    call = await talk(restaurant, "a person please")
    assert call.over == "transferred"
    text = restaurant.replace("desk: {type: transfer", "counter: {type: transfer").replace(
        "then: desk", "then: counter"
    )
    text = text.replace("on_error: desk", "on_error: counter").replace("to: desk}", "to: counter}")
    on_another_version(call, text)
    call.over = None
    await call.conversation.reenter(call.sink)

    assert call.over is None
    assert "A table or a message?" in call.said


async def test_nothing_is_changed_in_a_thread_of_this_version(restaurant: str) -> None:
    """Another worker with the same version goes on as if it were the same."""
    call = await talk(restaurant, "a table", "four people")
    before = await call.conversation.snapshot()
    on_another_version(call, restaurant)
    await call.conversation.turn(Heard(silence=True), call.sink)
    after = await call.conversation.snapshot()

    assert before is not None
    assert after is not None
    assert (after.slots, after.vars, after.cursor) == (before.slots, before.vars, before.cursor)
