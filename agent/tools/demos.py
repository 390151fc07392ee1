"""The tools that find times for a demo and book one. The table's exclusion constraint decides between two callers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent.store.support_and_sales import Demo, Specialist, SpecialistHours
from agent.tools.availability import present
from agent.tools.calendar import TAKEN, SlotRecord
from agent.tools.leads import Email, Name, Need, keep_lead
from agent.tools.slots import Slot, day_slots, free_staff, local_time, spoken_time
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome

MINUTES = 30
DAYS = 14
"""How far ahead demos are offered."""
MOST = 40
"""Times that one answer holds at most."""
NOTICE = timedelta(hours=2)
"""So long before it begins a demo can still be booked."""


class DemoTimes(Arguments):
    """Nothing: the next two weeks."""


class DemoSlot(SlotRecord):
    """A record of demo_times."""

    specialist_id: int | None = None


class BookDemo(Arguments):
    """Who, when, and what they hope for."""

    name: Name
    email: Email
    slot: DemoSlot
    need: Need | None = None
    score: float


@dataclass(frozen=True, slots=True)
class Agenda:
    """When specialists give demos, and what each has booked. Keys are their ids."""

    names: dict[int, str]
    hours: dict[int, list[tuple[int, time, time]]]
    """Weekday, from, to."""
    busy: dict[int, list[tuple[datetime, datetime]]]

    def slots(self, day: date, zone: ZoneInfo) -> Iterator[tuple[Slot, list[int]]]:
        """Each time of a day at which demos are given, in order, and who is free: the least loaded first."""
        at_work: dict[Slot, list[int]] = {}
        for specialist, hours in self.hours.items():
            pairs = [(opens, closes) for weekday, opens, closes in hours if weekday == day.weekday()]
            for slot in day_slots(day, pairs, MINUTES, zone=zone):
                at_work.setdefault(slot, []).append(specialist)
        load = {specialist: len(taken) for specialist, taken in self.busy.items()}
        for slot in sorted(at_work, key=lambda each: each.start):
            yield slot, free_staff(slot, {each: self.busy[each] for each in at_work[slot]}, load)


async def _demo_times(context: Context, _: DemoTimes, __: str) -> Outcome:
    async with context.database.unit() as session:
        agenda = await _read_agenda(session, context)
    now = present(context)
    found = (
        {
            "start": spoken_time(slot.start, context.timezone),
            "end": spoken_time(slot.end, context.timezone),
            "specialist": agenda.names[free[0]],
            "specialist_id": free[0],
        }
        for ahead in range(DAYS)
        for slot, free in agenda.slots(now.date() + timedelta(days=ahead), context.timezone)
        if free and slot.start >= now + NOTICE
    )
    return Outcome(value=list(islice(found, MOST)))


async def _book_demo(context: Context, given: BookDemo, key: str) -> Outcome:
    async with context.database.unit() as session:
        before = await _answer(session, context, key)
        if before is not None:
            return Outcome(value=before)
        slot, free = await _who_could(session, context, given.slot.start)
        # Whom the caller was offered, if that one can; otherwise whoever can.
        free.sort(key=lambda specialist: specialist != given.slot.specialist_id)
        async with session.begin_nested() as attempt:
            known = {"name": given.name, "email": given.email, "need": context.kept(given.need), "score": given.score}
            row = {"lead_id": await keep_lead(session, key, **known), "created_by": key}
            for specialist in free:
                during = Range(slot.start, slot.end, bounds="[)")
                values = {**row, "specialist_id": specialist, "during": during}
                # Overlapping another demo is a conflict too: then nothing is written, and the next one is asked.
                await session.execute(insert(Demo).values(values).on_conflict_do_nothing())
                placed = await _answer(session, context, key)
                if placed is not None:
                    return Outcome(value=placed)
            await attempt.rollback()
    return TAKEN


demo_times = Tool(
    DemoTimes,
    _demo_times,
    out="list",
    summary="Finds the times at which somebody can show the product.",
    fields={"start": "datetime", "end": "datetime", "specialist": "text", "specialist_id": "number"},
)
book_demo = Tool(
    BookDemo,
    _book_demo,
    out="record",
    outcomes=("taken",),
    commits=True,
    summary="Books one of those times, and keeps the caller as a lead.",
    fields={"id": "number", "start": "datetime", "specialist": "text"},
)


async def _who_could(session: AsyncSession, context: Context, start: datetime) -> tuple[Slot, list[int]]:
    """The slot that begins then and who is free; nobody when it is over. Raises ToolRefused when there is none."""
    agenda = await _read_agenda(session, context)
    moment = local_time(start, context.timezone)
    for slot, free in agenda.slots(start.date(), context.timezone):
        if slot.start == moment:
            return slot, free if slot.start > present(context) else []
    raise ToolRefused("no demo can begin at that time: take one that demo_times gave")


async def _read_agenda(session: AsyncSession, context: Context) -> Agenda:
    names = {row.id: row.name for row in await session.scalars(select(Specialist).order_by(Specialist.id))}
    hours: dict[int, list[tuple[int, time, time]]] = {each: [] for each in names}
    for row in await session.scalars(select(SpecialistHours)):
        hours[row.specialist_id].append((row.weekday, row.opens, row.closes))
    busy: dict[int, list[tuple[datetime, datetime]]] = {each: [] for each in names}
    still_ahead = func.upper(Demo.during) > present(context)
    for demo in await session.scalars(select(Demo).where(Demo.status == "booked", still_ahead)):
        assert demo.during.lower is not None
        assert demo.during.upper is not None
        busy[demo.specialist_id].append((demo.during.lower, demo.during.upper))
    return Agenda(names, hours, busy)


async def _answer(session: AsyncSession, context: Context, key: str) -> dict[str, Any] | None:
    """What was booked under that key, as the flow sees it; None when nothing was."""
    statement = select(Demo, Specialist.name).join(Specialist).where(Demo.created_by == key)
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        return None
    demo, name = found
    assert demo.during.lower is not None
    return {"id": demo.id, "start": spoken_time(demo.during.lower, context.timezone), "specialist": name}
