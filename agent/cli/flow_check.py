"""`trunkline flow check`: says everything that is wrong with a flow."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from agent.cli.flow_source import Nearby, flow_option, read_flow
from graphs.document import FlowDocument
from graphs.loading import at_lines
from graphs.loading import read_flow as read_document
from graphs.nodes.call import Call
from graphs.problems import FlowError, Problem
from graphs.subflows import inlined, unknown_flows, unknown_mocks

MOST_CONSEQUENCES = 3
"""Told in full; one misspelt name may leave a whole flow without a way to it."""


def options(parser: argparse.ArgumentParser) -> None:
    """The verb's options."""
    flow_option(parser)
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.add_argument("--strict", action="store_true", help="take warnings as seriously as errors")


def run(given: argparse.Namespace) -> int:
    """Check each flow. Returns 0 when no flow has an error, or a warning when they count."""
    checked = {name: _problems(name, read_flow(name)) for name in given.flow}
    if given.json:
        report = [
            {"flow": name, "problems": [_as_json(problem) for problem in found]} for name, found in checked.items()
        ]
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for name, found in checked.items():
            _tell(name, found)
    counts = ("error", "warning") if given.strict else ("error",)
    return int(any(problem.level in counts for found in checked.values() for problem in found))


def _problems(name: str, text: str) -> Sequence[Problem]:
    """All that there is to say about a flow; a sound one is also joined with the flows that it calls."""
    document, problems = read_document(text)
    if document is None or not _calls(document):
        return problems
    nearby = Nearby(name, document)
    if any(problem.level == "error" for problem in problems):
        return at_lines([*problems, *unknown_flows(document, nearby)], text)
    try:
        whole = inlined(document, nearby)
    except FlowError as error:
        return at_lines([*problems, *error.problems], text)
    return at_lines([*problems, *unknown_mocks(document, whole)], text)


def _calls(document: FlowDocument) -> bool:
    steps, handlers = document.steps.values(), document.handlers.values()
    return any(isinstance(step, Call) for step in steps) or any(handler.call for handler in handlers)


def _tell(name: str, problems: Sequence[Problem]) -> None:
    for problem in problems:
        _tell_one(name, problem, "")
    errors = sum(problem.level == "error" for problem in problems)
    others = len(problems) - errors
    if not problems:
        print(f"{name}: nothing is wrong.")
    elif not errors:
        print(f"{name}: no errors; {others} {'remark' if others == 1 else 'remarks'}.")


def _tell_one(name: str, problem: Problem, indent: str) -> None:
    where = f"{name}:{problem.line}" if problem.line else name
    level = "" if problem.level == "error" else f"{problem.level}: "
    print(f"{indent}{where}: {level}{problem.message} {problem.fix}".rstrip())
    for consequence in problem.consequences[:MOST_CONSEQUENCES]:
        _tell_one(name, consequence, f"{indent}    ")
    if (more := len(problem.consequences) - MOST_CONSEQUENCES) > 0:
        print(f"{indent}    … and {more} more that this brings about; --json names them.")


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "path": list(problem.path),
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "fix": problem.fix,
        "consequences": [_as_json(consequence) for consequence in problem.consequences],
    }
