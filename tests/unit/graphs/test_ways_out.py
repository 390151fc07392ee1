"""The exits of a type of step."""

import pytest

from graphs.loading import load_flow
from graphs.nodes import STEP_TYPES
from graphs.ways_out import ways_out


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("say", ["next"]),
        ("choose", ["each of the options"]),
        ("check", ["each of the cases", "else"]),
        ("do", ["next", "if_error (optional)", "if_empty (optional)", "if_… (optional, one for each result)"]),
        ("end", []),
    ],
)
def test_the_exits_of_a_type(kind: str, ways: list[str]) -> None:
    """Read from its fields."""
    assert ways_out(STEP_TYPES[kind]) == ways


def test_the_exits_of_a_type_are_those_of_its_steps(restaurant: str) -> None:
    """What a step of a real flow leads to has a name in the list of its type."""
    for step in load_flow(restaurant).steps.values():
        ways = ways_out(STEP_TYPES[step.type])
        fixed = {way.removesuffix(" (optional)") for way in ways}
        for way in step.exits():
            kind = way.split(" ")[0]
            assert way in fixed or f"each of the {kind}s" in ways or (way.startswith("if_") and "if_…" in ways[-1])
