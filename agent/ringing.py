"""Calls that were answered and whose socket is not open yet: each keeps its place, and is made ready meanwhile.

While it rings, the recogniser's stream is opened and the database is read, so that the greeting leaves at once and its
first answer is heard from the first sound. What was made ready serves only the call that it was made for, as it was
expected, and only for a while; whatever goes wrong here, the call opens anew, as if nothing had been made ready.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context as Variables
from dataclasses import dataclass, field
from typing import Any, TypeVar

import structlog

from agent.bookkeeping import AWAY
from agent.costs.account import CallAccount
from agent.dialogue import Dialogue
from agent.lineups import Choice
from graphs.compiler import CompiledFlow
from graphs.engine import CallFacts
from telephony.asr.port import Listening, Recogniser, Transcriber
from telephony.errors import SpeechUnavailable
from telephony.steady.transcriber import SteadyTranscriber
from telephony.usage import Usage, charging, report

log = structlog.get_logger(__name__)
T = TypeVar("T")

EXPECTED_S = 10.0
"""How long a call that was answered keeps its place without opening its socket."""
LISTENING_S = 8.0
"""How long a recogniser's stream without sound is good: vendors close one after ten seconds."""
MOST_HELD = 100
"""Reports of use that wait for whoever pays."""
CLOSING_S = 5.0
"""How long what was made ready may take to be given back when the process ends."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a call is going to be, as far as that is known when it is answered."""

    choice: Choice
    facts: CallFacts
    listening: Listening

    @property
    def flow(self) -> CompiledFlow:
        """What it runs."""
        return self.choice.flow


@dataclass(frozen=True, slots=True)
class Readied:
    """What a call begins with. `transcriber`: already open; None: there is none."""

    dialogue: Dialogue
    transcriber: Transcriber | None = None


class Bill:
    """An account (`telephony.usage`) of which is not known yet who pays: the call, or nobody's call."""

    def __init__(self) -> None:
        self.account: CallAccount | None = None
        """Who pays, if it is a call."""
        self._held: list[Usage] = []
        self._settled = False

    def __call__(self, usage: Usage) -> None:
        """Take what was used. Never blocks, never raises."""
        if self.account is not None:
            self.account(usage)
        elif self._settled or len(self._held) >= MOST_HELD:
            Variables().run(report, usage)  # charged to nobody, it goes to the process
        else:
            self._held.append(usage)

    def settle(self, account: CallAccount | None) -> None:
        """This call pays; None: nobody's does."""
        self.account, self._settled = account, True
        held, self._held = self._held, []
        for usage in held:
            self(usage)


@dataclass(slots=True, eq=False)
class _Ring:
    """One call that is expected."""

    timer: asyncio.TimerHandle
    prospect: Prospect | None = None
    dialogue: Dialogue | None = None
    opening: "asyncio.Task[Transcriber | None] | None" = None
    opened_at: float = 0.0
    bill: Bill = field(default_factory=Bill)


