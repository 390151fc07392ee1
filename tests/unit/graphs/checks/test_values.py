"""Conditions and values against their types."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

SLOTS = (
    "slots:\n  size: {type: number, ask: How many?}\n  name: {type: name, ask: Who?}\n  day: {type: date, ask: When?}\n"
    "  issue: {type: choice, ask: Which?, values: {down: {phrases: [no internet]}, slow: {phrases: [too slow]}}}\n"
    "vars: {purpose: {type: text, default: book}, found: {type: list}, one: {type: record}}\n"
    "actions: {find: {in: {day: date}, out: list}, book: {in: {one: record, who: text, on: anything}, out: record}}\n"
)
STEPS = (
    "  hello: {type: ask, slots: [size, name, day, issue], next: find}\n"
    "  find: {type: do, action: find, with: {day: day}, save: found, next: pick, if_empty: bye}\n"
    "  pick: {type: offer, items: found, item: '{item.start}', save: one, next: step, if_none: bye}\n"
)


def check(when: str) -> str:
    """A flow that decides by a condition."""
    return (
        f"{SLOTS}nodes:\n{STEPS}  step:\n    type: check\n    cases:\n      - when: {when}  # here\n"
        f"        to: bye\n    else: well"
    )


def keep(name: str, value: str) -> str:
    """A flow that gives a name a value."""
    return f"{SLOTS}nodes:\n{STEPS}  step:\n    type: set\n    set:\n      {name}: {value}  # here\n    next: well"


def action(given: str) -> str:
    """A flow that hands something to an action."""
    return (
        f"{SLOTS}nodes:\n{STEPS}  step:\n    type: do\n    action: book\n    with:\n      one: one\n      who: name\n"
        f"      on: day\n      {given}  # here\n    next: well"
    )


@pytest.mark.parametrize(
    ("flow", "code", "message", "fix", "level"),
    [
        (
            check('size == "six"'),
            "unlike",
            'size is a number; it cannot be compared with the text “six” (in “step”: size == "six").',
            "",
            "error",
        ),
        (check('issue == "slwo"'), "unknown_value", "issue has no value “slwo”", "Did you mean “slow”?", "error"),
        (check("size"), "no_condition", "size is a number and no condition", "Write filled(size)", "warning"),
        (check("'\"yes\"'"), "no_condition", "the text “yes” is no condition", "", "warning"),
        (check("days_until(name) < 3"), "unlike", "“days_until” takes a date, but name is text", "", "error"),
        (check("name + 1 > 3"), "unlike", "name is text; one cannot reckon with it", "", "error"),
        (check("day == empty()"), "never", "day is compared with nothing", "Write not filled(day).", "error"),
        (check("found.start > today()"), "unlike", "found is a list and no record", "Write first(…)", "error"),
        (check('call.direction == "out"'), "unknown_value", "call.direction has no value “out”", "outbound", "error"),
        (keep("size", "'\"many\"'"), "unlike", "size is a number; it cannot be the text “many”", "", "error"),
        (keep("issue", "'\"slwo\"'"), "unknown_value", "issue has no value “slwo”", "“slow”", "error"),
        (keep("day", "size"), "unlike", "day is a date; it cannot be size, which is a number", "", "error"),
        (keep("purpose", "size"), "unlike", "purpose is text; it cannot be size, which is a number", "", "error"),
        (
            action("on: day").replace("      one: one\n", "").replace("on: day  # here", "one: found  # here"),
            "unlike",
            "the input “one” is a record; it cannot be found, which is a list",
            "",
            "error",
        ),
        (
            SLOTS.replace("ask: When?}", "ask: When?,\n    prefill_say: So?,\n    prefill: size}  # here")
            + f"nodes:\n{STEPS.replace('next: step', 'next: well')}",
            "unlike",
            "day is a date; it cannot be size, which is a number",
            "",
            "error",
        ),
        (
            (
                f"{SLOTS}nodes:\n{STEPS.replace('next: step', 'next: which')}  which:\n    type: choose\n    say: So?\n"
                "    options:\n      one:\n        phrases: [the first]\n        key: '1'\n        set:\n"
                "          size: name  # here\n        to: well"
            ),
            "unlike",
            "size is a number; it cannot be name, which is text",
            "",
            "error",
        ),
        (
            f"{SLOTS}nodes:\n{STEPS.replace('save: found, next', 'save: one, next')}".replace(
                "next: pick, if_empty: bye}", "next: pick, if_empty: bye}  # here"
            ).replace("next: step", "next: well"),
            "unlike",
            "“find” gives a list; “one”, where “find” keeps it, is a record.",
            "Make the two the same.",
            "error",
        ),
        (
            f"{SLOTS}nodes:\n{STEPS.replace('items: found', 'items: one')}".replace(
                "if_none: bye}", "if_none: bye}  # here"
            ).replace("next: step", "next: well"),
            "unlike",
            "“pick” offers “one”, but that is a record; only a list can be offered.",
            "",
            "error",
        ),
        (
            (
                "vars:\n  count: {type: number, default: many}  # here\n"
                "nodes:\n  hello: {type: say, say: '{count}', next: well}"
            ),
            "unlike",
            "“count” is a number, but begins with the text “many”.",
            "Change the default",
            "error",
        ),
        (
            f"{SLOTS}nodes:\n{STEPS}  step: {{type: say, say: 'On {{day.start}}.', next: well}}  # here",
            "unlike",
            "“step” says {day.start}, but day is a date and no record.",
            "Write {day}.",
            "error",
        ),
        (
            (
                "actions:\n  book:\n    in:\n      who: test  # here\n"
                "nodes:\n  hello: {type: do, action: book, with: {who: call.caller}, next: well}"
            ),
            "unknown_type",
            "“who” of the action “book” is said to be “test”, which is no type.",
            "Did you mean “text”?",
            "warning",
        ),
        (
            check('purpose == "bok"'),
            "unknown_value",
            "Nothing ever sets “purpose” to “bok”",
            "Did you mean “book”?",
            "warning",
        ),
    ],
)
def test_values_that_do_not_go_together_are_told(
    planted: Planted, flow: str, code: str, message: str, fix: str, level: str
) -> None:
    """With what each of them is."""
    planted(flow, code, message, fix, level=level, besides="unknown_type unused never_filled no_end unfilled")


@pytest.mark.parametrize(
    "sets",
    [
        '{purpose: \'pick(size > 3, "move", "cancel")\'}',
        "{purpose: name}",
        "{purpose: 'pick(size > 3, name, \"cancel\")'}",
    ],
)
def test_words_that_a_variable_may_hold_can_be_asked_for(told: Told, sets: str) -> None:
    """Every word that is set, and any word when not all are known."""
    flow = (
        f"{SLOTS}nodes:\n{STEPS}  step: {{type: confirm, say: So?, if_yes: more, if_no: which}}\n"
        f"  more: {{type: set, set: {sets}, next: which}}\n"
        "  forget: {type: set, set: {purpose: empty()}, next: hello}\n"
        '  which: {type: check, cases: [{when: purpose == "move", to: bye}, {when: \'"cancel" =='
        " purpose', to: forget}],"
        " else: well}\n"
    )
    assert [each.message for each in told(flow) if each.code == "unknown_value"] == []


def test_a_word_that_an_action_may_have_given_can_be_asked_for(told: Told) -> None:
    """What it gives is not known here."""
    flow = (
        "actions: {look: {out: text}}\nvars: {state: {type: text}}\n"
        "nodes:\n  hello: {type: do, action: look, save: state, next: which}\n"
        '  which: {type: check, cases: [{when: state == "open", to: bye}], else: well}'
    )
    assert [str(each) for each in told(flow)] == []


@pytest.mark.parametrize(
    ("declared", "default"),
    [("number", "1"), ("yes_no", "true"), ("list", "[]"), ("record", "{}"), ("date", "2026-03-10")],
)
def test_defaults_of_their_own_type_are_right(told: Told, declared: str, default: str) -> None:
    """A date is written as text."""
    flow = (
        f"vars: {{value: {{type: {declared}, default: {default}}}}}\nnodes:\n"
        f"  hello: {{type: say, say: '{{value}}', next: well}}"
    )
    assert [str(each) for each in told(flow)] == []
