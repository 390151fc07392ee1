"""The flow's own tests: names that are not there, and scripts that cannot go as they are written."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphs.checks.survey import Problems, Survey, problem, warning
from graphs.document import FlowDocument, TestCase
from graphs.expressions.kinds import Kind
from graphs.marked import worded
from graphs.problems import Path, closest, did_you_mean
from graphs.scripts import OutOfReach, away, moment

SPOKEN = ("caller", "press", "silence", "event")
"""Lines in which the caller, or the world, does something."""
_WAYS = ("outcome", "error")
"""How a mock says that an action did not simply answer."""


def scripts(survey: Survey) -> Problems:
    """Everything that is odd about the tests; their results, steps and actions are checked as names."""
    seen: set[str] = set()
    for index, test in enumerate(survey.document.tests):
        path: Path = ("tests", index)
        if test.name in seen:
            message = f"Two tests are called “{test.name}”."
            yield warning((*path, "name"), "twice", message, "Rename one of the two.")
        seen.add(test.name)
        yield from _called(path, test)
        yield from _lines(survey, path, test)
        yield from _mocks(survey.document, path, test)


def _called(path: Path, test: TestCase) -> Problems:
    try:
        moment(test.call.now)
    except ValueError as why:
        wrong = str(why) if isinstance(why, OutOfReach) else "is no day and time"
        message = f"“{test.call.now}”, when the caller of “{test.name}” rings, {wrong}."
        yield problem((*path, "call", "now"), "no_time", message, "Write it so: 2026-03-02T09:00.")
    if not re.fullmatch(r"\+?[0-9]{3,15}|anonymous|", test.call.caller):
        message = f"“{test.call.caller}”, the caller of “{test.name}”, is not how a number comes."
        yield warning((*path, "call", "caller"), "no_number", message, "Write digits only, with + and the country.")


def _away(here: Path, test: TestCase, value: object) -> Problems:
    try:
        away(value)
    except ValueError as why:
        wrong = str(why) if isinstance(why, OutOfReach) else "is no time"
        message = f"“{value}”, after which the caller of “{test.name}” rings back, {wrong}."
        yield problem(here, "no_time", message, "Write it so: 10m.")


def _lines(survey: Survey, path: Path, test: TestCase) -> Problems:
    gone = False
    tells = bool(test.result or test.visited)
    for place, line in enumerate(test.script):
        what, value = next(iter(line.items()))
        here = (*path, "script", place)
        tells = tells or what in ("bot", "expect")
        if gone and what in SPOKEN:
            message = f"“{test.name}” goes on after the caller has hung up."
            yield warning(
                here, "after_hangup", message, worded("Put ring_back before it.", "Let the caller ring back before it.")
            )
        gone = what == "hangup" or (gone and what != "ring_back")
        match what, value:
            case "press", str() | int() if not re.fullmatch(r"[0-9*#]+", str(value)):
                yield warning(here, "no_key", f"“{value}” are no keys of a telephone.", "Write digits, * or #.")
            case "caller" | "bot", dict() | list():
                message = f"“{what}” in “{test.name}” must be text."
                fix = worded("A text that begins with a brace or a bracket must stand in quotes.", "Write it anew.")
                yield problem(here, "no_text", message, fix)
            case "ring_back", _:
                yield from _away(here, test, value)
            case "caller" | "bot", str() if not value.strip():
                yield warning(
                    here,
                    "empty_line",
                    f"A line of “{test.name}” says nothing.",
                    worded("Write silence: true.", "Make it a silence."),
                )
            case "expect", dict():
                yield from _expected(survey, here, test, value)
            case "expect", _:
                message = f"“{test.name}” expects “{value}”, but of nothing."
                yield problem(
                    here,
                    "no_name",
                    message,
                    worded(
                        "Write the name and the value: expect: {date: 2026-03-10}.", "Write the name and the value."
                    ),
                )
            case _:
                pass
    if not tells:
        message = f"The test “{test.name}” would pass whatever the flow does."
        yield warning(
            path,
            "tests_nothing",
            message,
            worded(
                "Say what must be said (bot), known (expect), or come of it (result).",
                "Say what must be said, known, or come of it.",
            ),
        )


def _expected(survey: Survey, path: Path, test: TestCase, values: Mapping[Any, Any]) -> Problems:
    for name, value in values.items():
        if name not in survey.values:
            message = f"The test “{test.name}” expects “{name}” to be “{value}”, but nothing is called that."
            yield problem((*path, "expect", name), "unknown_name", message, did_you_mean(str(name), survey.values))
            continue
        kind: Kind = survey.kinds[name]
        if kind.sort == "choice" and value is not None and str(value) not in kind.values:
            message = f"The test “{test.name}” expects “{name}” to be “{value}”, which it cannot be."
            fix = did_you_mean(str(value), kind.values) or f"Its values: {', '.join(kind.values)}."
            yield problem((*path, "expect", name), "unknown_value", message, fix)


def _mocks(document: FlowDocument, path: Path, test: TestCase) -> Problems:
    for name, mock in test.mocks.items():
        action = document.actions.get(name)
        for key in _misspelt(mock):
            message = f"In “{test.name}” the action “{name}” answers with “{key}”."
            yield warning((*path, "mocks", name), "misspelt", message, did_you_mean(key, _WAYS))
        for outcome in _outcomes(mock) if action else ():
            if action and outcome not in (*action.outcomes, "ok", "error", "empty"):
                message = f"In “{test.name}” the action “{name}” answers “{outcome}”, which it never does."
                fix = did_you_mean(outcome, action.outcomes) or "Add it to the outcomes of the action."
                yield problem((*path, "mocks", name), "unknown_outcome", message, fix)


def _misspelt(mock: object) -> Iterator[str]:
    """What is nearly, but not quite, how an outcome or an error is written."""
    for each in mock if isinstance(mock, list) else [mock]:
        if isinstance(each, dict) and len(each) == 1 and not set(each) & set(_WAYS):
            key = str(next(iter(each)))
            yield from [key] if closest(key, _WAYS) and (closest(key, _WAYS) != "error" or each[key] is True) else ()


def _outcomes(mock: object) -> Iterator[str]:
    """Outcomes that an action is said to have: of one call, or of several in order."""
    for each in mock if isinstance(mock, list) else [mock]:
        if isinstance(each, dict) and set(each) == {"outcome"}:
            yield str(each["outcome"])
