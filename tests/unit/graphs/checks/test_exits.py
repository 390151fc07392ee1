"""Outcomes, options and conditions."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

BOOK = "actions:\n  book: {in: {day: date}, out: record, outcomes: [taken]}\nvars: {booking: {type: record}}\n"
DAY = "slots:\n  day: {type: date, ask: Which day?}\n"
ASK = DAY + BOOK + "nodes:\n  hello: {type: ask, slots: [day], next: book}\n"
ISSUE = (
    "slots:\n  issue:\n    type: choice\n    ask: Which?\n"
    "    values: {down: {phrases: [no internet], key: '1'}, slow: {phrases: [too slow], key: '2'}}\n"
    "  sure: {type: yes_no, ask: Sure?}\n"
    "nodes:\n  hello: {type: ask, slots: [issue, sure], next: which}\n  which:\n    type: check\n    cases:\n"
)


@pytest.mark.parametrize(
    ("flow", "code", "message", "fix", "level"),
    [
        (
            ASK + "  book: {type: do, action: book, with: {day: day}, save: booking, next: well}  # here",
            "unhandled_outcome",
            "The action “book” can answer “taken”, but “book” does not say where to go then; it will go to “bye”",
            "Add if_taken.",
            "warning",
        ),
        (
            ASK + "  book:\n    type: do\n    action: book\n    with: {day: day}\n    save: booking\n    next: well\n"
            "    if_taken: bye\n    if_gone: bye  # here",
            "unknown_outcome",
            "“book” has the exit “if_gone”, but the action “book” has no such outcome.",
            "",
            "error",
        ),
        (
            ASK + "  book:\n    type: do\n    action: book\n    with:  # here\n      {}\n    save: booking\n"
            "    next: well\n"
            "    if_taken: bye",
            "missing_input",
            "The action “book” needs “day”; “book” does not give it.",
            "Add day under with.",
            "error",
        ),
        (
            ASK + "  book:\n    type: do\n    action: book\n    with:\n      day: day\n      dai: day  # here\n"
            "    save: booking\n    next: well\n    if_taken: bye",
            "unknown_input",
            "“book” gives “book” “dai”, but there is no such input.",
            "Did you mean “day”?",
            "error",
        ),
        (
            (
                "actions: {note: {out: none}}\nvars: {kept: {type: text}}\n"
                "nodes:\n  hello:\n    type: do\n    action: note\n    save: kept  # here\n    next: well"
            ),
            "nothing_kept",
            "“hello” keeps what “note” gives as “kept”, but it gives nothing.",
            "Take save out",
            "warning",
        ),
        (
            (
                "nodes:\n  hello:\n    type: choose\n    say: Which?\n    options:\n"
                "      one: {phrases: [the first], key: '1', to: well}\n      two: {to: bye}  # here"
            ),
            "cannot_be_picked",
            "Nobody can pick “two” in “hello”",
            "Add phrases.",
            "error",
        ),
        (
            (
                "nodes:\n  hello:\n    type: choose\n    say: Which?\n    options:\n"
                "      one: {phrases: [the first], key: '1', to: well}\n"
                "      two: {phrases: [the second], to: bye}  # here"
            ),
            "no_keypad",
            "“two” in “hello” has no key, but other options have one.",
            "Give it a key too.",
            "warning",
        ),
        (
            (
                "nodes:\n  hello:  # here\n    type: choose\n    say: Which?\n    options:\n"
                "      one: {phrases: [the first], to: well}\n      two: {phrases: [the second], to: bye}"
            ),
            "no_keypad",
            "“hello” cannot be answered with the keypad.",
            "Give each option a key",
            "hint",
        ),
        (
            (
                "nodes:\n  hello:\n    type: choose\n    say: Which?\n    options:\n"
                "      one: {phrases: [the first], key: '1', to: well}\n"
                "      two: {phrases: [the second], key: '2', to: bye, when: 1 > 2}  # here"
            ),
            "never_true",
            "The option “two” of “hello” is never there: “1 > 2” is never true.",
            "",
            "warning",
        ),
        (
            ISSUE + "      - {when: 1 == 2, to: bye}  # here\n    else: well",
            "never_true",
            "Case 1 of “which” can never be true: “1 == 2”.",
            "",
            "warning",
        ),
        (
            ISSUE + '      - when: issue == "slow" and issue == "down"  # here\n        to: bye\n    else: well',
            "never_true",
            "Case 1 of “which” can never be true",
            "",
            "warning",
        ),
        (
            ISSUE + "      - {when: sure or not sure, to: bye}  # here\n    else: well",
            "always_true",
            "Case 1 of “which” is always true, so nothing after it counts: “sure or not sure”.",
            "",
            "warning",
        ),
        (
            ISSUE
            + "      - {when: sure == true, to: bye}\n      - {when: sure == true, to: well}  # here\n    else: well",
            "never_true",
            "Case 2 of “which” is never reached: case 1 has the same condition.",
            "",
            "warning",
        ),
        (
            (
                "slots:\n  day:\n    type: date\n    ask: Which day?\n    check:\n"
                "      - {when: 1 == 2, say: No.}  # here\n"
                "nodes:\n  hello: {type: ask, slots: [day], next: well}"
            ),
            "never_true",
            "No answer to “day” can keep the rule “1 == 2”.",
            "Change the rule.",
            "error",
        ),
        (
            (
                "slots:\n  people:\n    type: number\n    min: 1\n    max: 8\n    ask: How many?\n    check:\n"
                "      - {when: people > 8, say: No.}  # here\nnodes:\n"
                "  hello: {type: ask, slots: [people], next: well}"
            ),
            "never_true",
            "No answer to “people” can keep the rule “people > 8”.",
            "",
            "error",
        ),
        (
            (
                "slots:\n  sure:\n    type: yes_no\n    ask: Sure?\n    check:\n"
                "      - {when: sure == true and sure == false, say: No.}  # here\n"
                "nodes:\n  hello: {type: ask, slots: [sure], next: well}"
            ),
            "never_true",
            "No answer to “sure” can keep the rule",
            "",
            "error",
        ),
        (
            (
                "slots:\n  day:\n    type: date\n    ask: Which day?\n    check:\n"
                "      - {when: call.open, say: We are closed.}  # here\n"
                "nodes:\n  hello: {type: ask, slots: [day], next: well}"
            ),
            "not_about_it",
            "The rule “call.open” of “day” does not look at “day”.",
            "Write a condition with day.",
            "warning",
        ),
    ],
)
def test_what_a_step_does_not_provide_for_is_told(
    planted: Planted, flow: str, code: str, message: str, fix: str, level: str
) -> None:
    """An outcome without a way, an option without words, a condition that decides nothing."""
    planted(flow, code, message, fix, level=level, besides="not_about_it no_keypad")


def test_cases_after_one_that_is_always_true_are_never_reached(told: Told) -> None:
    """They are told with the one that hides them."""
    flow = ISSUE + "      - {when: true, to: bye}\n      - {when: sure == true, to: well}\n    else: well"
    messages = [each.message for each in told(flow) if each.level != "hint"]
    assert messages == [
        "Case 1 of “which” is always true, so nothing after it counts: “true”.",
        "Case 2 of “which” is never reached: case 1 is always true.",
    ]


@pytest.mark.parametrize(
    "when",
    [
        'issue == "slow"',
        'sure and issue != "slow"',
        'days_until("2026-03-10") > 3',  # depends on the day
        'weekday(today()) == "sunday"',
        "call.open",  # depends on the call
        "filled(issue)",
    ],
)
def test_conditions_that_decide_something_are_right(told: Told, when: str) -> None:
    """What cannot be tried out with every value is not judged."""
    flow = ISSUE + f"      - {{when: '{when}', to: bye}}\n    else: well"
    assert [str(each) for each in told(flow) if each.level != "hint"] == []


def test_too_many_combinations_are_not_tried(told: Told) -> None:
    """Conditions over many choices would take for ever."""
    values = ", ".join(f"v{number}: {{phrases: [word{number}], key: '{number}'}}" for number in range(1, 9))
    names = ["one", "two", "three"]
    slots = "".join(f"  {name}: {{type: choice, ask: Which?, values: {{{values}}}}}\n" for name in names)
    when = " and ".join(f'{name} == "v1"' for name in names) + ' and one == "v2"'
    flow = (
        f"slots:\n{slots}nodes:\n  hello: {{type: ask, slots: [one, two, three], next: which}}\n"
        f"  which: {{type: check, cases: [{{when: '{when}', to: bye}}], else: well}}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []


def test_a_rule_that_some_numbers_keep_is_right(told: Told) -> None:
    """Limits are tried from both sides."""
    flow = (
        "slots: {people: {type: number, ask: How many?, check: [{when: people <= 8, say: No.},"
        " {when: 0.5 < people, say: No.}]}}\n"
        "nodes:\n  hello: {type: ask, slots: [people], next: well}"
    )
    assert [str(each) for each in told(flow) if each.level != "hint"] == []


DO = (
    "vars: {found: {type: record}}\nactions: {look: {in: {phone: text}, outcomes: [taken]}}\n"
    "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: look, if_no: bye}\n"
    "  look: {type: do, action: look, with: {phone: call.caller}, next: well, if_taken: bye, if_error: hello}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        ("if_taken", "if_token", "Did you mean “if_taken”?"),
        ("if_error", "if_errror", "Did you mean “if_error”?"),
        ("if_taken: bye", "if_taken: bye, if_xyz: bye", "It can have next, if_error, if_empty, if_taken."),
        ("{phone: call.caller}", "{phne: call.caller}", "Did you mean “phone”?"),
        ("{phone: call.caller}", "{phone: call.caller, xyz: 3}", ""),
    ],
)
def test_a_misspelt_exit_or_input_is_one_mistake(
    told: Callable[[str], list[Problem]], old: str, new: str, fix: str
) -> None:
    """The one that is lacking for it is not told besides."""
    (problem,) = [each for each in told(DO.replace(old, new, 1)) if each.level == "error"]
    assert fix in problem.fix
    assert not [each for each in told(DO.replace(old, new, 1)) if each.code == "unhandled_outcome"]
