"""A conversation: one thread of a compiled flow, and whoever is at the other end of the line.

Each turn of the caller resumes the graph where it waits. Acts go to the sink the moment they are known; what the turn
ends with (listening, a transfer, hanging up) goes last; then the thread is made durable. A turn that fails goes on at
the flow's `on_error`; when that fails too, we apologise and hang up: a caller never hears nothing.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from traceback import format_exception
from typing import Any

import structlog
from langgraph.types import Command, StateSnapshot

from graphs.acts import Expect, HangUp, Say, Sink, Transfer
from graphs.compiler import CompiledFlow
from graphs.context import TurnContext
from graphs.entering import Why
from graphs.migrating import migrated
from graphs.nodes import LISTEN
from graphs.ports import Actions, Clock, Destinations, LanguageModel, Memory
from graphs.recalling import Graph, bound, config_of, progress_of, snapshot_of
from graphs.remembering import Remembrance, proposals, remembrance
from graphs.resumption import fresh, resumed
from graphs.state import FlowState, Snapshot
from graphs.understanding.commands import Heard
from graphs.unsaid import Unsaid

log = structlog.get_logger(__name__)

MOST_STEPS = 40
"""Steps of one turn; a conversation that needs more goes round in circles."""
LONGEST_UTTERANCE = 2000
"""Characters of one turn of the caller that are looked at."""
UNSEEN_TURNS = 3
"""Turns that a worker may have begun without writing them before it died: their ids are not used again."""
UNSEEN_SENTENCES = 100
"""Sentences that it may have said of the turn that goes on."""

Journal = Callable[[Mapping[str, Any]], None]
"""Told what the caller did (an envelope, JSON), with the turn's number, before it is answered. Never blocks."""


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
    """One caller's conversation. Turns never overlap. `graph` runs the nodes, where it is not LangGraph's own."""

    def __init__(  # noqa: PLR0913 - a conversation has this many ports
        self,
        flow: CompiledFlow,
        memory: Memory,
        *,
        actions: Actions,
        destinations: Destinations,
        clock: Clock,
        graph: Graph | None = None,
        journal: Journal | None = None,
        model: LanguageModel | None = None,
    ) -> None:
        self.flow = flow
        self.memory = memory
        self.result: str | None = None
        """How the conversation ended; None while it goes on."""
        self._actions = actions
        self._destinations = destinations
        self._clock = clock
        self._model = model
        self._context_now: TurnContext | None = None
        self._graph = graph or bound(flow, memory)
        self._journal = journal
        self._turn = 0
        self._waiting: bool | None = None
        """The graph waits for the caller; None: not known yet."""
        self._fitted: FlowState = {}
        """What the next run changes first in a state that another version of the flow wrote."""
        self._failures = 0
        """Turns in a row that failed."""
        self._language = flow.document.language
        self._one_at_a_time = asyncio.Lock()

    async def begin(
        self,
        call: CallFacts,
        sink: Sink,
        *,
        resumed_from: Snapshot | None = None,
        remembered: Mapping[str, Any] | None = None,
    ) -> None:
        """Say what comes first; or, for a caller who was cut off a moment ago, ask whether to carry on.

        `remembered`: values from earlier calls of this caller, each of which is asked about before it counts.
        """
        async with self._one_at_a_time:
            document, version = self.flow.document, self.flow.fingerprint
            before = resumed(resumed_from, document, version, now=self._clock()) if resumed_from else None
            given = before or fresh(document, version)
            if known := proposals(document, remembered or {}):
                given["progress"] = {**given["progress"], "remembered": known}
            given["call"], given["entry"] = call.kept(), self._entry("resume" if before else "begin")
            self._language = document.spoken_language(call.language)
            await self._run(given, sink)

    async def reenter(self, sink: Sink, unanswered: Sequence[Mapping[str, Any]] = ()) -> None:
        """The same thread after its worker died: what was being done is done, the open question is asked again.

        `unanswered`: what the caller did since the thread was last written, as the journal has it. It is answered.
        """
        async with self._one_at_a_time:
            state = await self._look()
            if not state.values:
                raise LookupError(f"there is no conversation {self.memory.thread_id}")
            if state.next and state.next != (LISTEN,):
                sink(self._line_lost())
                await self._run(None, sink, said_before=UNSEEN_SENTENCES)
            elif unheard := [each for each in unanswered if each["turn"] > self._turn]:
                await self._catch_up(state, unheard, sink)
            else:
                self._turn += UNSEEN_TURNS
                await self._run_or_end(state, "line_lost", {}, sink)

    async def turn(self, heard: Heard, sink: Sink, *, cuts: Sequence[tuple[str, str]] = ()) -> None:
        """Answer what the caller did. `cuts`: sentences that they cut off, with what was heard of each."""
        async with self._one_at_a_time:
            state = None if self._waiting else await self._look()
            envelope = self._envelope(heard, cuts)
            if self._journal is not None:
                self._journal(envelope)
            await self._answer(envelope, state, sink)

    def stop(self) -> None:
        """The caller talks over what is being said: a reply that is still being written ends here, its turn as it
        would. Nothing happens when no turn is running, or when it says only what is written.
        """
        if self._context_now is not None:
            self._context_now.stop.set()

    async def fail(self, why: str, sink: Sink) -> None:
        """A turn failed or took too long: go where the flow goes then."""
        async with self._one_at_a_time:
            log.warning("conversation.failed", thread_id=self.memory.thread_id, reason=why)
            await self._recover(why, sink)

    async def snapshot(self) -> Snapshot | None:
        """What a later call needs to take the conversation up again; None before it began."""
        return snapshot_of(self.flow, await self._graph.aget_state(config_of(self.memory)))

    async def remembrance(self) -> Remembrance:
        """What this call leaves behind of the caller, who may not want that."""
        now = await self.snapshot()
        if now is None:
            return Remembrance(consent=None, values={})
        call = (await self._graph.aget_state(config_of(self.memory))).values.get("call", {})
        others = {**now.vars, "call": call}
        return remembrance(self.flow.document, slots=now.slots, others=others, now=self._clock())

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
        config = config_of(self.memory)
        config["recursion_limit"] = MOST_STEPS
        await self._graph.ainvoke(self._fitting(given), config, context=context, durability="sync")
        self._fitted = {}
        if context.ending is None:
            raise RuntimeError("the flow stopped without asking anything or ending the call")
        return context.ending

    async def _close(self, ending: Expect | HangUp | Transfer, sink: Sink) -> None:
        self._waiting = isinstance(ending, Expect)
        self.result = None
        if isinstance(ending, Expect):
            self._language = ending.language
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
        self._context_now = TurnContext(
            sink, self.memory, self._actions, self._destinations, self._clock, self._model, said_before=said_before
        )
        return self._context_now

    # ---- ways in

    async def _answer(
        self, envelope: Mapping[str, Any], state: StateSnapshot | None, sink: Sink, *, said_before: int = 0
    ) -> None:
        """Take what the caller did, wherever the conversation stands. `state`: None when it is known to wait."""
        if state is not None and self._is_lost(state):
            unsaid = await self._begin_again(sink)
            if not self._waiting:
                return
            envelope = {**envelope, "cuts": {**envelope.get("cuts", {}), **unsaid}}
        if self._waiting:
            await self._run(Command(resume=dict(envelope)), sink, said_before=said_before)
        else:
            await self._run_or_end(state or await self._look(), "words", envelope, sink)

    async def _catch_up(self, state: StateSnapshot, unheard: Sequence[Mapping[str, Any]], sink: Sink) -> None:
        """Answer what the worker that died did not get to answer; of several turns the last one's answer is said."""
        self._turn = int(unheard[-1]["turn"])
        replays = 1 + max(int(each.get("replays", 0)) for each in unheard)
        before = UNSEEN_SENTENCES * replays
        sink(self._line_lost(before))
        unsaid: dict[str, str] = {}
        for place, envelope in enumerate(unheard, 1):
            heard = {**envelope, "cuts": {**envelope.get("cuts", {}), **unsaid}}
            held = Unsaid(sink)
            last = place == len(unheard)
            await self._answer(heard, state if place == 1 else None, sink if last else held, said_before=before)
            unsaid = held.leave(waiting=bool(self._waiting))
            if not self._waiting:
                break
        self._turn += UNSEEN_TURNS

    async def _begin_again(self, sink: Sink) -> dict[str, str]:
        """The step where the conversation stood is gone with its version: come to where it begins, with all that is
        known. What would be said there is not, since the caller's words come next: it is returned as cut off.
        """
        held = Unsaid(sink)
        entry = {"why": "lost_step", "turn": self._turn}
        await self._run({"entry": entry}, held, said_before=UNSEEN_SENTENCES)
        return held.leave(waiting=bool(self._waiting))

    def _is_lost(self, state: StateSnapshot) -> bool:
        """Whether the conversation goes on, but not from any step that this version has."""
        values = {**state.values, **self._fitted}
        step = self.flow.plan.steps.get(values.get("cursor", ""))
        progress = values.get("progress", {})
        over = progress.get("result") or progress.get("transfer_at")
        return not over and (step is None or not step.waits)

    def _fitting(self, given: FlowState | Command[Any] | None) -> FlowState | Command[Any] | None:
        """What the graph is given, with what has to change in the state of another version."""
        if not self._fitted or given is None:
            return given
        if isinstance(given, Command):
            return Command(resume=given.resume, update=dict(self._fitted))
        return {**self._fitted, **given}

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
            "languages": list(heard.languages),
            "cuts": {name: _clean(text) for name, text in cuts},
        }

    def _entry(self, why: Why) -> dict[str, Any]:
        self._turn += why not in ("begin", "resume")
        return {"why": why, "turn": self._turn}

    async def _look(self) -> StateSnapshot:
        """Find out where the thread stands."""
        state = await self._graph.aget_state(config_of(self.memory))
        self._turn = max(self._turn, progress_of(state).get("turn", 0))
        self._waiting = bool(state.interrupts) and LISTEN in state.next
        own = progress_of(state).get("language") or state.values.get("call", {}).get("language")
        self._language = self.flow.document.spoken_language(own)
        self._fitted = {}
        if state.values and state.values.get("version") != self.flow.fingerprint:
            self._fitted = {**migrated(state.values, self.flow.document), "version": self.flow.fingerprint}
        return state

    async def _run_or_end(self, state: StateSnapshot, why: Why, envelope: Mapping[str, Any], sink: Sink) -> None:
        """Come in by the door; a conversation that has ended stays ended, unless nobody took the transferred call."""
        progress = self._fitted.get("progress") or progress_of(state)
        if progress.get("transfer_at"):
            why = "not_taken"
        elif progress.get("result"):
            await self._close(HangUp(progress["result"]), sink)
            return
        await self._run({"entry": {**envelope, **self._entry(why)}}, sink)

    def _line_lost(self, said_before: int = UNSEEN_SENTENCES) -> Say:
        wording = self.flow.plan.wordings.own("line_lost", {}, language=self._language)
        return Say(f"t{self._turn}.{said_before}", wording.text, wording.language, wording.fixed)


def _clean(text: str) -> str:
    """Without what a database cannot keep: NUL characters and halves of surrogate pairs."""
    return text[:LONGEST_UTTERANCE].replace("\x00", "").encode("utf-8", "ignore").decode()
