"""The exchange: which calls are going on, who may come in, and what becomes of a call when its socket closes."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal

import structlog

from agent.accents import listening_to
from agent.bookkeeping import AWAY, Bookkeeping
from agent.costs.accounts import Accounts
from agent.dialogue import Dialogue, Surroundings
from agent.flows import Flows, UnknownFlow
from agent.opening import OpeningTimes
from agent.recorder import Recorder
from agent.register import Former, LiveCall, Register
from agent.settings import Settings
from agent.store.calls import Calls, OpenedCall
from graphs.engine import CallFacts
from telephony.call.session import CallSession
from telephony.call.speech_stack import SpeechStack
from telephony.line import Line, Started
from telephony.twilio.desk import (
    After,
    Answer,
    Connect,
    Desk,
    DialNumber,
    Form,
    HangUpNow,
    Incoming,
    Refuse,
    StreamAgain,
)
from telephony.usage import charging

log = structlog.get_logger(__name__)

SETTLING_S = 5.0
"""How long a closed call may take to say how it ended."""

NOTICING_S = 1.0
"""How long our side may take to notice that a socket has closed; then Twilio's word counts."""

EXPECTED_S = 10.0
"""How long a call that was answered keeps its place without opening its socket."""

SORRY = "Sorry, we cannot go on with your call at the moment. Please ring again in a few minutes."
"""Said by Twilio's own voice when ours cannot."""

BACK_SOON = "Sorry, we have to interrupt our call. Please ring again in a minute, and we go on where we stopped."
"""Said to callers of a service that is being stopped."""

MEMORY_LIMIT_S = 2.0
"""How long the database may take to answer before a new call is taken."""

STREAMS_A_CALL = 5
"""So many sockets one call may need before it is given up as a line that cannot be held."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the exchange connects."""

    flows: Flows
    speech: SpeechStack
    around: Surroundings
    calls: Calls
    recorder: Recorder
    bookkeeping: Bookkeeping
    opening: OpeningTimes
    accounts: Accounts


@dataclass(frozen=True, slots=True)
class Happening:
    """What became of an event that was told to a call."""

    became: Literal["taken", "full", "over", "elsewhere", "unknown"]
    """`elsewhere`: another worker has the call."""
    worker: str = ""


