"""What is free: the tool that finds times, and what booking asks of the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from agent.store.tables import Appointment, OpeningHours, Service, Staff, StaffService
from agent.tools.slots import DayPart, Slot, day_slots, in_part, local_time, share_out, spoken_time
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome

MOST = 40
"""Times that one answer holds at most."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar, for one service."""

    service: str
    slots: tuple[Slot, ...]
    """What the opening hours allow."""
    staff: dict[int, str]
    """Who offers the service: id and name."""
    busy: dict[int, list[tuple[datetime, datetime]]]
    """What each of them has booked."""


class FindTimes(Arguments):
    """What for, and when."""

    service: str
    day: date
    day_part: DayPart | None = None


async def _find_times(context: Context, given: FindTimes, _: str) -> Outcome:
    async with context.database.unit() as session:
        day = await read_day(session, context, given.service, given.day)
    now = present(context)
    open_slots = [slot for slot in day.slots if slot.start > now and in_part(slot, given.day_part)]
    found = [
        {
            "start": spoken_time(slot.start, context.timezone),
            "end": spoken_time(slot.end, context.timezone),
            "service": given.service,
            "staff": day.staff[staff_id],
            "staff_id": staff_id,
        }
        for slot, staff_id in islice(share_out(open_slots, day.busy), MOST)
    ]
    return Outcome(value=found)


find_times = Tool(
    FindTimes,
    _find_times,
    out="list",
    summary="Finds the times that are free on a day for a service.",
    fields={"start": "datetime", "end": "datetime", "service": "text", "staff": "text", "staff_id": "number"},
)


def present(context: Context) -> datetime:
    """The present moment, aware."""
    return context.clock().replace(tzinfo=context.timezone)


async def read_day(session: AsyncSession, context: Context, service: str, day: date) -> Day:
    """Read one day for one service. Raises ToolRefused for a service that there is not."""
    offered = await session.get(Service, service)
    if offered is None:
        known = await session.scalars(select(Service.key).order_by(Service.key))
        raise ToolRefused(f"there is no such service; there are {', '.join(known)}")
    hours = await session.execute(
        select(OpeningHours.opens, OpeningHours.closes).where(
            OpeningHours.clinic_id == offered.clinic_id,
            OpeningHours.weekday == day.weekday(),
        ),
    )
    pairs = [(row.opens, row.closes) for row in hours]
    slots = tuple(day_slots(day, pairs, offered.minutes, zone=context.timezone))
    staff = await _who_offers(session, service)
    return Day(service, slots, staff, await _booked(session, context, staff, day))


async def _who_offers(session: AsyncSession, service: str) -> dict[int, str]:
    rows = await session.execute(
        select(Staff.id, Staff.name).join(StaffService).where(StaffService.service == service).order_by(Staff.id),
    )
    return {row.id: row.name for row in rows}


async def _booked(
    session: AsyncSession,
    context: Context,
    staff: Iterable[int],
    day: date,
) -> dict[int, list[tuple[datetime, datetime]]]:
    busy: dict[int, list[tuple[datetime, datetime]]] = {each: [] for each in staff}
    begin = datetime.combine(day, time(), context.timezone)
    around = Range(begin, datetime.combine(day + timedelta(days=1), time(), context.timezone))
    rows = await session.execute(
        select(Appointment.staff_id, func.lower(Appointment.during), func.upper(Appointment.during)).where(
            Appointment.status == "booked",
            Appointment.staff_id.in_(busy),
            Appointment.during.op("&&")(around),
        ),
    )
    for staff_id, start, end in rows:
        busy[staff_id].append((start, end))
    return busy


def find_slot(context: Context, day: Day, start: datetime) -> Slot | None:
    """The slot of that day that begins at the local time `start`; None when it is over. Raises ToolRefused."""
    moment = local_time(start, context.timezone)
    found = next((slot for slot in day.slots if slot.start == moment), None)
    if found is None:
        raise ToolRefused("no appointment can begin at that time: take one that find_times gave")
    return found if found.start > present(context) else None
