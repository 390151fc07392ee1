"""What is different between two versions of a flow, in words."""

import copy
import time
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from graphs.differences import differences
from graphs.document import FlowDocument
from graphs.flows import flow_text
from graphs.formatter import format_flow
from graphs.loading import load_flow, plain, read_yaml
from graphs.nodes.converse import Converse
from graphs.problems import Path


def sentences(old: str, new: str) -> list[str]:
    """The differences in words."""
    return [difference.sentence for difference in differences(read(old), read(new))]


def read(text: str) -> FlowDocument:
    """A document that may still have problems."""
    return FlowDocument.model_validate(plain(read_yaml(text)))


CHANGES = [
    ("say: Hello.", "say: Good day.", ["In *hello* the text changed (English): “Hello.” → “Good day.”."]),
    (
        'say: "{people} people, right?"',
        'say: "{people} persons, right?"',
        [
            "In *sure* the question changed (English): “{people} people, right?” → “{people} persons, right?”.",
        ],
    ),
    (
        "Say table or message.",
        "Say a table.",
        ["In *menu* the question, wording 2, changed (English): “Say table or message.” → “Say a table.”."],
    ),
    (
        "      hi: कितने लोग?\n",
        "",
        ["In slot *people* the question is no longer there in Hindi."],
    ),
    ("if_full: full", "if_full: another", ["The exit *if full* of *book* now goes to *another* instead of *full*."]),
    (
        "    if_full: full\n",
        "    if_full: full\n    if_error: desk\n",
        ["The new exit *if error* of *book* goes to *desk*."],
    ),
    ("    if_empty: nothing\n", "", ["The exit *if empty* of *find* is gone; it went to *nothing*."]),
    (
        "  more: {type",
        "  extra: {type: ask, slots: [people, day], next: bye}\n  more: {type",
        ["Step *extra* was added: asks for *people* and *day*."],
    ),
    ("  another: {type: set, set: {day: empty()}, next: details}\n", "", ["Step *another* was removed."]),
    (
        "phrases: [table, book]",
        "phrases: [book, seats]",
        [
            "In *menu*, option *table* the phrases gained “seats”.",
            "In *menu*, option *table* the phrases lost “table”.",
        ],
    ),
    (
        "when: call.direction",
        "key: '4', when: call.direction",
        ["In *menu*, option *secret* the key was added: “4”."],
    ),
    (
        "within: 30m",
        "within: 1h",
        ["In the welcome back after a dropped call the setting “within” changed: “1800s” → “3600s”."],
    ),
    (
        "resume: {within: 30m, say: Shall we carry on?}\n",
        "",
        ["In the flow the welcome back after a dropped call was removed."],
    ),
    ("languages: [en, hi]", "languages: [en]", ["In the flow the languages lost “hi”."]),
    ("booked: success,", "booked: partial,", ["In the flow the result *booked* changed: “success” → “partial”."]),
    (
        "to: details, implied",
        "to: find, implied",
        ["The way on in *menu*, option *table* now goes to *find* instead of *details*."],
    ),
    ("tables: {type: list}", "tables: {type: record}", ["In variable *tables* the type changed: “list” → “record”."]),
    (
        'a: "Yes, behind the house."',
        'a: "Yes, there."',
        [
            "In knowledge *faq*, answer 1 the answer changed (English): “Yes, behind the house.” → “Yes, there.”.",
        ],
    ),
]


@pytest.fixture
def restaurant(restaurant: str) -> str:
    """The small flow, with two texts that are shorter."""
    shorter = restaurant.replace(
        "{people} people on {table.start|spoken} for {name}, right?", "{people} people, right?"
    )
    return shorter.replace("There is parking behind the house.", "Yes, behind the house.")


@pytest.mark.parametrize(("old", "new", "told"), CHANGES)
def test_a_change_is_told_in_a_colleagues_words(restaurant: str, old: str, new: str, told: list[str]) -> None:
    """One sentence for one change."""
    assert old in restaurant
    assert sentences(restaurant, restaurant.replace(old, new, 1)) == told


