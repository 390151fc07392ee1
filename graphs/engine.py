"""A conversation: one thread of a compiled flow, and whoever is at the other end of the line.

Each turn of the caller resumes the graph where it waits. Acts go to the sink the moment they are known; what the turn
ends with (listening, a transfer, hanging up) goes last; then the thread is made durable. A turn that fails goes on at
the flow's `on_error`; when that fails too, we apologise and hang up: a caller never hears nothing.

A turn can be supposed, while the caller may still be speaking: it runs like any other, but whatever has an effect waits
until it is confirmed, and the end, durable or not, too. And the last turn can be undone, unless an action that cannot
be undone was begun in it. Both come down to the same: every turn begins with a fork of the thread to go back to
(`graphs.supposing`), and going back means to go on with that fork, so that whatever is still running of what was broken
off writes where nobody looks. LangGraph's own way back, by a checkpoint's id, would answer with the old words.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import partial
from traceback import format_exception
from typing import Any

import structlog
from langgraph.types import Command, StateSnapshot

from graphs.acts import Expect, HangUp, Say, Sink, Transfer
from graphs.compiler import CompiledFlow
from graphs.context import TurnContext
from graphs.entering import Why
from graphs.envelopes import Cuts, Journal, enveloped
from graphs.facts import CallFacts
from graphs.migrating import is_lost, migrated, with_fitted
from graphs.nodes import LISTEN
from graphs.ports import Actions, Clock, Destinations, LanguageModel, Memory
from graphs.recalling import KeptGraph, Thread, config_of, progress_of, snapshot_of
from graphs.remembering import Remembrance, proposals, remembrance
from graphs.resumption import fresh, resumed
from graphs.state import FlowState, Snapshot
from graphs.stepping import tell_circle
from graphs.supposing import Attempt, Attempts, Before, Standing
from graphs.understanding.commands import Heard
from graphs.unsaid import Unsaid

__all__ = ["After", "CallFacts", "Conversation", "Journal"]

log = structlog.get_logger(__name__)

UNSEEN_TURNS = 3
"""Turns that a worker may have begun without writing them before it died: their ids are not used again."""
UNSEEN_SENTENCES = 100
"""Sentences that it may have said of the turn that goes on."""

After = Callable[[], Awaitable[None]]
"""Waited for when a turn of the caller is over and durable, or undone."""


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
        graph: KeptGraph | None = None,
        journal: Journal | None = None,
        model: LanguageModel | None = None,
    ) -> None:
        self.flow = flow
        self.thread = Thread(flow, memory, graph)
        self._standing = Standing(flow.document.language)
        self._attempt = Attempt()
        """What runs, or ran last."""
        self._asked = Attempts()
        self._actions = actions
        self._destinations = destinations
        self._clock = clock
        self._model = model
        self._context_now: TurnContext | None = None
        self._journal = journal
        self._one_at_a_time = asyncio.Lock()

    @property
    def memory(self) -> Memory:
        """The thread's memory as it is now: another one after something was taken back."""
        return self.thread.memory

    @property
    def result(self) -> str | None:
        """How the conversation ended; None while it goes on."""
        return self._standing.result

    @property
    def transfer(self) -> Transfer | None:
        """To whom the caller is handed over; None while nobody is."""
        return self._standing.transfer

    @property
    def turns(self) -> int:
        """The number of the caller's last turn."""
        return self._standing.turn

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
            self._fresh()
            document, version = self.flow.document, self.flow.fingerprint
            before = resumed(resumed_from, document, version, now=self._clock()) if resumed_from else None
            given = before or fresh(document, version)
            if known := proposals(document, remembered or {}):
                given["progress"] = {**given["progress"], "remembered": known}
            given["call"], given["entry"] = call.kept(), self._entry("resume" if before else "begin")
            self._standing.language = document.spoken_language(call.language)
            await self._run(given, sink)

    async def reenter(self, sink: Sink, unanswered: Sequence[Mapping[str, Any]] = ()) -> None:
        """The same thread after its worker died: what was being done is done, the open question is asked again.

        `unanswered`: what the caller did since the thread was last written, as the journal has it. It is answered.
        """
        async with self._one_at_a_time:
            self._fresh()
            state = await self._look()
            if not state.values:
                raise LookupError(f"there is no conversation {self.memory.thread_id}")
            if state.next and state.next != (LISTEN,):
                sink(self._line_lost())
                await self._run(None, sink, said_before=UNSEEN_SENTENCES)
            elif unheard := [each for each in unanswered if each["turn"] > self._standing.turn]:
                await self._catch_up(state, unheard, sink)
            else:
                self._standing.turn += UNSEEN_TURNS
                await self._run_or_end(state, "line_lost", {}, sink)

    def turn(
        self, heard: Heard, sink: Sink, *, cuts: Cuts = (), after: After | None = None
    ) -> Coroutine[Any, Any, None]:
        """Answer what the caller did."""
        return self._take(self._asked.ask(), heard, sink, cuts, after)

    def suppose(
        self, heard: Heard, sink: Sink, *, cuts: Cuts = (), after: After | None = None
    ) -> Coroutine[Any, Any, None]:
        """Answer what the caller seems to have said: a turn that has no effect, and no end, until `confirm`.

        Cancelled before that, it was never there. Acts go to the sink at once. Where the conversation does not plainly
        wait for the caller, nothing happens before `confirm`.
        """
        return self._take(self._asked.ask(supposed=True), heard, sink, cuts, after)

    def confirm(self) -> None:
        """The caller did say what is supposed: it is a turn like any other. Without a supposition nothing happens."""
        self._asked.confirm()

    def undo(self, *, after: After | None = None) -> Coroutine[Any, Any, bool]:
        """Take the caller's last turn back, over or cancelled: which one that is, is settled by the call. Everything is
        as before it, in memory; the next commit makes that durable. False when an action that cannot be undone was
        begun in it, or there is none; then nothing is changed.
        """
        return self._undone(self._asked.last, after)

    @property
    def undoable(self) -> bool:
        """Whether the caller's last turn, running or over, could be taken back now."""
        last = self._asked.last
        return last is not None and not last.gone and not last.has_effect

    def stop(self) -> None:
        """The caller talks over what is being said: a reply that is still being written ends here, its turn as it
        would. Nothing happens when no turn is running, or when it says only what is written.
        """
        if self._context_now is not None:
            self._context_now.stop.set()

    async def fail(self, why: str, sink: Sink) -> None:
        """A turn failed or took too long: go where the flow goes then."""
        async with self._one_at_a_time:
            self._fresh()
            log.warning("conversation.failed", thread_id=self.memory.thread_id, reason=why)
            await self._recover(why, sink)

    async def snapshot(self) -> Snapshot | None:
        """What a later call needs to take the conversation up again; None before it began."""
        return snapshot_of(self.flow, await self.thread.graph.aget_state(config_of(self.memory)))

    async def remembrance(self) -> Remembrance:
        """What this call leaves behind of the caller, who may not want that."""
        now = await self.snapshot()
        if now is None:
            return Remembrance(consent=None, values={})
        call = (await self.thread.graph.aget_state(config_of(self.memory))).values.get("call", {})
        others = {**now.vars, "call": call}
        return remembrance(self.flow.document, slots=now.slots, others=others, now=self._clock())

    # ---- turns of the caller

    async def _take(self, attempt: Attempt, heard: Heard, sink: Sink, cuts: Cuts, after: After | None) -> None:
        async with self._one_at_a_time:
            before, self._attempt, attempt.task = self._attempt, attempt, asyncio.current_task()
            try:
                if not self._standing.waiting or self._standing.fitted:
                    await attempt.confirmed()
                attempt.before = Before.now(self.thread, self._standing)
                state = None if self._standing.waiting else await self._look()
                self._standing.turn += 1
                given = enveloped(self._standing.turn, heard, cuts)
                # A worker that takes over asks anew for what must not lie anywhere.
                if self._journal is not None and not self._standing.private:
                    attempt.once_confirmed(partial(self._journal, given))
                await self._answer(given, state, sink)
            finally:
                if attempt.is_supposed:
                    self._go_back(attempt)
                    self._attempt = before
        if after is not None:
            await after()

    async def _undone(self, last: Attempt | None, after: After | None) -> bool:
        async with self._one_at_a_time:
            if last is None or last.gone or last.has_effect or (last.before and last is not self._attempt):
                return False
            self._go_back(last)
            if after is not None:
                await after()
            return True

    def _fresh(self) -> None:
        """What comes now is no turn of the caller, and none before it can be taken back."""
        self._attempt = Attempt()
        self._asked.forget()

    def _go_back(self, attempt: Attempt) -> None:
        """To where that one began, if it did."""
        self._asked.drop(attempt)
        if attempt.before is not None:
            self.thread, self._standing = attempt.before.thread, attempt.before.standing
            attempt.before = None

    # ---- running

    async def _run(self, given: FlowState | Command[Any] | None, sink: Sink, *, said_before: int = 0) -> None:
        context = self._context(sink, said_before)
        try:
            ending = await self._ended(given, context)
        except Exception as error:
            if context.lost is not None:
                raise
            await self._attempt.confirmed()
            self._report("conversation.turn_failed", error, context)
            await self._recover(type(error).__name__, sink)
            return
        self._standing.failures = 0
        await self._close(ending, sink)

    async def _recover(self, why: str, sink: Sink) -> None:
        """Go on at `on_error`; for the second time in a row, or when even that fails, apologise and hang up."""
        self._standing.failures += 1
        if self._standing.failures > 1:
            await self._give_up(sink)
            return
        context = self._context(sink)
        try:
            ending = await self._ended({"entry": {**self._entry("failed"), "reason": why}}, context)
        except Exception as error:
            if context.lost is not None:
                raise
            self._report("conversation.on_error_failed", error, context)
            await self._give_up(sink)
            return
        await self._close(ending, sink)

    def _report(self, event: str, error: Exception, context: TurnContext) -> None:
        """A bug of ours or of the flow. What it says may hold the caller's words."""
        tell_circle(error, context)
        trace = "".join(format_exception(error))
        log.warning(event, thread_id=self.memory.thread_id, error=type(error).__name__, pii_traceback=trace)

    async def _ended(self, given: FlowState | Command[Any] | None, context: TurnContext) -> Expect | HangUp | Transfer:
        """Run the graph until it waits or ends."""
        self._standing.waiting = False
        given, config = with_fitted(given, self._standing.fitted), config_of(self.memory)
        try:
            await self.thread.graph.ainvoke(given, config, context=context, durability="sync")
        finally:
            context.let_go()
            self._context_now = None
        self._standing.fitted = {}
        if context.ending is None:
            raise RuntimeError("the flow stopped without asking anything or ending the call")
        return context.ending

    async def _close(self, ending: Expect | HangUp | Transfer, sink: Sink) -> None:
        standing = self._standing
        standing.waiting, standing.result, standing.transfer = isinstance(ending, Expect), None, None
        if isinstance(ending, Expect):
            standing.language, standing.private = ending.language, ending.private
        elif isinstance(ending, HangUp):
            standing.result = ending.result
        else:
            standing.transfer = ending
            standing.result = "transferred" if "transferred" in self.flow.document.results else ""
        sink(ending)
        await self._attempt.confirmed()
        await self.memory.commit()

    async def _give_up(self, sink: Sink) -> None:
        self._standing.turn += 1
        wording = self.flow.plan.wordings.own("sorry_goodbye", {}, language=self._standing.language)
        sink(Say(f"t{self._standing.turn}.1", wording.text, wording.language, wording.fixed))
        await self._close(HangUp(self.flow.document.failure), sink)

    def _context(self, sink: Sink, said_before: int = 0) -> TurnContext:
        self._context_now = TurnContext(
            sink, self.memory, self._actions, self._destinations, self._clock, self._model, said_before=said_before
        )
        self._context_now.attempt = self._attempt
        return self._context_now

    # ---- ways in

    async def _answer(
        self, envelope: Mapping[str, Any], state: StateSnapshot | None, sink: Sink, *, said_before: int = 0
    ) -> None:
        """Take what the caller did, wherever the conversation stands. `state`: None when it is known to wait."""
        if state is not None and is_lost({**state.values, **self._standing.fitted}, self.flow.plan.steps):
            unsaid = await self._begin_again(sink)
            if not self._standing.waiting:
                return
            envelope = {**envelope, "cuts": {**envelope.get("cuts", {}), **unsaid}}
        if self._standing.waiting:
            await self._run(Command(resume=dict(envelope)), sink, said_before=said_before)
        else:
            await self._run_or_end(state or await self._look(), "words", envelope, sink)

    async def _catch_up(self, state: StateSnapshot, unheard: Sequence[Mapping[str, Any]], sink: Sink) -> None:
        """Answer what the worker that died did not get to answer; of several turns the last one's answer is said."""
        self._standing.turn = int(unheard[-1]["turn"])
        replays = 1 + max(int(each.get("replays", 0)) for each in unheard)
        before = UNSEEN_SENTENCES * replays
        sink(self._line_lost(before))
        unsaid: dict[str, str] = {}
        for place, envelope in enumerate(unheard, 1):
            heard = {**envelope, "cuts": {**envelope.get("cuts", {}), **unsaid}}
            held = Unsaid(sink)
            last = place == len(unheard)
            await self._answer(heard, state if place == 1 else None, sink if last else held, said_before=before)
            unsaid = held.leave(waiting=bool(self._standing.waiting))
            if not self._standing.waiting:
                break
        self._standing.turn += UNSEEN_TURNS

    async def _begin_again(self, sink: Sink) -> dict[str, str]:
        """The step where the conversation stood is gone with its version: come to where it begins, with all that is
        known. What would be said there is not, since the caller's words come next: it is returned as cut off.
        """
        held = Unsaid(sink)
        entry = {"why": "lost_step", "turn": self._standing.turn}
        await self._run({"entry": entry}, held, said_before=UNSEEN_SENTENCES)
        return held.leave(waiting=bool(self._standing.waiting))

    def _entry(self, why: Why) -> dict[str, Any]:
        self._standing.turn += why not in ("begin", "resume")
        return {"why": why, "turn": self._standing.turn}

    async def _look(self) -> StateSnapshot:
        """Find out where the thread stands."""
        state = await self.thread.graph.aget_state(config_of(self.memory))
        self._standing.turn = max(self._standing.turn, progress_of(state).get("turn", 0))
        self._standing.waiting = bool(state.interrupts) and LISTEN in state.next
        own = progress_of(state).get("language") or state.values.get("call", {}).get("language")
        self._standing.language = self.flow.document.spoken_language(own)
        self._standing.fitted = {}
        if state.values and state.values.get("version") != self.flow.fingerprint:
            self._standing.fitted = {**migrated(state.values, self.flow.document), "version": self.flow.fingerprint}
        return state

    async def _run_or_end(self, state: StateSnapshot, why: Why, envelope: Mapping[str, Any], sink: Sink) -> None:
        """Come in by the door; a conversation that has ended stays ended, unless nobody took the transferred call."""
        progress = self._standing.fitted.get("progress") or progress_of(state)
        if progress.get("transfer_at"):
            why = "not_taken"
        elif progress.get("result"):
            await self._close(HangUp(progress["result"]), sink)
            return
        await self._run({"entry": {**envelope, **self._entry(why)}}, sink)

    def _line_lost(self, said_before: int = UNSEEN_SENTENCES) -> Say:
        wording = self.flow.plan.wordings.own("line_lost", {}, language=self._standing.language)
        return Say(f"t{self._standing.turn}.{said_before}", wording.text, wording.language, wording.fixed)
