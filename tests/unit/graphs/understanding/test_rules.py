"""From what a caller said to commands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.understanding.commands import (
    Command,
    Correct,
    Fill,
    Global,
    Heard,
    More,
    No,
    NoneOfThese,
    NotUnderstood,
    Pick,
    PickItem,
    Yes,
)
from graphs.understanding.listening import Items, Listening, Option, Reachable, Situation, Wanted
from graphs.understanding.rules import interpret

NOW = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - the business's own clock, a Monday
HERE = Situation(now=NOW, language="en", caller="+919822012345")

SERVICE = Wanted(
    "service",
    "choice",
    {"cleaning": ("cleaning",), "filling": ("filling", "big filling")},
    {"1": "cleaning", "2": "filling"},
)
DAY = Wanted("day", "date")
NAME = Wanted("name", "name")
PHONE = Wanted("phone", "phone")
WISH = Wanted("wish", "free_text")
SURE = Wanted("sure", "yes_no")
HOURS = Reachable("hours", ("when are you open", "opening hours"), key="9")
FIRE = Reachable("fire", ("fire",), always=True)
FAQ = Reachable("faq", questions=(("where can I park", "parking"),))
HANDLERS = (HOURS, FIRE, FAQ)

ASK_SERVICE = Listening("slot", asked=SERVICE, also=(DAY,), handlers=HANDLERS)
ASK_DAY = Listening("slot", asked=DAY, also=(replace(SERVICE, current="cleaning"),), handlers=HANDLERS)
ASK_NAME = Listening("slot", asked=NAME, also=(PHONE,), handlers=HANDLERS, filled=(replace(DAY, current="2026-03-10"),))
ASK_WISH = Listening("slot", asked=WISH, also=(PHONE,), handlers=HANDLERS)
ASK_PHONE = Listening("slot", asked=PHONE, handlers=HANDLERS)
ASK_SURE = Listening("slot", asked=SURE)
PHONE_RIGHT = Listening("value", asked=PHONE, proposed="+919822012345", handlers=HANDLERS)
NAME_RIGHT = Listening("value", asked=NAME, proposed="Asha Rao")
MENU = Listening(
    "options",
    options=(
        Option("book", ("book",), "1"),
        Option("cancel", ("cancel my appointment", "cancel"), "2"),
        Option("open_up", ()),
    ),
    also=(SERVICE, DAY),
    handlers=HANDLERS,
)
ITEMS = Items(
    starts=tuple(datetime(2026, 3, 3, hour) for hour in (9, 11, 14, 16)),  # noqa: DTZ001
    labels=("nine o'clock", "eleven o'clock", "two o'clock", "four o'clock"),
    shown=range(3),
    more_phrases=("later",),
    none_phrases=("forget those",),
)
OFFER = Listening("items", items=ITEMS, also=(replace(DAY, current="2026-03-03"),), handlers=HANDLERS)
ONE = Listening("items", items=replace(ITEMS, shown=range(3, 4)))
SUMMARY = Listening(
    "yes_no",
    change=(replace(DAY, current="2026-03-03"), replace(SERVICE, current="cleaning")),
    repick={"time": ITEMS},
    filled=(replace(NAME, current="Asha Rao"),),
    handlers=HANDLERS,
)


def said(listening: Listening, text: str, confidence: float = 1.0) -> tuple[Command, ...]:
    """What these words mean here."""
    return interpret(listening, Heard(text, confidence=confidence), HERE)


def plain(commands: tuple[Command, ...]) -> list[object]:
    """Fills and corrections as (kind, slot, value); the rest as it is."""
    return [
        (type(each).__name__, each.slot, each.value) if isinstance(each, Fill | Correct) else each for each in commands
    ]


@pytest.mark.parametrize(
    ("listening", "text", "wanted"),
    [
        # what the step asks for, and what is said with it
        (ASK_SERVICE, "a cleaning", [("Fill", "service", "cleaning")]),
        (ASK_SERVICE, "a filling on March 10th", [("Fill", "service", "filling"), ("Fill", "day", "2026-03-10")]),
        (ASK_SERVICE, "the second one please", [("Fill", "service", "filling")]),
        (ASK_SERVICE, "the last one", [("Fill", "service", "filling")]),
        (ASK_SERVICE, "later", [NotUnderstood()]),
        (ASK_SERVICE, "the first thing is that I want to know the price", [NotUnderstood()]),
        (ASK_DAY, "tomorrow", [("Fill", "day", "2026-03-03")]),
        (ASK_DAY, "a cleaning tomorrow", [("Fill", "day", "2026-03-03")]),
        (ASK_DAY, "a filling tomorrow", [("Fill", "day", "2026-03-03"), ("Correct", "service", "filling")]),
        (ASK_NAME, "Asha Rao", [("Fill", "name", "Asha Rao")]),
        (ASK_PHONE, "98220 54321", [("Fill", "phone", "+919822054321")]),
        (ASK_SURE, "yes", [("Fill", "sure", "yes")]),
        # handlers and stored answers
        (ASK_SERVICE, "when are you open", [Global("hours", "when are you open")]),
        (ASK_SERVICE, "there is a fire, I want a cleaning", [Global("fire", "there is a fire, I want a cleaning")]),
        (ASK_SERVICE, "parking", [Global("faq", "parking")]),
        (ASK_SERVICE, "say that again", [Global("repeat", "say that again")]),
        (ASK_NAME, "opening hours", [Global("hours", "opening hours")]),
        (ASK_NAME, "never mind", [Global("cancel", "never mind")]),
        (ASK_WISH, "where can I park?", [Global("faq", "where can I park?")]),
        (ASK_WISH, "there is no parking left", [("Fill", "wish", "there is no parking left")]),
        (MENU, "cancel my appointment", [Pick("cancel")]),
        (MENU, "cancel my appointment, when are you open?", [Pick("cancel")]),
        (MENU, "when are you open, to book?", [Global("hours", "when are you open, to book?")]),
        # options
        (
            MENU,
            "book a cleaning tomorrow",
            [Pick("book"), ("Fill", "service", "cleaning"), ("Fill", "day", "2026-03-03")],
        ),
        (MENU, "a cleaning please", [("Fill", "service", "cleaning")]),
        (MENU, "open up", [Pick("open_up")]),
        # items
        (OFFER, "the second one", [PickItem(1)]),
        (OFFER, "two o'clock", [PickItem(2)]),
        (OFFER, "later", [More()]),
        (OFFER, "none of them", [NoneOfThese()]),
        (OFFER, "no", [NoneOfThese()]),
        (OFFER, "forget those", [NoneOfThese()]),
        (OFFER, "do you have anything on Friday", [("Correct", "day", "2026-03-06")]),
        (OFFER, "could you repeat that", [Global("repeat", "could you repeat that")]),
        (ONE, "yes", [PickItem(3)]),
        (ONE, "could you repeat that", [Global("repeat", "could you repeat that")]),
        # yes, no, and what should be different
        (SUMMARY, "yes", [Yes()]),
        (SUMMARY, "no", [No()]),
        (SUMMARY, "no, make it Wednesday", [("Correct", "day", "2026-03-04")]),
        (SUMMARY, "yes but make it Wednesday", [("Correct", "day", "2026-03-04")]),
        (SUMMARY, "no, a filling on Wednesday", [("Correct", "day", "2026-03-04"), ("Correct", "service", "filling")]),
        (SUMMARY, "no, make it eleven o'clock", [("Correct", "time", 1)]),
        (SUMMARY, "actually my name is Ravi Rao", [("Correct", "name", "Ravi Rao")]),
        # a value that awaits a yes
        (PHONE_RIGHT, "yes", [Yes()]),
        (PHONE_RIGHT, "no", [No()]),
        (PHONE_RIGHT, "no, use 98220 54321", [("Fill", "phone", "+919822054321")]),
        (PHONE_RIGHT, "98220 12345", [Yes()]),
        (NAME_RIGHT, "no, it's Ravi Rao", [("Fill", "name", "Ravi Rao")]),
        (NAME_RIGHT, "Ravi Rao", [("Fill", "name", "Ravi Rao")]),
        # corrections of what was said before
        (ASK_NAME, "actually make it Wednesday", [("Correct", "day", "2026-03-04")]),
        # nothing of use
        (ASK_SERVICE, "blah", [NotUnderstood()]),
        (MENU, "blah", [NotUnderstood()]),
        (OFFER, "blah", [NotUnderstood()]),
        (SUMMARY, "blah", [NotUnderstood()]),
        (SUMMARY, "   ", [NotUnderstood()]),
        (PHONE_RIGHT, "blah", [NotUnderstood()]),
        (Listening("slot", also=(DAY,)), "tomorrow", [("Fill", "day", "2026-03-03")]),
    ],
)
def test_words_become_commands(listening: Listening, text: str, wanted: list[object]) -> None:
    """In the order: what always wins, the step's own answers, other handlers, corrections, nothing."""
    assert plain(said(listening, text)) == wanted


