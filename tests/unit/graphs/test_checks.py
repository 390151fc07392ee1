"""What is wrong with a document as a whole."""

import pytest

from graphs.loading import load_flow
from graphs.problems import FlowError


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "fix"),
    [
        ("start: hello", "start: helo", "unknown_step", "The flow starts at “helo”", "Did you mean “hello”?"),
        ("then: desk", "then: dest", "unknown_step", "Calls that are given up go to “dest”", "“desk”"),
        ("on_error: desk", "on_error: dest", "unknown_step", "Calls that fail go to “dest”", "“desk”"),
        ("agent: {to: desk}", "agent: {to: dest}", "unknown_step", "The handler “agent” goes to “dest”", "“desk”"),
        (
            "say: Hello., next: menu",
            "say: Hello., next: manu",
            "unknown_step",
            "Step “hello” (next) goes to “manu”",
            "“menu”",
        ),
        (
            "type: say, say: Hello., next: menu",
            "type: call, flow: other, next: menu, if_done: manu",
            "unknown_step",
            "Step “hello” (if_done) goes to “manu”",
            "“menu”",
        ),
        (
            "type: say, say: Hello., next: menu",
            "type: check, cases: [{when: 1 == 1, to: manu}], else: menu",
            "unknown_step",
            "Step “hello” (case 1) goes to “manu”",
            "“menu”",
        ),
        ("to: details", "to: detail", "unknown_step", "Step “menu” (option table) goes to “detail”", "“details”"),
        ("if_full: full", "if_full: fulll", "unknown_step", "Step “book” (if_full) goes to “fulll”", "“full”"),
        ("if_full: full", "if_gone: full", "unknown_outcome", "has no such outcome", ""),
        ("slots: [people, day]", "slots: [people, dy]", "unknown_slot", "Step “details” uses the slot “dy”", "“day”"),
        ("listen_for: [day]", "listen_for: [date]", "unknown_slot", "Step “pick” uses the slot “date”", ""),
        ("implied_by: [people, day]", "implied_by: [peple]", "unknown_slot", "uses the slot “peple”", "“people”"),
        ("save: tables", "save: tabels", "unknown_name", "keeps something as “tabels”", "“tables”"),
        ("items: tables", "items: tabels", "unknown_name", "Step “pick” offers “tabels”", "“tables”"),
        ("change: [people", "change: [poeple", "unknown_name", "Step “sure” changes “poeple”", "“people”"),
        ("not_here: [hours]", "not_here: [hour]", "unknown_handler", "switches off “hour”", "“hours”"),
        ("action: find", "action: fnd", "unknown_action", "Step “find” runs “fnd”", "“find”"),
        ("day: day}", "dya: day}", "unknown_input", "gives “find” “dya”", "“day”"),
        ("{people: people, day: day}", "{people: people}", "missing_input", "needs “day”; “find” does not give it", ""),
        ("day >= today()", "dya >= today()", "unknown_name", "uses “dya”, which is never collected", "“day”"),
        (
            "for {name}, right",
            "for {nam}, right",
            "unknown_name",
            "“sure” says {nam}, which is never collected",
            "“name”",
        ),
        ("say: Hello.", "say: 'Hello {item}.'", "unknown_name", "says {item}", ""),
        (
            "clears: [tables, table]",
            "clears: [tabels]",
            "unknown_name",
            "The slot “people” clears “tabels”",
            "“tables”",
        ),
        ("prefill_say: Is {phone|digits} your number?", "hint: x", "no_question", "no sentence to ask", "prefill_say"),
        (", ask: What name?", "", "no_question", "“name” is asked for in “who” but has no question", "Add ask"),
        ("type: yes_no, ask", "type: record, ask", "no_question", "no caller can say a record", ""),
        (
            "tables: {type: list}",
            "tables: {type: list}\n  day: {type: date}",
            "duplicate",
            "is a slot and a variable",
            "",
        ),
        ("agent: {to: desk}", "agent: {phrases: [x]}", "empty_handler", "The handler “agent” does nothing", "to, say"),
        ("agent: {to: desk}", "agent: {call: other}", "not_understood", "calls a flow", ""),
        ("answer: faq", "answer: fqa", "unknown_knowledge", "answers from “fqa”", "“faq”"),
        ("result: left", "result: lost", "unknown_result", "Step “bye” ends with “lost”", ""),
        (
            "set: {day: empty()}, next: details",
            "set: {day: empty()}, next: find",
            "endless",
            "find → nothing → another",
            "question",
        ),
    ],
)
def test_each_mistake_is_found(restaurant: str, old: str, new: str, code: str, message: str, fix: str) -> None:
    """A name that leads nowhere is told with the name that was probably meant, and the line."""
    assert old in restaurant
    with pytest.raises(FlowError) as error:
        load_flow(restaurant.replace(old, new, 1))
    found = [problem for problem in error.value.problems if problem.code == code]
    assert any(message in problem.message and fix in problem.fix for problem in found), error.value.problems
    assert all(problem.line > 1 for problem in found)


def test_a_test_that_ends_with_an_unknown_result_is_found(restaurant: str) -> None:
    """Otherwise it could never pass."""
    with pytest.raises(FlowError) as error:
        load_flow(restaurant + "\ntests: [{name: x, script: [], result: boked}]\n")
    assert error.value.problems[0].fix == "Did you mean “booked”?"


def test_a_long_flow_without_questions_is_walked_without_running_out_of_stack(restaurant: str) -> None:
    """A thousand sentences in a row are odd, but no reason to fall over."""
    chain = "".join(f"  s{n}: {{type: say, say: Word., next: s{n + 1}}}\n" for n in range(1500))
    text = restaurant.replace("say: Hello., next: menu", "say: Hello., next: s0")
    assert load_flow(text + chain + "  s1500: {type: say, say: Word., next: menu}\n")
