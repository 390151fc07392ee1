"""Circles without the caller, and questions without an end."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

VARS = "actions: {find: {out: list}}\nvars: {found: {type: list}%s}\n"
FIND = VARS % ""
COUNT = VARS % ", count: {type: number, default: 0}"
PICK = VARS % ", one: {type: record}"
DAY = "slots: {day: {type: date, ask: Which day?}}\n"


@pytest.mark.parametrize(
    ("flow", "around"),
    [
        (
            (
                "nodes:\n  hello: {type: say, say: Hello., next: again}  # here\n"
                "  again: {type: say, say: So., next: hello}"
            ),
            "hello → again → hello",
        ),
        (
            PICK + "nodes:\n  hello: {type: do, action: find, save: found, next: pick, if_error: hello}  # here\n"
            "  pick: {type: offer, items: found, item: '{item.start}', save: one, next: well, if_none: bye}",
            "hello → hello",
        ),
        (
            FIND + "on_error: sorry\nnodes:\n  hello: {type: do, action: find, save: found, next: well}  # here\n"
            "  sorry: {type: say, say: Sorry., next: hello}",
            "hello → sorry → hello",
        ),
        (
            FIND + "nodes:\n  hello: {type: do, action: find, save: found, next: well, if_empty: none}  # here\n"
            "  none: {type: say, say: None., next: hello}",
            "hello → none → hello",
        ),
        (
            DAY + FIND + "nodes:\n  hello: {type: ask, slots: [day], next: find}  # here\n"
            "  find: {type: do, action: find, save: found, next: well, if_empty: none}\n"
            "  none: {type: say, say: 'Nothing on {day}.', next: hello}",
            "hello → find → none → hello",
        ),
        (
            PICK + "nodes:\n  hello: {type: do, action: find, save: found, next: pick}  # here\n"
            "  pick: {type: offer, items: found, item: '{item.start}', save: one, next: well, if_none: hello}",
            "hello → pick → hello",
        ),
        (
            (
                "nodes:\n  hello: {type: transfer, to: desk, if_failed: sorry}  # here\n"
                "  sorry: {type: say, say: Sorry., next: hello}"
            ),
            "hello → sorry → hello",
        ),
        (
            DAY
            + "nodes:\n  hello:  # here\n    type: converse\n    goal: x\n    may_fill: [day]\n    limits: {turns: 3}\n"
            "    done_when: filled(day)\n    next: well\n    if_limit: bye\n    without_llm: again\n"
            "  again: {type: say, say: So., next: hello}",
            "hello → again → hello",
        ),
        (
            COUNT + "nodes:\n  hello:  # here\n    type: check\n"
            "    cases: [{when: size(found) > 3, to: well}]\n    else: more\n"
            "  more: {type: set, set: {count: count + 1}, next: hello}",
            "hello → more → hello",
        ),
    ],
)
def test_a_circle_in_which_the_caller_never_speaks_is_told(planted: Planted, flow: str, around: str) -> None:
    """Through failures and empty lists too, and through questions whose answer is known the second time."""
    besides = "unused no_end unreachable unfilled never_filled"
    planted(flow, "endless", f"The call can go round {around} for ever", "Put a question", besides=besides)


@pytest.mark.parametrize(
    "flow",
    [
        # the answer is forgotten on the way round
        DAY + FIND + "nodes:\n  hello: {type: ask, slots: [day], next: find}\n"
        "  find: {type: do, action: find, save: found, next: well, if_empty: none}\n"
        "  none: {type: say, say: 'Nothing on {day}.', next: other}\n"
        "  other: {type: set, set: {day: empty()}, next: hello}",
        # tries are counted
        COUNT + "nodes:\n  hello: {type: do, action: find, save: found, next: well, if_error: more}\n"
        "  more: {type: set, set: {count: count + 1}, next: enough}\n"
        "  enough: {type: check, cases: [{when: count > 3, to: bye}], else: hello}",
        COUNT + "nodes:\n  hello: {type: do, action: find, save: found, next: well, if_error: more}\n"
        "  more: {type: set, set: {count: 1 + count}, next: enough}\n"
        "  enough: {type: check, cases: [{when: count <= 3, to: hello}], else: bye}",
        COUNT + "nodes:\n  hello: {type: do, action: find, save: found, next: well, if_error: more}\n"
        "  more: {type: set, set: {count: count + -1}, next: enough}\n"
        "  enough: {type: check, cases: [{when: count >= -3, to: hello}], else: bye}",
        # the list is not empty when it is offered
        (
            "actions: {find: {out: list}}\nvars: {found: {type: list}, one: {type: record}}\n"
            "nodes:\n  hello: {type: do, action: find, save: found, next: pick, if_empty: bye}\n"
            "  pick: {type: offer, items: found, item: '{item.start}', save: one, next: well, if_none: hello}"
        ),
        (
            "actions: {find: {out: list}}\nvars: {found: {type: list}, one: {type: record}}\n"
            "nodes:\n  hello: {type: do, action: find, save: found, next: many}\n"
            "  many: {type: check, cases: [{when: size(found) == 0, to: bye}], else: pick}\n"
            "  pick: {type: offer, items: found, item: '{item.start}', save: one, next: well, if_none: hello}"
        ),
    ],
)
def test_a_circle_that_ends_is_none(told: Told, flow: str) -> None:
    """Somebody is asked again, or something is counted until it is enough."""
    assert [str(each) for each in told(flow) if each.level != "hint"] == []


def test_questions_that_can_never_be_left_are_told(planted: Planted) -> None:
    """Whoever comes there can only give up, or hang up."""
    flow = (
        "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: well, if_no: sure}\n"
        "  sure: {type: confirm, say: Sure?, if_yes: really, if_no: sure}  # here\n"
        "  really: {type: confirm, say: Really?, if_yes: sure, if_no: sure}"
    )
    found = planted(flow, "no_end", "Whatever the caller answers at “sure”", "Lead one", level="warning")
    assert [each.path for each in found.consequences] == [("nodes", "really")]


def test_a_flow_without_an_end_is_told(planted: Planted) -> None:
    """Somebody must be able to say goodbye."""
    flow = (
        "start: hello  # here\n"
        "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: well, if_no: bye}\n"
        "  well: {type: confirm, say: Again?, if_yes: hello, if_no: bye}\n"
        "  bye: {type: confirm, say: Again?, if_yes: hello, if_no: well}"
    )
    planted(flow, "no_end", "No path of this flow leads to an end", "Add a step of the type end", besides="unused")


def test_several_circles_are_told_each_by_itself(told: Told) -> None:
    """A longer one that holds a shorter one is not told again."""
    flow = (
        FIND + "nodes:\n  hello: {type: do, action: find, next: one, if_error: two}\n"
        "  one: {type: say, say: One., next: hello}\n  two: {type: say, say: Two., next: hello}"
    )
    circles = [each.message for each in told(flow) if each.code == "endless"]
    assert len(circles) == 2
    assert "hello → one → hello" in circles[0]
    assert "hello → two → hello" in circles[1]


def test_a_thicket_of_circles_is_looked_at_for_a_while_only(told: Told) -> None:
    """Nine decisions that all lead to each other have a million circles."""
    names = ["hello", *(f"s{number}" for number in range(8))]
    steps = "".join(
        f"  {name}: {{type: check, cases: ["
        + ", ".join(f"{{when: count > {place}, to: {other}}}" for place, other in enumerate(names) if other != name)
        + "], else: well}\n"
        for name in names
    )
    flow = "vars: {count: {type: number, default: 0}}\nnodes:\n" + steps
    assert 0 < len([each for each in told(flow) if each.code == "endless"]) <= 5
