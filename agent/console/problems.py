"""A problem of a flow, as pages show it: where, what, what to do, and the button that mends it."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from graphs.problems import Path, Problem
from graphs.repairs import repair
from graphs.rewriting import Tree

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
                    "message": "“greet” leads to “lok_up”, but there is no such step.",
                    "fix": "Did you mean “look_up”?",
                    "level": "error",
                    "consequences": [],
                    "repair": {
                        "label": "Use “look_up”",
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
    fix: str
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
        "message": problem.message,
        "fix": problem.fix,
        "level": problem.level,
        "consequences": [_told(each, tree, line_of) for each in problem.consequences],
        "repair": mending.as_json() if mending else None,
    }
