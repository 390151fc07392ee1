"""A conversation: one thread of a compiled flow, and whoever is at the other end of the line.

Each turn of the caller resumes the graph where it waits. Acts go to the sink the moment they are known; what the turn
ends with (listening, a transfer, hanging up) goes last; then the thread is made durable. A turn that fails goes on at
the flow's `on_error`; when that fails too, we apologise and hang up: a caller never hears nothing.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from traceback import format_exception
from typing import Any

import structlog
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from graphs.acts import Expect, HangUp, Say, Sink, Transfer
from graphs.compiler import CompiledFlow, Graph
from graphs.context import TurnContext
from graphs.entering import Why
from graphs.nodes import LISTEN
from graphs.ports import Actions, Clock, Destinations, Memory
from graphs.resuming import RESUME
from graphs.state import FlowState, Snapshot
from graphs.understanding.commands import Heard

log = structlog.get_logger(__name__)

MOST_STEPS = 40
"""Steps of one turn; a conversation that needs more goes round in circles."""
LONGEST_UTTERANCE = 2000
"""Characters of one turn of the caller that are looked at."""
UNSEEN_TURNS = 3
"""Turns that a worker may have begun without writing them before it died: their ids are not used again."""
UNSEEN_SENTENCES = 100
"""Sentences that it may have said of the turn that goes on."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of a call when it begins; flows see it as `call`."""

    id: str
    caller: str = ""
    callee: str = ""
    direction: str = "inbound"
    language: str | None = None
    open: bool = True
    """Whether somebody is there to take calls."""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """For the state."""
        named = {name: getattr(self, name) for name in ("id", "caller", "callee", "direction", "language", "open")}
        return {**self.extra, **named}


