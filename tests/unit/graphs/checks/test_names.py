"""Names that stand for nothing."""

from collections.abc import Callable

import pytest

Planted = Callable[..., object]

ASK = "slots:\n  day: {type: date, ask: Which day?}\nnodes:\n  hello: {type: ask, slots: [day], next: well}\n"


@pytest.mark.parametrize(
    ("flow", "code", "message", "fix"),
    [
        ("start: helo  # here", "unknown_step", "The flow starts at “helo”", "Did you mean “hello”?"),
        ("tries: {then: bie}  # here", "unknown_step", "Calls that are given up go to “bie”", "“bye”"),
        ("on_error: bie  # here", "unknown_step", "Calls that fail go to “bie”", "“bye”"),
        ("takes:\n  - day  # here", "unknown_name", "This flow takes “day”, but there is no such name.", ""),
        ("renamed:\n  hi: helo  # here", "unknown_step", "“hi” is now called “helo”", "“hello”"),
        (
            "handlers:\n  agent:\n    to: bie  # here",
            "unknown_step",
            "The handler “agent” goes to “bie”",
            "“bye”",
        ),
        (
            "handlers:\n  faq:\n    phrases: [a question]\n    answer: faq  # here",
            "unknown_knowledge",
            "The handler “faq” answers from “faq”",
            "",
        ),
        (
            "nodes:\n  hello: {type: say, say: Hello., next: wel}  # here",
            "unknown_step",
            "Step “hello” (next) goes to “wel”",
            "“well”",
        ),
        (
            (
                "nodes:\n  hello:\n    type: confirm\n    say: So?\n    if_yes: well\n    if_no: bye\n"
                "    tries: {then: wel}  # here"
            ),
            "unknown_step",
            "Step “hello” gives up and goes to “wel”",
            "“well”",
        ),
        (
            (
                "vars: {count: {type: number, default: 0}}\n"
                "nodes:\n  hello:\n    type: check\n    cases:\n"
                "      - {when: count > 1, to: wel}  # here\n    else: bye"
            ),
            "unknown_step",
            "Step “hello” (case 1) goes to “wel”",
            "“well”",
        ),
        (
            (
                "nodes:\n  hello:\n    type: choose\n    say: So?\n    options:\n"
                "      one: {phrases: [one], key: '1', to: bye}\n"
                "      two: {phrases: [two], key: '2', to: wel}  # here"
            ),
            "unknown_step",
            "Step “hello” (option two) goes to “wel”",
            "“well”",
        ),
        (
            ASK.replace("slots: [day]", "slots:\n   [dya]  # here\n   "),
            "unknown_slot",
            "Step “hello” uses the slot “dya”",
            "“day”",
        ),
        (
            ASK.replace("slots: [day]", "slots: [day], listen_for:\n   [dya]  # here\n   "),
            "unknown_slot",
            "Step “hello” uses the slot “dya”",
            "“day”",
        ),
        (
            (
                "vars: {day: {type: date, default: '2026-03-10'}}\n"
                "nodes:\n  hello: {type: ask, slots: [day], next: well}  # here"
            ),
            "unknown_slot",
            "uses the slot “day”",
            "It is a variable",
        ),
        (
            ASK.replace("ask: Which day?", "ask: Which day?, clears:\n   [daj]  # here\n   "),
            "unknown_name",
            "The slot “day” clears “daj”",
            "“day”",
        ),
        (
            (
                "vars: {count: {type: number, default: 0}}\n"
                "nodes:\n  hello:\n    type: set\n    set:\n      cuont: count + 1  # here\n    next: well"
            ),
            "unknown_name",
            "Step “hello” keeps something as “cuont”",
            "“count”",
        ),
        (
            (
                "nodes:\n  hello:\n    type: confirm\n    say: So?\n    not_here:\n      - agnt  # here\n"
                "    if_yes: well\n    if_no: bye"
            ),
            "unknown_handler",
            "Step “hello” switches off “agnt”",
            "“agent”",
        ),
        (
            "actions: {find: {}}\nnodes:\n  hello:\n    type: do\n    action: fnd  # here\n    next: well",
            "unknown_action",
            "Step “hello” runs “fnd”",
            "“find”",
        ),
        (
            "nodes:\n  well: {type: end, result: dne}  # here\n  hello: {type: say, say: Hello., next: well}",
            "unknown_result",
            "ends with “dne”",
            "“done”",
        ),
        (
            "nodes:\n  well: {type: end, result: x}  # here\n  hello: {type: say, say: Hello., next: well}",
            "unknown_result",
            "ends with “x”",
            "Results are: done, lost.",
        ),
        (
            (
                "vars: {kind: {type: text}}\n"
                "nodes:\n  hello:\n    type: set\n    set:\n      kind: urgent  # here\n    next: well"
            ),
            "unknown_name",
            "The value “urgent” in “hello” uses “urgent”, which is never collected",
            "If you mean the word itself, write '\"urgent\"'.",
        ),
        (
            ASK.replace(
                "ask: Which day?", "ask: Which day?, check: [\n   {when: day >= today, say: No.}]  # here\n   "
            ),
            "unknown_name",
            "uses “today”",
            "Write today(…).",
        ),
        (
            (
                "nodes:\n  hello:\n    type: check\n    cases:\n      - when: porpose == 1  # here\n"
                "        to: well\n    else: bye"
            ),
            "unknown_name",
            "The condition “porpose == 1” in “hello” uses “porpose”",
            "",
        ),
        (
            ASK.replace("next: well}", "next: read}\n  read: {type: say, say: 'For {dya}.', next: well}  # here"),
            "unknown_name",
            "“read” says {dya}, which is never collected",
            "“day”",
        ),
        (
            (
                "nodes:\n  hello:\n    type: say\n    say:\n      en:\n        - Hello.\n"
                "        - Hello {item.name}.  # here\n"
                "    next: well"
            ),
            "unknown_name",
            "“hello” says {item.name}",
            "",
        ),
        (
            "resume:\n  say: Shall we go on, {nam}?  # here",
            "unknown_name",
            "“resume” says {nam}",
            "",
        ),
        (
            ASK + "vars:\n  day: {type: date}  # here",
            "duplicate",
            "“day” is a slot and a variable",
            "Rename one",
        ),
        ("vars:\n  call: {type: record, default: {}}  # here", "duplicate", "“call” is what is known of the call", ""),
        (
            "tests:\n  - name: One\n    script: []\n    result: dne  # here",
            "unknown_result",
            "The test “One” ends with “dne”",
            "“done”",
        ),
        (
            "tests:\n  - name: One\n    script: []\n    visited:\n      - hello\n      - wel  # here",
            "unknown_step",
            "The test “One” visits “wel”",
            "“well”",
        ),
        (
            "tests:\n  - name: One\n    result: done\n    mocks:\n      fnd: {}  # here\n    script: []",
            "unknown_action",
            "The test “One” has an answer of the action “fnd”",
            "",
        ),
    ],
)
def test_a_name_that_there_is_not_is_told_with_the_one_that_was_meant(
    planted: Planted, flow: str, code: str, message: str, fix: str
) -> None:
    """Whoever wrote it learns the line and the nearest name; nothing else is complained of."""
    planted(flow, code, message, fix, besides="duplicate_is_used unused" if code == "duplicate" else "unused")


def test_a_step_that_was_renamed_and_is_still_there_is_odd(planted: Planted) -> None:
    """Calls that wait at the old name would be sent away from it."""
    planted("renamed:\n  hello: well  # here", "still_there", "“hello” is said to have another name", level="warning")


def test_a_name_stands_in_a_list_once(planted: Planted) -> None:
    """The second one says nothing."""
    flow = (
        "slots:\n  day: {type: date, ask: Which day?}\nnodes:\n  hello:\n    type: ask\n"
        "    slots:\n      - day\n      - day  # here\n    next: well"
    )
    planted(flow, "twice", "“day” stands twice in “slots” of “hello”", level="warning")
