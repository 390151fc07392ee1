"""What callers are asked for."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

ASKED = "nodes:\n  hello: {type: ask, slots: [it_is], next: well}\n"


def asked(settings: str) -> str:
    """A slot with these settings, that is asked for."""
    return f"slots:\n  it_is:\n{settings}\n{ASKED}"


@pytest.mark.parametrize(
    ("flow", "code", "message", "fix", "level"),
    [
        (
            asked("    type: record  # here\n    ask: Which?"),
            "no_question",
            "“it_is” is asked for in “hello”, but no caller can say a record.",
            "Offer a list instead.",
            "error",
        ),
        (
            "slots:\n  it_is:  # here\n    type: text\n" + ASKED,
            "no_question",
            "“it_is” is asked for in “hello” but has no question.",
            "Add ask.",
            "error",
        ),
        (
            "slots:\n  it_is:  # here\n    type: phone\n    ask: Which?\n    prefill: call.caller\n" + ASKED,
            "no_question",
            "has no sentence to ask whether it is right",
            "Add prefill_say.",
            "error",
        ),
        (
            asked("    type: phone\n    ask: Which?\n    prefill_say: Is it {it_is}?  # here"),
            "no_prefill",
            "“it_is” has a sentence for a value that is known, but no such value.",
            "Add prefill.",
            "warning",
        ),
        (
            "slots:\n  it_is:  # here\n    type: phone\n    ask: Which?\n    confirm: always\n" + ASKED,
            "no_confirm_say",
            "“it_is” is always asked back, in words that every flow has.",
            "add confirm_say",
            "hint",
        ),
        (
            asked("    type: phone\n    ask: Which?\n    confirm_say: Is it {it_is}?  # here"),
            "never_confirmed",
            "“it_is” has a sentence to ask it back, but is never asked back.",
            "Add confirm: when_unsure.",
            "warning",
        ),
        (
            asked("    type: text\n    ask: Which?\n    optional: true  # here"),
            "never_asked",
            "“it_is” is optional, so “hello” never asks for it.",
            "Take optional out",
            "warning",
        ),
        (
            asked("    type: number\n    ask: Which?\n    min: 5  # here\n    max: 3"),
            "contradiction",
            "“it_is” must be at least 5 and at most 3: no number is.",
            "Swap the two.",
            "error",
        ),
        (
            asked("    type: text\n    ask: Which?\n    max: 3  # here"),
            "no_effect",
            "“it_is” has a max, but is no number.",
            "Take it out.",
            "warning",
        ),
        (
            asked("    type: text\n    ask: Which?\n    length: 3  # here"),
            "no_effect",
            "“it_is” has a length, but only digits have one.",
            "make the type digits",
            "warning",
        ),
        (
            asked("    type: digits\n    ask: Which?\n    length: 8\n    keypad:\n      digits: 6  # here"),
            "contradiction",
            "“it_is” has 8 digits when it is said, and 6 when it is keyed in.",
            "Make them the same.",
            "error",
        ),
        (
            asked("    type: text\n    ask: Which?\n    clears: [it_is]  # here"),
            "contradiction",
            "“it_is” clears itself",
            "Take it out.",
            "error",
        ),
        (
            asked(
                "    type: choice\n    ask: Which?\n    values:\n      one: {phrases: [the first]}\n"
                "      two: {}  # here"
            ),
            "cannot_be_picked",
            "Nobody can say “two” of “it_is”",
            "Add phrases.",
            "error",
        ),
        (
            asked("    type: choice\n    ask: Which?\n    values:  # here\n      one: {phrases: [the first]}"),
            "one_value",
            "“it_is” has one value only",
            "",
            "warning",
        ),
        (
            "slots:\n  it_is:  # here\n    type: digits\n    length: 12\n    ask: Which?\n" + ASKED,
            "hard_to_say",
            "“it_is” is hard to say on a bad line: 12 digits.",
            "add keypad",
            "hint",
        ),
        (
            "slots:\n  it_is:  # here\n    type: email\n    ask: Which?\n" + ASKED,
            "hard_to_say",
            "“it_is” is hard to hear, and is not asked back.",
            "Add confirm: always",
            "hint",
        ),
        (
            asked("    type: phone\n    ask: Which?\n    sensitive: true\n    remember: caller  # here"),
            "kept_secret",
            "“it_is” is sensitive, so it is not kept beyond the call.",
            "Take remember out.",
            "warning",
        ),
        (
            asked("    type: phone\n    ask: Which?\n    sensitive: true").replace(
                "next: well}", "next: read}\n  read: {type: say, say: 'It is {it_is}.', next: well}  # here"
            ),
            "secret_said",
            "“read” says {it_is} aloud, which is sensitive.",
            "Leave it out.",
            "warning",
        ),
    ],
)
def test_what_cannot_be_asked_or_must_not_be_said_is_told(
    planted: Planted, flow: str, code: str, message: str, fix: str, level: str
) -> None:
    """Questions without an answer, rules against themselves, secrets."""
    planted(flow, code, message, fix, level=level, besides="no_consent")


@pytest.mark.parametrize(
    "flow",
    [
        asked("    type: digits\n    ask: Which?\n    length: 12\n    keypad: {digits: 12}"),
        asked("    type: email\n    ask: Which?\n    confirm: always\n    confirm_say: Is it {it_is}?"),
        asked("    type: money\n    ask: Which?\n    min: 0\n    max: 5"),
        asked("    type: phone\n    ask: Which?\n    sensitive: true").replace(
            "next: well}",
            "next: sure}\n  sure: {type: confirm, say: 'Is it {it_is}?', change: [it_is], if_yes: desk, if_no: bye}\n"
            "  desk: {type: transfer, to: desk, summary: '{it_is}', if_failed: well}",
        ),
    ],
)
def test_what_is_asked_rightly_is_no_problem(told: Told, flow: str) -> None:
    """A question that reads a number back to be corrected says it with good reason."""
    assert [str(each) for each in told(flow)] == []


def test_a_profile_of_nothing_is_told(planted: Planted) -> None:
    """No slot is kept in it."""
    flow = "profile: {consent: agrees == true}  # here\n" + asked("    type: yes_no\n    ask: May we?").replace(
        "it_is", "agrees"
    )
    planted(flow, "no_effect", "The flow has a profile of its callers, but no slot is remembered.", level="warning")
