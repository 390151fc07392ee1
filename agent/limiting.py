"""Who may call, how often and how long: asks the database before a call is answered, and tells it while calls go on.

The rules are in `agent.limits`, the counts in the database (`agent.store.limits`), where all workers see them. When it
does not answer in time, a caller who shows a number is let in as far as this process's own counts go: a slow database
is our fault and not theirs, and whoever shows a number can be found again. Who shows none is refused then, since that
is how floods come.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

import structlog

from agent.allowance import Allowance
from agent.bookkeeping import AWAY
from agent.clock import utc_now
from agent.costs.accounts import Unclaimed
from agent.costs.costs import is_line
from agent.limits.budgets import Spent
from agent.limits.catalogue import Limits
from agent.limits.counting import Counter, LocalCounts, Subject, bounds, counters, model_counter
from agent.limits.lists import Lists
from agent.limits.periods import began
from agent.memory.callers import known_number
from agent.register import LiveCall
from agent.ringing import EXPECTED_S
from agent.settings import Settings
from agent.store.limits import Kept, LimitStore, ListsMark, Refused

log = structlog.get_logger(__name__)

EVERY_S = 3.0
"""How often what was used is told to the database, and what holds is read."""
ANSWER_S = 0.3
"""How long the database may take to say whether a call may come in."""
RINGING = timedelta(seconds=EXPECTED_S + 5)
"""How long a call has its place without having come."""
LEASE = timedelta(seconds=30)
"""How long a call that goes on has its place without its worker renewing it."""
MOST_REFUSED = 2_000
"""Rows of refused calls that wait for the database; what would be more is told without its numbers."""
TIDY_S = 3600.0

UNKNOWN = "limits_unknown"
"""Why a caller without a number is refused while the database does not answer."""
BLOCKED = "blocked"


class Counting(Protocol):
    """Who is told what came of calls, in numbers."""

    def uncounted(self, became: str) -> None:
        """A call was decided over without the database: `let_in` or `refused`."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided over a call."""

    why: str = ""
    """Why it is not taken: `blocked`, `limits_unknown`, or the name of a limit; empty: it is."""
    sentence: str = ""
    """What a caller hears who is not taken; empty: that the line is busy."""
    counted: bool = True
    """The database has said so, and not this process alone."""


@dataclass(frozen=True, slots=True)
class _Held:
    call: LiveCall | None
    """None: it never came."""
    subject: Subject


