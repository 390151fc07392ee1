"""What tests come through is counted by steps, exits, give-ups, handlers and refusals, and what they miss is named."""

from graphs.compiler import compile_flow
from graphs.coverage import Coverage, Point, points
from graphs.loading import load_flow
from graphs.testing import covered, run_tests


async def measured(restaurant: str, *scripts: str) -> Coverage:
    """The restaurant with these conversations as its tests."""
    tests = "".join(
        f"  - {{name: t, mocks: {{find: [start: 2026-03-03T11:00]}}, script: {script}}}\n" for script in scripts
    )
    flow = compile_flow(load_flow(f"{restaurant}\ntests:\n{tests}"))
    return covered(flow, await run_tests(flow))


def test_all_that_there_is_comes_from_the_document(restaurant: str) -> None:
    """Exits have the names that the steps give them; an action that may fail without saying where has `on_error`."""
    there = points(load_flow(restaurant))
    assert Point("exit", "menu", "option table") in there
    assert Point("exit", "desk", "if_closed") in there
    assert Point("exit", "find", "on_error") in there
    assert Point("give-up", "menu") in there
    assert Point("give-up", "hello") not in there
    assert Point("refusal", "people", "1") in there
    assert Point("handler", "fire") in there
    assert len(there) == len(set(there))


async def test_two_exits_to_the_same_step_are_two(restaurant: str) -> None:
    """The way is counted, and not where it leads: `desk` goes to `take` whether it is closed or nobody answers."""
    one = await measured(restaurant, "[caller: a person, not_taken: true]")
    assert one.times[Point("exit", "desk", "if_failed")] == 1
    assert Point("exit", "desk", "if_closed") in one.missed("exit")


async def test_what_is_come_through_twice_counts_twice(restaurant: str) -> None:
    """In one conversation or in two."""
    found = await measured(restaurant, "[caller: a person]", "[caller: fire]")
    assert found.times[Point("step", "menu")] == found.times[Point("step", "desk")] == 2
    assert found.times[Point("handler", "fire")] == found.times[Point("handler", "agent")] == 1


async def test_refused_values_and_given_up_questions_are_counted(restaurant: str) -> None:
    """A rule that no test breaks is one that nobody has seen refusing."""
    found = await measured(restaurant, "[caller: a table for nine people, silence: true, silence: true]")
    assert found.times[Point("refusal", "people", "1")] == 1
    assert found.times[Point("give-up", "details")] == 1
    assert Point("refusal", "day", "1") in found.missed("refusal")


async def test_an_error_that_the_step_does_not_provide_for_is_a_way_out(restaurant: str) -> None:
    """It leads to the flow's `on_error`, and a test must have seen it."""
    text = restaurant.replace("tables: {type: list}", "tables: {type: list}")
    flow = compile_flow(load_flow(f"{text}\ntests: [{{name: t, script: [caller: four people tomorrow]}}]\n"))
    found = covered(flow, await run_tests(flow))
    assert found.times[Point("exit", "find", "on_error")] == 1
    assert found.times[Point("exit", "find", "next")] == 0


async def test_the_figures_add_up(restaurant: str) -> None:
    """As numbers, and as JSON for those who draw them."""
    found = await measured(restaurant, "[caller: goodbye]")
    told = found.as_json()
    assert told["steps"]["of"] == len(found.points("step")) == 18
    assert told["steps"]["covered"] == 2
    assert told["steps"]["percent"] == round(200 / 18, 1)
    assert {"of": "menu", "name": "option table"} in told["exits"]["missed"]
    assert sum(each["times"] > 0 for each in told["times"]) == len(found.points()) - len(found.missed())


def test_all_of_nothing_is_all() -> None:
    """A flow without handlers misses none."""
    assert Coverage({}).percent("handler") == 100.0


FREE = """
flow: free
format: 1
title: Free talk
start: talk
tries: {then: bye}
on_error: bye
slots: {wish: {type: free_text, ask: What is it?}}
handlers:
  praise: {describe: The caller is pleased., say: Thank you.}
results: {left: failed}
nodes:
  talk:
    type: converse
    goal: Find out.
    done_when: filled(wish)
    limits: {turns: 3}
    next: bye
    if_limit: bye
    without_llm: ask
  ask: {type: ask, slots: [wish], next: bye}
  bye: {type: end, result: left}
tests: [{name: t, script: [caller: it is broken]}]
"""


async def test_what_only_a_model_reaches_is_told_apart() -> None:
    """Free talk that ends well, and a handler without phrases: without a model no test can come through them."""
    flow = compile_flow(load_flow(FREE))
    reports = await run_tests(flow)
    found = covered(flow, reports)
    assert {str(point) for point in found.beyond} == {"talk: next", "talk: if_limit", "talk", "praise"}
    assert found.times[Point("exit", "talk", "without_llm")] == 1
    with_model = covered(flow, reports, model=True)
    assert Point("exit", "talk", "if_limit") in with_model.missed("exit")
