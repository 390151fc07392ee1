"""What the steps and exits of a whole day come to, added up once the day is over: reports over weeks read days."""

from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text

from agent.store.call_search import CONSOLE
from agent.store.database import Database

MOST_DAYS = 800
"""Whole days of a report; what lies before is counted call by call."""

Stretch = tuple[datetime, datetime]
"""From, and before."""

_TAKE = text("""
delete from stale_days s using (
    select flow, day from stale_days where day < (now() at time zone 'utc')::date
    order by day desc limit 1 for update skip locked
) taken
where s.flow = taken.flow and s.day = taken.day
returning s.flow, s.day
""")

_OF_THE_DAY = f"""
from calls c join {{table}} s on s.call_id = c.id
where c.flow = :flow and c.line <> '{CONSOLE}'
and c.started_at >= cast(:begins as timestamptz) and c.started_at < cast(:ends as timestamptz)
"""
_SUMS = "sum(entered), sum(left_it), sum(hang_ups), sum(no_match), sum(no_input), sum(corrections), sum(transfers)"

_CLEAR = (
    text("delete from step_days where flow = :flow and day = :day"),
    text("delete from exit_days where flow = :flow and day = :day"),
)
# An aggregate of lists would want all of them to be of one length: they are taken apart and put together.
_ADD = (
    text(f"""
    with stays as (select c.version, s.* {_OF_THE_DAY.format(table="call_steps")}),
    stayed as (select version, step, array_agg(v.value) as list from stays, unnest(seconds) v (value) group by 1, 2),
    waited as (
        select version, step, array_agg(v.value) as list from stays, unnest(latencies_ms) v (value) group by 1, 2
    ),
    counted as (select version, step, count(*) as calls, {_SUMS} from stays group by 1, 2)
    insert into step_days
    select :flow, cast(:day as date), c.*, coalesce(s.list, '{{}}'), coalesce(w.list, '{{}}')
    from counted c
    left join stayed s on s.step = c.step and s.version is not distinct from c.version
    left join waited w on w.step = c.step and w.version is not distinct from c.version
    """),  # noqa: S608 -- constants, as below
    text(f"""
    insert into exit_days
    select :flow, cast(:day as date), c.version, s.step, s.exit, s.target, sum(s.times)
    {_OF_THE_DAY.format(table="call_exits")} group by c.version, s.step, s.exit, s.target
    """),
)


class ReportDays:
    """Adds days up. In any number of processes: each day is taken by one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_one(self) -> bool:
        """Add up one day that is over and stale, if there is one."""
        async with self._database.unit() as session:
            taken = (await session.execute(_TAKE)).one_or_none()
            if taken is None:
                return False
            begins = _midnight(taken.day)
            values = {"flow": taken.flow, "day": taken.day}
            for statement in _CLEAR:
                await session.execute(statement, values)
            for statement in _ADD:
                await session.execute(statement, {**values, "begins": begins, "ends": begins + timedelta(days=1)})
        return True


def parts(since: datetime, before: datetime, *, stale: AbstractSet[date]) -> tuple[list[date], list[Stretch]]:
    """A time as whole days that were added up, and the stretches between them, of which calls are counted one by one.
    Days are those of UTC.
    """
    first = max(_midnight_after(since), _midnight(before.astimezone(UTC).date()) - timedelta(days=MOST_DAYS))
    days: list[date] = []
    apart: list[Stretch] = []
    reached, begins = since, first
    while begins + timedelta(days=1) <= before:
        if begins.date() not in stale:
            if reached < begins:
                apart.append((reached, begins))
            days.append(begins.date())
            reached = begins + timedelta(days=1)
        begins += timedelta(days=1)
    if reached < before:
        apart.append((reached, before))
    return days, apart


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _midnight_after(moment: datetime) -> datetime:
    midnight = _midnight(moment.astimezone(UTC).date())
    return midnight if midnight == moment else midnight + timedelta(days=1)