class CallLimits:
    """Of one process. `run` it beside the calls."""

    def __init__(  # noqa: PLR0913 -- what is joined here
        self,
        settings: Settings,
        store: LimitStore,
        allowance: Allowance,
        *,
        unclaimed: Unclaimed,
        counting: Counting,
        worker: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`worker`: as it says that it lives (`agent.memory.presence`)."""
        self._settings = settings
        self.store = store
        self.allowance = allowance
        self.zone = allowance.zone
        self._unclaimed = unclaimed
        self._counting = counting
        self._worker = worker
        self.now = now
        self.limits = Limits({}, settings.trunkline_daily_budget)
        """Those in force, as they were read last."""
        self._lists = Lists()
        self._mark: ListsMark | None = None
        """Of the lists as they were read last."""
        self._local = LocalCounts()
        self._held: dict[str, _Held] = {}
        self._over: dict[str, _Held] = {}
        """Calls whose end the database does not know yet."""
        self._refused: dict[tuple[datetime, str, str, str], tuple[int, datetime]] = {}
        self._wanted = asyncio.Event()
        self._stopped = False
        self._tidied = 0.0
        self._nobody = Subject("", "", trial=True, tenant=store.tenant)
        allowance.limits = self.limits

    # ── coming and going ──────────────────────────────────────────────────────

    async def admit(self, call_id: str, *, caller: str, callee: str, trial: bool) -> Verdict:
        """Count a call and give it its place; or say why it is not to be taken.

        `caller`: whoever is on the line with us; `trial`: only this machine can have placed it.
        """
        now, subject = self.now(), self._subject(caller, callee, trial=trial)
        entry = None if trial else self._lists.find(subject.caller, now=now)
        if entry and entry.rule == "block":
            return Verdict(BLOCKED, "" if entry.how == "reject" else self._settings.trunkline_refused)
        by_all, counted = True, counters(subject, self.limits, now=now, zone=self.zone)
        try:
            reached = await self.store.admit(
                call_id,
                subject,
                counters=counted,
                bounds=bounds(subject, self.limits),
                worker=self._worker,
                lease=RINGING,
                limit_s=ANSWER_S,
            )
        except AWAY as why:
            by_all, reached = False, self._without_database(subject, counted)
            log.warning("limits.unanswered", call_id=call_id, why=type(why).__name__, let_in=reached is None)
            self._counting.uncounted("refused" if reached else "let_in")
        if reached is not None:
            return Verdict(reached, self._settings.trunkline_refused, by_all)
        self._local.add(counted)
        return Verdict(counted=by_all)

    def release(self, call_id: str) -> None:
        """A call that was admitted does not come."""
        if call_id not in self._held:
            self._over[call_id] = _Held(None, self._nobody)
            self._wanted.set()

    @contextmanager
    def holding(self, call_id: str, call: LiveCall, *, caller: str, callee: str, trial: bool) -> Iterator[None]:
        """While a call goes on: it has its place, its minutes count, and it is ended when it becomes too long."""
        held = self._held[call_id] = _Held(call, self._subject(caller, callee, trial=trial))
        longest = self._settings.trunkline_longest_call
        left = longest - (time.time() - call.began)
        timer = asyncio.get_running_loop().call_later(max(0.0, left), _end, call, f"longer than {longest} s")
        try:
            yield
        finally:
            timer.cancel()
            self._over[call_id] = held
            if self._held.get(call_id) is held:
                del self._held[call_id]
            self._wanted.set()

    def refused(self, why: str, *, caller: str = "", callee: str = "") -> None:
        """A call was not taken; it is written down in a moment."""
        now = self.now()
        key = began("hour", now, self.zone), why, known_number(caller) or "", callee[:64]
        if key not in self._refused and len(self._refused) >= MOST_REFUSED:
            key = key[0], why, "", ""
        calls, _ = self._refused.get(key, (0, now))
        self._refused[key] = calls + 1, now

    # ── beside the calls ──────────────────────────────────────────────────────

    async def run(self) -> None:
        """Tell and read until stopped, and then tell what is left. What cannot be told now is told the next time."""
        while not self._stopped:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), EVERY_S)
            self._wanted.clear()
            try:
                await self.keep()
                await self.read()
                await self._tidy()
            except AWAY as why:
                log.warning("limits.unkept", calls=len(self._held), why=type(why).__name__)
                await asyncio.sleep(ANSWER_S)

    def stop(self) -> None:
        """Let `run` tell what is left and end."""
        self._stopped = True
        self._wanted.set()

    async def read(self) -> None:
        """Read which limits and lists hold, and what language models have used today. Raises what the database does."""
        now = self.now()
        changed, mark = await self.store.changed(), await self.store.mark()
        if mark != self._mark:
            self._lists, self._mark = Lists(each.entry for each in await self.store.listed()), mark
        [(_, _, today)] = await self.store.counts([self._model(now)])
        self.limits = Limits({each.name: each.most for each in changed}, self._settings.trunkline_daily_budget)
        self.allowance.limits = self.limits
        self.allowance.learn(today)

    async def keep(self) -> None:
        """Tell the database what calls have used, and end those that have reached a limit."""
        await self._write_refused()
        now = self.now()
        going = dict(self._held)
        over = {call_id: held for call_id, held in self._over.items() if call_id not in going}
        told = [self._kept(call_id, held, now, held_place=True) for call_id, held in going.items()]
        told += [self._kept(call_id, held, now, held_place=False) for call_id, held in over.items()]
        told += self._besides(now)
        reached = await self.store.keep(told, worker=self._worker, lease=LEASE, model=self._model(now))
        for each in told:
            self.allowance.count(each.call_id, each.spent, over=not each.held)
        self._over = {call_id: held for call_id, held in self._over.items() if over.get(call_id) is not held}
        for call_id, name in reached.items():
            log.info("limits.call_ended", call_id=call_id, limit=name)
            _end(going[call_id].call, name)

    # ── inside ────────────────────────────────────────────────────────────────

    def _subject(self, caller: str, callee: str, *, trial: bool) -> Subject:
        number = known_number(caller) or ""
        entry = None if trial else self._lists.find(number, now=self.now())
        allowed = entry is not None and entry.rule == "allow"
        return Subject(number, callee[:64], trial=trial, allowed=allowed, tenant=self.store.tenant)

    def _without_database(self, subject: Subject, counted: list[Counter]) -> str | None:
        if not (subject.trial or subject.caller or subject.allowed):
            return UNKNOWN
        self._local.forget(now=self.now())
        return self._local.reached(counted)

    def _kept(self, call_id: str, held: _Held, now: datetime, *, held_place: bool) -> Kept:
        account = held.call.account if held.call else None
        used = account.used() if account else {}
        return Kept(
            call_id,
            held.subject,
            counters(held.subject, self.limits, now=now, zone=self.zone),
            sum((amount for kind, amount in used.items() if is_line(kind)), Decimal(0)),
            self.allowance.spent(used),
            held=held_place,
        )

    def _besides(self, now: datetime) -> list[Kept]:
        """What language models were asked today without a call."""
        day = now.astimezone(self.zone).date()
        tally = self._unclaimed.days.get(day)
        spent = self.allowance.spent(dict(tally.sums)) if tally else Spent()
        if not spent.tokens:
            return []
        return [Kept(f"{self._unclaimed.process}:{day}", self._nobody, (), Decimal(0), spent, held=False)]

    def _model(self, now: datetime) -> Counter:
        return model_counter(self.allowance.currency, now=now, zone=self.zone, tenant=self.store.tenant)

    async def _write_refused(self) -> None:
        waiting, self._refused = self._refused, {}
        try:
            await self.store.count_refused(
                Refused(hour, why, caller, callee, calls, last)
                for (hour, why, caller, callee), (calls, last) in waiting.items()
            )
        except AWAY:
            for key, (calls, last) in waiting.items():
                more, later = self._refused.get(key, (0, last))
                self._refused[key] = calls + more, max(last, later)
            raise

    async def _tidy(self) -> None:
        if time.monotonic() - self._tidied > TIDY_S:
            await self.store.tidy(now=self.now())
            self._tidied = time.monotonic()


def _end(call: LiveCall | None, why: str) -> None:
    """A call that has reached a limit ends; Twilio's voice says the sentence (`agent.departures`)."""
    if call is not None and call.session is not None:
        call.cut_off = True
        call.session.reach_limit(why)