@pytest.mark.parametrize(
    ("listening", "keys", "wanted"),
    [
        (MENU, "2", [Pick("cancel")]),
        (ASK_SERVICE, "2", [("Fill", "service", "filling")]),
        (ASK_PHONE, "9822054321#", [("Fill", "phone", "+919822054321")]),
        (ASK_PHONE, "0", [Global("agent")]),
        (ASK_SURE, "2", [("Fill", "sure", "no")]),
        (OFFER, "3", [PickItem(2)]),
        (ONE, "1", [PickItem(3)]),
        (ONE, "2", [NoneOfThese()]),
        (SUMMARY, "1", [Yes()]),
        (SUMMARY, "2", [No()]),
        (PHONE_RIGHT, "2", [No()]),
        (PHONE_RIGHT, "9822054321", [("Fill", "phone", "+919822054321")]),
        (MENU, "*", [Global("repeat")]),
        (MENU, "0", [Global("agent")]),
        (MENU, "9", [Global("hours")]),
        (MENU, "7", [NotUnderstood()]),
        (MENU, "#", [NotUnderstood()]),
        (replace(MENU, off=frozenset({"agent"})), "0", [NotUnderstood()]),
    ],
)
def test_keys_become_commands(listening: Listening, keys: str, wanted: list[object]) -> None:
    """Star repeats and nought calls a person, unless the question has a use for them."""
    assert plain(interpret(listening, Heard(keys=keys), HERE)) == wanted


