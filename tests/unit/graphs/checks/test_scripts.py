"""The flow's own tests."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

FLOW = (
    "slots:\n  issue: {type: choice, ask: Which?, values: {down: {phrases: [no internet]},"
    " slow: {phrases: [too slow]}}}\n"
    "actions: {look: {in: {issue: text}, outcomes: [gone]}}\n"
    "nodes:\n  hello: {type: ask, slots: [issue], next: look}\n"
    "  look: {type: do, action: look, with: {issue: issue}, next: well, if_gone: bye}\n"
    "tests:\n  - name: One\n"
)


@pytest.mark.parametrize(
    ("test", "code", "message", "fix", "level"),
    [
        (
            "    result: done\n    script:\n      - expect:\n          isue: slow  # here",
            "unknown_name",
            "The test “One” expects “isue” to be “slow”, but nothing is called that.",
            "Did you mean “issue”?",
            "error",
        ),
        (
            "    result: done\n    script:\n      - expect: {issue: slwo}  # here",
            "unknown_value",
            "The test “One” expects “issue” to be “slwo”, which it cannot be.",
            "Did you mean “slow”?",
            "error",
        ),
        (
            "    result: done\n    script:\n      - expect: slow  # here",
            "no_name",
            "“One” expects “slow”, but of nothing.",
            "expect: {date:",
            "error",
        ),
        (
            "    result: done\n    script: []\n    mocks:\n      look: [{outcome: gne}, {}]  # here",
            "unknown_outcome",
            "In “One” the action “look” answers “gne”, which it never does.",
            "Did you mean “gone”?",
            "error",
        ),
        (
            "    result: done\n    script:\n      - hangup: true\n      - caller: hello  # here",
            "after_hangup",
            "“One” goes on after the caller has hung up.",
            "Put ring_back before it.",
            "warning",
        ),
        (
            "    result: done\n    script:\n      - press: one  # here",
            "no_key",
            "“one” are no keys of a telephone.",
            "Write digits, * or #.",
            "warning",
        ),
        (
            "    result: done\n    script:\n      - caller: ''  # here",
            "empty_line",
            "A line of “One” says nothing.",
            "Write silence: true.",
            "warning",
        ),
        (
            "    script: [caller: hello]\n  - name: One  # here\n    result: done\n    script: []",
            "twice",
            "Two tests are called “One”.",
            "Rename one of the two.",
            "warning",
        ),
    ],
)
def test_a_script_that_cannot_go_as_it_is_written_is_told(
    planted: Planted, test: str, code: str, message: str, fix: str, level: str
) -> None:
    """Otherwise it fails for a reason that nobody finds, or never."""
    planted(FLOW + test, code, message, fix, level=level, besides="tests_nothing")


def test_a_test_that_tests_nothing_is_told(told: Told) -> None:
    """It would pass whatever the flow does."""
    problems = told(FLOW + "    script:\n      - caller: hello")
    assert [(each.code, each.level, each.line) for each in problems] == [("tests_nothing", "warning", 12)]


def test_a_sound_script_is_right(told: Told) -> None:
    """Keys, silence, a call that drops, an action that fails."""
    script = (
        "    mocks: {look: [{outcome: gone}, {error: true}, {ref: 1}], }\n    script:\n"
        "      - press: '1#'\n      - silence: true\n"
        "      - hangup: true\n      - ring_back: 5m\n      - caller: too slow\n      - bot: Which\n"
        "      - expect: {issue: slow}\n      - expect: {issue: null}\n"
    )
    assert [str(each) for each in told(FLOW + script)] == []


@pytest.mark.parametrize(
    ("test", "code", "message", "fix", "level"),
    [
        (
            '    call:\n      now: "2026-03-32T09:00"  # here\n    result: done\n    script: [{caller: slow}]',
            "no_time",
            "“2026-03-32T09:00”, when the caller of “One” rings, is no day and time.",
            "Write it so: 2026-03-02T09:00.",
            "error",
        ),
        (
            '    call:\n      now: "9999-12-31T23:59"  # here\n    result: done\n    script: [{caller: slow}]',
            "no_time",
            "“9999-12-31T23:59”, when the caller of “One” rings, must be between 2000 and 2099.",
            "Write it so: 2026-03-02T09:00.",
            "error",
        ),
        (
            "    result: done\n    script:\n      - ring_back: 99999999d  # here",
            "no_time",
            "“99999999d”, after which the caller of “One” rings back, must be 30d at most.",
            "Write it so: 10m.",
            "error",
        ),
        (
            "    result: done\n    script:\n      - ring_back: 5  # here",
            "no_time",
            "“5”, after which the caller of “One” rings back, is no time.",
            "Write it so: 10m.",
            "error",
        ),
        (
            '    call:\n      caller: "98220 12345"  # here\n    result: done\n    script: [{caller: slow}]',
            "no_number",
            "is not how a number comes",
            "Write digits only",
            "warning",
        ),
        (
            "    result: done\n    script:\n      - bot: {What name}  # here",
            "no_text",
            "“bot” in “One” must be text.",
            "in quotes",
            "error",
        ),
        (
            "    result: done\n    script:\n      - ring_back: soon  # here",
            "no_time",
            "“soon”, after which the caller of “One” rings back, is no time.",
            "Write it so: 10m.",
            "error",
        ),
        (
            "    result: done\n    mocks:\n      look: {eror: true}  # here\n    script: [{caller: slow}]",
            "misspelt",
            "the action “look” answers with “eror”",
            "Did you mean “error”?",
            "warning",
        ),
        (
            (
                "    result: done\n    mocks:\n      look: [{outcom: gone}, {mirror: 3}, {eror: none}]  # here\n"
                "    script: [{caller: slow}]"
            ),
            "misspelt",
            "the action “look” answers with “outcom”",
            "Did you mean “outcome”?",
            "warning",
        ),
    ],
)
def test_a_test_that_cannot_go_as_it_is_written_is_told(
    planted: Planted, test: str, code: str, message: str, fix: str, level: str
) -> None:
    """Rather before it runs than by an odd failure."""
    planted(FLOW + test, code, message, fix, level=level)


def test_a_test_may_answer_actions_of_the_flows_that_are_called(told: Told) -> None:
    """They are known only when these flows are read, too."""
    flow = FLOW.replace("next: well, if_gone", "next: other, if_gone") + "    mocks: {find: {}}\n    result: done\n"
    flow = flow.replace("tests:", "  other: {type: call, flow: other, next: well}\ntests:") + "    script: []\n"
    assert [each.code for each in told(flow) if each.level == "error"] == []
