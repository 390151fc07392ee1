"""Small flows with one mistake in them, whose line is marked, and what the checker says about them."""

import re
from collections.abc import Callable, Iterator

import pytest

from graphs.loading import read_flow
from graphs.problems import Problem

MARK = "# here"
DEFAULTS = {
    "flow": "flow: small",
    "format": "format: 1",
    "title": "title: Small",
    "start": "start: hello",
    "tries": "tries: {then: bye}",
    "on_error": "on_error: bye",
    "results": "results: {done: success, lost: failed}",
    "nodes": "nodes:\n  hello: {type: confirm, say: Shall we?, if_yes: well, if_no: bye}",
}
ENDS = {"well": "{type: end, result: done}", "bye": "{type: end, result: lost}"}


def small_flow(changed: str) -> str:
    """A flow that is all right but for the sections that are given; the steps `well` and `bye` end it."""
    sections = dict(DEFAULTS)
    for section in re.split(r"\n(?=\w)", changed.strip("\n")):
        sections[section.partition(":")[0]] = section.rstrip()
    ends = [f"  {name}: {step}" for name, step in ENDS.items() if f"\n  {name}:" not in sections["nodes"]]
    nodes = "\n".join([sections.pop("nodes"), *ends])
    return "\n".join([*sections.values(), nodes, ""])


def flat(problems: list[Problem] | tuple[Problem, ...]) -> Iterator[Problem]:
    """Every problem, and what stands under it."""
    for problem in problems:
        yield problem
        yield from flat(problem.consequences)


Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]


@pytest.fixture
def told() -> Told:
    """What is said about a small flow, hints included."""
    return lambda changed: read_flow(small_flow(changed))[1]


@pytest.fixture
def planted(told: Told) -> Planted:
    """Finds the one mistake of a small flow: of a kind and a level, on the marked line, and nothing else amiss."""

    def find(
        changed: str, code: str, message: str, fix: str = "", *, level: str = "error", besides: str = ""
    ) -> Problem:
        text = small_flow(changed)
        line = next(number for number, line in enumerate(text.splitlines(), 1) if MARK in line)
        problems = told(changed)
        found = [each for each in flat(problems) if each.code == code and each.line == line and message in each.message]
        assert found, [f"{each.code} {each}" for each in flat(problems)]
        assert found[0].level == level
        assert fix in found[0].fix, found[0].fix
        others = [each for each in problems if each.level != "hint" and each.code not in (code, *besides.split())]
        assert not others, [f"{each.code} {each}" for each in others]
        return found[0]

    return find
