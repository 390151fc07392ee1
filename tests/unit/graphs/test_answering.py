"""Answers from what is stored, and sentences in other words."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from graphs.acts import Expect
from graphs.rehearsal import Rehearsal
from tests.support.scripted_model import FAILS, NEVER, ScriptedModel, commands
from tests.support.virtual_time import on_virtual_time

Rehearse = Callable[..., Coroutine[Any, Any, Rehearsal]]

PARK = "nodes:\n  park: {type: answer, knowledge: faq, next: menu, if_unknown: bye}"
STORED = "There is parking behind the house."


@pytest.fixture
def text(restaurant: str) -> str:
    """The restaurant, where a message is a question that is answered."""
    asked = restaurant.replace("wish: {type: ask, slots: [wish], say: Nobody is here just now., next: bye}", "")
    asked = asked.replace("nodes:\n", f"{PARK}\n  wish: {{type: ask, slots: [wish], next: park}}\n", 1)
    return asked.replace("  faq: {answer: faq, if_unknown_say: That I do not know.}\n", "")


@pytest.fixture
def ask(rehearse: Rehearse, text: str) -> Rehearse:
    """Asks something at the step that answers."""

    async def ask(question: str, *, model: ScriptedModel | None = None, flow: str = text) -> Rehearsal:
        return await rehearse("a message", question, text=flow, model=model)

    return ask


# ---- the step


async def test_the_stored_answer_is_read_out(ask: Rehearse) -> None:
    """Word for word, when there is no model; the flow goes on."""
    call = await ask("I wonder if one could park the car")
    assert call.said.startswith(STORED)
    assert call.expects.step == "menu"


async def test_what_is_not_stored_goes_elsewhere(ask: Rehearse) -> None:
    """With a model, too: it is not asked."""
    for model in (None, ScriptedModel()):
        call = await ask("I wonder if dogs are allowed at all", model=model)
        assert call.over == "left"
        assert model is None or model.spoken == []


async def test_the_question_may_be_in_a_slot(ask: Rehearse, text: str) -> None:
    """Otherwise it is what the caller said last."""
    flow = text.replace("type: answer, knowledge: faq,", "type: answer, knowledge: faq, question: name,")
    assert (await ask("I wonder if one could park the car", flow=flow)).over == "left"


async def test_a_model_phrases_the_answer(ask: Rehearse) -> None:
    """Out of the stored ones, which it is given with the question."""
    model = ScriptedModel(replies=[["Yes, you can park ", "behind the house. "]])
    call = await ask("I wonder if one could park the car", model=model)
    assert call.said.startswith("Yes, you can park behind the house. A table")
    ((system, user), tools) = model.spoken[0]
    assert STORED in system.text
    assert (user.text, tools) == ("I wonder if one could park the car", ())


@pytest.mark.parametrize("reply", [[FAILS], [], ["Parking is ten dollars."]], ids=["fails", "nothing", "invents"])
async def test_the_stored_answer_stands_in_for_a_model(ask: Rehearse, reply: list[Any]) -> None:
    """When it fails, says nothing, or says what is not known."""
    call = await ask("I wonder if one could park the car", model=ScriptedModel(replies=[reply]))
    assert call.said.startswith(STORED)


def test_a_slow_model_is_not_waited_for(ask: Rehearse) -> None:
    """An answer lies ready."""
    call = on_virtual_time(ask("I wonder if one could park the car", model=ScriptedModel(replies=[[NEVER]])))
    assert call.said.startswith(STORED)


async def test_a_caller_who_cuts_in_does_not_hear_the_stored_one(ask: Rehearse, rehearse: Rehearse, text: str) -> None:
    """They have heard enough; the flow goes on to its question."""
    model = ScriptedModel(replies=[])
    call = await rehearse("a message", text=text, model=model)
    model.replies = [[call.conversation.stop, NEVER]]
    await call.hear("I wonder if one could park the car")
    assert STORED not in call.said
    assert isinstance(call.acts[-1], Expect)


# ---- handlers


async def test_handlers_answer_in_the_same_way(rehearse: Rehearse) -> None:
    """And the question that was open is asked again."""
    model = ScriptedModel(replies=[["Behind the house, yes. "]])
    call = await rehearse("a table", "is there parking", model=model)
    assert call.said == "Behind the house, yes. How many people?"


async def test_handlers_say_that_they_do_not_know(rehearse: Rehearse) -> None:
    """The model may find that it is a question; whether it can be answered is decided by what is stored."""
    reading = commands({"do": "global", "name": "faq", "said": "dogs"})
    call = await rehearse("a table", "my sister asks about dogs and cats and the like", model=ScriptedModel(reading))
    assert call.said == "That I do not know. How many people?"


# ---- other words


@pytest.fixture
def greet(rehearse: Rehearse, restaurant: str) -> Rehearse:
    """Hears the first sentence of a flow that lets it be reworded."""

    async def greet(reply: list[Any], written: str = "Hello {call.direction}, good day.", more: str = "") -> Rehearsal:
        flow = restaurant.replace(
            "hello: {type: say, say: Hello., next: menu}",
            f'hello: {{type: say, say: "{written}", reword: true, {more} next: menu}}',
        )
        return await rehearse(text=flow, model=ScriptedModel(replies=[reply]))

    return greet


WRITTEN = "Hello inbound, good day."


async def test_a_sentence_may_be_reworded(greet: Rehearse) -> None:
    """Around the values that are put into it."""
    call = await greet(["Good day to you, ", "inbound!"], "Hello {call.direction}, good day.")
    values = call.said.split("?")[0]
    assert values.startswith("Good day to you, inbound!")


@pytest.mark.parametrize(
    "reply",
    [
        ["Good day to you!"],
        ["Hello outbound, good day."],
        ["Hello inbound, it is ten dollars."],
        ["Hello inbound, " + "and good day " * 20],
        [FAILS],
        [],
    ],
    ids=["without the value", "another value", "more facts", "too long", "fails", "nothing"],
)
async def test_otherwise_it_is_said_as_it_is_written(greet: Rehearse, reply: list[Any]) -> None:
    """Every value survives letter for letter, nothing is added, and it is no speech."""
    assert (await greet(reply)).said.startswith(WRITTEN)


def test_a_new_wording_that_is_late_is_not_used(greet: Rehearse) -> None:
    """Nobody waits longer than for a translation."""
    assert on_virtual_time(greet([NEVER])).said.startswith(WRITTEN)


async def test_a_disclosure_is_never_reworded(greet: Rehearse) -> None:
    """Its words are somebody's duty."""
    call = await greet(["Good day."], "This call is recorded.", "disclosure: true,")
    assert call.said.startswith("This call is recorded.")
