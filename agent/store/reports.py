"""What calls of a flow came to, counted over a time: results, steps, ways, words that were not understood."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import TextClause, text

from agent.store.call_search import CONSOLE
from agent.store.database import Database
from agent.store.report_days import parts

# The compiler takes several times longer than what it compiles: the number of values in arrays is overrated.
_NO_JIT = text("set local jit = off")

_AT_ONE_MOMENT = text("set transaction isolation level repeatable read, read only")
_STALE = text("select day from stale_days where flow = :flow")

MOST_PHRASES = 100
CALLS_A_PHRASE = 20

_CHOSEN = f"""
select c.id, c.version, c.started_at, c.ended_at, c.result from calls c
where c.flow = :flow and c.started_at >= :since and c.started_at < :before and c.line <> '{CONSOLE}'
and (cast(:version as int) is null or c.version = :version)
"""  # noqa: S608 -- a constant

_BY_DAY = text(f"""
with chosen as ({_CHOSEN})
select (c.started_at at time zone :zone)::date as day, c.version, c.result, d.currency, count(*)::int as calls,
    coalesce(sum(extract(epoch from c.ended_at - c.started_at)), 0)::float8 as seconds, sum(d.cost) as cost
from chosen c left join call_digests d on d.call_id = c.id
where c.ended_at is not null or d.call_id is not null
group by 1, 2, 3, 4 order by 1
""")  # noqa: S608 -- constants, as below

_COSTS = text(f"""
with chosen as ({_CHOSEN})
select (c.started_at at time zone :zone)::date as day, d.currency, s.key as stage, sum(s.value::numeric) as cost
from chosen c join call_digests d on d.call_id = c.id, jsonb_each_text(d.stages) s
where d.currency is not null group by 1, 2, 3 order by 1, 2, 3
""")  # noqa: S608

# What whole days come to was added up before; of other times calls are read one by one.
_CALLS_APART = f"""
select c.id, c.version from calls c
join unnest(cast(:begins as timestamptz[]), cast(:ends as timestamptz[])) as apart (begins, ends)
on c.started_at >= apart.begins and c.started_at < apart.ends
where c.flow = :flow and c.line <> '{CONSOLE}' and (cast(:version as int) is null or c.version = :version)
"""  # noqa: S608
_WHOLE_DAYS = """
flow = :flow and day = any(cast(:days as date[])) and (cast(:version as int) is null or version = :version)
"""
_COUNTS = ("entered", "left_it", "hang_ups", "no_match", "no_input", "corrections", "transfers")
_SUMS = ", ".join(f"sum({count})::int as {count}" for count in _COUNTS)

_STEPS = text(f"""
with apart as ({_CALLS_APART}),
counted as (
    select step, calls, {", ".join(_COUNTS)} from step_days where {_WHOLE_DAYS}
    union all
    select step, 1, {", ".join(_COUNTS)} from apart a join call_steps s on s.call_id = a.id
)
select step, sum(calls)::int as calls, {_SUMS} from counted group by 1
""")  # noqa: S608


def _medians(values: str) -> str:
    # Counting equal values first is several times faster than sorting all of them.
    return f"""
    with apart as ({_CALLS_APART}),
    lists as (
        select step, {values} as list from step_days where {_WHOLE_DAYS}
        union all
        select step, {values} from apart a join call_steps s on s.call_id = a.id
    ),
    counted as (select step, v.value, count(*) as times from lists, unnest(list) v (value) group by 1, 2),
    placed as (
        select step, value, sum(times) over (partition by step order by value) as upto,
            sum(times) over (partition by step) as whole
        from counted
    )
    select step, min(value)::float8 as median from placed where 2 * upto >= whole group by 1
    """  # noqa: S608


_SECONDS = text(_medians("seconds"))
_LATENCIES = text(_medians("latencies_ms"))

_EXITS = text(f"""
with apart as ({_CALLS_APART}),
counted as (
    select step, exit, target, times from exit_days where {_WHOLE_DAYS}
    union all
    select step, exit, target, times from apart a join call_exits e on e.call_id = a.id
)
select step, exit, target, sum(times)::int as times from counted group by 1, 2, 3 order by 4 desc, 1, 2, 3
""")  # noqa: S608

_MISSES = text(f"""
with chosen as ({_CHOSEN}),
misses as materialized (
    select m.step, lower(m.said) as phrase, m.said, m.call_id, c.started_at
    from chosen c join call_misses m on m.call_id = c.id
),
first as (
    select step, phrase, min(said) as said, count(*)::int as times from misses
    group by 1, 2 order by 4 desc, 1, 2 limit {MOST_PHRASES}
)
select f.step, f.said, f.times, (array_agg(m.call_id order by m.started_at desc))[1:{CALLS_A_PHRASE}] as calls
from first f join misses m on m.step = f.step and m.phrase = f.phrase
group by f.step, f.phrase, f.said, f.times order by 3 desc, 1, f.phrase
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class Scope:
    """Which calls are counted: a flow's of a time, those of the console left out."""

    flow: str
    since: datetime
    before: datetime
    version: int | None = None
    """None: all versions."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """Calls of one day with the same version, result and currency."""

    day: date
    version: int | None
    result: str | None
    currency: str | None
    calls: int
    seconds: float
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class StageCost:
    """What one stage of a day's calls cost, in one currency."""

    day: date
    currency: str
    stage: str
    cost: Decimal


