"""A problem of a flow, as pages show it: where, what, what to do, and the button that mends it."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from graphs.problems import Path, Problem
from graphs.repairs import repair
from graphs.rewriting import Tree
from graphs.titles import in_titles

MOST = 500
"""Problems that are told; somebody who has more begins with these."""


class Edit(BaseModel):
    """A value that is set."""

    path: list[str | int]
    value: Any


class RepairEntry(BaseModel):
    """The one edit that surely mends a problem."""

    label: str
    set: list[Edit]
    remove: list[list[str | int]]


class ProblemEntry(BaseModel):
    """One mistake of a flow."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "path": ["nodes", "greet", "next"],
                    "line": 14,
                    "code": "unknown_step",
                    "message": "Step “Greet” (Then goes to) goes to “lok_up”, but there is no such step.",
                    "fix": "Did you mean “Look up”?",
                    "in_file": "Step “greet” (next) goes to “lok_up”, but there is no such step.",
                    "level": "error",
                    "consequences": [],
                    "repair": {
                        "label": "Use “Look up”",
                        "set": [{"path": ["nodes", "greet", "next"], "value": "look_up"}],
                        "remove": [],
                    },
                }
            ]
        }
    )

    path: list[str | int]
    line: int
    """In the YAML text, from 1; 0 where there is none."""
    code: str
    message: str
    """In the words of the editor's forms: titles of steps and settings."""
    fix: str
    in_file: str
    """The same message in the words of the YAML text."""
    level: Literal["error", "warning", "hint"]
    consequences: list["ProblemEntry"]
    """What this one brings about: right as soon as this one is."""
    repair: RepairEntry | None


def told(problems: Sequence[Problem], tree: Tree, line_of: Callable[[Path], int]) -> list[dict[str, Any]]:
    """Problems as JSON values, by their lines."""
    ranked = sorted(problems, key=lambda each: (line_of(each.path), each.message))
    return [_told(each, tree, line_of) for each in ranked[:MOST]]


def _told(problem: Problem, tree: Tree, line_of: Callable[[Path], int]) -> dict[str, Any]:
    mending = repair(problem, tree)
    return {
        "path": list(problem.path),
        "line": problem.line or line_of(problem.path),
        "code": problem.code,
        "message": in_titles(problem.message, tree),
        "fix": in_titles(problem.fix, tree),
        "in_file": str(problem.message),
        "level": problem.level,
        "consequences": [_told(each, tree, line_of) for each in problem.consequences],
        "repair": {**mending.as_json(), "label": in_titles(mending.label, tree)} if mending else None,
    }