class Ringing:
    """The calls of this process that are expected. Whoever keeps places says how many there may be."""

    def __init__(
        self,
        recogniser: Recogniser,
        converse: Callable[[CompiledFlow, CallFacts], Dialogue],
        *,
        expected_s: float = EXPECTED_S,
        listening_s: float = LISTENING_S,
    ) -> None:
        self._recogniser = recogniser
        self._converse = converse
        self._expected_s = expected_s
        self._listening_s = listening_s
        self._rings: dict[str, _Ring] = {}
        self._chores: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.get_running_loop()

    def __len__(self) -> int:
        """How many places are kept."""
        return len(self._rings)

    def __contains__(self, call_id: str) -> bool:
        """It has a place."""
        return call_id in self._rings

    def keep_place(self, call_id: str) -> None:
        """The call is answered: it has a place until its socket opens, or for a while."""
        self.give_up(call_id)
        self._rings[call_id] = _Ring(self._loop.call_later(self._expected_s, self._missed, call_id))

    def prepare(self, call_id: str, prospect: Prospect) -> None:
        """Make ready what this call will need. Returns at once."""
        ring = self._rings.get(call_id)
        if ring is None:
            return
        ring.prospect, ring.opened_at = prospect, self._loop.time()
        ring.dialogue = self._converse(prospect.flow, prospect.facts)
        self._do(_read(ring.dialogue, call_id))
        ring.opening = self._do(self._open(ring.bill, prospect.listening, call_id))

    def take(self, call_id: str, prospect: Prospect, account: CallAccount) -> Readied:
        """The call's socket is open: what it begins with, and pays for. The transcriber is the caller's to close."""
        ring = self._rings.pop(call_id, None)
        if ring is None:
            return Readied(self._converse(prospect.flow, prospect.facts))
        ring.timer.cancel()
        ring.bill.settle(account)
        as_expected = _same(ring.prospect, prospect)
        transcriber = self._opened(ring) if as_expected else None
        if transcriber is None:
            self._give_back(ring)
        if ring.dialogue is None or not as_expected:
            return Readied(self._converse(prospect.flow, prospect.facts), transcriber)
        return Readied(ring.dialogue, transcriber)

    def give_up(self, call_id: str) -> None:
        """The call does not come: its place is free, and what was made ready is given back."""
        ring = self._rings.pop(call_id, None)
        if ring is not None:
            ring.timer.cancel()
            self._give_back(ring)

    async def aclose(self) -> None:
        """Expect nobody any more."""
        for call_id in tuple(self._rings):
            self.give_up(call_id)
        if self._chores:
            _, late = await asyncio.wait(self._chores, timeout=CLOSING_S)
            for chore in late:
                chore.cancel()

    # ── inside ────────────────────────────────────────────────────────────────

    async def _open(self, bill: Bill, listening: Listening, call_id: str) -> Transcriber | None:
        with charging(bill):
            try:
                return await self._recogniser.open(listening)
            except SpeechUnavailable as why:
                log.info("ringing.not_listening", call_id=call_id, fault=why.fault, why=str(why))
            except Exception:  # the edge of a background job: the call opens anew, and says what is wrong
                log.exception("ringing.failed", call_id=call_id)
        return None

    def _opened(self, ring: _Ring) -> Transcriber | None:
        """The stream, if it is open, sound, and not so old that it may be closed the next moment."""
        if ring.opening is None or not ring.opening.done() or ring.opening.cancelled():
            return None
        transcriber = ring.opening.result()
        if self._loop.time() - ring.opened_at > self._listening_s:
            return None
        if isinstance(transcriber, SteadyTranscriber) and not transcriber.untroubled:
            return None
        return transcriber

    def _missed(self, call_id: str) -> None:
        log.info("ringing.nobody_came", call_id=call_id, after_s=self._expected_s)
        self.give_up(call_id)

    def _give_back(self, ring: _Ring) -> None:
        if ring.opening is not None:
            self._do(_close(ring.opening, ring.bill))

    def _do(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        # In a context of its own: the request that it began with is soon over.
        task = self._loop.create_task(work, name="ringing", context=Variables())
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return task


async def _read(dialogue: Dialogue, call_id: str) -> None:
    try:
        await dialogue.prepare()
    except AWAY as why:
        log.info("ringing.unread", call_id=call_id, why=type(why).__name__)


async def _close(opening: "asyncio.Task[Transcriber | None]", bill: Bill) -> None:
    try:
        if (transcriber := await opening) is not None:
            await transcriber.aclose()
    finally:
        bill.settle(bill.account)


def _same(expected: Prospect | None, came: Prospect) -> bool:
    """Whether the call is what it was expected to be. The hour may have struck meanwhile, the flow been published."""
    return (
        expected is not None
        and expected.flow is came.flow
        and expected.facts == came.facts
        and expected.listening == came.listening
    )
