"""A small flow that has everything once, and a way to talk to it."""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import pytest

from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import ScriptedCall
from graphs.loading import load_flow
from graphs.testing import Rehearsal

RESTAURANT = """\
flow: restaurant
format: 1
title: Tables
languages: [en, hi]
start: hello
tries: {no_match: 3, no_input: 2, then: desk}
on_error: desk
resume: {within: 30m, say: Shall we carry on?}

slots:
  people:
    type: number
    min: 1
    max: 20
    unit: [people, persons]
    ask:
      en: [How many people?, "How many, for example four?", Please key in how many.]
      hi: कितने लोग?
    no_input: [Are you there? How many people?]
    check: [{when: people <= 8, say: We have room for eight at most.}]
    clears: [tables, table]
  day:
    type: date
    ask: [Which day?, "Which day, for example tomorrow?"]
    check: [{when: day >= today(), say: "{day|spoken} has passed."}]
    clears: [tables, table]
  name: {type: name, confirm: when_unsure, ask: What name?}
  phone:
    type: phone
    prefill: call.caller
    prefill_say: Is {phone|digits} your number?
    sensitive: true
    keypad: {digits: 10}
    ask: Which number?
  code: {type: digits, length: 4, confirm: always, sensitive: true, ask: Your code?}
  window: {type: yes_no, ask: By the window?}
  wish: {type: free_text, ask: What shall I pass on?}

vars:
  tables: {type: list}
  table: {type: record}
  booking: {type: record}

actions:
  find: {in: {people: number, day: date}, out: list}
  book: {in: {table: record, name: text, phone: text}, out: record, outcomes: [full], commits: true}

knowledge:
  faq:
    entries:
      - {q: [where can I park the car, is there parking], a: "There is parking behind the house."}

handlers:
  agent: {to: desk}
  hours: {phrases: [when are you open], key: "9", say: We open at noon.}
  fire: {phrases: [fire], always: true, to: desk}
  faq: {answer: faq, if_unknown_say: That I do not know.}

results: {booked: success, transferred: partial, left: failed}

nodes:
  hello: {type: say, say: Hello., next: menu}
  menu:
    type: choose
    listen_for: [people, day]
    say: [A table or a message?, Say table or message., Press 1 for a table or 2 for a message.]
    options:
      table: {phrases: [table, book], key: "1", to: details, implied_by: [people, day]}
      message: {phrases: [message, fire place], key: "2", to: wish}
      code: {phrases: [code], key: "3", to: code}
      secret: {phrases: [secret], when: call.direction == "outbound", to: bye}
  wish: {type: ask, slots: [wish], say: Nobody is here just now., next: bye}
  code: {type: ask, slots: [code, window], next: bye}
  details: {type: ask, slots: [people, day], milestone: details, next: find}
  find:
    type: do
    action: find
    with: {people: people, day: day}
    save: tables
    filler: Let me look.
    next: pick
    if_empty: nothing
  nothing: {type: say, say: We are full., next: another}
  another: {type: set, set: {day: empty()}, next: details}
  pick:
    type: offer
    items: tables
    show: 2
    say: I have
    item: "{item.start|time}"
    more_phrases: [later]
    listen_for: [day]
    save: table
    next: who
    if_none: another
  who: {type: ask, slots: [name, phone], next: sure}
  sure:
    type: confirm
    say: "{people} people on {table.start|spoken} for {name}, right?"
    change: [people, day, table, name, phone]
    if_yes: book
    if_no: bye
  book:
    type: do
    action: book
    with: {table: table, name: name, phone: phone}
    save: booking
    filler: I am booking it.
    next: more
    if_full: full
  full: {type: say, say: That table has just gone., next: find}
  more: {type: confirm, say: Booked. Anything else?, if_yes: menu, if_no: bye_booked, not_here: [hours]}
  bye_booked: {type: end, say: Goodbye., result: booked}
  desk: {type: transfer, to: desk, say: I put you through., summary: "{name} {day}", if_failed: take, if_closed: take}
  take: {type: ask, slots: [wish], say: Nobody is at the desk., next: bye}
  bye: {type: end, say: Goodbye., result: left}
"""

TABLES = [
    {"start": "2026-03-03T11:00"},
    {"start": "2026-03-03T13:30"},
    {"start": "2026-03-03T15:30"},
]
MOCKS: dict[str, Any] = {"find": TABLES, "book": {"id": 7}}

Rehearse = Callable[..., Awaitable[Rehearsal]]


@lru_cache(maxsize=32)
def _compiled(text: str) -> CompiledFlow:
    """As a service does: a flow is compiled once, and all calls run it."""
    return compile_flow(load_flow(text))


@pytest.fixture
def restaurant() -> str:
    """The small flow, as text."""
    return RESTAURANT


@pytest.fixture
def rehearse(restaurant: str) -> Rehearse:
    """Rings the restaurant (or another flow) and says each of the lines; keys are written `#12`, silence is empty."""

    async def rehearse(
        *lines: str,
        text: str = restaurant,
        actions: Any = None,
        destinations: Any = "sip:{}".format,
        model: Any = None,
        **call: Any,
    ) -> Rehearsal:
        flow = _compiled(text)
        facts = ScriptedCall(**{"caller": "+919822012345", **call})
        given = MOCKS if actions is None else actions
        rehearsal = Rehearsal(flow, facts, actions=given, destinations=destinations, model=model)
        await rehearsal.begin()
        for line in lines:
            assert rehearsal.over is None, f"the call is over before “{line}”"
            keys = line[1:] if line.startswith("#") else ""
            await rehearsal.hear("" if keys else line, keys=keys, silence=not line)
        return rehearsal

    return rehearse