@dataclass(frozen=True, slots=True)
class StepCount:
    """What happened at one step."""

    step: str
    calls: int
    entered: int
    left: int
    hang_ups: int
    no_match: int
    no_input: int
    corrections: int
    transfers: int
    median_seconds: float | None
    median_latency_ms: int | None


@dataclass(frozen=True, slots=True)
class ExitCount:
    """How often one way was taken."""

    step: str
    exit: str
    target: str
    times: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that were not understood at a step, and the latest calls in which they were said."""

    step: str
    said: str
    times: int
    calls: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything that was counted."""

    by_day: Sequence[DayCount]
    """By day where the business is, version, result and currency."""
    costs: Sequence[StageCost]
    """By day, currency and stage."""
    steps: Sequence[StepCount]
    """Every step that a call came to."""
    exits: Sequence[ExitCount]
    """Every way that was taken, the busiest first."""
    phrases: Sequence[Phrase]
    """What was not understood, the most frequent first."""


class Reports:
    """The repository of counts. `zone`: whose days are told, an IANA name."""

    def __init__(self, database: Database, *, zone: str) -> None:
        self._database = database
        self._zone = zone

    async def count(self, scope: Scope) -> Counted:
        """Count, all of it as things stood at one moment."""
        async with self._database.unit() as session:
            await session.execute(_AT_ONE_MOMENT)
            await session.execute(_NO_JIT)
            stale = await session.scalars(_STALE, {"flow": scope.flow})
            values = _values(scope, set(stale))
            by_day = await session.execute(_BY_DAY, _some(values, _BY_DAY, zone=self._zone))
            costs = await session.execute(_COSTS, _some(values, _COSTS, zone=self._zone))
            steps = list(await session.execute(_STEPS, _some(values, _STEPS)))
            seconds = {row.step: row.median for row in await session.execute(_SECONDS, _some(values, _SECONDS))}
            latencies = {row.step: row.median for row in await session.execute(_LATENCIES, _some(values, _LATENCIES))}
            exits = await session.execute(_EXITS, _some(values, _EXITS))
            misses = await session.execute(_MISSES, _some(values, _MISSES))
            return Counted(
                [DayCount(**{name: getattr(row, name) for name in DayCount.__slots__}) for row in by_day],
                [StageCost(*row) for row in costs],
                [_step(row, seconds.get(row.step), latencies.get(row.step)) for row in steps],
                [ExitCount(row.step, row.exit, row.target, row.times) for row in exits],
                [Phrase(row.step, row.said, row.times, row.calls) for row in misses],
            )


def _values(scope: Scope, stale: AbstractSet[date]) -> dict[str, object]:
    days, apart = parts(scope.since, scope.before, stale=stale)
    return {
        "flow": scope.flow,
        "since": scope.since,
        "before": scope.before,
        "version": scope.version,
        "days": days,
        "begins": [begin for begin, _ in apart],
        "ends": [end for _, end in apart],
    }


def _some(values: Mapping[str, object], statement: TextClause, **more: object) -> dict[str, object]:
    """Those that the statement has a place for."""
    return {name: value for name, value in {**values, **more}.items() if name in statement.compile().params}


def _step(row: Any, seconds: float | None, latency: float | None) -> StepCount:
    return StepCount(
        step=row.step,
        calls=row.calls,
        entered=row.entered,
        left=row.left_it,
        hang_ups=row.hang_ups,
        no_match=row.no_match,
        no_input=row.no_input,
        corrections=row.corrections,
        transfers=row.transfers,
        median_seconds=None if seconds is None else round(seconds, 1),
        median_latency_ms=None if latency is None else round(latency),
    )
