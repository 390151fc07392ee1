"""The exchange: which calls are going on, and who may come in."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal

import structlog

from agent.accents import listening_to
from agent.bookkeeping import AWAY, Bookkeeping
from agent.costs.accounts import Accounts
from agent.departures import SORRY, Departures
from agent.dialogue import Dialogue, Surroundings
from agent.flows import Flows, UnknownFlow
from agent.limiting import CallLimits
from agent.lineups import Choice
from agent.metrics import Metrics
from agent.opening import OpeningTimes
from agent.recorder import Recorder
from agent.recordings import Recordings, Taping
from agent.register import Former, LiveCall, Register
from agent.ringing import Prospect, Readied, Ringing
from agent.routing import answering, chosen, sides, ticketed
from agent.safety.fail_closed import FailClosed
from agent.safety.redaction.conversation import Redactor
from agent.settings import Settings
from agent.store.calls import Calls, OpenedCall
from agent.test_calls import LINE, TestCall, TestCalls
from agent.warmth import Warmth
from graphs.engine import CallFacts
from telephony.call.session import CallSession
from telephony.call.speech_stack import SpeechStack
from telephony.call.timeline import Entry
from telephony.call.turn_settings import TurnSettings
from telephony.line import Line, Started
from telephony.recorded_line import RecordedLine
from telephony.twilio.desk import Answer, Connect, Desk, Form, Incoming, Refuse
from telephony.usage import charging

log = structlog.get_logger(__name__)

MEMORY_LIMIT_S = 2.0
"""How long the database may take to answer before a new call is taken."""

BUSY = "All our lines are busy. Please ring again in a few minutes."
SPARE_S = 60
"""How much longer than the longest call a stream may be, should nobody end the call."""
RINGS = ("initiated", "ringing")
"""States of a call that we placed, before somebody picks up."""


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
    metrics: Metrics
    warmth: Warmth
    recordings: Recordings
    limits: CallLimits
    tests: TestCalls
    full: Callable[[], bool] = lambda: False
    """Whether the process has as many calls as it takes, those of other tenants among them."""


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
        self._turn_settings = TurnSettings(
            speculate=settings.trunkline_speculation, longest_call=settings.trunkline_longest_call + SPARE_S
        )
        self._services = services
        self._redactor = Redactor(settings.redacted)
        self._register = Register()
        self._tests = services.tests
        self._ringing = Ringing(
            services.speech.recogniser, lambda flow, facts: Dialogue(flow, facts, self._around(facts.id))
        )
        conversations = services.around.memories.conversations
        self._departures = Departures(
            self._register,
            services.flows,
            services.calls,
            conversations,
            draining=lambda: self.draining,
            farewell=settings.trunkline_cut_off,
        )
        self.draining = False

    def desk(self) -> Desk:
        """Who answers Twilio."""
        departures = self._departures
        refused = self._services.metrics.request_refused
        return Desk(self.answer, self.take, departures.after, self.status, departures.whisper, refused)

    @property
    def live(self) -> int:
        """Calls going on."""
        return len(self._register.live)

    @property
    def going_on(self) -> list[tuple[str, LiveCall]]:
        """The calls going on, with their ids."""
        return self._register.items()

    @property
    def ringing(self) -> int:
        """Calls that were answered and are not there yet."""
        return len(self._ringing)

    @property
    def flows(self) -> Flows:
        """What calls run."""
        return self._services.flows

    @property
    def speech(self) -> SpeechStack:
        """What hears and speaks."""
        return self._services.speech

    @property
    def recordings(self) -> Recordings:
        """What calls sounded like."""
        return self._services.recordings

    def find(self, call_id: str) -> LiveCall | None:
        """A call that goes on or has just ended."""
        return self._register.find(call_id)

    def forget(self, call_ids: Iterable[str]) -> None:
        """These calls were erased: what is remembered of those that are over goes, too."""
        self._register.forget(call_ids)

    # ── what Twilio asks ──────────────────────────────────────────────────────

    async def answer(self, incoming: Incoming) -> Answer:
        """Pick up, if there is room and a flow for this call. What it will need is made ready from now on."""
        theirs, ours = sides(incoming.direction, incoming.caller, incoming.callee)
        if refused := self._no_room(incoming.call_id, theirs, ours):
            return refused
        try:
            choice = answering(self._services.flows, incoming, otherwise=self._settings.trunkline_flow)
        except UnknownFlow as why:
            log.error("exchange.unknown_flow", why=str(why))  # noqa: TRY400 -- the sentence says it all
            return self._refused("unknown_flow", "This number is not in service.", theirs, ours)
        self._ringing.keep_place(incoming.call_id)
        await self._departures.end_stuck_line(incoming.caller, incoming.call_id)
        if refused := await self._turned_away(incoming.call_id, theirs, ours, trial=self._unproven):
            self._ringing.give_up(incoming.call_id)
            return refused
        name, languages = choice.flow.document.flow, choice.flow.document.languages
        language = incoming.language if incoming.language in languages else languages[0]
        known = {"from": incoming.caller, "to": incoming.callee, "direction": incoming.direction}
        parameters = {"flow": name, "language": language, **ticketed(choice)}
        self._ringing.prepare(incoming.call_id, self._prospect(incoming.call_id, {**known, **parameters}))
        self._services.warmth.wanted_soon()
        return Connect(parameters)

    async def expect(self, call_id: str, test: TestCall, *, by: str = "") -> Connect | Refuse:
        """A call from the console is about to open its socket, if there is room. The parameters are for its ticket.

        `by`: who tries the flow. Where there is no room, their oldest call that did not come makes some.
        """
        if (self._tests.full or self._no_room(call_id)) and (gone := self._tests.give_up_oldest(by)):
            self._ringing.give_up(gone)
        if refused := self._no_room(call_id) or (self._refused("full", BUSY) if self._tests.full else None):
            return refused
        if refused := await self._turned_away(call_id, test.circumstances.caller, "", trial=True):
            return refused
        self._tests.expect(call_id, test, by=by)
        self._ringing.keep_place(call_id)
        parameters = {**test.circumstances.known, "flow": test.flow.document.flow}
        self._ringing.prepare(call_id, self._prospect(call_id, parameters))
        self._services.warmth.wanted_soon()
        return Connect(parameters)

    async def take(self, line: Line, started: Started, ticket: Mapping[str, str]) -> None:
        """Hold one call from its first sound to its last."""
        await self._departures.end_former_stream(started.call_id)
        test = self._tests.hold(started.call_id)
        prospect = self._prospect(started.call_id, ticket)
        flow, facts = prospect.flow.document.flow, prospect.facts
        listener = self._services.recorder.add if test else partial(self._note, flow)
        former = self._register.find(started.call_id)
        conversation = self._redactor.conversation()
        scribe = FailClosed(started.call_id, conversation, former=former.scribe if former else None)
        call = self._register.open(started.call_id, listener, now=time.time(), former=_former(ticket), edit=scribe)
        call.caller, call.scribe = facts.caller, scribe
        if test:
            test.circumstances.tell(call.timeline)
        account = call.account = self._services.accounts.open(
            facts, stream=call.timeline.first, began=call.began, before=call.account
        )
        if call.streams > 1:  # it was expected as a call that begins
            self._ringing.give_up(started.call_id)
        ready = self._ringing.take(started.call_id, prospect, account)
        if test is None:
            self._services.metrics.started(flow, again=bool(call.timeline.first))
        log.info("call.started", call_id=started.call_id, flow=flow, pii_caller=facts.caller, live=self.live)
        try:
            await self._hold(call, line, prospect, ready, self._taping(call, started.call_id, scribe))
        finally:
            self._tests.forget(started.call_id)

    async def _hold(
        self, call: LiveCall, line: Line, prospect: Prospect, ready: Readied, taping: Taping | None
    ) -> None:
        dialogue, services, account = ready.dialogue, self._services, call.account
        assert account is not None, "a call that is taken has its account"
        session = call.session = CallSession(
            RecordedLine(line, taping) if taping else line,
            dialogue,
            services.speech,
            timeline=call.timeline,
            settings=self._turn_settings,
            listening=prospect.listening,
            transcriber=ready.transcriber,
        )
        begun = services.bookkeeping.begin(self._opened(prospect), account)
        facts, trial = prospect.facts, self._unproven or self._tests.find(prospect.facts.id) is not None
        theirs, ours = sides(facts.direction, facts.caller, facts.callee)
        held = services.limits.holding(facts.id, call, caller=theirs, callee=ours, trial=trial)
        try:
            with charging(account), held, self._tests.attended(facts.id, session.lose):
                call.outcome = await session.run(cost=partial(services.accounts.settled, account))
        finally:
            account.hang_up()
            if taping:
                taping.over = True
            call.session, call.transfer = None, dialogue.transfer
            call.over.set()
            call.timeline.close()
        services.bookkeeping.end(call.outcome, dialogue, account, begun=begun)
        outcome = call.outcome
        log.info("call.ended", call_id=prospect.facts.id, by=outcome.ended, result=outcome.result, why=outcome.why)

    async def status(self, call_id: str, form: Form) -> None:
        """Twilio tells of a call's progress."""
        log.info("call.status", call_id=call_id, status=form.get("CallStatus"), dial=form.get("DialCallStatus"))
        if form.get("CallStatus") in RINGS and not self.draining:
            self._services.warmth.wanted_soon()

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

    @property
    def _unproven(self) -> bool:
        """Nobody can prove to be Twilio: all calls come from this machine."""
        return self._settings.twilio_auth_token is None

    def _no_room(self, call_id: str, theirs: str = "", ours: str = "") -> Refuse | None:
        """Why this call cannot be taken; None when there is room for it."""
        if self.draining:
            sentence = "We cannot take your call at this moment. Please ring again in a minute."
            return self._refused("draining", sentence, theirs, ours)
        others = self.ringing - (call_id in self._ringing)  # Twilio may ask twice
        expected = call_id in self._ringing
        if self.live + others < self._settings.trunkline_max_calls and (expected or not self._services.full()):
            return None
        log.warning("exchange.full", calls=self.live)
        return self._refused("full", BUSY, theirs, ours)

    async def _turned_away(self, call_id: str, theirs: str, ours: str, *, trial: bool) -> Refuse | None:
        """Why a call is not taken although there is room: a limit, a list, or no database. Counts it otherwise."""
        limits = self._services.limits
        verdict = await limits.admit(call_id, caller=theirs, callee=ours, trial=trial)
        if verdict.why:
            return self._refused(verdict.why, verdict.sentence, theirs, ours)
        if verdict.counted or await self._has_memory():
            return None
        limits.release(call_id)
        return self._refused("no_database", SORRY, theirs, ours)

    def _taping(self, call: LiveCall, call_id: str, scribe: FailClosed) -> Taping | None:
        """What the call is recorded on, when such calls are."""
        settings, test = self._settings, self._tests.find(call_id)
        wanted = settings.trunkline_record
        if wanted == "none" or (wanted == "tests" and test is None and settings.twilio_auth_token is not None):
            return None
        taping = self._services.recordings.begin(call_id, at_ms=round(max(0.0, time.time() - call.began) * 1000))
        if taping is not None:
            scribe.recorded(taping)
        return taping

    def _around(self, call_id: str) -> Surroundings:
        test = self._tests.find(call_id)
        return test.around if test else self._services.around

    async def _has_memory(self) -> bool:
        """Whether a new call could be held: without its database a conversation does not get beyond hello."""
        try:
            async with asyncio.timeout(MEMORY_LIMIT_S):
                await self._services.calls.ping()
        except AWAY as why:
            log.error("exchange.no_database", why=type(why).__name__)  # noqa: TRY400 -- no traceback worth reading
            return False
        return True

    def _refused(self, why: str, sentence: str, theirs: str = "", ours: str = "") -> Refuse:
        self._services.metrics.refused(why)
        self._services.limits.refused(why, caller=theirs, callee=ours)
        return Refuse(sentence)

    def _prospect(self, call_id: str, ticket: Mapping[str, str]) -> Prospect:
        """What the call is going to be, as what is known of it says."""
        test = self._tests.find(call_id)
        if test is None and ticket.get("line") == LINE:
            raise UnknownFlow("The call from the console came too late; begin another.")
        choice = Choice(test.flow, None) if test else chosen(self._services.flows, ticket)
        flow, opening = choice.flow, self._services.opening
        languages = flow.document.languages
        language = ticket.get("language", languages[0])
        facts = CallFacts(
            id=call_id,
            caller=ticket.get("from", ""),
            callee=ticket.get("to", ""),
            direction="outbound" if ticket.get("direction", "").startswith("outbound") else "inbound",
            language=language,
            open=test.circumstances.is_open(opening) if test else opening.now_open(),
        )
        numbers = sides(facts.direction, facts.caller, facts.callee)
        listening = listening_to(languages, language, numbers=numbers, words=flow.vocabulary())
        return Prospect(choice, facts, listening)

    def _opened(self, prospect: Prospect) -> OpenedCall:
        facts = prospect.facts
        return OpenedCall(
            id=facts.id,
            line=LINE if self._tests.find(facts.id) else "twilio",
            direction=facts.direction,
            flow=prospect.flow.document.flow,
            started_at=datetime.now(UTC),
            caller=facts.caller or None,
            callee=facts.callee or None,
            version=prospect.choice.version,
            environment=prospect.choice.environment if prospect.choice.version else None,
        )

    def _note(self, flow: str, call_id: str, entry: Entry) -> None:
        """Something happened in a call: it is written down, and counted."""
        self._services.recorder.add(call_id, entry)
        self._services.metrics.hear(flow, entry)

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
        self._tests.aclose()
        await self._ringing.aclose()
        await self._services.bookkeeping.finish(limit_s=limit_s)
        return len(going_on)


def _former(ticket: Mapping[str, str]) -> Former | None:
    if "ordinal" not in ticket or "began" not in ticket:
        return None
    return Former(int(ticket["ordinal"]), float(ticket["began"]))
