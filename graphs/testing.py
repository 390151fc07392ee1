"""Runs the conversations that a flow must keep: on the engine of real calls, with a set clock and scripted actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphs.compiler import CompiledFlow
from graphs.document import TestCase
from graphs.fields import seconds
from graphs.rehearsal import InMemory, Rehearsal, ScriptedActions, SetClock


@dataclass(frozen=True, slots=True)
class TestReport:
    """How one conversation went."""

    __test__ = False

    name: str
    failure: str = ""
    """What went wrong, in a sentence; empty when all went well."""
    visited: tuple[str, ...] = ()
    """The steps it came through, in order."""
    turns: int = 0

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return not self.failure


async def run_tests(flow: CompiledFlow) -> list[TestReport]:
    """Run all tests of a flow's document."""
    return [await run_test(flow, test) for test in flow.document.tests]


def untested(flow: CompiledFlow, reports: Sequence[TestReport]) -> list[str]:
    """Steps that no test comes through."""
    seen = {step for report in reports for step in report.visited}
    return [step for step in flow.document.steps if step not in seen]


class _Failed(Exception):
    """Something was not as the test says."""


async def run_test(flow: CompiledFlow, test: TestCase) -> TestReport:
    """Run one test."""
    rehearsal = Rehearsal(flow, test.call, actions=test.mocks)
    failure = ""
    try:
        await rehearsal.begin()
        for number, line in enumerate(test.script, 1):
            await _line(rehearsal, number, *next(iter(line.items())))
        _check_end(rehearsal, test)
    except _Failed as failed:
        failure = str(failed)
    return TestReport(test.name, failure, tuple(rehearsal.visited), rehearsal.turns)


async def _line(call: Rehearsal, number: int, what: str, value: Any) -> None:
    if what in ("caller", "press", "silence", "event") and call.over is not None:
        raise _Failed(f"step {number}: the call had already ended as “{call.over}”")
    match what:
        case "caller":
            await call.hear(_text(value))
        case "press":
            await call.hear(keys=_text(value))
        case "silence":
            await call.hear(silence=True)
        case "event" if isinstance(value, dict):
            await call.happens(str(value.get("name", "")), value.get("value"))
        case "event":
            await call.happens(str(value))
        case "ring_back":
            await call.ring_back(seconds(value))
        case "bot" if _text(value).casefold() not in call.said.casefold():
            raise _Failed(f"step {number}: expected the flow to say “{_text(value)}”; it said “{call.said}”")
        case "expect":
            now = await call.values()
            for name, wanted in value.items():
                if now.get(name) != wanted and str(now.get(name)) != str(wanted):
                    raise _Failed(f"step {number}: {name} should be {wanted!r}; it is {now.get(name)!r}")
        case _:
            pass


def _check_end(call: Rehearsal, test: TestCase) -> None:
    if test.result and call.over != test.result:
        ended = f"ended as “{call.over}”" if call.over is not None else "goes on"
        raise _Failed(f"the call should end as “{test.result}”; it {ended}, last saying “{call.said}”")
    path = iter(call.visited)
    if not all(step in path for step in test.visited):
        raise _Failed(f"the call should visit {', '.join(test.visited)}; it visited {', '.join(call.visited)}")


def _text(value: object) -> str:
    """A line of a script; YAML makes true or a number of some words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


__all__ = ["InMemory", "Rehearsal", "ScriptedActions", "SetClock", "TestReport", "run_test", "run_tests", "untested"]