def test_formatting_is_no_difference(restaurant: str) -> None:
    """Nor is a default that is written out, nor a text in braces that is the same text."""
    assert sentences(restaurant, format_flow(restaurant)) == []
    assert sentences(restaurant, restaurant.replace("say: Hello.", "say: {en: [Hello.]}")) == []
    assert sentences(restaurant, restaurant.replace("show: 2", "show: 2\n    disclosure: false")) == []


def test_a_step_with_another_name_is_one_difference(restaurant: str) -> None:
    """By what it does, or by `renamed:`; what leads to it counts as unchanged."""
    renamed = restaurant.replace("another", "other_day")
    told = ["Step *another* is now called *other day*."]
    assert sentences(restaurant, renamed) == told
    assert sentences(restaurant, renamed + "renamed: {another: other_day}\n") == told

    changed = renamed.replace("set: {day: empty()}", "set: {day: empty(), table: empty()}")
    assert "Step *another* was removed." in sentences(restaurant, changed)
    assert sentences(restaurant, changed + "renamed: {another: other_day}\n") == [
        *told,
        "In *other day* the value of *table* under “set” was added: “empty()”.",
    ]


def test_a_new_order_is_told_where_it_means_something(restaurant: str) -> None:
    """Of options, of steps, of cases."""
    tree = plain(read_yaml(restaurant))
    options = tree["nodes"]["menu"]["options"]
    tree["nodes"]["menu"]["options"] = dict(reversed(options.items()))
    tree["actions"] = dict(reversed(tree["actions"].items()))
    found = differences(read(restaurant), FlowDocument.model_validate(tree))
    assert [(each.path, each.sentence) for each in found] == [
        (("nodes", "menu", "options"), "In *menu* the options are in another order."),
    ]


CASES = """\
flow: f
format: 1
title: F
start: a
voice: {listen: 6s}
tries: {then: b}
on_error: b
results: {left: failed}
nodes:
  a: {type: check, cases: [{when: 1 == 1, to: b}, {when: 2 == 2, to: c}], else: b}
  b: {type: end, result: left}
  c: {type: end, result: left, say: Bye}
tests:
  - {name: one, script: [caller: yes]}
  - {name: two, script: [caller: no]}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "{when: 1 == 1, to: b}, {when: 2 == 2, to: c}",
            "{when: 2 == 2, to: c}, {when: 1 == 1, to: b}",
            ["In *a* the cases are in another order."],
        ),
        (
            "{when: 2 == 2, to: c}",
            "{when: 2 == 2, to: b}",
            ["The way on in *a*, case 2 now goes to *b* instead of *c*."],
        ),
        ("{when: 1 == 1, to: b}, ", "", ["In *a* the case 1 was removed."]),
        ("say: Bye", "say: Goodbye", ["In *c* the text changed: “Bye” → “Goodbye”."]),
        ("on_error: b", "on_error: c", ["The way on after an error now goes to *c* instead of *b*."]),
        (", say: Bye", "", ["In *c* the text was removed; it was “Bye”."]),
        ("else: b", "else: c", ["The exit *else* of *a* now goes to *c* instead of *b*."]),
        (
            "type: end, result: left, say: Bye",
            "type: say, next: b, say: Bye",
            [
                "Step *c* is of another type: it now says “Bye”.",
                "The new exit *next* of *c* goes to *b*.",
            ],
        ),
        ("- {name: one, script: [caller: yes]}\n", "", ["The test “one” was removed."]),
        ("name: one", "name: three", ["The test “one” was removed.", "The test “three” was added."]),
        ("[caller: no]", "[caller: no, bot: hm]", ["In the test “two” the script changed."]),
        (
            "- {name: one, script: [caller: yes]}\n  - {name: two, script: [caller: no]}\n",
            "- {name: two, script: [caller: no]}\n  - {name: one, script: [caller: yes]}\n",
            ["The tests are in another order."],
        ),
        (
            "tests:\n",
            "tests:\n  - {name: one, script: [caller: yes]}\n",
            ["A test stands there more or fewer times than before."],
        ),
        (
            "  b: {type: end",
            "  d: {type: converse, goal: g, done_when: 1 == 1, next: b, if_limit: b, without_llm: b}\n  b: {type: end",
            [
                f"Step *d* was added: l{(Converse.__doc__ or '')[1:-1]}.",
            ],
        ),
        ("voice: {listen: 6s}\n", "", ["In the listening the setting “listen” was removed; it was “6s”."]),
        (
            "type: check,",
            "type: check, not_here: [agent, help],",
            ["In *a* the setting “not_here” gained “agent” and “help”."],
        ),
        ("start: a", "start: b", ["The flow now starts at *b* instead of *a*."]),
        (
            "tries: {then: b}",
            "tries: {then: c}",
            ["The way on after too many tries in the flow now goes to *c* instead of *b*."],
        ),
        ("title: F", "title: G", ["In the flow the title changed: “F” → “G”."]),
    ],
)
def test_more_changes(old: str, new: str, told: list[str]) -> None:
    """Cases, tests, and the flow itself."""
    assert old in CASES
    assert sentences(CASES, CASES.replace(old, new, 1)) == told


def leaves(value: Any, path: Path = ()) -> list[Path]:
    """The places of all values that can be changed by themselves."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [leaf for name, item in inside for leaf in leaves(item, (*path, name))]


