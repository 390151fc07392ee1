"""When a model is asked, how long it is waited for, and whose reading stands."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from graphs.understanding.commands import Correct, Fill, Global, Heard, No, NotUnderstood, Pick, PickItem, Yes
from graphs.understanding.hybrid import Understood, complete, together, understand
from graphs.understanding.listening import Items, Listening, Option, Reachable, Situation, Wanted
from graphs.understanding.model import Background
from graphs.understanding.rules import interpret
from tests.support.scripted_model import FAILS, NEVER, After, ScriptedModel, commands
from tests.support.virtual_time import on_virtual_time

NOW = Situation(datetime.fromisoformat("2026-03-02T09:00"), "en", question="Which day?")
DAY, PEOPLE = Wanted("day", "date"), Wanted("people", "number", units=("people",))
NOTE = Wanted("note", "free_text")
SLOT = Listening(kind="slot", asked=DAY, also=(PEOPLE,), handlers=(Reachable("fire", ("fire",), always=True),))
MENU = Listening(kind="options", options=(Option("book", ("book", "appointment")), Option("cancel", ("cancel",))))
CONFIRM = Listening(kind="yes_no", change=(Wanted("day", "date", current="2026-03-05"),))
LIST = Listening(kind="items", items=Items((None,) * 2, ("nine", "ten"), range(2)), also=(DAY,))
TALK = Listening(kind="talk", also=(PEOPLE,))
LONG = "well I was thinking it could perhaps be when my sister is back"


def heard(model: ScriptedModel, text: str, listening: Listening = SLOT, **more: Any) -> Understood:
    """What is understood, on virtual time."""
    return on_virtual_time(understand(model, listening, Heard(text, **more), NOW, Background()))


def day(said: str) -> dict[str, Any]:
    """A model's day."""
    return {"do": "fill", "slot": "day", "said": said}


# ---- who is asked


@pytest.mark.parametrize(
    ("listening", "text"),
    [
        (SLOT, "tuesday"),
        (SLOT, "um, on tuesday please"),
        (SLOT, "it is for the fourth of march"),
        (SLOT, "tuesday for four people"),
        (SLOT, "could you say that again please"),
        (SLOT, "there is a fire in the house and everybody is shouting at me oh god"),
        (MENU, "book"),
        (MENU, "I would like to book an appointment please"),
        (LIST, "the second one please"),
        (CONFIRM, "yes"),
        (CONFIRM, "yes that's all fine thank you"),
        (CONFIRM, "no, that is wrong"),
        (Listening(kind="slot", asked=NOTE), "tell her that the router makes a humming noise, but only at night"),
        (Listening(kind="talk"), "whatever I may say at any length without end or aim"),
    ],
)
def test_a_complete_answer_does_not_wait(listening: Listening, text: str) -> None:
    """Yes and no, requests, short answers, and where a translation is good for nothing."""
    model = ScriptedModel(FAILS)
    found = heard(model, text, listening)
    assert model.translated == []
    assert (found.by, found.waited_s, found.outcome) == ("rules", None, "")


@pytest.mark.parametrize(
    ("listening", "text"),
    [
        (SLOT, LONG),
        (SLOT, "for four people"),
        (SLOT, "tuesday would be fine as long as the doctor has time for my daughter as well"),
        (MENU, "I was about to cancel but I want to come on another day"),
        (MENU, "can I cancel and then book"),
        (CONFIRM, "yes unless it is a monday"),
        (CONFIRM, "I suppose that is what my sister told me earlier"),
        (Listening(kind="slot", asked=NOTE), "can you tell me what it costs"),
        (TALK, "there are some things that we should talk about"),
    ],
)
def test_anything_else_is_translated(listening: Listening, text: str) -> None:
    """What the rules do not understand, or only in part; and words that turn a sentence around."""
    model = ScriptedModel(commands())
    found = heard(model, text, listening)
    assert len(model.translated) == 1
    assert found.outcome == "answered"


def test_words_that_the_recogniser_doubts_are_translated() -> None:
    """A short answer is complete only when it was heard well."""
    model = ScriptedModel(commands())
    heard(model, "tuesday", confidence=0.3)
    assert len(model.translated) == 1


@pytest.mark.parametrize("given", [Heard(keys="12#"), Heard(silence=True), Heard("  ")])
def test_keys_and_silence_never_wait(given: Heard) -> None:
    """There are no words to translate."""
    assert complete(interpret(SLOT, given, NOW), SLOT, given, NOW)


def test_without_a_model_the_rules_are_all() -> None:
    """The same reading, and nobody waits."""
    found = on_virtual_time(understand(None, SLOT, Heard(LONG), NOW, Background()))
    assert found == Understood((NotUnderstood(),), rules=(NotUnderstood(),))


# ---- how long


def test_a_late_model_is_left_at_the_deadline() -> None:
    """The rules' reading stands then, and not a moment later."""
    found = heard(ScriptedModel(NEVER, deadline_s=0.7), "for four people")
    assert found.commands == (Fill("people", 4, "four"),)
    assert (found.by, found.outcome, found.waited_s) == ("rules", "late", 0.7)


def test_a_model_in_time_is_waited_for_only_until_it_answers() -> None:
    """The deadline is no delay."""
    found = heard(ScriptedModel(After(0.2, commands())), LONG)
    assert found.waited_s == pytest.approx(0.2)


