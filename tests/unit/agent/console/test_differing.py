"""Two courses of one conversation beside each other."""

from typing import Any

import pytest

from agent.console.differing import SAME, Course, Difference, course, details, difference
from agent.console.timelines import spans
from tests.support.timelines import Story


def came_to(**more: Any) -> Course:
    """A course, like any other but for this."""
    known: dict[str, Any] = {
        "result": "booked",
        "steps": ("menu", "day", "bye"),
        "values": {"day": "Tuesday"},
        "no_match": 0,
        "transfers": (),
    }
    return Course(**{**known, **more})


def test_a_course_is_read_from_a_timeline() -> None:
    """Steps that were only stayed at count once; of values the last; those without a value are sensitive."""
    story = Story().step("menu").at(1000).turn("what").note("no_match", step="menu", count=1).step("menu")
    story.at(2000).turn("book").exit("menu", "option book", "day").step("day").at(3000).turn("Monday")
    story.note("fill", slot="day", value="Monday").note("fill", slot="card").note("fill", slot="day", value="Tuesday")
    story.exit("day", "next", "bye").step("bye").ended("agent", "booked")

    found = course(spans(story.entries), result="booked")

    assert found == came_to(no_match=1)
    assert found.end == "bye"


def test_a_caller_who_was_put_through_has_a_result_also_where_the_flow_names_none() -> None:
    """Not when they came back and something else followed."""
    story = Story().step("person").note("transfer", to="reception")
    away = course(spans(story.entries), result="")
    back = course(spans(story.at(9000).turn("hello").step("message").entries), result="")

    assert (away.result, away.transfers) == ("transferred", ("reception",))
    assert (back.result, back.transfers) == ("", ("reception",))


DIFFERENCES: list[tuple[dict[str, Any], Difference]] = [
    ({}, SAME),
    ({"result": "", "steps": (), "values": {}}, Difference("result", "booked", "")),
    ({"steps": ("menu",), "no_match": 3}, Difference("end", "bye", "menu")),
    ({"transfers": ("reception",), "values": {}}, Difference("transfer", "", "reception")),
    ({"values": {"day": "Monday", "name": "Ana"}, "no_match": 2}, Difference("values", "", "day, name")),
    ({"no_match": 2, "steps": ("menu", "bye")}, Difference("no_match", "", "more")),
    ({"steps": ("menu", "time", "day", "bye")}, Difference("way", "day", "time")),
    ({"steps": ("day", "menu", "day", "bye")}, Difference("way", "menu", "day")),
]


@pytest.mark.parametrize(("more", "wanted"), DIFFERENCES)
def test_the_weightiest_difference_counts(more: dict[str, Any], wanted: Difference) -> None:
    """How it ended before where, that before whom, what, how well, and which way."""
    assert difference(came_to(), came_to(**more)) == wanted


def test_who_misunderstood_more_is_told_from_who_misunderstood_less() -> None:
    """Whatever the counts."""
    assert difference(came_to(no_match=5), came_to(no_match=2)) == Difference("no_match", "more", "")


def test_all_that_differs_is_told() -> None:
    """Long values in short."""
    told = details(came_to(), came_to(steps=("menu", "bye"), values={"day": "x" * 300}))

    assert told["result"] == ["booked", "booked"]
    assert (told["gone"], told["new"]) == (["day"], [])
    assert told["values"] == [{"slot": "day", "was": "Tuesday", "now": "x" * 199 + "…"}]
