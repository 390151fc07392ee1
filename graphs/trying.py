"""A flow tried out: the lines of a script on the engine of real calls, and for each what was said and why.

The whole script runs every time, so that what comes of an edited flow is told for every line. Only what happens in the
script changes anything: the clock is set, actions answer as the script says, or with an example where it says nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphs.acts import Act, Expect, Say, Trace, Transfer
from graphs.compiler import CompiledFlow
from graphs.document import FlowDocument, ScriptedCall
from graphs.examples import Examples
from graphs.fields import seconds
from graphs.ports import LanguageModel, Outcome
from graphs.rehearsal import Rehearsal, ScriptedActions
from graphs.stopgaps import is_stopgap
from graphs.whys import why

MOST_LINES = 200

Line = Mapping[str, Any]
"""One of `{"caller": text}`, `{"press": keys}`, `{"silence": true}`, `{"event": name, "value": …}`, `{"hangup": true}`,
`{"ring_back": seconds or "5m"}`, `{"not_taken": true}` (of a transferred call), `{"set": {name: value}}`."""


@dataclass(frozen=True, slots=True)
class Script:
    """What happens."""

    call: ScriptedCall = field(default_factory=ScriptedCall)
    mocks: Mapping[str, Any] = field(default_factory=dict)
    """Action → what it answers, as in a flow's tests; one that is not here answers with an example."""
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class TriedTurn:
    """What came of one line; of the call's beginning, for the first turn."""

    line: Line | None
    said: Sequence[Mapping[str, Any]]
    """`{"text", "step", "language", "fixed"}`, in order."""
    steps: Sequence[str]
    why: Mapping[str, Any]
    """As `graphs.whys` tells it."""
    values: Mapping[str, Any]
    """Slots and variables after it."""
    changed: Sequence[str]
    waiting_at: str | None
    """The step where the caller's answer is awaited."""
    expects: Mapping[str, Any] | None
    """`{"kind", "slot", "keys", "hints"}`."""
    ended: str | None
    """The result, when the call is over."""
    transfer: Mapping[str, Any] | None
    """`{"to", "number", "summary", "mode"}`."""
    unmocked: Sequence[str]
    """Actions that answered with an example."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of all of it."""

    turns: Sequence[TriedTurn]
    mocks: Mapping[str, Any]
    """What each action that was run answered, as a test of the flow says it."""
    visited: Sequence[str]
    """The steps that were come to, once each, in the order of the first time."""
    unplayed: int
    """Lines at the end for which there was no call any more."""
    traces: Sequence[Sequence[Trace]]
    """What each turn noted, as the timeline of a real call has it."""


async def try_out(
    flow: CompiledFlow,
    script: Script,
    *,
    model: LanguageModel | None = None,
    between: Callable[[], None] = lambda: None,
    meanwhile: Callable[[], None] = lambda: None,
) -> Tried:
    """Run the script. `between` is called before each line, `meanwhile` at every act and every action within one.

    Both may raise to end it; `meanwhile` something that is no Exception, since a turn that fails is gone on from.
    """
    trial = _Trial(flow, script, model, meanwhile)
    turns = [await trial.begin()]
    traces = [trial.traces]
    played = 0
    for line in script.lines:
        between()
        if not trial.can_go_on(line):
            break
        turns.append(await trial.turn(line))
        traces.append(trial.traces)
        played += 1
    visited = tuple(dict.fromkeys(trial.call.visited))
    return Tried(turns, trial.actions.as_mocks(), visited, len(script.lines) - played, traces)


@dataclass(frozen=True, slots=True)
class Worked:
    """One run of an action."""

    action: str
    arguments: Mapping[str, Any]
    outcome: Outcome


