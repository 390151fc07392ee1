"""Digests of calls, made beside the calls: what searches and reports read, so that nobody reads timelines for them."""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
import structlog

from agent.bookkeeping import AWAY
from agent.console.journeys import counted, figures, journey
from agent.console.timelines import Span, kept, spans, told
from agent.console.transcripts import transcript
from agent.store.call_digests import CallDigests, Digest
from agent.store.report_days import ReportDays
from agent.store.words import vocabulary
from telephony.call.timeline import Entry

log = structlog.get_logger(__name__)

FORM = 2
"""Of the digests that this software makes; of another form they are made anew."""

EVERY_S = 1.0
DAYS_EVERY = 10
"""Days are added up more seldom: they are over when they are."""
AT_ONCE = 20
BREATH_S = 0.02
"""Between two digests: each takes the interpreter for some milliseconds, which no call is to feel."""
LONGEST_SAID = 200
MOST_MISSES = 100


def digest(entries: Sequence[Entry], *, numbers: Sequence[str | None]) -> Digest:
    """The digest of a whole timeline."""
    turns = spans(entries)
    way = journey(turns)
    said = [line.text for line in transcript(turns) if line.who in ("bot", "caller")]
    cost, currency, stages = cost_told(turns)
    return Digest(
        turns=way.turns,
        cost=cost,
        currency=currency,
        stages=stages,
        words=vocabulary(said, numbers),
        steps=[
            {
                "step": each.step,
                "entered": each.entered,
                "left_it": each.left,
                "hang_ups": each.hang_ups,
                "no_match": each.no_match,
                "no_input": each.no_input,
                "corrections": each.corrections,
                "transfers": each.transfers,
                "seconds": each.seconds,
                "latencies_ms": [round(latency, -1) for latency in each.latencies],
            }
            for each in figures(way)
        ],
        exits=[
            {"step": move.step, "exit": move.exit, "target": move.to, "times": times}
            for move, times in counted(way.moves).items()
        ],
        misses=[
            {"turn": miss.turn, "step": miss.step, "said": miss.text[:LONGEST_SAID]}
            for miss in way.misses[:MOST_MISSES]
        ],
    )


def cost_told(turns: Sequence[Span]) -> tuple[Decimal | None, str | None, Mapping[str, float]]:
    """What the call cost, in which currency, and by stage, as its timeline says at the end."""
    for _, entry in reversed(list(kept(turns))):
        if entry.event == "cost":
            stages: Mapping[str, float] = told(entry, "stages") or {}
            return Decimal(str(told(entry, "total"))), str(told(entry, "currency")), stages
    return None, None, {}


def entries_read(timeline: str) -> list[Entry]:
    """A timeline from the database's JSON."""
    return [Entry(ordinal, at_ms, event, fields) for ordinal, at_ms, event, fields in orjson.loads(timeline)]


class Digesting:
    """Makes digests of calls that are over, and adds up days that are. `run` it beside the calls, in every process."""

    def __init__(self, digests: CallDigests, days: ReportDays) -> None:
        self._digests = digests
        self._days = days

    async def run(self) -> None:
        """Make them until cancelled. A database that is away is waited for."""
        outdated = False
        for round_ in itertools.count():
            await asyncio.sleep(EVERY_S)
            try:
                if not outdated:
                    await self._digests.outdated(FORM)
                    outdated = True
                made = AT_ONCE
                while made == AT_ONCE:
                    made = await self.make()
                while round_ % DAYS_EVERY == 0 and await self._days.add_one():
                    pass
            except AWAY as why:
                log.warning("digests.wait", why=type(why).__name__)

    async def make(self, *, late_s: float | None = None) -> int:
        """Make the digests of some calls; how many were waiting."""
        limit: dict[str, Any] = {} if late_s is None else {"late_s": late_s}
        waiting = await self._digests.waiting(most=AT_ONCE, **limit)
        for call_id in waiting:
            caller, callee, timeline = await self._digests.read(call_id)
            made = await asyncio.to_thread(_made, call_id, timeline, (caller, callee))
            await self._digests.write(call_id, made, form=FORM)
            await asyncio.sleep(BREATH_S)
        return len(waiting)


def _made(call_id: str, timeline: str, numbers: Sequence[str | None]) -> Digest:
    try:
        return digest(entries_read(timeline), numbers=numbers)
    except Exception:  # the edge of a background job: one timeline that cannot be read does not keep the others waiting
        log.exception("digests.unreadable", call_id=call_id)
        return Digest(0, None, None, {}, vocabulary((), numbers), (), (), ())
