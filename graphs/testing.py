"""Runs the conversations that a flow must keep: on the engine of real calls, with a set clock and scripted actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from graphs.acts import Say
from graphs.compiler import CompiledFlow
from graphs.coverage import Coverage, coverage
from graphs.document import TestCase
from graphs.fields import seconds
from graphs.marked import at, step_at
from graphs.ports import LanguageModel
from graphs.rehearsal import InMemory, Rehearsal, ScriptedActions, SetClock
from graphs.reports import Mismatch, TestReport, Uttered, Who, pointed_out
from graphs.stopgaps import is_stopgap

NOTHING = "nothing"


async def run_tests(flow: CompiledFlow) -> list[TestReport]:
    """Run all tests of a flow's document."""
    return [await run_test(flow, test) for test in flow.document.tests]


def covered(flow: CompiledFlow, reports: Iterable[TestReport], *, model: bool = False) -> Coverage:
    """What of the flow these tests came through. `model`: they were held with a language model."""
    return coverage(flow.source, (act for report in reports for act in report.acts), model=model)


def untested(flow: CompiledFlow, reports: Sequence[TestReport]) -> list[str]:
    """Steps that no test comes through."""
    return [point.of for point in covered(flow, reports).missed("step")]


class _Failed(Exception):
    """Something was not as the test says."""

    def __init__(self, message: str, *differences: tuple[str, str]) -> None:
        self.message = message
        self.differences = differences


async def run_test(
    flow: CompiledFlow, test: TestCase, *, walks: bool = True, model: LanguageModel | None = None
) -> TestReport:
    """Run one test. `walks=False`: through LangGraph, as a call would, which is slower and comes to the same.

    `model` understands the callers, where they may be understood by one.
    """
    began = perf_counter()
    run = _Run(Rehearsal(flow, test.call, actions=test.mocks, walks=walks, model=model))
    mismatch = await run.all(test)
    call = run.call
    return TestReport(
        name=test.name,
        mismatch=mismatch,
        visited=tuple(call.visited),
        turns=call.turns,
        seconds=perf_counter() - began,
        transcript=tuple(run.transcript),
        acts=tuple(call.history),
    )


@dataclass(slots=True)
class _Run:
    """One test while it runs."""

    call: Rehearsal
    transcript: list[Uttered] = field(default_factory=list)

    async def all(self, test: TestCase) -> Mismatch | None:
        """The whole script. What is not as it should be; None when all is well."""
        number, written = 0, ""
        try:
            await self.call.begin()
            self.note_what_was_said()
            for number, line in enumerate(test.script, 1):
                ((what, value),) = line.items()
                written = f"{what}: {_as_written(value)}"
                await self.line(number, what, value)
            number, written = 0, ""
            self.check_end(test)
        except _Failed as failed:
            return Mismatch(failed.message, number, written, failed.differences)
        return None

    async def line(self, number: int, what: str, value: Any) -> None:
        """One line of the script."""
        match what:
            case "bot":
                self.check_said(_text(value))
            case "expect":
                self.check_values(value, await self.call.values())
            case "hangup":
                self.transcript.append(Uttered("line", "the call is cut off", number))
            case _:
                self.check_it_goes_on(what)
                self.transcript.append(Uttered(*_told(what, value), number))
                await self.act(what, value)
                self.note_what_was_said()

    async def act(self, what: str, value: Any) -> None:
        """What the caller, or the world, does."""
        match what:
            case "caller":
                await self.call.hear(_text(value))
            case "press":
                await self.call.hear(keys=_text(value))
            case "silence":
                await self.call.hear(silence=True)
            case "ring_back":
                await self.call.ring_back(seconds(value))
            case "not_taken":
                await self.call.not_taken()
            case "set":
                await self.call.set_by_hand(value if isinstance(value, dict) else {})
            case _:
                name, brought = (
                    (value.get("name", ""), value.get("value")) if isinstance(value, dict) else (value, None)
                )
                await self.call.happens(str(name), brought)

    def note_what_was_said(self) -> None:
        """Keep what the flow answered."""
        said = (act for act in self.call.acts if isinstance(act, Say) and not is_stopgap(act))
        self.transcript += [Uttered("bot", act.text) for act in said]

    def check_it_goes_on(self, what: str) -> None:
        """Nobody can speak in a call that has ended."""
        over = self.call.over
        if what == "not_taken" and over != "transferred":
            raise _Failed("nobody was being called, so nobody can fail to answer")
        if what not in ("ring_back", "not_taken") and over is not None:
            raise _Failed(f"the call had already ended as “{over}”")

    def check_said(self, wanted: str) -> None:
        """The flow must have said this, among the rest."""
        said = self.call.said
        if wanted.casefold() not in said.casefold():
            raise _Failed(f"expected the flow to say “{wanted}”; it said “{said}”", pointed_out(wanted, said))

    @staticmethod
    def check_values(wanted: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """Slots and variables must be these."""
        wrong = [
            (name, value, now.get(name))
            for name, value in wanted.items()
            if now.get(name) != value and str(now.get(name)) != str(value)
        ]
        if wrong:
            told = "; ".join(f"{name} should be {value!r}; it is {held!r}" for name, value, held in wrong)
            raise _Failed(
                told, *((f"{name} = {_held(value)}", f"{name} = {_held(held)}") for name, value, held in wrong)
            )

    def check_end(self, test: TestCase) -> None:
        """How the call ended, and the way it took."""
        call = self.call
        if test.result and call.over != test.result:
            ended = f"it ended as “{at(('results', call.over))}”" if call.over is not None else "it goes on"
            raise _Failed(
                f"the call should end as “{at(('results', test.result))}”; {ended}, last saying “{call.said}”",
                (
                    at(("results", test.result)),
                    at(("results", call.over)) if call.over is not None else "the call goes on",
                ),
            )
        path = iter(call.visited)
        if missing := next((step for step in test.visited if step not in path), None):
            raise _Failed(
                f"the call should visit {_listed(test.visited)}; it visited {_listed(call.visited)}",
                (_path(test.visited, missing), " ".join(map(step_at, call.visited))),
            )


def _listed(steps: Sequence[str]) -> str:
    return ", ".join(map(step_at, steps))


def _path(steps: Sequence[str], missing: str) -> str:
    """The way with the first step that was not come to in ‹brackets›; of one that is named twice, the last."""
    place = len(steps) - 1 - list(reversed(steps)).index(missing)
    return " ".join(f"‹{step_at(step)}›" if index == place else step_at(step) for index, step in enumerate(steps))


def _told(what: str, value: Any) -> tuple[Who, str]:  # noqa: PLR0911 - one line a kind of line
    """Who did something, and what, for the transcript."""
    match what:
        case "caller":
            return "caller", _text(value)
        case "press":
            return "keys", _text(value)
        case "silence":
            return "line", "the caller says nothing"
        case "ring_back":
            return "line", f"the caller rings again after {value}"
        case "not_taken":
            return "line", "nobody takes the transferred call"
        case "set":
            return "line", f"set by hand: {_as_written(value)}"
        case _:
            return "line", f"it happens: {_as_written(value)}"


def _held(value: object) -> str:
    return NOTHING if value is None else str(value)


def _as_written(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {held}" for name, held in value.items())
    return _text(value)


def _text(value: object) -> str:
    """A line of a script; YAML makes true or a number of some words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


__all__ = [
    "InMemory",
    "Mismatch",
    "Rehearsal",
    "ScriptedActions",
    "SetClock",
    "TestReport",
    "Uttered",
    "covered",
    "run_test",
    "run_tests",
    "untested",
]
