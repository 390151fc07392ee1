"""The edit that mends a problem: after it, that problem is gone, and no other has come."""

from typing import Any

import pytest

from graphs.loading import plain, read_tree, read_yaml
from graphs.problems import Problem
from graphs.repairs import Repair, repair, repaired

FLOW = """\
flow: hello
format: 1
title: Hello
languages: [en]
start: menu
tries: {no_match: 3, no_input: 2, then: bye}
on_error: bye
slots:
  day: {type: date, ask: Which day?}
  note: {type: text, ask: Anything else?}
actions:
  find: {in: {day: date}, out: list, outcomes: [closed]}
results: {done: success, left: failed}
vars: {found: {type: list}}
nodes:
  menu:
    type: choose
    say: Book or leave?
    options:
      book: {phrases: [book it], key: "1", to: ask}
      leave: {phrases: [leave now], key: "2", to: bye}
  ask: {type: ask, slots: [day], next: find}
  find: {type: do, action: find, with: {day: day}, save: found, next: told, if_closed: bye}
  told: {type: say, say: "{day|spoken} it is, {found}.", next: well}
  well: {type: ask, slots: [note], next: over}
  over: {type: end, say: "Bye, {note}.", result: done}
  bye: {type: end, say: Bye., result: left}
"""


def tree() -> dict[str, Any]:
    """A flow without errors."""
    return plain(read_yaml(FLOW))


def problems(of: dict[str, Any]) -> list[Problem]:
    """What is wrong with it."""
    return read_tree(repaired(of, Repair("")))[1]


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """The flow with one value changed."""
    return repaired(tree(), Repair("", ((path, to),)))


def without(*path: str | int) -> dict[str, Any]:
    """The flow without one of its settings."""
    return repaired(tree(), Repair("", (), (path,)))


def renamed(*path: str | int, to: str) -> dict[str, Any]:
    """The flow with one setting under another name."""
    value: Any = tree()
    for name in path:
        value = value[name]
    return repaired(tree(), Repair("", (((*path[:-1], to), value),), (path,)))


def test_the_flow_of_these_tests_has_no_errors() -> None:
    """So that each test sees only its own mistake."""
    assert [each for each in problems(tree()) if each.level == "error"] == []


@pytest.mark.parametrize(
    ("wrong", "code", "label"),
    [
        (changed("nodes", "ask", "next", to="fnd"), "unknown_step", "Use “find”"),
        (changed("nodes", "ask", "slots", to=["dayy"]), "unknown_slot", "Use “day”"),
        (changed("nodes", "told", "say", to="{dayy|spoken}, {found}."), "unknown_name", "Use “day”"),
        (
            changed("nodes", "told", "say", to={"en": ["{day|spoken}.", "{dayy}, {found}."]}),
            "unknown_name",
            "Use “day”",
        ),
        (changed("nodes", "told", "next", to="somewhere"), "unknown_step", "Create the step “somewhere”"),
        (changed("nodes", "told", "type", to="sya"), "union_tag_invalid", "Use “say”"),
        (renamed("nodes", "told", "say", to="sai"), "extra_forbidden", "Use “say”"),
        (renamed("nodes", "find", "if_closed", to="if_closd"), "unknown_outcome", "Use “if_closed”"),
        (without("nodes", "well", "next"), "missing", "Lead it to “over”"),
        (without("nodes", "find", "if_closed"), "unhandled_outcome", "Add “if_closed”"),
        (changed("slots", "more", to={"type": "text", "ask": "More?"}), "unused", "Remove “more”"),
        (
            changed("nodes", "lost", to={"type": "say", "say": "Hm.", "next": "bye"}),
            "unreachable",
            "Remove “lost”",
        ),
        (
            repaired(
                changed("nodes", "lost", to={"type": "say", "say": "Hm.", "next": "more"}),
                Repair("", ((("nodes", "more"), {"type": "say", "say": "Hm.", "next": "bye"}),)),
            ),
            "unreachable",
            "Remove “lost” and 1 more",
        ),
    ],
)
def test_what_surely_mends_it_is_offered(wrong: dict[str, Any], code: str, label: str) -> None:
    """Once done, the problem is gone; what it comes to has no errors."""
    problem = next(each for each in problems(wrong) if each.code == code)
    edit = repair(problem, wrong)

    assert edit is not None
    assert edit.label == label
    after = problems(repaired(wrong, edit))
    assert code not in {each.code for each in after}
    assert [each for each in after if each.level == "error"] == []


def test_without_a_step_that_ends_the_call_one_is_made() -> None:
    """Under a name that is free."""
    wrong = {"nodes": {"goodbye": {"type": "say", "say": "x"}}, "results": {"well": "success"}}
    edit = repair(Problem(("nodes", "goodbye", "next"), 0, "missing", "“next” is missing."), wrong)
    assert edit is not None
    assert repaired(wrong, edit)["nodes"] == {
        "goodbye": {"type": "say", "say": "x", "next": "goodbye_2"},
        "goodbye_2": {"type": "end", "say": "Goodbye.", "result": "well"},
    }


@pytest.mark.parametrize(
    ("fix", "set_to"),
    [
        ("Write commits: true.", {"commits": True}),
        ("Write out: list.", {"out": "list"}),
        ("Write outcomes: [taken, closed], and “if_closed” where it is run.", {"outcomes": ["taken", "closed"]}),
    ],
)
def test_an_action_becomes_what_its_tool_says(fix: str, set_to: dict[str, Any]) -> None:
    """The setting is written as told."""
    problem = Problem(("actions", "find", "x"), 0, "tool_outcome", "It is otherwise.", fix)
    edit = repair(problem, tree())
    assert edit is not None
    assert repaired(tree(), edit)["actions"]["find"].items() >= set_to.items()


@pytest.mark.parametrize(
    "problem",
    [
        Problem((), 0, "yaml", "This is not YAML."),
        Problem(("nodes", "gone"), 0, "unhandled_outcome", "It is not there.", "Add if_closed."),
        Problem(("nodes", "told", "say"), 0, "missing", "“say” is missing."),
        Problem(("handlers", "x"), 0, "unused", "Nobody can say it.", "Add phrases."),
        Problem(("nodes", "menu"), 0, "unreachable", "No path leads to it.", "Lead a step to it, or delete it."),
        Problem(("nodes", "told", "sai"), 0, "x", "“sai” is not a setting here.", "Did you mean “say”?"),
        Problem(("nodes", "ask", "next"), 0, "x", "“a” and “b” are wrong.", "Did you mean “c”?"),
    ],
)
def test_where_somebody_has_to_decide_nothing_is_offered(problem: Problem) -> None:
    """A guess would do harm."""
    assert repair(problem, changed("nodes", "told", "sai", to="x")) is None


def test_a_repair_is_told_as_json() -> None:
    """Paths as lists."""
    told = Repair("Do it", ((("a", 1), "x"),), (("b",),)).as_json()
    assert told == {"label": "Do it", "set": [{"path": ["a", 1], "value": "x"}], "remove": [["b"]]}
