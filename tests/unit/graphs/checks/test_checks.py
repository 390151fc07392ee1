"""What is wrong with a document as a whole."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.checks import check
from graphs.document import FlowDocument
from graphs.flows import flow_text, shipped
from graphs.loading import load_flow, plain, read_flow, read_yaml
from graphs.problems import FlowError, Problem
from graphs.references import references

Told = Callable[[str], list[Problem]]

SHIPPED: dict[str, dict[str, Any]] = {
    name: {**(values := plain(read_yaml(flow_text(name)))), "tests": values["tests"][::9]} for name in shipped()
}
"""With every ninth of their tests, which are half of the text and all of one kind."""


@pytest.mark.parametrize("name", shipped())
def test_shipped_flows_raise_no_false_alarm(name: str) -> None:
    """They are right, so nothing is said about them but ideas."""
    document, problems = read_flow(flow_text(name))
    assert document is not None
    assert [str(each) for each in problems if each.level != "hint"] == []


def test_every_mistake_is_told_at_once(told: Told) -> None:
    """Whoever corrects one does not find the next only then."""
    flow = (
        "slots:\n  day: {type: date, ask: Which day?}\n"
        "handlers:\n  hours: {phrases: [opening hours]}\n"
        "nodes:\n  hello: {type: ask, slots: [day], next: which}\n"
        '  which: {type: check, cases: [{when: day == "soon", to: wel}], else: bye}\n'
        "  lost: {type: say, say: Hello., next: lost}\n"
    )
    assert {each.code for each in told(flow)} == {"empty_handler", "unlike", "unknown_step", "unreachable", "endless"}


def test_only_errors_keep_a_flow_from_being_used(told: Told) -> None:
    """A warning may be meant."""
    text = flow_text("scheduling")
    assert load_flow(text + "\n") is not None
    with pytest.raises(FlowError) as error:
        load_flow(text.replace("on_error: to_person", "on_error: to_persn"))
    assert {each.level for each in error.value.problems} == {"error"}


def test_problems_stand_in_the_order_of_their_lines(told: Told) -> None:
    """So that one can go through the document once."""
    lines = [each.line for each in told("languages: [en, hi]\nslots: {day: {type: date, ask: When?}}\non_error: by")]
    assert lines == sorted(lines)
    assert len(set(lines)) == 3


# ---- slips of the pen, everywhere


def _places(flow: str) -> list[tuple[str | int, ...]]:
    """Every place where the flow names something of its own."""
    named = references(FlowDocument.model_validate(SHIPPED[flow]))
    return [each.path for each in named if each.what != "flow" and isinstance(_at(SHIPPED[flow], each.path), str)]


def _at(values: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        values = values[name]
    return values


def _changed(values: Any, path: tuple[str | int, ...], change: Callable[[Any], Any]) -> Any:
    """A copy in which one value is another; those that become None are gone."""
    if not path:
        return change(values)
    if isinstance(values, dict):
        copy = {key: _changed(value, path[1:], change) if key == path[0] else value for key, value in values.items()}
        return {key: value for key, value in copy.items() if value is not None}
    return [_changed(value, path[1:], change) if place == path[0] else value for place, value in enumerate(values)]


def _all(problems: list[Problem] | tuple[Problem, ...]) -> Iterator[Problem]:
    for each in problems:
        yield each
        yield from _all(each.consequences)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_misspelt_name_is_told_at_its_place(data: st.DataObject) -> None:
    """Whichever it is: a step, a slot, an action, a result; one error, and no other error because of it."""
    flow = data.draw(st.sampled_from(sorted(SHIPPED)))
    sets = [path for path in _places(flow) if "set" not in path]
    path = data.draw(st.sampled_from(sets))
    document = FlowDocument.model_validate(_changed(SHIPPED[flow], path, lambda name: f"{name}q"))
    errors = [each for each in check(document) if each.level == "error"]
    assert [each.path for each in errors] == [path] * len(errors)
    assert errors
    assert f"“{_at(SHIPPED[flow], path)}q”" in errors[0].message


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_step_that_is_taken_out_is_missed_wherever_something_leads_to_it(data: st.DataObject) -> None:
    """Each of those places is told."""
    flow = data.draw(st.sampled_from(sorted(SHIPPED)))
    step = data.draw(st.sampled_from(sorted(SHIPPED[flow]["nodes"])))
    document = FlowDocument.model_validate(_changed(SHIPPED[flow], ("nodes", step), lambda _: None))
    missing = {each.path for each in check(document) if f"“{step}”, but there is no such step" in each.message}
    named = {each.path for each in references(document) if each.what == "step" and each.name == step}
    assert missing == named


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_step_that_is_led_past_is_told(data: st.DataObject) -> None:
    """When nothing leads to a step any more, that is said."""
    flow = data.draw(st.sampled_from(sorted(SHIPPED)))
    steps = sorted(SHIPPED[flow]["nodes"])
    lost, other = data.draw(st.sampled_from(steps)), data.draw(st.sampled_from(steps))
    named = [each for each in references(FlowDocument.model_validate(SHIPPED[flow])) if each.what == "step"]
    values = SHIPPED[flow]
    for each in named:
        if each.name == lost and each.path[0] != "tests":
            values = _changed(values, each.path, lambda _: other)
    told = check(FlowDocument.model_validate(values))
    unreachable = {each.path[1] for each in _all(told) if each.code == "unreachable"}
    assert lost == other or lost in unreachable


def test_a_long_flow_without_questions_is_walked_without_running_out_of_stack(restaurant: str) -> None:
    """A thousand sentences in a row are odd, but no reason to fall over."""
    chain = "".join(f"  s{number}: {{type: say, say: Word., next: s{number + 1}}}\n" for number in range(1500))
    text = restaurant.replace("say: Hello., next: menu", "say: Hello., next: s0")
    assert load_flow(text + chain + "  s1500: {type: say, say: Word., next: menu}\n")


def test_a_flow_four_times_as_long_takes_hardly_more_than_four_times_as_long() -> None:
    """So that two hundred steps are checked while one types."""
    documents = [FlowDocument.model_validate(_many_times(SHIPPED["scheduling"], times)) for times in (2, 8)]
    assert len(documents[1].steps) > 300
    short, long = (min(_seconds(document) for _ in range(4)) for document in documents)
    assert long < 8 * short


def _seconds(document: FlowDocument) -> float:
    began = time.process_time()
    check(document)
    return time.process_time() - began


def _many_times(values: dict[str, Any], times: int) -> dict[str, Any]:
    """A flow several times over, each copy leading into the next."""
    nodes = values["nodes"]
    ways = re.compile(r"next|to|else|if_\w+")

    def moved(part: Any, copy: int) -> Any:
        if isinstance(part, dict):
            return {
                key: f"{value}_{copy}" if ways.fullmatch(key) and value in nodes else moved(value, copy)
                for key, value in part.items()
            }
        return [moved(each, copy) for each in part] if isinstance(part, list) else part

    copies = {f"{name}_{copy}": moved(step, copy) for copy in range(times) for name, step in nodes.items()}
    for copy in range(times):
        copies[f"none_found_{copy}"]["next"] = f"welcome_{(copy + 1) % times}"
    rest = {key: moved(value, 0) for key, value in values.items() if key not in ("nodes", "tests")}
    return {**rest, "nodes": copies, "start": "welcome_0", "on_error": "to_person_0"}