def test_words_count_where_the_keys_mean_nothing() -> None:
    """A caller may brush a key while speaking."""
    assert interpret(MENU, Heard("book", keys="7"), HERE) == (Pick("book"),)


def test_what_is_switched_off_means_nothing() -> None:
    """Also of what every flow understands."""
    assert said(replace(ASK_SERVICE, handlers=(), off=frozenset({"repeat"})), "say that again") == (NotUnderstood(),)


def test_a_handler_may_admit_that_it_does_not_know() -> None:
    """But only when the question is of no other use."""
    faq = replace(FAQ, admits_ignorance=True)
    assert said(replace(ASK_DAY, handlers=(faq,)), "what is love?") == (Global("faq", "what is love?"),)
    assert plain(said(replace(ASK_DAY, handlers=(faq,)), "do you have tomorrow?")) == [("Fill", "day", "2026-03-03")]


def test_what_was_heard_badly_is_never_sure() -> None:
    """A careful slot asks again."""
    (clear,) = said(ASK_NAME, "my name is Asha Rao")
    (unclear,) = said(ASK_NAME, "my name is Asha Rao", confidence=0.3)
    assert isinstance(clear, Fill)
    assert isinstance(unclear, Fill)
    assert (clear.sure, unclear.sure) == (True, False)


