"""Steps that no path leads to."""

from collections.abc import Callable

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

CHAIN = """
nodes:
  hello: {type: say, say: Hello., next: ask_day}
  ask_day: {type: confirm, say: Today?, if_yes: read_back, if_no: bye}
  read_back: {type: confirm, say: So today?, if_yes: well, if_no: bye}
"""


def test_a_step_without_a_way_to_it_is_told(planted: Planted) -> None:
    """It was forgotten, or the step before it."""
    flow = CHAIN + "  alone: {type: say, say: Nobody hears me., next: bye}  # here"
    planted(flow, "unreachable", "No path leads to “alone”.", "Lead a step to it", level="warning")


def test_what_only_a_lost_step_leads_to_stands_under_it(planted: Planted) -> None:
    """One missing line is one problem."""
    flow = CHAIN + "  second: {type: say, say: Two., next: bye}\n  first: {type: say, say: One., next: second}  # here"
    found = planted(flow, "unreachable", "No path leads to “first”.", level="warning")
    assert [each.message for each in found.consequences] == ["No path leads to “second”."]


def test_a_lost_circle_is_told_by_its_first_step(planted: Planted) -> None:
    """Each of its steps leads to the others, so none of them is the cause."""
    flow = CHAIN + "  one: {type: confirm, say: One?, if_yes: two, if_no: bye}  # here\n"
    flow += "  two: {type: confirm, say: Two?, if_yes: one, if_no: bye}\n"
    found = planted(flow, "unreachable", "No path leads to “one”.", level="warning")
    assert [each.message for each in found.consequences] == ["No path leads to “two”."]


def test_steps_that_a_misspelt_target_cuts_off_stand_under_it(planted: Planted) -> None:
    """Thirteen lines about one letter would bury the letter."""
    flow = CHAIN.replace("next: ask_day}", "next: ask_dya}  # here")
    found = planted(flow, "unknown_step", "Step “hello” (next) goes to “ask_dya”", "Did you mean “ask_day”?")
    lost = ["ask_day", "read_back", "well"]
    assert [each.message for each in found.consequences] == [f"No path leads to “{name}”." for name in lost]
    assert all(each.line > 1 for each in found.consequences)


def test_steps_behind_two_misspelt_targets_stand_each_under_its_own(told: Told) -> None:
    """What the second one cuts off would still be lost when the first is right."""
    flow = CHAIN.replace("next: ask_day", "next: ask_dya").replace("if_yes: read_back", "if_yes: raed_back")
    problems = [each for each in told(flow) if each.level != "hint"]
    assert [each.code for each in problems] == ["unknown_step", "unknown_step"]
    assert [[lost.path[1] for lost in each.consequences] for each in problems] == [["ask_day"], ["read_back", "well"]]


def test_steps_that_are_lost_behind_a_target_nobody_knows_stand_under_it(planted: Planted) -> None:
    """Even when no name is near."""
    found = planted(CHAIN.replace("next: ask_day}", "next: xyz}  # here"), "unknown_step", "goes to “xyz”")
    assert [each.path[1] for each in found.consequences] == ["ask_day", "read_back", "well"]


def test_a_start_that_there_is_not_cuts_off_everything(told: Told) -> None:
    """All of it stands under the one mistake."""
    problems = [each for each in told(CHAIN + "start: xyz") if each.level != "hint"]
    assert [each.code for each in problems] == ["unknown_step"]
    assert [each.path[1] for each in problems[0].consequences] == ["hello", "ask_day", "read_back", "well"]


def test_a_handler_leads_to_its_step(told: Told) -> None:
    """Anybody may say it at any question."""
    flow = (
        CHAIN + "  stop: {type: say, say: All right., next: bye}\nhandlers:\n  stop: {phrases: [stop that], to: stop}"
    )
    assert [each for each in told(flow) if each.level != "hint"] == []


def test_a_handler_that_is_off_leads_nowhere(told: Told) -> None:
    """Nor does one that the only question switches off."""
    stop = "  stop: {type: say, say: All right., next: bye}\nhandlers:\n  stop: {phrases: [stop that], to: stop"
    assert "unreachable" in [each.code for each in told(CHAIN + stop + ", off: true}")]
