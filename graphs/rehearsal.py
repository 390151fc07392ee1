"""A call without a telephone: the engine of real calls, with a set clock, scripted actions and all acts kept."""

from collections.abc import Callable, Mapping
from copy import copy, deepcopy
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Self

from langgraph.checkpoint.memory import InMemorySaver

from graphs.acts import Act, Expect, HangUp, Say, Trace, Transfer
from graphs.compiler import CompiledFlow
from graphs.document import FlowDocument, ScriptedCall
from graphs.engine import CallFacts, Conversation
from graphs.ports import Actions, Destinations, LanguageModel, Memory, Outcome
from graphs.recalling import KeptGraph
from graphs.stopgaps import is_stopgap
from graphs.understanding.commands import Heard
from graphs.walking import Walk


class InMemory:
    """A thread's memory for tests: nothing outlives the process."""

    def __init__(self, thread_id: str = "test") -> None:
        self.thread_id = thread_id
        self.commits = 0
        self._begun: Callable[[], InMemorySaver] = InMemorySaver

    @cached_property
    def saver(self) -> InMemorySaver:
        """Made when LangGraph first asks for it."""
        return self._begun()

    async def commit(self) -> None:
        """Nothing to write; counted."""
        self.commits += 1

    def fork(self) -> Self:
        """What there is now; its saver is made when it is used."""
        fork = copy(self)
        kept = vars(fork).pop("saver", None)
        if kept is not None:
            fork._begun = _now(kept, self.thread_id)
        return fork


def _now(saver: InMemorySaver, thread_id: str) -> Callable[[], InMemorySaver]:
    """Makes a saver that holds the thread's newest checkpoint, as it is now."""
    checkpoints = saver.storage[thread_id][""]
    newest = next(reversed(checkpoints), None)
    writes = dict(saver.writes[thread_id, "", newest]) if newest else {}

    def made() -> InMemorySaver:
        other = InMemorySaver()
        if newest:
            other.storage[thread_id][""][newest] = checkpoints[newest]
            other.writes[thread_id, "", newest] = dict(writes)
            other.blobs.update(saver.blobs)
        return other

    return made


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
        in_turn = any(isinstance(each, list) for each in script)
        return bool(script) and (self._document.actions[action].out != "list" or in_turn)


class Rehearsal:
    """One caller, and as many calls as they make. `walks`: several times as fast, without LangGraph and `memory`."""

    def __init__(  # noqa: PLR0913 - a conversation has this many ports
        self,
        flow: CompiledFlow,
        call: ScriptedCall | None = None,
        *,
        actions: Actions | Mapping[str, Any] | None = None,
        destinations: Destinations = "sip:{}".format,
        memory: Callable[[str], Memory] = InMemory,
        walks: bool = False,
        model: LanguageModel | None = None,
    ) -> None:
        self.flow = flow
        self.call = call or ScriptedCall()
        self.clock = SetClock(self.call.now)
        self.actions = actions if callable(actions) else ScriptedActions(flow.document, actions or {})
        self.acts: list[Act] = []
        """Everything since the caller last did something."""
        self.history: list[Act] = []
        """Everything, in all calls."""
        self.visited: list[str] = []
        """The steps that were come to, in all calls."""
        self.over: str | None = None
        """The result, once the call has ended."""
        self.turns = 0
        self._calls = 0
        self._memory = memory
        self._destinations = destinations
        self._walks = walks
        self._model = model
        self.conversation = self._ring()

    @property
    def said(self) -> str:
        """What was said since the caller last did something. Nothing is slow here, so nobody hears that it is."""
        return " ".join(act.text for act in self.acts if isinstance(act, Say) and not is_stopgap(act))

    @property
    def expects(self) -> Expect:
        """What is awaited now."""
        (expect,) = [act for act in self.acts if isinstance(act, Expect)]
        return expect

    @property
    def traces(self) -> list[tuple[str, dict[str, object]]]:
        """The notes since the caller last did something."""
        return [(act.event, act.fields) for act in self.acts if isinstance(act, Trace)]

    async def values(self) -> dict[str, Any]:
        """Slots and variables as they are now."""
        now = await self.conversation.snapshot()
        return {**now.vars, **now.slots} if now else {}

    async def begin(self) -> None:
        """The call is answered."""
        await self.conversation.begin(self._facts(), self.sink)

    async def hear(self, text: str = "", *, keys: str = "", silence: bool = False, confidence: float = 1.0) -> None:
        """The caller speaks, presses keys or says nothing."""
        await self.take(Heard(text, keys, silence, confidence))

    async def happens(self, event: str, value: object = None) -> None:
        """Something happens outside the conversation."""
        await self.take(Heard(event=event, value=value))

    async def not_taken(self) -> None:
        """Nobody takes the transferred call, and the caller is with us again."""
        await self.take(Heard(silence=True))

    async def set_by_hand(self, values: Mapping[str, Any]) -> list[str]:
        """Somebody changes slots and variables between two turns; nothing is cleared by it, nobody is heard.

        Returns the names that this flow has not. Only where the rehearsal `walks`.
        """
        kept = self.conversation.thread.kept
        if not isinstance(kept, Walk):
            raise TypeError("Values are set by hand only in a rehearsal that walks.")
        now, document = await self.conversation.snapshot(), self.flow.document
        slots, variables = (dict(now.slots), dict(now.vars)) if now else ({}, {})
        for name, value in values.items():
            if name in document.slots:
                slots.pop(name, None)
                slots[name] = value
            elif name in document.vars:
                variables[name] = value
        kept.amend({"slots": slots, "vars": variables})
        self.acts.clear()
        return [name for name in values if name not in document.slots and name not in document.vars]

    async def take(self, heard: Heard) -> None:
        """The caller did this."""
        self.acts.clear()
        self.over = None
        self.turns += 1
        await self.conversation.turn(heard, self.sink)

    async def ring_back(self, after_s: float) -> None:
        """The line drops, and the caller rings again."""
        before = await self.conversation.snapshot()
        self.clock.move(after_s)
        self.acts.clear()
        self.over = None
        self.conversation = self._ring()
        await self.conversation.begin(self._facts(), self.sink, resumed_from=before)

    def sink(self, act: Act) -> None:
        """Keep what the conversation does."""
        self.acts.append(act)
        self.history.append(act)
        match act:
            case Trace(event="step", fields=fields):
                self.visited.append(str(fields["step"]))
            case HangUp(result=result):
                self.over = result
            case Transfer():
                self.over = "transferred"
            case _:
                pass

    def another_worker(self) -> None:
        """The worker dies; another one takes the same thread over."""
        thread = self.conversation.thread
        self.conversation = self._conversation(thread.memory, thread.kept)
        self.acts.clear()

    def _ring(self) -> Conversation:
        self._calls += 1
        walk = Walk(self.flow) if self._walks else None
        return self._conversation(self._memory(f"call-{self._calls}"), walk)

    def _conversation(self, memory: Memory, kept: KeptGraph | None) -> Conversation:
        return Conversation(
            self.flow,
            memory,
            actions=self.actions,
            destinations=self._destinations,
            clock=self.clock,
            graph=kept,
            model=self._model,
        )

    def _facts(self) -> CallFacts:
        call = self.call
        return CallFacts(
            id=f"call-{self._calls}",
            caller=call.caller,
            direction=call.direction,
            language=call.language,
            open=call.open,
            extra=call.extra,
        )