class MockedActions:
    """Actions that only answer (`graphs.ports.Actions`): as scripted, and without a script with an example."""

    def __init__(
        self,
        document: FlowDocument,
        mocks: Mapping[str, Any],
        now: str,
        *,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """`now`: when the call is, ISO 8601. Mocks of actions that the flow has not are left aside.

        `meanwhile` is called before each answer.
        """
        self._meanwhile = meanwhile
        self._mocks = {name: mock for name, mock in mocks.items() if name in document.actions}
        self._scripted = ScriptedActions(document, self._mocks)
        self._examples = Examples(document, now)
        self._made: dict[str, list[Any]] = {}
        self.all: list[Worked] = []
        """What was run, in order."""

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        """What the script says comes next, or an example."""
        self._meanwhile()
        if action in self._mocks:
            outcome = await self._scripted(action, arguments, key=key, commits=commits)
        else:
            value = self._examples.answer(action, arguments)
            self._made.setdefault(action, []).append(value)
            outcome = Outcome("ok", value)
        self.all.append(Worked(action, dict(arguments), outcome))
        return outcome

    def is_mocked(self, action: str) -> bool:
        """Whether the script says what it answers."""
        return action in self._mocks

    def as_mocks(self) -> dict[str, Any]:
        """What each action that was run answered, as a test says it: once for all, or a list, one a time."""
        mocks: dict[str, Any] = {}
        for worked in self.all:
            made = self._made.get(worked.action)
            if made is None:
                mocks[worked.action] = self._mocks[worked.action]
            else:
                mocks[worked.action] = made[0] if all(each == made[0] for each in made) else made
        return mocks


class _Watched(Rehearsal):
    """A rehearsal in which something is looked at with every act."""

    def __init__(self, meanwhile: Callable[[], None], *given: Any, **more: Any) -> None:
        self._meanwhile = meanwhile
        super().__init__(*given, **more)

    def sink(self, act: Act) -> None:
        """Keep what the conversation does."""
        self._meanwhile()
        super().sink(act)


class _Trial:
    """One run of a script."""

    def __init__(
        self, flow: CompiledFlow, script: Script, model: LanguageModel | None, meanwhile: Callable[[], None]
    ) -> None:
        self.actions = MockedActions(flow.document, script.mocks, script.call.now, meanwhile=meanwhile)
        self.call = _Watched(meanwhile, flow, script.call, actions=self.actions, walks=True, model=model)
        self._values: Mapping[str, Any] = {}
        self._at: str | None = None
        """The step that asked last."""
        self._expects: Mapping[str, Any] | None = None
        self._gone = False
        """The caller has hung up."""

    @property
    def traces(self) -> Sequence[Trace]:
        """What the last turn noted."""
        return [act for act in self.call.acts if isinstance(act, Trace)]

    def can_go_on(self, line: Line) -> bool:
        """Whether there is somebody to do that."""
        if "ring_back" in line:
            return True
        if "not_taken" in line:
            return self.call.over == "transferred"
        return self.call.over is None and not self._gone

    async def begin(self) -> TriedTurn:
        """The call is answered."""
        await self.call.begin()
        return await self._told(None, 0)

    async def turn(self, line: Line) -> TriedTurn:
        """The caller, or the world, does something."""
        worked = len(self.actions.all)
        unknown: list[str] = []
        match line:
            case {"caller": text}:
                await self.call.hear(str(text))
            case {"press": keys}:
                await self.call.hear(keys=str(keys))
            case {"silence": _}:
                await self.call.hear(silence=True)
            case {"event": name}:
                await self.call.happens(str(name), line.get("value"))
            case {"not_taken": _}:
                await self.call.not_taken()
            case {"ring_back": after}:
                self._gone = False
                await self.call.ring_back(after if isinstance(after, int | float) else seconds(after))
            case {"set": values}:
                unknown = await self.call.set_by_hand(values)
            case _:
                self._gone = True
                self.call.acts.clear()
        return await self._told(line, worked, unknown)

    async def _told(self, line: Line | None, worked: int, unknown: Sequence[str] = ()) -> TriedTurn:
        call, before = self.call, self._values
        self._values = values = await call.values()
        said = self._said(call.acts)
        transfer = next((act for act in call.acts if isinstance(act, Transfer)), None)
        ran = self.actions.all[worked:]
        return TriedTurn(
            line=line,
            said=said,
            steps=[str(fields["step"]) for event, fields in call.traces if event == "step"],
            why=_why(call.traces, line, ran, unknown),
            values=values,
            changed=[name for name, value in values.items() if value != before.get(name)],
            waiting_at=self._at if self._expects else None,
            expects=self._expects,
            ended=call.over,
            transfer=_transferred(transfer) if transfer else None,
            unmocked=tuple(dict.fromkeys(each.action for each in ran if not self.actions.is_mocked(each.action))),
        )

    def _said(self, acts: Sequence[Act]) -> list[Mapping[str, Any]]:
        """What was said, each at the step that said it; and what is awaited from now on."""
        said: list[Mapping[str, Any]] = []
        at = self._at or ""
        if self.call.over is not None or self._gone:
            self._expects = None
        for act in acts:
            match act:
                case Trace(event="step", fields=fields):
                    at = str(fields["step"])
                case Say() if not is_stopgap(act):
                    said.append({"text": act.text, "step": at, "language": act.language, "fixed": act.fixed})
                case Expect():
                    self._at = act.step
                    self._expects = {"kind": act.kind, "slot": act.slot, "keys": act.keys, "hints": list(act.hints)}
                case _:
                    pass
        return said


def _why(
    traces: Sequence[tuple[str, Mapping[str, Any]]], line: Line | None, ran: Sequence[Worked], unknown: Sequence[str]
) -> Mapping[str, Any]:
    """Why it went so; here nobody's values are to be kept out, and an action's are known as they were."""
    told = dict(why(traces, heard=_heard(line)))
    told["actions"] = [
        {**each, "arguments": dict(worked.arguments), "answer": worked.outcome.value}
        for each, worked in zip(told["actions"], ran, strict=False)
    ]
    told["notes"] = [*told["notes"], *(f"There is nothing called “{name}” in this flow to be set." for name in unknown)]
    return told


def _heard(line: Line | None) -> str:
    match line:
        case {"caller": text}:
            return str(text)
        case {"press": keys}:
            return str(keys)
        case _:
            return ""


def _transferred(act: Transfer) -> Mapping[str, Any]:
    return {"to": act.to, "number": act.number, "summary": act.summary, "mode": act.mode}
