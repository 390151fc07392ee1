"""Values that are used before anybody has given them."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

SLOTS = "slots:\n  day: {type: date, ask: Which day?}\n  name: {type: text, ask: What name?}\n"
BOOK = "actions: {book: {in: {day: date}, out: record}}\nvars: {booking: {type: record}}\n"


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        (
            SLOTS + "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: read}\n"
            "  ask: {type: ask, slots: [day, name], next: read}\n"
            "  read: {type: say, say: 'For {day} and {name}.', next: well}  # here",
            "“read” says {day}, which is not known when the call comes by hello → read.",
        ),
        (
            SLOTS + BOOK + "nodes:\n  hello: {type: choose, listen_for: [day], say: Which?, options:\n"
            "     {one: {phrases: [one], key: '1', to: ask}, two: {phrases: [two], key: '2', to: book}}}\n"
            "  ask: {type: ask, slots: [day, name], next: book}\n"
            "  book:\n    type: do\n    action: book\n    with:\n      day: day  # here\n"
            "    save: booking\n    next: well",
            "“book” hands over “day” as “day”, which is not known when the call comes by hello → book.",
        ),
        (
            SLOTS + "nodes:\n  hello: {type: ask, slots: [day], next: read, tries: {then: sorry}}\n"
            "  sorry: {type: say, say: 'Sorry, {day}.', next: read}  # here\n"
            "  read: {type: ask, slots: [name], next: well}",
            "“sorry” says {day}, which is not known when the call comes by hello → sorry.",
        ),
        (
            SLOTS + "handlers:\n  stop: {phrases: [stop that], to: stopped}\n"
            "nodes:\n  hello: {type: ask, slots: [day, name], next: well}\n"
            "  stopped: {type: say, say: 'Not on {day}.', next: bye}  # here",
            "“stopped” says {day}, which is not known when the call comes by hello → stopped.",
        ),
        (
            SLOTS + "handlers:\n  when: {phrases: [what day], say: 'It is {day}.'}  # here\n"
            "nodes:\n  hello: {type: ask, slots: [day, name], next: well}",
            "“when” says {day}, which is not known at every question.",
        ),
        (
            (
                "slots:\n  day:\n    type: date\n    ask: 'Which day, {name}?'  # here\n"
                "  name: {type: text, ask: What name?}\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: name}\n"
                "  ask: {type: ask, slots: [day, name], next: well}\n"
                "  name: {type: ask, slots: [name], next: ask}"
            ),
            "“day” says {name}, which is not known when the call comes by hello → ask.",
        ),
        (
            (
                "slots: {age: {type: number, ask: How old?}}\nvars: {sum: {type: number, default: 0}}\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: more}\n"
                "  ask: {type: ask, slots: [age], next: more}\n"
                "  more:\n    type: set\n    set:\n      sum: sum + age  # here\n    next: well"
            ),
            "“more” reckons with “age”, which is not known when the call comes by hello → more.",
        ),
        (
            (
                "slots: {age: {type: number, ask: How old?}}\nvars: {sum: {type: number, default: 0}}\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: which}\n"
                "  ask: {type: ask, slots: [age], next: which}\n"
                "  which:\n    type: choose\n    say: Which?\n    options:\n      one:\n        phrases: [the first]\n"
                "        key: '1'\n        set:\n          sum: sum + age  # here\n        to: well"
            ),
            "“which” reckons with “age”, which is not known when the call comes by hello → which.",
        ),
        (
            (
                "slots: {age: {type: number, ask: How old?}}\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: old}\n"
                "  ask: {type: ask, slots: [age], next: old}\n"
                "  old:\n    type: check\n    cases:\n      - when: age > 18  # here\n        to: well\n    else: bye"
            ),
            "“old” decides by “age”, which is not known when the call comes by hello → old.",
        ),
        (
            (
                "slots: {age: {type: number, ask: How old?}}\nvars: {old: {type: text}}\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: more}\n"
                "  ask: {type: ask, slots: [age], next: more}\n"
                '  more:\n    type: set\n    set:\n      old: pick(age > 18, "yes", "no")  # here\n    next: well'
            ),
            "“more” decides by “age”, which is not known when the call comes by hello → more.",
        ),
        (
            (
                "actions: {find: {out: list}}\nvars: {found: {type: list}, one: {type: record}}\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: find, if_no: pick}\n"
                "  find: {type: do, action: find, save: found, next: pick}\n"
                "  pick:\n    type: offer\n    items: found  # here\n    item: '{item.start}'\n"
                "    save: one\n    next: well\n"
                "    if_none: bye"
            ),
            "“pick” offers “found”, which is not known when the call comes by hello → pick.",
        ),
        (
            SLOTS + "nodes:\n  hello: {type: ask, slots: [day, name], next: change}\n"
            "  change: {type: confirm, say: Another day?, if_yes: clear, if_no: read}\n"
            "  clear: {type: set, set: {day: empty()}, next: read}\n"
            "  read: {type: say, say: 'For {day}.', next: well}  # here",
            "“read” says {day}, which is not known when the call comes by hello → change → clear → read.",
        ),
        (
            (
                "slots:\n  day: {type: date, ask: Which day?, clears: [time]}\n  time: {type: time, ask: What time?}\n"
                "nodes:\n  hello: {type: ask, slots: [time], next: day}\n  day: {type: ask, slots: [day], next: read}\n"
                "  read: {type: say, say: 'At {time}.', next: well}  # here"
            ),
            "“read” says {time}, which is not known when the call comes by hello → day → read.",
        ),
    ],
)
def test_a_value_that_is_missing_on_some_way_is_told_with_that_way(planted: Planted, flow: str, message: str) -> None:
    """The caller would hear a gap, or the action would get nothing."""
    planted(flow, "unfilled", message, "filled(", level="warning")


@pytest.mark.parametrize(
    ("flow", "message", "level"),
    [
        (
            SLOTS + "nodes:\n  hello: {type: say, say: 'For {day}.', next: ask}  # here\n"
            "  ask: {type: ask, slots: [day, name], next: well}",
            "“hello” says {day}, but nothing has given it a value by then.",
            "error",
        ),
        (
            SLOTS.replace("ask: Which day?", "optional: true")
            + "nodes:\n  hello: {type: ask, slots: [name], next: read}\n"
            "  read: {type: say, say: 'For {day}.', next: well}  # here",
            "“read” says {day}, but nothing has given it a value by then.",
            "error",
        ),
        (
            BOOK + SLOTS + "nodes:\n  hello: {type: ask, slots: [day, name], next: read}\n"
            "  read: {type: say, say: 'It is {booking.ref}.', next: book}  # here\n"
            "  book: {type: do, action: book, with: {day: day}, save: booking, next: well}",
            "“read” says {booking.ref}, but nothing has given it a value by then.",
            "error",
        ),
        (
            SLOTS + BOOK + "nodes:\n  hello: {type: ask, slots: [day, name], next: book}\n"
            "  book: {type: do, action: book, with: {day: day}, save: booking, next: well, if_error: sorry}\n"
            "  sorry: {type: say, say: 'Sorry about {booking.ref}.', next: change}  # here\n"
            "  change: {type: set, set: {day: empty()}, next: hello}",
            "“sorry” says {booking.ref}, but nothing has given it a value by then.",
            "error",
        ),
        (
            "vars: {greeting: {type: text}}\nnodes:\n  hello: {type: say, say: '{greeting}!', next: well}  # here",
            "“hello” says {greeting}, but nothing in this flow gives it a value.",
            "warning",
        ),
        (
            (
                "vars: {found: {type: list}, one: {type: record}}\n"
                "nodes:\n  hello: {type: confirm, say: So?, if_yes: pick, if_no: bye}\n"
                "  pick:\n    type: offer\n    items: found  # here\n    item: '{item.start}'\n"
                "    save: one\n    next: well\n"
                "    if_none: bye"
            ),
            "“pick” offers “found”, but nothing in this flow gives it a value.",
            "error",
        ),
    ],
)
def test_a_value_that_nothing_can_have_given_is_told(planted: Planted, flow: str, message: str, level: str) -> None:
    """A variable may still be given by a flow that calls this one; but a list that nobody fills cannot be offered."""
    planted(flow, "never_filled", message, level=level)


@pytest.mark.parametrize(
    "nodes",
    [
        # asked on the way
        (
            "  hello: {type: ask, slots: [day, name], next: read}\n"
            "  read: {type: say, say: 'For {day}, {name}.', next: well}"
        ),
        # asked whether it is there
        (
            "  hello: {type: confirm, listen_for: [day, name], say: Shall we?, if_yes: there, if_no: bye}\n"
            "  there: {type: check, cases: [{when: filled(day) and filled(name), to: read}], else: bye}\n"
            "  read: {type: say, say: 'For {day}, {name}.', next: well}"
        ),
        (
            "  hello: {type: confirm, listen_for: [day, name], say: Shall we?, if_yes: there, if_no: bye}\n"
            "  there: {type: check, cases: [{when: not filled(day) or not filled(name), to: bye}], else: read}\n"
            "  read: {type: say, say: 'For {day}, {name}.', next: well}"
        ),
        # compared with something, which is false of nothing
        (
            "  hello: {type: confirm, listen_for: [day, name], say: Shall we?, if_yes: there, if_no: bye}\n"
            "  there: {type: check, cases: [{when: filled(day) and day >= today() and filled(name) and"
            " name != 'x', to: read}],"
            " else: bye}\n"
            "  read: {type: say, say: 'For {day}, {name}.', next: well}"
        ),
        # a summary for those who take the call may have gaps
        (
            "  hello: {type: ask, slots: [day, name], next: desk}\n"
            "  desk: {type: transfer, to: desk, summary: '{day} {name}', if_failed: bye, if_closed: well}"
        ),
        # said to be empty by the one who hands it over
        (
            "  hello: {type: confirm, listen_for: [day, name], say: Shall we?, if_yes: say, if_no: bye}\n"
            "  say: {type: set, set: {kept: 'pick(filled(name), name, \"-\")'}, next: read}\n"
            "  read: {type: say, say: '{kept}, {call.caller}', next: ask}\n"
            "  ask: {type: ask, slots: [day], next: well}"
        ),
    ],
)
def test_a_value_that_is_there_on_every_way_is_no_problem(told: Told, nodes: str) -> None:
    """Or that may be missing without harm."""
    variables = "vars: {kept: {type: text}}\n" if "kept" in nodes else ""
    assert [str(each) for each in told(f"{SLOTS}{variables}nodes:\n{nodes}") if each.level != "hint"] == []


def test_ways_that_cannot_be_gone_together_are_none(told: Told) -> None:
    """Only where `purpose` was set to "move" is an appointment moved."""
    flow = (
        "actions: {find: {out: record}, move: {in: {old: record}, out: record}}\n"
        "vars: {purpose: {type: text, default: book}, old: {type: record}, new: {type: record}}\n"
        "nodes:\n"
        "  hello: {type: choose, say: Which?, options: {\n"
        "    book: {phrases: [book], key: '1', set: {purpose: '\"book\"'}, to: which},\n"
        "    move: {phrases: [move], key: '2', set: {purpose: '\"move\"'}, to: find}}}\n"
        "  find: {type: do, action: find, save: old, next: which, if_error: bye}\n"
        '  which: {type: check, cases: [{when: purpose == "move" and call.open, to: move}], else: well}\n'
        "  move: {type: do, action: move, with: {old: old}, save: new, next: well}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []


def test_what_may_be_said_with_the_answer_can_be_looked_at_with_it(told: Told) -> None:
    """An option is decided by what came with it, or by its absence."""
    flow = (
        SLOTS + "vars: {soon: {type: yes_no}}\n"
        "nodes:\n  hello: {type: choose, say: Which?, listen_for: [day], options: {\n"
        "    one: {phrases: [the first], key: '1', set: {soon: days_until(day) < 3}, to: ask}}}\n"
        "  ask: {type: ask, slots: [day, name], next: soon}\n"
        "  soon: {type: check, cases: [{when: soon, to: bye}], else: well}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []


def test_all_uses_of_what_is_missing_stand_under_the_first(told: Told) -> None:
    """One question is missing, however often its answer is said."""
    flow = (
        SLOTS + "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: ask, if_no: read}\n"
        "  ask: {type: ask, slots: [day, name], next: read}\n"
        "  read: {type: say, say: 'For {day}.', next: again}\n  again: {type: say, say: 'So, {day}.', next: well}"
    )
    problems = [each for each in told(flow) if each.code == "unfilled"]
    assert [(each.path[1], [under.path[1] for under in each.consequences]) for each in problems] == [
        ("read", ["again"])
    ]


def test_what_the_other_flow_or_the_world_brings_is_there_afterwards(told: Told) -> None:
    """What a call, an event, a choice or free talk keeps is known on the way on."""
    flow = (
        SLOTS + "vars: {paid: {type: record}, which: {type: text}, kept: {type: text}}\n"
        "nodes:\n"
        "  hello: {type: call, flow: other, save: {kept: day}, next: talk}\n"
        "  talk: {type: converse, goal: x, may_fill: [day, name], limits: {turns: 3}, done_when:"
        " filled(day) and filled(name),"
        " next: pay, if_limit: bye, without_llm: bye}\n"
        "  pay: {type: wait, event: paid, timeout: 60s, save: paid, next: which, if_timeout: bye}\n"
        "  which: {type: choose, say: Which?, save: which, options: {one: {phrases: [one], key: '1', to: read}}}\n"
        "  read: {type: say, say: '{kept} {day} {name} {paid.sum} {which}', next: well}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []
