"""One caller's conversation: joins the call (`telephony.call.ports.Conversation`) to a flow's engine and its memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from agent.errors import TrunklineError
from agent.memory.conversations import Opening
from agent.memory.memories import Memories
from agent.memory.turn_saver import TurnSaver
from graphs import acts
from graphs.compiler import CompiledFlow
from graphs.engine import CallFacts, Conversation, recall
from graphs.ports import Actions, Clock, Destinations
from graphs.state import Snapshot
from graphs.understanding.commands import Heard
from telephony.call import ports

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What conversations of this process share."""

    memories: Memories
    actions: Actions
    """With their ledger around them."""
    destinations: Destinations
    clock: Clock


class Dialogue:
    """One conversation, for one call. Made without a database trip; `begin` makes the first."""

    def __init__(self, flow: CompiledFlow, facts: CallFacts, around: Surroundings) -> None:
        self._flow = flow
        self._facts = facts
        self._around = around
        self._conversation: Conversation | None = None
        self._kept = False
        self.thread_id = ""
        self.transfer: ports.Transfer | None = None
        """To whom the caller is to be connected once the call has left us."""

    # ── what a call asks ──────────────────────────────────────────────────────

    async def begin(self, sink: ports.Sink) -> None:
        """Say what comes first: where this call was before its worker died, where the caller was cut off, or hello."""
        if await self._take_over(sink):
            return
        before = await self._cut_off()
        conversation = self._conversing(await self._open())
        await conversation.begin(self._facts, self._hear(sink), resumed_from=before)

    async def turn(self, heard: ports.CallerInput, cuts: Sequence[ports.Cut], sink: ports.Sink) -> None:
        """Answer what the caller did."""
        await self._running.turn(
            Heard(heard.text, heard.keys, heard.silence, heard.confidence),
            self._hear(sink),
            cuts=[(cut.utterance, cut.heard) for cut in cuts],
        )
        await self._touch()

    def stop(self) -> None:
        """Nothing streams yet that could be cut short: the running turn ends as it would."""

    async def fail(self, why: str, sink: ports.Sink) -> None:
        """Say what the flow says when things go wrong."""
        await self._running.fail(why, self._hear(sink))

    async def close(self, ended: ports.Ended, cuts: Sequence[ports.Cut]) -> str:
        """The call is over; returns the flow's result. When the database is away, `settle` has to be called again."""
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
        if self._result:
            await conversations.close(self.thread_id, self._result, now=now)
        else:
            await conversations.drop(self.thread_id, call_id=self._facts.id, now=now)
        self._kept = True

    @property
    def settled(self) -> bool:
        """How it ended is kept, or there was nothing to keep."""
        return self._kept or not self.thread_id

    @property
    def _result(self) -> str:
        return (self._conversation.result if self._conversation else None) or ""

    async def _touch(self) -> None:
        """How long the conversation may be taken up again counts from its last turn. The answer has left already."""
        try:
            await self._around.memories.conversations.touch(self.thread_id, now=_now())
        except TrunklineError as why:
            log.warning("dialogue.untouched", call_id=self._facts.id, why=str(why))

    # ── where it begins ───────────────────────────────────────────────────────

    async def _take_over(self, sink: ports.Sink) -> bool:
        """This very call has a conversation already: its socket or its worker was lost, the caller is still there."""
        thread_id = await self._around.memories.conversations.by_call(self._facts.id)
        if thread_id is None:
            return False
        conversation = self._conversing(await self._own(thread_id))
        await conversation.reenter(self._hear(sink))
        return True

    async def _cut_off(self) -> Snapshot | None:
        """The state of the conversation from which this caller was cut off, if that was not long ago."""
        resume = self._flow.document.resume
        if resume is None:
            return None
        memories = self._around.memories
        thread_id = await memories.conversations.find_resumable(
            self._flow.document.flow,
            self._facts.caller,
            call_id=self._facts.id,
            within=timedelta(seconds=resume.within),
            now=_now(),
        )
        if thread_id is None:
            return None
        before = await recall(self._flow, await memories.read(thread_id))
        await memories.conversations.close(thread_id, "resumed", now=_now())
        return before

    async def _open(self) -> TurnSaver:
        opening = Opening(
            flow=self._flow.document.flow,
            fingerprint=self._flow.fingerprint,
            caller=self._facts.caller,
            call_id=self._facts.id,
            language=self._facts.language or self._flow.document.languages[0],
        )
        thread_id = await self._around.memories.conversations.open_conversation(opening, now=_now())
        return await self._own(thread_id)

    async def _own(self, thread_id: str) -> TurnSaver:
        saver = await self._around.memories.open(thread_id)
        self.thread_id = thread_id
        return saver

    def _conversing(self, memory: TurnSaver) -> Conversation:
        around = self._around
        self._conversation = Conversation(
            self._flow,
            memory,
            actions=around.actions,
            destinations=around.destinations,
            clock=around.clock,
        )
        return self._conversation

    @property
    def _running(self) -> Conversation:
        if self._conversation is None:
            raise TrunklineError("The conversation never began: the database could not be reached.")
        return self._conversation

    def _hear(self, sink: ports.Sink) -> acts.Sink:
        def hear(act: acts.Act) -> None:
            translated = _translated(act)
            if isinstance(translated, ports.Transfer):
                self.transfer = translated
            sink(translated)

        return hear


def _translated(act: acts.Act) -> ports.Act:
    """The flow's act in the call's words; the two packages do not know each other."""
    match act:
        case acts.Say(id=name, text=text, language=language, fixed=fixed, interruptible=interruptible):
            return ports.Say(name, text, language, fixed, interruptible)
        case acts.Expect():
            return ports.Expect(
                step=act.step,
                kind=act.kind,
                listen_s=act.listen_s,
                end_silence_ms=act.end_silence_ms,
                barge_in=act.barge_in,
                keys=act.keys,
                hints=act.hints,
            )
        case acts.Transfer(to=to, number=number, summary=summary):
            return ports.Transfer(to, number, summary)
        case acts.HangUp(result=result):
            return ports.HangUp(result)
        case acts.Trace(event=event, fields=fields):
            return ports.Trace(event, fields)


def _now() -> datetime:
    return datetime.now(UTC)