def changed(tree: Any, path: Path, how: str) -> Any:
    """A copy with one value changed, taken away or moved to the end."""
    tree = copy.deepcopy(tree)
    holder = tree
    for name in path[:-1]:
        holder = holder[name]
    value: Any = holder[path[-1]]
    if how != "changed":
        del holder[path[-1]]
    if how == "moved" and isinstance(holder, list):
        holder.append(value)
    elif how == "doubled" and isinstance(holder, list):
        holder += [value, value]
    elif how in ("moved", "doubled"):
        holder[f"{path[-1]}_too"] = value
    elif how == "changed":
        match value:
            case bool():
                holder[path[-1]] = not value
            case int() | float():
                holder[path[-1]] = value + 1
            case str():
                holder[path[-1]] = f"{value}x"
    return tree


EXAMPLES = [plain(read_yaml(text)) for text in (CASES, flow_text("sales"))]


@cache
def _tree(text: str) -> Any:
    return plain(read_yaml(text))


@given(data=st.data(), how=st.sampled_from(["changed", "removed", "moved", "doubled"]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much])
def test_no_change_goes_untold(restaurant: str, data: st.DataObject, how: str) -> None:
    """Whatever a single change is, a difference names its section; and back again."""
    tree = data.draw(st.sampled_from([_tree(restaurant), *EXAMPLES]))
    old = FlowDocument.model_validate(tree)
    path = data.draw(st.sampled_from(leaves(tree)))
    try:
        new = FlowDocument.model_validate(changed(tree, path, how))
    except ValidationError:
        new = old
    assume(old != new)

    assert path[0] in {difference.path[0] for difference in differences(old, new)}
    assert path[0] in {difference.path[0] for difference in differences(new, old)}
    assert all("None" not in difference.sentence for difference in differences(old, new))


def test_the_restaurant_is_a_flow(restaurant: str) -> None:
    """The flow that the changes are made to is a real one."""
    assert differences(load_flow(restaurant), load_flow(restaurant)) == []


def test_a_flow_of_which_every_step_is_another_is_compared_soon() -> None:
    """Not every step that is gone with every one that has come."""
    tree = plain(read_yaml(flow_text("scheduling")))

    def with_steps(letter: str) -> FlowDocument:
        more = {f"{letter}_{number}": {"type": "say", "say": letter, "next": "menu"} for number in range(1_500)}
        own = {name: {**step, "say": f"{letter} {name}"} for name, step in more.items()}
        return FlowDocument.model_validate({**tree, "nodes": {**tree["nodes"], **own}})

    began = time.perf_counter()
    assert len(differences(with_steps("a"), with_steps("b"))) == 3_000
    assert time.perf_counter() - began < 15.0


def test_a_step_that_leads_to_itself_is_recognised_by_another_name() -> None:
    """Its own name is no part of what it does; of two that do the same, each is one."""
    tree = plain(read_yaml(flow_text("scheduling")))

    def with_steps(*names: str) -> FlowDocument:
        circles = {name: {"type": "say", "say": "Once more.", "next": name} for name in names}
        return FlowDocument.model_validate({**tree, "nodes": {**tree["nodes"], **circles}})

    told = differences(with_steps("one", "two"), with_steps("three", "four"))
    assert [(each.kind, each.path[-1]) for each in told] == [("renamed", "three"), ("renamed", "four")]
