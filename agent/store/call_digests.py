"""What is kept of each call for searches and reports: made of its timeline once it is over, and anew when needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from agent.memory.presence import SILENT_AFTER_S
from agent.store.database import Database

LATE_S = 120.0
"""How long the last events of a call are waited for after its end, and a call without an end after its begin."""

LIVE = f"""
select c.call_id from conversations c join workers w on w.worker = c.worker
where c.status = 'open' and w.seen_at > now() - {SILENT_AFTER_S:f} * interval '1 second'
"""  # noqa: S608 -- a constant
"""Calls that some worker has, by their ids."""

# Of a worker that died, calls have no end. The last event of a call may come a moment after its end.
_WAITING = f"""
select c.id from calls c
where c.digest is null and c.transcript_deleted_at is null and c.id not in ({LIVE}) and (
    greatest(c.started_at, c.ended_at) < now() - $1 * interval '1 second'
    or exists (select from call_events e where e.call_id = c.id and e.event = 'ended' and c.ended_at is not null)
)
order by c.started_at desc limit $2
"""  # noqa: S608 -- constants

_TIMELINE = text("""
select coalesce(json_agg(json_build_array(ordinal, at_ms, event, fields) order by ordinal), '[]')::text
from call_events where call_id = :call and event not in ('voice_ceased', 'first_sound', 'turn_done', 'trial')
""")

# Of a call whose timeline is gone there is nothing to make one of: it keeps the one that it has.
_OUTDATED = text("update calls set digest = null where digest <> :form and transcript_deleted_at is null")

_TAKE = text("""
update calls set digest = :form where id = :call returning flow, (started_at at time zone 'utc')::date as day
""")
# The update locks the mark, so that nobody adds the day up before the digest is there.
_STALE = text("""
insert into stale_days (flow, day) values (:flow, :day) on conflict (tenant, flow, day) do update set day = excluded.day
""")

_WRITE = (
    text("delete from call_steps where call_id = :call"),
    text("delete from call_exits where call_id = :call"),
    text("delete from call_misses where call_id = :call"),
    text("""
    insert into call_digests (call_id, turns, cost, currency, stages, words)
    values (:call, :turns, :cost, :currency, :stages, array_to_tsvector(cast(:words as text[])))
    on conflict (call_id) do update set turns = excluded.turns, cost = excluded.cost, currency = excluded.currency,
        stages = excluded.stages, words = excluded.words
    """).bindparams(bindparam("stages", type_=JSONB)),
    text("""
    insert into call_steps
    select :call, s.* from jsonb_to_recordset(:steps) as s (
        step text, entered int, left_it int, hang_ups int, no_match int, no_input int, corrections int, transfers int,
        seconds real[], latencies_ms int[])
    """).bindparams(bindparam("steps", type_=JSONB)),
    text("""
    insert into call_exits
    select :call, e.* from jsonb_to_recordset(:exits) as e (step text, exit text, target text, times int)
    """).bindparams(bindparam("exits", type_=JSONB)),
    text("""
    insert into call_misses
    select :call, m.* from jsonb_to_recordset(:misses) as m (turn int, step text, said text)
    on conflict do nothing
    """).bindparams(bindparam("misses", type_=JSONB)),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept of one call."""

    turns: int
    """Turns that the caller made."""
    cost: Decimal | None
    currency: str | None
    stages: Mapping[str, float]
    """What each stage cost, in that currency."""
    words: Sequence[str]
    """As `agent.store.words.vocabulary` makes them."""
    steps: Sequence[Mapping[str, Any]]
    """A record for each step: `step`, the counts, and as lists `seconds` and `latencies_ms`. These are rounded: a few
    values that are often there are counted fast.
    """
    exits: Sequence[Mapping[str, Any]]
    """A record for each way that was taken: `step`, `exit`, `target`, `times`."""
    misses: Sequence[Mapping[str, Any]]
    """A record for each turn that was not understood: `turn`, `step`, `said`."""


class CallDigests:
    """The repository of digests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, *, most: int, late_s: float = LATE_S) -> list[str]:
        """Calls that are over and have no digest, the latest first."""
        return [row["id"] for row in await self._database.look(_WAITING, late_s, most)]

    async def outdated(self, form: int) -> None:
        """Let digests of other forms be made anew."""
        async with self._database.unit() as session:
            await session.execute(_OUTDATED, {"form": form})

    async def read(self, call_id: str) -> tuple[str | None, str | None, str]:
        """A call's two numbers, and what counts of its timeline, as JSON: `[[ordinal, at_ms, event, fields]]`."""
        async with self._database.unit() as session:
            found = await session.execute(text("select caller, callee from calls where id = :call"), {"call": call_id})
            row = found.one_or_none()
            timeline: str = await session.scalar(_TIMELINE, {"call": call_id}) or "[]"
        return (row.caller, row.callee, timeline) if row else (None, None, "[]")

    async def write(self, call_id: str, digest: Digest, *, form: int) -> bool:
        """Keep it; False when the call is no more. Of two workers that write the same one waits for the other."""
        values = {
            "call": call_id,
            "turns": digest.turns,
            "cost": digest.cost,
            "currency": digest.currency,
            "stages": dict(digest.stages),
            "words": list(digest.words),
            "steps": [dict(each) for each in digest.steps],
            "exits": [dict(each) for each in digest.exits],
            "misses": [dict(each) for each in digest.misses],
        }
        async with self._database.unit() as session:
            taken = (await session.execute(_TAKE, {"call": call_id, "form": form})).one_or_none()
            if taken is None:
                return False
            await session.execute(_STALE, {"flow": taken.flow, "day": taken.day})
            for statement in _WRITE:
                await session.execute(statement, {name: values[name] for name in _names(statement)})
        return True


@cache
def _names(statement: Any) -> list[str]:
    """The parameters of one of the statements above; to ask for them is to compile it."""
    return list(statement.compile().params)
