"""What every caller must hear."""

from collections.abc import Callable

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

LEGAL = "  legal: {type: say, say: Calls are recorded., disclosure: true, next: ask}"
ASK = "  ask: {type: confirm, say: Shall we?, if_yes: well, if_no: bye}\n"


def test_what_comes_first_is_heard_by_all(told: Told) -> None:
    """Whatever the caller says afterwards."""
    assert [each for each in told(f"start: legal\nnodes:\n{LEGAL}\n{ASK}") if each.level != "hint"] == []


def test_each_end_that_can_be_come_to_without_it_is_told_with_the_way(planted: Planted) -> None:
    """Whoever says no here is hung up on without having heard it."""
    flow = f"nodes:\n  hello: {{type: confirm, say: Hello?, if_yes: legal, if_no: bye}}\n{LEGAL}  # here\n{ASK}"
    found = planted(flow, "skipped", "Every caller must hear “legal”, but the call can come to a step without it.")
    assert [each.message for each in found.consequences] == [
        "“bye” ends the call without “legal” when the call comes by hello → bye."
    ]


def test_handlers_given_up_questions_transfers_and_acts_count(told: Told) -> None:
    """There are many ways past a sentence."""
    flow = (
        "actions: {charge: {commits: true}, look: {}}\n"
        "tries: {then: desk}\n"
        "handlers: {pay: {phrases: [pay now], to: charge}}\n"
        f"nodes:\n  hello: {{type: confirm, say: Hello?, if_yes: legal, if_no: legal}}\n{LEGAL}\n{ASK}"
        "  charge: {type: do, action: charge, next: look, if_error: legal}\n"
        "  look: {type: do, action: look, next: legal, if_error: legal}\n"
        "  desk: {type: transfer, to: desk, if_failed: legal, if_closed: legal}\n"
    )
    skipped = next(each for each in told(flow) if each.code == "skipped")
    assert skipped.level == "error"
    assert [each.message for each in skipped.consequences] == [
        "“charge” acts without “legal” when the call comes by hello → charge.",
        "“desk” hands the caller over without “legal” when the call comes by hello → desk.",
    ]


def test_another_disclosure_on_the_way_makes_it_a_warning(told: Told) -> None:
    """Callers who ring us and callers whom we ring may have to hear different things."""
    flow = (
        'nodes:\n  hello: {type: check, cases: [{when: call.direction == "outbound", to: legal}], else: other}\n'
        f"{LEGAL}\n  other: {{type: say, say: Hello., disclosure: true, next: ask}}\n{ASK}"
    )
    problems = [each for each in told(flow) if each.code == "skipped"]
    assert [each.level for each in problems] == ["warning", "warning"]
    assert "hello → other → ask → well" in problems[0].consequences[0].message


def test_one_that_stands_behind_another_is_a_warning(told: Told) -> None:
    """Everybody hears the first."""
    flow = (
        f"start: legal\nnodes:\n{LEGAL}\n  ask: {{type: confirm, say: Shall we?, if_yes: more, if_no: bye}}\n"
        "  more: {type: say, say: It costs ten., disclosure: true, next: well}"
    )
    problems = [each for each in told(flow) if each.code == "skipped"]
    assert [(each.level, each.path[1]) for each in problems] == [("warning", "more")]
    assert "legal → ask → bye" in problems[0].consequences[0].message
