"""Things that are described and never used, and milestones that stand twice."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]


@pytest.mark.parametrize(
    ("flow", "code", "message", "level"),
    [
        ("slots:\n  day: {type: date, ask: When?}  # here", "unused", "The slot “day” is never used.", "warning"),
        (
            "slots:\n  day: {type: date, ask: 'On {day}?', check: [{when: day > today(), say: No.}]}  # here",
            "unused",
            "The slot “day” is never used.",
            "warning",
        ),
        ("vars:\n  day: {type: date}  # here", "unused", "The variable “day” is never used.", "warning"),
        ("actions:\n  look: {}  # here", "unused", "The action “look” is never used.", "warning"),
        (
            "knowledge:\n  faq: {entries: [{q: [how much], a: Ten.}]}  # here",
            "unused",
            "The knowledge “faq” is never used.",
            "warning",
        ),
        (
            "results:\n  done: success\n  maybe: partial  # here\n  lost: failed",
            "unused",
            "No call ends with the result “maybe”.",
            "warning",
        ),
        (
            "results:\n  done: success\n  transferred: partial  # here\n  lost: failed",
            "unused",
            "No call ends with the result “transferred”.",
            "warning",
        ),
        (
            "handlers:\n  hours: {say: We are open.}  # here",
            "unused",
            "Nobody can say anything that “hours” listens for",
            "warning",
        ),
        (
            "handlers:\n  hours: {phrases: [your hours]}  # here",
            "empty_handler",
            "The handler “hours” does nothing.",
            "error",
        ),
        (
            (
                "handlers:\n  hours: {phrases: [your hours], say: We are open.}  # here\n"
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: well, if_no: bye, not_here: [hours]}"
            ),
            "unused",
            "Every step switches “hours” off.",
            "warning",
        ),
        (
            (
                "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: more, if_no: bye, milestone: begun}\n"
                "  more:\n    type: say\n    say: Good.\n    milestone: begun  # here\n    next: well"
            ),
            "twice",
            "“hello” and “more” have the same milestone, “begun”.",
            "warning",
        ),
    ],
)
def test_what_nothing_uses_is_told(planted: Planted, flow: str, code: str, message: str, level: str) -> None:
    """It was forgotten where it is needed, or left over."""
    planted(flow, code, message, level=level)


@pytest.mark.parametrize(
    "flow",
    [
        (
            "results: {done: success, transferred: partial, lost: failed}\n"
            "nodes:\n  hello: {type: confirm, say: A person?, if_yes: desk, if_no: bye}\n"
            "  desk: {type: transfer, to: desk, if_failed: well}"
        ),
        "results: {done: success, gone: failed, lost: failed}",  # of calls that come to nothing
        "handlers: {hours: {off: true}}",
        "handlers: {agent: {to: bye}, hours: {describe: Asks when we are open., say: At nine.}}",
        (
            "actions: {look: {}}\nslots: {day: {type: date, ask: When?}}\n"
            "nodes:\n  hello: {type: converse, goal: x, may_fill: [day], may_use: [look], limits: {turns: 2},"
            " done_when: filled(day), next: well, if_limit: bye, without_llm: bye}"
        ),
    ],
)
def test_what_is_used_in_some_other_way_is_right(told: Told, flow: str) -> None:
    """By a model, by calls that are handed over or come to nothing, or not yet."""
    assert [str(each) for each in told(flow) if each.level != "hint"] == []
