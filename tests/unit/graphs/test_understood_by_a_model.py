"""A conversation of a flow when a language model helps to understand it."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from graphs.rehearsal import Rehearsal
from tests.support.scripted_model import FAILS, NEVER, ScriptedModel, commands
from tests.support.virtual_time import on_virtual_time

Rehearse = Callable[..., Coroutine[Any, Any, Rehearsal]]

RAMBLE = "well my dear, it is about somebody's anniversary you see"


def trace(call: Rehearsal, event: str) -> dict[str, Any]:
    """The fields of a note."""
    (fields,) = [fields for name, fields in call.traces if name == event]
    return fields


async def test_a_model_understands_what_the_rules_do_not(rehearse: Rehearse) -> None:
    """The same commands, carried out by the same code."""
    model = ScriptedModel(commands({"do": "pick", "option": "table", "said": "anniversary"}))
    call = await rehearse(RAMBLE, model=model)
    assert call.said == "How many people?"
    understood = trace(call, "understood")
    assert understood.pop("waited_ms") >= 0
    assert understood == {"commands": ["Pick"], "by": "model", "model": "answered"}


async def test_the_same_conversation_needs_no_model(rehearse: Rehearse) -> None:
    """Short answers come to the same end with one that fails, and with none; nobody is kept waiting."""
    lines = ("a table", "four people", "tomorrow", "the first one", "Asha Rao", "yes", "yes", "no")
    with_, without = await rehearse(*lines, model=ScriptedModel()), await rehearse(*lines)
    assert with_.over == without.over == "booked"
    assert await with_.values() == await without.values()


@pytest.mark.parametrize(("answer", "why"), [(FAILS, "failed"), (NEVER, "late")])
def test_a_model_that_fails_leaves_the_conversation_as_it_was(rehearse: Rehearse, answer: Any, why: str) -> None:
    """The rules' reading stands: here, that they did not understand."""
    call = on_virtual_time(rehearse(RAMBLE, model=ScriptedModel(answer)))
    assert call.said == "Say table or message."
    assert trace(call, "understood")["model"] == why


async def test_a_guess_is_asked_about_whatever_the_slot_says(rehearse: Rehearse) -> None:
    """A slot that is never confirmed is, when its value was not read from the words."""
    model = ScriptedModel(commands({"do": "fill", "slot": "window", "value": "yes", "said": "seeing the sea"}))
    call = await rehearse("code", "1234", "yes", "my wife is so fond of seeing the sea", model=model)
    assert call.said == "Did you say yes?"
    await call.hear("yes")
    assert call.over == "left"
    assert (await call.values())["window"] is True


async def test_two_readings_are_told_with_the_one_that_stands(rehearse: Rehearse) -> None:
    """For whoever looks after the flow's phrases."""
    model = ScriptedModel(commands({"do": "pick", "option": "message", "said": "tell the cook something"}))
    call = await rehearse("I asked for a table but I only want to tell the cook something", model=model)
    assert trace(call, "disagreed") == {
        "rules": ["Pick option=table"],
        "model": ["Pick option=message"],
        "chose": "model",
    }


async def test_sensitive_values_are_not_told(rehearse: Rehearse) -> None:
    """Neither reading shows them."""
    said = {"do": "fill", "slot": "phone", "said": "98220 12399"}
    lines = ("a table", "four people", "tomorrow", "the first one", "Asha Rao")
    text = "that one is my husband's old one, use mine which would be 98220 12399 and not that"
    call = await rehearse(*lines, text, model=ScriptedModel(commands(said)))
    assert "12399" not in str([fields for name, fields in call.traces if name in ("disagreed", "understood")])


async def test_what_always_wins_never_waits(rehearse: Rehearse) -> None:
    """However long the sentence is."""
    model = ScriptedModel()
    call = await rehearse("oh my god there is a fire in the kitchen and the people are running about", model=model)
    assert call.over == "transferred"
    assert model.translated == []


async def test_the_model_sees_only_what_there_is_at_the_step(rehearse: Rehearse) -> None:
    """No option that is not open, no other step's slots, no tool."""
    model = ScriptedModel(commands())
    await rehearse(RAMBLE, model=model)
    schema = str(model.translated[0][1])
    assert "secret" not in schema
    assert "phone" not in schema
    assert "book'" not in schema.replace("booking", "")
