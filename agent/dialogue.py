"""One caller's conversation: joins the call (`telephony.call.ports.Conversation`) to a flow's engine and its memory."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import structlog

from agent.errors import TrunklineError
from agent.flows import Flows
from agent.memory.conversations import Conversation as Kept
from agent.memory.conversations import Opening
from agent.memory.errors import LostLease
from agent.memory.memories import Memories
from agent.memory.turn_saver import TurnSaver
from agent.safety.keys.errors import KeyTrouble
from agent.translating import Confidences, as_heard, secrets_of, translated
from agent.utterances import Utterances
from graphs import acts
from graphs.compiler import CompiledFlow
from graphs.engine import CallFacts, Conversation
from graphs.ports import Actions, Clock, Destinations, LanguageModel
from graphs.recalling import keep_heard, recall
from graphs.state import Snapshot
from telephony.call import ports

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What conversations of this process share."""

    flows: Flows
    memories: Memories
    actions: Actions
    """With their ledger around them."""
    destinations: Destinations
    clock: Clock
    model: LanguageModel | None = None
    apart: str = ""
    """Stands behind the flow's name in what is kept of callers, where that must never meet what is kept of others."""


READY_FOR = timedelta(seconds=10)
"""What was read while it rang is as good as new for so long."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """What the database held when it was read ahead."""

    at: datetime
    may_resume: bool
    """The caller has a conversation, perhaps one on another line, that they may go on with."""
    remembered: Mapping[str, Any]


class Dialogue:
    """One conversation, for one call. Made without a database trip; `begin` makes the first."""

    def __init__(self, flow: CompiledFlow, facts: CallFacts, around: Surroundings) -> None:
        self._flow = flow
        self._facts = facts
        self._around = around
        self._conversation: Conversation | None = None
        self._epoch = 0
        """Under which this worker writes the conversation."""
        self._utterances = Utterances()
        self._unwritten = False
        """The state holds what was heard last, and the database does not yet."""
        self._kept = False
        self._confidences = Confidences()
        self._ready: _Ready | None = None
        self.thread_id = ""

    @property
    def fingerprint(self) -> str:
        """Of the version of the flow that it runs: that of the call from which it goes on, if it does."""
        return self._flow.fingerprint

    @property
    def transfer(self) -> ports.Transfer | None:
        """To whom the caller is to be connected once the call has left us."""
        to = self._conversation.transfer if self._conversation else None
        return ports.Transfer(to.to, to.number, to.summary, to.mode) if to else None

    # ── what a call asks ──────────────────────────────────────────────────────

    async def prepare(self) -> None:
        """Read what `begin` would, while it still rings: nothing is claimed or written, since the call may never come.

        Finds nothing for a call that has a conversation already: its line was lost, and it is taken up as it is then.
        Raises what the database raises; `begin` reads for itself then.
        """
        began, conversations = _now(), self._around.memories.conversations
        resume = self._flow.document.resume
        if await conversations.by_call(self._facts.id) is not None:
            return
        may_resume = resume is not None and await conversations.may_resume(
            self._kept_as, self._number, within=timedelta(seconds=resume.within), now=began
        )
        # Who may go on with a conversation is asked about it first, and remembered as it says.
        self._ready = _Ready(began, may_resume, {} if may_resume else await self._remembered())

    async def begin(self, sink: ports.Sink) -> None:
        """Say what comes first: where this call was before its worker died, where the caller was cut off, or hello."""
        ready = self._ready if self._ready and _now() - self._ready.at < READY_FOR else None
        if ready is None and await self._take_over(sink):
            return
        before = await self._cut_off() if ready is None or ready.may_resume else None
        memory, remembered = await asyncio.gather(self._open(), self._remembered(ready))
        if before is not None:
            self._tell_secrets({"slots": before.slots, "progress": before.progress}, sink)
        conversation = self._conversing(memory)
        await conversation.begin(self._facts, self._hear(sink), resumed_from=before, remembered=remembered)

    def turn(self, heard: ports.CallerInput, cuts: Sequence[ports.Cut], sink: ports.Sink) -> Coroutine[Any, Any, None]:
        """Answer what the caller did."""
        if self._conversation is None:
            return _never_began()
        own = self._utterances.cut(cuts)
        return self._conversation.turn(as_heard(heard), self._hear(sink), cuts=own, after=self._touch)

    def suppose(
        self, heard: ports.CallerInput, cuts: Sequence[ports.Cut], sink: ports.Sink
    ) -> Coroutine[Any, Any, None]:
        """Answer what the caller seems to have said. Like a turn it counts from this call, not from when it runs."""
        if self._conversation is None:
            return _never_began()
        own = self._utterances.cut(cuts)
        return self._conversation.suppose(as_heard(heard), self._hear(sink), cuts=own, after=self._touch)

    def confirm(self) -> None:
        """The caller did say what was supposed."""
        if self._conversation is not None:
            self._conversation.confirm()

    @property
    def undoable(self) -> bool:
        """Whether the last turn, running or over, could be taken back now."""
        return self._conversation is not None and self._conversation.undoable

    def undo(self) -> Coroutine[Any, Any, bool]:
        """Take the last turn back: the one that is the last when this is called, not when it runs."""
        if self._conversation is None:
            return _never_began()
        return self._conversation.undo(after=self._write_undone)

    def stop(self) -> None:
        """The caller talks over us: a reply that is still being written ends here."""
        if self._conversation is not None:
            self._conversation.stop()

    async def fail(self, why: str, sink: ports.Sink) -> None:
        """Say what the flow says when things go wrong."""
        if self._conversation is None:
            await _never_began()
        else:
            await self._conversation.fail(why, self._hear(sink))

    async def close(self, ended: ports.Ended, cuts: Sequence[ports.Cut]) -> str:
        """The call is over; returns the flow's result. When the database is away, `settle` has to be called again."""
        if self._conversation is not None and cuts:
            heard = dict(self._utterances.cut(cuts))
            self._unwritten = await keep_heard(self._flow, self._conversation.memory, heard)
        try:
            await self.settle()
        except TrunklineError as why:
            log.warning("dialogue.unsettled", call_id=self._facts.id, why=str(why), ended=ended, cuts=len(cuts))
        return self._result

    async def settle(self) -> None:
        """Keep how it ended: with a result it is over, without one the caller may ring back and go on."""
        if self.settled:
            return
        conversations, now = self._around.memories.conversations, _now()
        await self._write_cuts()
        await self._remember()
        if self._result:
            await conversations.close(self.thread_id, self._result, now=now)
        else:
            await conversations.drop(self.thread_id, call_id=self._facts.id, now=now)
        self._kept = True

    async def _write_cuts(self) -> None:
        """Of a conversation that has come to a result no state is kept."""
        if self._conversation is None or not self._unwritten or self._result:
            return
        try:
            await self._conversation.memory.commit()
        except LostLease:
            log.info("dialogue.cuts_unwritten", call_id=self._facts.id, why="another worker has the call")
        self._unwritten = False

    async def _remember(self) -> None:
        """Keep what the caller wants to be remembered by; forget who was asked and does not want it."""
        profile = self._flow.document.profile
        if profile is None or self._conversation is None:
            return
        left, profiles = await self._conversation.remembrance(), self._around.memories.profiles
        flow = self._kept_as
        if left.consent is False:
            await profiles.forget(self._number, flow)
        elif left.values:
            await profiles.save(self._number, flow, left.values, keep=timedelta(seconds=profile.keep), now=_now())

    @property
    def settled(self) -> bool:
        """How it ended is kept, or there was nothing to keep."""
        return self._kept or not self.thread_id

    @property
    def _result(self) -> str:
        return (self._conversation.result if self._conversation else None) or ""

    async def _write_undone(self) -> None:
        """Before the caller's words come again, the database forgets the old ones, too: a worker that dies now must not
        leave them to be answered. Should the database be away, the next turn's commit puts it right.
        """
        assert self._conversation is not None
        memory, journal = self._conversation.memory, self._around.memories.journal
        try:
            await journal.withdraw(memory.thread_id, self._epoch, after=self._conversation.turns)
            await memory.commit()
        except TrunklineError as why:
            log.warning("dialogue.undone_unwritten", call_id=self._facts.id, why=str(why))

    async def _touch(self) -> None:
        """How long the conversation may be taken up again counts from its last turn. The answer has left already."""
        try:
            await self._around.memories.conversations.touch(self.thread_id, now=_now())
        except TrunklineError as why:
            log.warning("dialogue.untouched", call_id=self._facts.id, why=str(why))

    # ── where it begins ───────────────────────────────────────────────────────

    async def _take_over(self, sink: ports.Sink) -> bool:
        """This very call has a conversation already: its socket or its worker was lost, the caller is still there."""
        memories = self._around.memories
        found = await memories.conversations.by_call(self._facts.id)
        if found is None:
            return False
        self._flow = await self._version_of(found) or self._around.flows.get(found.flow)
        try:
            memory = await memories.open(found.thread_id)
        except KeyTrouble as why:
            log.exception("dialogue.unreadable", call_id=self._facts.id, thread_id=found.thread_id, why=str(why))
            return False
        self.thread_id = found.thread_id
        if self._flow.fingerprint != found.fingerprint:
            await memories.conversations.repin(found.thread_id, self._flow.fingerprint)
        written = memory.values().get("progress", {}).get("turn", 0)
        unanswered = await memories.journal.unanswered(found.thread_id, since=written)
        self._tell_secrets(memory.values(), sink)
        await self._conversing(memory).reenter(self._hear(sink), unanswered)
        return True

    def _tell_secrets(self, values: Mapping[str, Any], sink: ports.Sink) -> None:
        """Whoever keeps the words of this call does not know what was said in the one before."""
        slots = {**values.get("slots", {}), **_pending(values.get("progress", {}))}
        secrets = secrets_of(self._flow, slots)
        if secrets:
            sink(ports.Trace("sensitive", {"pii_values": secrets, "heard": False}))

    async def _version_of(self, kept: Kept) -> CompiledFlow | None:
        """The version of the flow that a conversation began with; None when it is gone."""
        return await self._around.flows.version(kept.fingerprint)

    async def _cut_off(self) -> Snapshot | None:
        """The state of the conversation from which this caller was cut off, if that was not long ago. It goes on in
        the version of the flow that it began with, when there still is one.
        """
        resume = self._flow.document.resume
        if resume is None:
            return None
        memories = self._around.memories
        found = await memories.conversations.find_resumable(
            self._kept_as,
            self._number,
            call_id=self._facts.id,
            within=timedelta(seconds=resume.within),
            now=_now(),
        )
        if found is None:
            return None
        flow = await self._version_of(found) or self._flow
        try:
            before = await recall(flow, await memories.read(found.thread_id))
        except KeyTrouble as why:
            log.exception("dialogue.unreadable", call_id=self._facts.id, thread_id=found.thread_id, why=str(why))
            await memories.conversations.drop(found.thread_id, call_id=self._facts.id, now=_now())
            return None
        await memories.conversations.close(found.thread_id, "resumed", now=_now())
        self._flow = flow
        return before

    async def _remembered(self, ready: "_Ready | None" = None) -> Mapping[str, Any]:
        """What the flow remembers of this caller from earlier calls."""
        profile = self._flow.document.profile
        if ready is not None and not ready.may_resume:
            return ready.remembered
        if profile is None:
            return {}
        return await self._around.memories.profiles.load(
            self._number, self._kept_as, keep=timedelta(seconds=profile.keep), now=_now()
        )

    @property
    def _kept_as(self) -> str:
        """The name under which the conversation and the caller's values are kept."""
        return self._flow.document.flow + self._around.apart

    @property
    def _number(self) -> str:
        """Whom we talk to: of a call that we placed, that is who was called."""
        return self._facts.callee if self._facts.direction == "outbound" else self._facts.caller

    async def _open(self) -> TurnSaver:
        opening = Opening(
            flow=self._kept_as,
            fingerprint=self._flow.fingerprint,
            caller=self._number,
            call_id=self._facts.id,
            language=self._facts.language or self._flow.document.languages[0],
            resume=timedelta(seconds=resume.within) if (resume := self._flow.document.resume) else timedelta(0),
        )
        memory = await self._around.memories.begin(opening, now=_now())
        self.thread_id = memory.thread_id
        return memory

    def _conversing(self, memory: TurnSaver) -> Conversation:
        around, self._epoch = self._around, memory.epoch

        def note(heard: Mapping[str, Any]) -> None:
            if heard["text"] or heard["keys"] or heard["event"]:  # silence is told of again
                around.memories.journal.note(memory.thread_id, memory.epoch, heard)

        self._conversation = Conversation(
            self._flow,
            memory,
            actions=around.actions,
            destinations=around.destinations,
            clock=around.clock,
            journal=note,
            model=around.model,
        )
        return self._conversation

    def _hear(self, sink: ports.Sink) -> acts.Sink:
        def hear(act: acts.Act) -> None:
            for each in self._confidences.about(act, self._flow):
                sink(each)
            sink(translated(act, self._utterances))

        return hear


def _pending(progress: Mapping[str, Any]) -> Mapping[str, Any]:
    """A value that awaits a yes."""
    pending = progress.get("pending")
    return {pending["slot"]: pending["value"]} if pending else {}


async def _never_began() -> NoReturn:
    raise TrunklineError("The conversation never began: the database could not be reached.")


def _now() -> datetime:
    return datetime.now(UTC)