class Conversation:
    """One caller's conversation. Turns never overlap."""

    def __init__(
        self, flow: CompiledFlow, memory: Memory, *, actions: Actions, destinations: Destinations, clock: Clock
    ) -> None:
        self.flow = flow
        self.memory = memory
        self.result: str | None = None
        """How the conversation ended; None while it goes on."""
        self._actions = actions
        self._destinations = destinations
        self._clock = clock
        self._graph = _bound(flow, memory)
        self._turn = 0
        self._waiting: bool | None = None
        """The graph waits for the caller; None: not known yet."""
        self._failures = 0
        """Turns in a row that failed."""
        self._language = flow.document.language
        self._one_at_a_time = asyncio.Lock()

    async def begin(self, call: CallFacts, sink: Sink, *, resumed_from: Snapshot | None = None) -> None:
        """Say what comes first; or, for a caller who was cut off a moment ago, ask whether to carry on."""
        async with self._one_at_a_time:
            state = self._resumed(resumed_from) if resumed_from else None
            entry = self._entry("begin" if state is None else "resume")
            given = state or self._fresh()
            given["call"], given["entry"] = call.kept(), entry
            self._language = self.flow.document.spoken_language(call.language)
            await self._run(given, sink)

    async def reenter(self, sink: Sink) -> None:
        """The same thread after its worker died: what was being done is done, the open question is asked again."""
        async with self._one_at_a_time:
            state = await self._look()
            if not state.values:
                raise LookupError(f"there is no conversation {self.memory.thread_id}")
            if state.next and state.next != (LISTEN,):
                sink(self._line_lost())
                await self._run(None, sink, said_before=UNSEEN_SENTENCES)
                return
            self._turn += UNSEEN_TURNS
            await self._run_or_end(state, "line_lost", {}, sink)

    async def turn(self, heard: Heard, sink: Sink, *, cuts: Sequence[tuple[str, str]] = ()) -> None:
        """Answer what the caller did. `cuts`: sentences that they cut off, with what was heard of each."""
        async with self._one_at_a_time:
            if self._waiting is None:
                await self._look()
            envelope = self._envelope(heard, cuts)
            if self._waiting:
                await self._run(Command(resume=envelope), sink)
            else:
                await self._run_or_end(await self._look(), "words", envelope, sink)

    async def fail(self, why: str, sink: Sink) -> None:
        """A turn failed or took too long: go where the flow goes then."""
        async with self._one_at_a_time:
            log.warning("conversation.failed", thread_id=self.memory.thread_id, reason=why)
            await self._recover(why, sink)

    async def snapshot(self) -> Snapshot | None:
        """What a later call needs to take the conversation up again; None before it began."""
        return await recall(self.flow, self.memory)

    # ---- running

    async def _run(self, given: FlowState | Command[Any] | None, sink: Sink, *, said_before: int = 0) -> None:
        context = self._context(sink, said_before)
        try:
            ending = await self._ended(given, context)
        except Exception as error:
            if context.lost is not None:
                raise
            self._report("conversation.turn_failed", error)
            await self._recover(type(error).__name__, sink)
            return
        self._failures = 0
        await self._close(ending, sink)

    async def _recover(self, why: str, sink: Sink) -> None:
        """Go on at `on_error`; for the second time in a row, or when even that fails, apologise and hang up."""
        self._failures += 1
        if self._failures > 1:
            await self._give_up(sink)
            return
        context = self._context(sink)
        try:
            ending = await self._ended({"entry": {**self._entry("failed"), "reason": why}}, context)
        except Exception as error:
            if context.lost is not None:
                raise
            self._report("conversation.on_error_failed", error)
            await self._give_up(sink)
            return
        await self._close(ending, sink)

    def _report(self, event: str, error: Exception) -> None:
        """A bug of ours or of the flow. What it says may hold the caller's words."""
        trace = "".join(format_exception(error))
        log.warning(event, thread_id=self.memory.thread_id, error=type(error).__name__, pii_traceback=trace)

    async def _ended(self, given: FlowState | Command[Any] | None, context: TurnContext) -> Expect | HangUp | Transfer:
        """Run the graph until it waits or ends."""
        self._waiting = False
        config = _config(self.memory)
        config["recursion_limit"] = MOST_STEPS
        await self._graph.ainvoke(given, config, context=context, durability="sync")
        if context.ending is None:
            raise RuntimeError("the flow stopped without asking anything or ending the call")
        return context.ending

    async def _close(self, ending: Expect | HangUp | Transfer, sink: Sink) -> None:
        self._waiting = isinstance(ending, Expect)
        self.result = None
        if isinstance(ending, HangUp):
            self.result = ending.result
        elif isinstance(ending, Transfer):
            self.result = "transferred" if "transferred" in self.flow.document.results else ""
        sink(ending)
        await self.memory.commit()

    async def _give_up(self, sink: Sink) -> None:
        self._turn += 1
        wording = self.flow.plan.wordings.own("sorry_goodbye", {}, language=self._language)
        sink(Say(f"t{self._turn}.1", wording.text, wording.language, wording.fixed))
        await self._close(HangUp(self.flow.document.failure), sink)

    def _context(self, sink: Sink, said_before: int = 0) -> TurnContext:
        return TurnContext(sink, self.memory, self._actions, self._destinations, self._clock, said_before)

    # ---- ways in

    def _envelope(self, heard: Heard, cuts: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """What the caller did, never empty: LangGraph takes an empty resume value for none at all."""
        self._turn += 1
        return {
            "turn": self._turn,
            "text": _clean(heard.text),
            "keys": "".join(key for key in heard.keys if key in "0123456789*#"),
            "silence": heard.silence,
            "event": heard.event,
            "value": heard.value,
            "confidence": heard.confidence,
            "cuts": {name: _clean(text) for name, text in cuts},
        }

    def _entry(self, why: Why) -> dict[str, Any]:
        self._turn += why not in ("begin", "resume")
        return {"why": why, "turn": self._turn}

    async def _look(self) -> StateSnapshot:
        """Find out where the thread stands."""
        state = await self._graph.aget_state(_config(self.memory))
        self._turn = max(self._turn, _progress(state).get("turn", 0))
        self._waiting = bool(state.interrupts) and LISTEN in state.next
        self._language = self.flow.document.spoken_language(state.values.get("call", {}).get("language"))
        return state

    async def _run_or_end(self, state: StateSnapshot, why: Why, envelope: Mapping[str, Any], sink: Sink) -> None:
        """Come in by the door; a conversation that has ended stays ended, unless nobody took the transferred call."""
        progress = _progress(state)
        if progress.get("transfer_at"):
            why = "not_taken"
        elif progress.get("result"):
            await self._close(HangUp(progress["result"]), sink)
            return
        await self._run({"entry": {**envelope, **self._entry(why)}}, sink)

    def _fresh(self) -> FlowState:
        values = {name: variable.default for name, variable in self.flow.document.vars.items()}
        return {"cursor": "", "slots": {}, "vars": values, "progress": {}, "messages": []}

    def _resumed(self, before: Snapshot) -> FlowState | None:
        """The state to go on from; None when there is nothing worth going on with, or it was too long ago."""
        document = self.flow.document
        known = any(value not in (None, "") for value in before.slots.values())
        moved = any(before.vars.get(name) != variable.default for name, variable in document.vars.items())
        if document.resume is None or before.result or not (known or moved):
            return None
        if before.flow != document.flow or not before.at:
            return None
        stands = before.progress.get("resume_at") if before.cursor == RESUME else before.cursor
        away = (self._clock() - datetime.fromisoformat(before.at)).total_seconds()
        if stands not in document.steps or not 0 <= away <= document.resume.within:
            return None
        progress = {**before.progress, "resume_at": stands, "pending": None, "question": "", "turn": 0}
        return {
            "cursor": RESUME,
            "slots": {name: value for name, value in before.slots.items() if name in document.slots},
            "vars": {
                **self._fresh()["vars"],
                **{name: value for name, value in before.vars.items() if name in document.vars},
            },
            "progress": progress,
            "messages": before.messages,
        }

    def _line_lost(self) -> Say:
        wording = self.flow.plan.wordings.own("line_lost", {}, language=self._language)
        return Say(f"t{self._turn}.{UNSEEN_SENTENCES}", wording.text, wording.language, wording.fixed)


async def recall(flow: CompiledFlow, memory: Memory) -> Snapshot | None:
    """What a stored thread was about, for a caller who rings back; None when there is nothing."""
    state = await _bound(flow, memory).aget_state(_config(memory))
    if not state.values:
        return None
    values, progress = state.values, _progress(state)
    return Snapshot(
        flow=flow.document.flow,
        fingerprint=flow.fingerprint,
        at=progress.get("at", ""),
        cursor=values.get("cursor", ""),
        slots=values.get("slots", {}),
        vars=values.get("vars", {}),
        progress=dict(progress),
        messages=values.get("messages", []),
    )


def _bound(flow: CompiledFlow, memory: Memory) -> Graph:
    """The graph with this thread's memory: a shallow copy, some hundred microseconds for 200 steps."""
    return flow.graph.copy({"checkpointer": memory.saver})


def _config(memory: Memory) -> RunnableConfig:
    return {"configurable": {"thread_id": memory.thread_id}}


def _progress(state: StateSnapshot) -> Mapping[str, Any]:
    progress = state.values.get("progress", {})
    return progress if isinstance(progress, Mapping) else {}


def _clean(text: str) -> str:
    """Without what a database cannot keep: NUL characters and halves of surrogate pairs."""
    return text[:LONGEST_UTTERANCE].replace("\x00", "").encode("utf-8", "ignore").decode()