class Exchange:
    """All calls of this process."""

    def __init__(self, settings: Settings, services: Services) -> None:
        self._settings = settings
        self._services = services
        self._register = Register()
        self._expected: dict[str, float] = {}
        """Calls that were answered and have not opened their socket yet."""
        self.draining = False

    def desk(self) -> Desk:
        """Who answers Twilio."""
        return Desk(self.answer, self.take, self.after, self.status, self.whisper)

    @property
    def live(self) -> int:
        """Calls going on."""
        return len(self._register.live)

    @property
    def flows(self) -> Flows:
        """What calls run."""
        return self._services.flows

    def find(self, call_id: str) -> LiveCall | None:
        """A call that goes on or has just ended."""
        return self._register.find(call_id)

    # ── what Twilio asks ──────────────────────────────────────────────────────

    async def answer(self, incoming: Incoming) -> Answer:
        """Pick up, if there is room and a flow for this call."""
        if self.draining:
            return Refuse("We cannot take your call at this moment. Please ring again in a minute.")
        if self._is_full():
            log.warning("exchange.full", calls=self.live)
            return Refuse("All our lines are busy. Please ring again in a few minutes.")
        name = incoming.flow or self._settings.trunkline_flow
        try:
            flow = self._services.flows.get(name)
        except UnknownFlow as why:
            log.error("exchange.unknown_flow", flow=name, why=str(why))  # noqa: TRY400 -- the sentence says it all
            return Refuse("This number is not in service.")
        self._expected[incoming.call_id] = time.monotonic()
        if not await self._has_memory():
            self._expected.pop(incoming.call_id, None)
            return Refuse(SORRY)
        languages = flow.document.languages
        language = incoming.language if incoming.language in languages else languages[0]
        return Connect({"flow": name, "language": language})

    async def take(self, line: Line, started: Started, ticket: Mapping[str, str]) -> None:
        """Hold one call from its first sound to its last."""
        await self._end_former_stream(started.call_id)
        self._expected.pop(started.call_id, None)
        call = self._register.open(
            started.call_id, self._services.recorder.add, now=time.time(), former=_former(ticket)
        )
        caller = ticket.get("from", "")
        flow = self._services.flows.get(ticket["flow"])
        language = ticket.get("language", flow.document.languages[0])
        facts = CallFacts(
            id=started.call_id,
            caller=caller,
            callee=ticket.get("to", ""),
            direction="outbound" if ticket.get("direction", "").startswith("outbound") else "inbound",
            language=language,
            open=self._services.opening.now_open(),
        )
        dialogue = Dialogue(flow, facts, self._services.around)
        call.session = CallSession(
            line,
            dialogue,
            self._services.speech,
            timeline=call.timeline,
            listening=listening_to(flow.document.languages, language, numbers=_numbers(facts), words=flow.vocabulary()),
        )
        log.info("call.started", call_id=started.call_id, flow=flow.document.flow, pii_caller=caller, live=self.live)
        account = call.account = self._services.accounts.open(
            facts, stream=call.timeline.first, began=call.began, before=call.account
        )
        begun = self._services.bookkeeping.begin(_opened(facts, flow.document.flow), account)
        try:
            with charging(account):
                call.outcome = await call.session.run(cost=partial(self._services.accounts.settled, account))
        finally:
            account.hang_up()
            call.session, call.transfer = None, dialogue.transfer
            call.over.set()
            call.timeline.close()
        self._services.bookkeeping.end(call.outcome, dialogue, account, begun=begun)
        outcome = call.outcome
        log.info("call.ended", call_id=started.call_id, by=outcome.ended, result=outcome.result, why=outcome.why)

    async def after(self, call_id: str, form: Form) -> After:
        """The socket has closed: hang up, connect the caller to somebody, or open another socket and go on."""
        call = self._register.find(call_id)
        if call:
            await self._closed(call)
        if call and call.outcome and call.outcome.ended == "transferred" and call.transfer:
            return DialNumber(call.transfer.number, whisper=call.transfer.mode == "warm")
        if call and call.outcome and call.outcome.ended == "failed":
            return HangUpNow(SORRY)  # what was said until then is kept, for a caller who rings again
        if call and self.draining:
            return HangUpNow(BACK_SOON)
        if call and call.outcome and call.outcome.ended != "lost":
            return HangUpNow()
        return await self._go_on(call_id, call, form)

    async def _closed(self, call: LiveCall) -> None:
        """Twilio asks the moment the socket closes: before the session has settled its account, or has noticed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(call.over.wait(), NOTICING_S)
        if call.session:
            call.session.lose("Twilio says that the stream has ended")
            with suppress(TimeoutError):
                await asyncio.wait_for(call.over.wait(), SETTLING_S)

    async def _go_on(self, call_id: str, call: LiveCall | None, form: Form) -> After:
        """The line was lost in mid-call, perhaps with the worker that held it, and the caller is still there."""
        if form.get("CallStatus", "in-progress") != "in-progress" or (call and call.streams >= STREAMS_A_CALL):
            return HangUpNow()
        conversation = await self._services.around.memories.conversations.by_call(call_id)
        if conversation is None or conversation.result or conversation.flow not in self._services.flows.names:
            return HangUpNow()
        log.info("call.streamed_again", call_id=call_id)
        parameters = {"flow": conversation.flow, "language": conversation.language}
        if call is None:  # another process, or this one before it died, noted the beginning
            parameters |= await self._known(call_id)
        return StreamAgain(parameters)

    async def _known(self, call_id: str) -> dict[str, str]:
        record = await self._services.calls.read_call(call_id)
        if record is None:
            return {}
        ordinal = await self._services.calls.next_ordinal(call_id)
        return {"ordinal": str(ordinal), "began": str(record.started_at.timestamp())}

    async def whisper(self, call_id: str) -> str:
        """What the person who takes a call hears first; nothing when another worker handed it over."""
        call = self._register.find(call_id)
        return call.transfer.summary if call and call.transfer else ""

    async def status(self, call_id: str, form: Form) -> None:
        """Twilio tells of a call's progress."""
        log.info("call.status", call_id=call_id, status=form.get("CallStatus"), dial=form.get("DialCallStatus"))

    async def happen(self, call_id: str, event: str, value: object) -> Happening:
        """Something happened that a call's flow may be waiting for."""
        call = self._register.find(call_id)
        if call and call.session:
            return Happening(call.session.happen(event, value))
        if call:
            return Happening("over")
        conversation = await self._services.around.memories.conversations.by_call(call_id)
        if conversation is not None and conversation.status == "open":
            return Happening("elsewhere", conversation.worker)
        record = await self._services.calls.read_call(call_id)
        return Happening("unknown" if record is None else "over")

    def _is_full(self) -> bool:
        """Whether calls that go on, and those that were answered and are not there yet, fill our lines."""
        now = time.monotonic()
        self._expected = {call: at for call, at in self._expected.items() if now - at < EXPECTED_S}
        return self.live + len(self._expected) >= self._settings.trunkline_max_calls

    async def _has_memory(self) -> bool:
        """Whether a new call could be held: without its database a conversation does not get beyond hello."""
        try:
            async with asyncio.timeout(MEMORY_LIMIT_S):
                await self._services.calls.ping()
        except AWAY as why:
            log.error("exchange.no_database", why=type(why).__name__)  # noqa: TRY400 -- no traceback worth reading
            return False
        return True

    # ── going away ────────────────────────────────────────────────────────────

    async def drain(self, *, limit_s: float = 10.0) -> int:
        """Take no more calls, and end those that go on, each cleanly. Returns how many there were."""
        self.draining = True
        going_on = self._register.live
        for call in going_on:
            if call.session:
                call.session.drain()
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                for call in going_on:
                    await call.over.wait()
        await self._services.bookkeeping.finish(limit_s=limit_s)
        return len(going_on)

    # ── streams ───────────────────────────────────────────────────────────────

    async def _end_former_stream(self, call_id: str) -> None:
        """A call has one stream: a former one that has not noticed its end yet makes room, and keeps its state."""
        former = self._register.find(call_id)
        if former and former.session:
            former.session.lose("the call has opened another stream")
            with suppress(TimeoutError):
                await asyncio.wait_for(former.over.wait(), SETTLING_S)


def _former(ticket: Mapping[str, str]) -> Former | None:
    if "ordinal" not in ticket or "began" not in ticket:
        return None
    return Former(int(ticket["ordinal"]), float(ticket["began"]))


def _numbers(facts: CallFacts) -> tuple[str, str]:
    """Theirs, then ours."""
    inbound = facts.caller, facts.callee
    return inbound if facts.direction == "inbound" else inbound[::-1]


def _opened(facts: CallFacts, flow: str) -> OpenedCall:
    return OpenedCall(
        id=facts.id,
        line="twilio",
        direction=facts.direction,
        flow=flow,
        started_at=datetime.now(UTC),
        caller=facts.caller or None,
        callee=facts.callee or None,
    )
