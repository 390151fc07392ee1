"""Runs the conversations that a flow must keep: on the engine of real calls, with a set clock and scripted actions."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

from graphs.acts import Act, Expect, HangUp, Say, Trace, Transfer
from graphs.compiler import CompiledFlow
from graphs.document import FlowDocument, TestCase
from graphs.engine import CallFacts, Conversation
from graphs.fields import seconds
from graphs.ports import Outcome
from graphs.understanding.commands import Heard


class InMemory:
    """A thread's memory for tests: nothing outlives the process."""

    def __init__(self, thread_id: str = "test") -> None:
        self.thread_id = thread_id
        self.saver = InMemorySaver()
        self.commits = 0

    async def commit(self) -> None:
        """Nothing to write; counted."""
        self.commits += 1


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: str) -> None:
        self.now = datetime.fromisoformat(now)

    def __call__(self) -> datetime:
        """The time that was set."""
        return self.now

    def move(self, by_s: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=by_s)


class ScriptedActions:
    """Actions that answer what a test says: a value, values in order, `{outcome: taken}` or `{error: true}`.

    The last of several values answers all further calls. An action without a script is an error, as in real life.
    """

    def __init__(self, document: FlowDocument, scripts: Mapping[str, Any]) -> None:
        self.calls: list[tuple[str, dict[str, Any], str]] = []
        """Each call: action, arguments, key."""
        self._document = document
        self._scripts = scripts
        self._used: dict[str, int] = {}

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:  # noqa: ARG002
        """What the script says comes next."""
        self.calls.append((action, dict(arguments), key))
        if action not in self._scripts:
            return Outcome("error")
        script = self._scripts[action]
        if isinstance(script, list) and self._is_sequence(action, script):
            place = self._used.get(action, 0)
            self._used[action] = place + 1
            script = script[min(place, len(script) - 1)]
        if isinstance(script, dict) and "outcome" in script:
            return Outcome(str(script["outcome"]))
        if isinstance(script, dict) and script.get("error"):
            return Outcome("error")
        return Outcome("ok", deepcopy(script))

    def _is_sequence(self, action: str, script: list[Any]) -> bool:
        """Whether the script is a list of answers, and not one answer that is a list."""
        return bool(script) and (self._document.actions[action].out != "list" or isinstance(script[0], list))


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


async def run_test(flow: CompiledFlow, test: TestCase) -> TestReport:
    """Run one test."""
    call = _ScriptedCall(flow, test)
    try:
        await call.begin()
        for number, line in enumerate(test.script, 1):
            (what, value), *_ = line.items()
            try:
                await call.do(what, value)
            except _Failed as failed:
                raise _Failed(f"step {number}: {failed}") from failed
        call.check_end()
    except _Failed as failed:
        return call.report(str(failed))
    return call.report()


class _Failed(Exception):
    """Something was not as the test says."""


@dataclass(slots=True)
class _ScriptedCall:
    flow: CompiledFlow
    test: TestCase
    visited: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What was said since the caller did something."""
    over: str | None = None
    """The result, once the call has ended."""
    turns: int = 0
    threads: int = 0
    conversation: Conversation = field(init=False)
    clock: SetClock = field(init=False)
    actions: ScriptedActions = field(init=False)

    def __post_init__(self) -> None:
        self.clock = SetClock(self.test.call.now)
        self.actions = ScriptedActions(self.flow.document, self.test.mocks)
        self.conversation = self.ring()

    def ring(self) -> Conversation:
        self.threads += 1
        memory = InMemory(f"test-{self.threads}")
        return Conversation(
            self.flow, memory, actions=self.actions, destinations=lambda name: f"sip:{name}", clock=self.clock
        )

    @property
    def facts(self) -> CallFacts:
        call = self.test.call
        return CallFacts(
            id=f"test-{self.threads}",
            caller=call.caller,
            direction=call.direction,
            language=call.language,
            open=call.open,
            extra=call.extra,
        )

    async def begin(self) -> None:
        await self.conversation.begin(self.facts, self.sink)

    def sink(self, act: Act) -> None:
        match act:
            case Say(text=text):
                self.said.append(text)
            case Trace(event="step", fields=fields):
                self.visited.append(str(fields["step"]))
            case HangUp(result=result):
                self.over = result
            case Transfer():
                self.over = "transferred"
            case Expect() | Trace():
                pass

    async def do(self, what: str, value: Any) -> None:
        match what:
            case "caller":
                await self.hear(Heard(text=_text(value)))
            case "press":
                await self.hear(Heard(keys=_text(value)))
            case "silence":
                await self.hear(Heard(silence=True))
            case "hangup":
                self.said.clear()
            case "ring_back":
                await self.ring_back(seconds(value))
            case "bot":
                self.check_said(_text(value))
            case "expect":
                await self.check_values(value)

    async def hear(self, heard: Heard) -> None:
        if self.over is not None:
            raise _Failed(f"the call had already ended as “{self.over}”")
        self.said.clear()
        self.turns += 1
        await self.conversation.turn(heard, self.sink)

    async def ring_back(self, after_s: float) -> None:
        before = await self.conversation.snapshot()
        self.clock.move(after_s)
        self.said.clear()
        self.over = None
        self.conversation = self.ring()
        await self.conversation.begin(self.facts, self.sink, resumed_from=before)

    def check_said(self, words: str) -> None:
        together = " ".join(self.said)
        if words.casefold() not in together.casefold():
            raise _Failed(f"expected the flow to say “{words}”; it said “{together}”")

    async def check_values(self, wanted: Mapping[str, Any]) -> None:
        now = await self.conversation.snapshot()
        values = {**now.vars, **now.slots} if now else {}
        for name, value in wanted.items():
            if values.get(name) != value and str(values.get(name)) != str(value):
                raise _Failed(f"{name} should be {value!r}; it is {values.get(name)!r}")

    def check_end(self) -> None:
        if self.test.result and self.over != self.test.result:
            ended = f"ended as “{self.over}”" if self.over is not None else "goes on"
            raise _Failed(
                f"the call should end as “{self.test.result}”; it {ended}, last saying “{' '.join(self.said)}”"
            )
        path = iter(self.visited)
        if not all(step in path for step in self.test.visited):
            raise _Failed(f"the call should visit {', '.join(self.test.visited)}; it visited {', '.join(self.visited)}")

    def report(self, failure: str = "") -> TestReport:
        return TestReport(self.test.name, failure, tuple(self.visited), self.turns)


def _text(value: object) -> str:
    """A line of a script; YAML makes true or a number of some words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