NOT_FOR_US = Reachable("not_for_us", ("not interested", "no thanks"))
HOW_MANY = Listening(
    "slot",
    asked=replace(SERVICE, slot="role"),
    filled=(Wanted("people", "number", current=12), replace(DAY, current="")),
)


@pytest.mark.parametrize(
    ("listening", "text", "wanted"),
    [
        (
            SUMMARY,
            "no, I would rather talk to a real person",
            [Global("agent", "no, I would rather talk to a real person")],
        ),
        (
            replace(ASK_SURE, handlers=(NOT_FOR_US,)),
            "sorry, not interested",
            [Global("not_for_us", "sorry, not interested")],
        ),
        (replace(ASK_SURE, handlers=(NOT_FOR_US,)), "no thanks", [("Fill", "sure", "no")]),
        (replace(SUMMARY, off=frozenset({"agent"})), "no, let me talk to a person", [No()]),
    ],
)
def test_a_refusal_may_say_more_than_no(listening: Listening, text: str, wanted: list[object]) -> None:
    """What the caller wants instead goes before the no, but a polite no is nothing else."""
    assert plain(said(listening, text)) == wanted


def test_no_and_an_item_is_another_pick() -> None:
    """At the summary, “no, two o'clock” picks again from the list that was offered."""
    assert plain(said(SUMMARY, "no, two o'clock")) == [("Correct", "time", 2)]


def test_a_bare_value_corrects_what_was_said_last() -> None:
    """“No wait, twenty five” names no slot; it is about the number just given."""
    assert plain(said(HOW_MANY, "no wait, twenty five")) == [("Correct", "people", 25)]
    assert plain(said(HOW_MANY, "no wait, let me think about that one for a moment")) == [NotUnderstood()]


def test_the_words_that_matter_are_enough() -> None:
    """Where no phrase was said as it is written, and one answer alone fits; it is never sure."""
    (fill,) = said(replace(ASK_SERVICE, also=()), "could somebody have my teeth cleaned")
    assert isinstance(fill, Fill)
    assert (fill.value, fill.sure) == ("cleaning", False)
    assert said(MENU, "I have got a booking to be made") == (Pick("book"),)
    assert said(MENU, "I have no booking") == (NotUnderstood(),)


PLACES: Mapping[str, Listening] = {
    name: value for name, value in list(globals().items()) if isinstance(value, Listening)
}


@given(
    st.sampled_from(sorted(PLACES)),
    st.text(max_size=40),
    st.text("0123456789*#", max_size=12),
    st.sampled_from(["en", "hi"]),
)
@settings(max_examples=150, deadline=None)
def test_anything_becomes_at_least_one_command(place: str, text: str, keys: str, language: str) -> None:
    """No words and no keys make the rules fail."""
    assert interpret(PLACES[place], Heard(text, keys), replace(HERE, language=language))


@pytest.mark.parametrize(
    ("listening", "text", "wanted"),
    [
        (MENU, "please do not cancel it", [NotUnderstood()]),
        (MENU, "there is no fire here, just book me in", [Pick("book")]),
        (MENU, "I want them cleaned", [("Fill", "service", "cleaning")]),
        (OFFER, "what about the seventh", [("Correct", "day", "2026-03-07")]),
        (OFFER, "one more second", [Global("wait", "one more second")]),
    ],
)
def test_words_that_are_denied_or_bent_are_heard_as_they_are_meant(
    listening: Listening, text: str, wanted: list[object]
) -> None:
    """No option against the caller's no; a value in another form; another day than the one that was offered."""
    assert plain(said(listening, text)) == wanted


def test_a_statement_is_answered_from_knowledge_only_when_it_is_a_stored_question() -> None:
    """A word in common is enough for a question, not for the answer to another question."""
    asked = replace(MENU, handlers=(Reachable("faq", questions=(("where can I park the big car",),)),))
    assert said(asked, "can I park there") == (Global("faq", "can I park there"),)
    assert said(asked, "we park lorries and vans and trailers all over the place") == (NotUnderstood(),)