def test_a_deadline_is_the_models_own() -> None:
    """It is a setting."""
    assert heard(ScriptedModel(NEVER, deadline_s=0.1), LONG).waited_s == pytest.approx(0.1)


@pytest.mark.parametrize("answer", [FAILS, {"commands": "?"}, {}], ids=["fails", "shape", "empty"])
def test_a_failure_of_any_kind_leaves_the_rules_reading(answer: Any) -> None:
    """At once."""
    found = heard(ScriptedModel(answer), "for four people")
    assert found.commands == (Fill("people", 4, "four"),)
    assert (found.by, found.outcome, found.waited_s) == ("rules", "failed", 0.0)


def test_a_caller_who_is_gone_ends_the_waiting() -> None:
    """Being cancelled is no failure of the model's."""

    async def hang_up() -> None:
        asking = asyncio.create_task(understand(ScriptedModel(NEVER), SLOT, Heard(LONG), NOW, Background()))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    on_virtual_time(hang_up())


# ---- whose reading


def test_where_the_rules_understood_nothing_the_model_stands() -> None:
    """Its values are read by the rules all the same."""
    found = heard(ScriptedModel(commands(day("sister is back"))), LONG)
    assert found.commands == (NotUnderstood(),)
    text = "whenever, well let us say tuesday or so I think that will do"
    found = heard(ScriptedModel(commands(day("tuesday"))), text, Listening(kind="slot", asked=PEOPLE, also=(DAY,)))
    assert Fill("day", "2026-03-03", "tuesday") in found.commands


def test_a_sure_value_of_the_rules_stands_against_the_model() -> None:
    """And the model adds what the rules did not find."""
    rules = (Fill("day", "2026-03-03", "tuesday"),)
    model = (Fill("day", "2026-03-06", "friday"), Fill("people", 4, "four"))
    assert together(rules, model, SLOT, Heard("tuesday")) == (rules[0], model[1])


def test_an_unsure_value_of_the_rules_gives_way() -> None:
    """The model read other words."""
    rules, model = (Fill("day", "2026-03-03", "tuesday", sure=False),), (Fill("day", "2026-03-06", "friday"),)
    assert together(rules, model, SLOT, Heard("tuesday I mean friday")) == model


def test_a_plain_choice_of_the_rules_stands() -> None:
    """One option matches, and nothing turns the sentence around."""
    text = "could we do an appointment for my daughter some time soon"
    assert together((Pick("book"),), (Pick("cancel"),), MENU, Heard(text)) == (Pick("book"),)


@pytest.mark.parametrize("text", ["I do not want to cancel, I need another day", "book, or rather cancel mine"])
def test_a_choice_that_is_not_plain_is_the_models(text: str) -> None:
    """Negations, and more than one option in a sentence."""
    assert together((Pick("cancel"),), (Pick("book"),), MENU, Heard(text)) == (Pick("book"),)


def test_a_condition_on_a_yes_is_the_models_to_see() -> None:
    """“Yes, unless it is Monday”."""
    no = Correct("day", "2026-03-09", "monday")
    assert together((Yes(),), (No(), no), CONFIRM, Heard("yes unless it is a monday")) == (No(), no)


def test_an_item_of_the_model_does_not_undo_a_value_of_the_rules() -> None:
    """Who says “Wednesday instead” picks nothing of the list."""
    rules = (Fill("day", "2026-03-04", "wednesday"),)
    assert together(rules, (PickItem(0),), LIST, Heard("nine but on wednesday instead")) == rules


def test_what_a_caller_wants_is_added_to_values_at_a_menu() -> None:
    """ "I want my boy seen on Tuesday" is a booking on Tuesday."""
    rules = (Fill("day", "2026-03-03", "tuesday"),)
    assert together(rules, (Pick("book"),), MENU, Heard("tuesday")) == (Pick("book"), *rules)


def test_a_model_that_understands_nothing_changes_nothing() -> None:
    """The rules' part stands."""
    rules = (Global("agent", "x"),)
    assert together(rules, (), SLOT, Heard("x")) == rules


# ---- what is told of it


def test_two_readings_that_differ_are_told_with_the_one_that_stands() -> None:
    """So that somebody can add a phrase."""
    text = "I was about to cancel but I want to come on another day"
    found = heard(ScriptedModel(commands({"do": "pick", "option": "book", "said": "come on another day"})), text, MENU)
    assert (found.rules, found.model, found.commands) == ((Pick("cancel"),), (Pick("book"),), (Pick("book"),))
    assert found.disagreed
    assert (found.by, found.chose) == ("model", "model")


def test_two_readings_that_are_the_same_do_not_differ() -> None:
    """Whatever words each of them rests on."""
    text = "tuesday would be fine as long as the doctor has time for my daughter as well"
    found = heard(ScriptedModel(commands(day("tuesday would be fine"))), text)
    assert not found.disagreed
    assert (found.by, found.chose) == ("rules", "rules")


def test_a_reading_may_be_of_both() -> None:
    """A value of each."""
    text = "four people and that would be for my sister on tuesday with the kids"
    found = heard(ScriptedModel(commands(day("tuesday"))), text, Listening(kind="slot", asked=PEOPLE, also=()))
    assert found.by == "rules"
    assert not found.model
