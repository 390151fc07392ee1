"""The tools that book, find, move and cancel appointments.

Bookings of a clinic take turns: each holds the clinic's row until it is committed, so it sees what is free as it is.
Whoever writes past these tools meets the exclusion constraint of the table, and so do we.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from agent.store.tables import Appointment, AppointmentChange, Clinic, Staff
from agent.tools.availability import Day, find_slot, present, read_day
from agent.tools.messages import Phone
from agent.tools.references import reference
from agent.tools.slots import Slot, free_staff, spoken_time
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome

Write = Callable[[int], ReturningInsert[Appointment] | ReturningUpdate[Appointment]]
"""The statement that gives an appointment to that member of staff."""

TAKEN = Outcome("taken")


def _naive(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("is local time, without an offset")
    return moment


class SlotRecord(BaseModel):
    """A record of find_times; more than is read here may stand in it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    start: Annotated[datetime, AfterValidator(_naive)]
    staff_id: int | None = None
    service: str | None = None


class AppointmentRecord(BaseModel):
    """A record of find_appointments."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int


class FindAppointments(Arguments):
    """Whose."""

    phone: Phone


class Book(Arguments):
    """What, when, for whom."""

    service: str
    slot: SlotRecord
    name: Annotated[str, Field(min_length=1, max_length=200)]
    phone: Phone


class Move(Arguments):
    """Which appointment, and where to."""

    appointment: AppointmentRecord
    slot: SlotRecord


class Cancel(Arguments):
    """Which appointment."""

    appointment: AppointmentRecord


async def _find_appointments(context: Context, given: FindAppointments, _: str) -> Outcome:
    begins = func.lower(Appointment.during)
    statement = (
        select(Appointment, Staff.name)
        .join(Staff)
        .where(Appointment.phone == given.phone, Appointment.status == "booked", begins > present(context))
        .order_by(begins, Appointment.id)
    )
    async with context.database.unit() as session:
        rows = (await session.execute(statement)).all()
    return Outcome(value=[_shown(context, each, staff) for each, staff in rows])


async def _book(context: Context, given: Book, key: str) -> Outcome:
    async with context.database.unit() as session:
        await _take_turn(session)
        before = await session.scalar(select(Appointment).where(Appointment.created_by == key))
        if before is not None:
            return Outcome(value=await _answer(session, context, before))
        day = await read_day(session, context, given.service, given.slot.start.date())
        slot = find_slot(context, day, given.slot.start)
        if slot is None:
            return TAKEN
        row = {"service": given.service, "name": given.name, "phone": given.phone, "created_by": key}
        placed = await _place(session, _candidates(day, slot, given.slot.staff_id), _insertion(row, slot))
        return Outcome(value=await _answer(session, context, placed)) if placed else TAKEN


def _insertion(row: dict[str, Any], slot: Slot) -> Write:
    references = (reference(attempt) for attempt in count())  # ends: collisions make them longer
    return lambda staff_id: (
        insert(Appointment)
        .values(**row, during=_during(slot), staff_id=staff_id, ref=next(references))
        .returning(Appointment)
    )


async def _move(context: Context, given: Move, key: str) -> Outcome:
    async def move(session: AsyncSession, appointment: Appointment) -> Appointment | None:
        service = given.slot.service or appointment.service
        day = await read_day(session, context, service, given.slot.start.date())
        slot = find_slot(context, day, given.slot.start)
        if slot is None:
            return None
        # Its old time is no obstacle to its new one.
        taken = day.busy.get(appointment.staff_id, [])
        own = (appointment.during.lower, appointment.during.upper)
        if own in taken:
            taken.remove(own)
        candidates = _candidates(day, slot, given.slot.staff_id or appointment.staff_id)
        return await _place(
            session,
            candidates,
            lambda staff_id: (
                update(Appointment)
                .where(Appointment.id == appointment.id)
                .values(service=service, during=_during(slot), staff_id=staff_id)
                .returning(Appointment)
                .execution_options(populate_existing=True)
            ),
        )

    return await _change(context, given.appointment, key, "move", move)


async def _cancel(context: Context, given: Cancel, key: str) -> Outcome:
    async def cancel(_: AsyncSession, appointment: Appointment) -> Appointment:
        appointment.status = "cancelled"
        return appointment

    return await _change(context, given.appointment, key, "cancel", cancel)


APPOINTMENT = {"ref": "text", "id": "number", "service": "text", "start": "datetime", "staff": "text"}
find_appointments = Tool(
    FindAppointments,
    _find_appointments,
    out="list",
    summary="Finds the coming appointments that were made from a phone number.",
    fields=APPOINTMENT,
)
book = Tool(
    Book,
    _book,
    out="record",
    outcomes=("taken",),
    commits=True,
    summary="Books one of the free times.",
    fields=APPOINTMENT,
)
move = Tool(
    Move,
    _move,
    out="record",
    outcomes=("taken",),
    commits=True,
    summary="Moves an appointment to one of the free times.",
    fields=APPOINTMENT,
)
cancel = Tool(Cancel, _cancel, out="record", commits=True, summary="Cancels an appointment.", fields=APPOINTMENT)


async def _change(
    context: Context,
    record: AppointmentRecord,
    key: str,
    change: str,
    apply: Callable[[AsyncSession, Appointment], Awaitable[Appointment | None]],
) -> Outcome:
    """Apply a change once for each key; the same key again is answered as the first time."""
    async with context.database.unit() as session:
        await _take_turn(session)
        before = await session.get(AppointmentChange, key)
        if before is not None:
            return Outcome(value=before.answer)
        appointment = await session.get(Appointment, record.id)
        if appointment is None:
            raise ToolRefused("there is no such appointment: give a record of find_appointments")
        if appointment.status != "booked":
            if change == "cancel":
                return Outcome(value=await _answer(session, context, appointment))
            raise ToolRefused("the appointment is cancelled already")
        changed = await apply(session, appointment)
        if changed is None:
            return TAKEN
        answer = await _answer(session, context, changed)
        session.add(AppointmentChange(key=key, appointment_id=changed.id, change=change, answer=answer))
        return Outcome(value=answer)


async def _take_turn(session: AsyncSession) -> None:
    await session.execute(select(Clinic.id).order_by(Clinic.id).with_for_update(key_share=True))


def _candidates(day: Day, slot: Slot, wanted: int | None) -> list[int]:
    """Who can take the slot: whom the caller was offered first, then the least loaded."""
    free = free_staff(slot, day.busy, {staff: len(taken) for staff, taken in day.busy.items()})
    return sorted(free, key=lambda staff: staff != wanted)


def _during(slot: Slot) -> Range[datetime]:
    return Range(slot.start, slot.end, bounds="[)")


async def _place(session: AsyncSession, candidates: list[int], write: Write) -> Appointment | None:
    """Write with the first candidate for whom the database takes it; `write` gives the statement for one."""
    waiting = list(candidates)
    while waiting:
        try:
            async with session.begin_nested():
                return (await session.scalars(write(waiting[0]))).one()
        except IntegrityError as error:
            violated = _violated(error)
            if violated == "appointments_no_overlap":
                waiting.pop(0)
            elif violated != "appointments_ref_key":
                raise
    return None


def _violated(error: IntegrityError) -> str | None:
    """The name of the constraint that refused, as asyncpg tells it."""
    return getattr(error.orig.__cause__, "constraint_name", None) if error.orig is not None else None


async def _answer(session: AsyncSession, context: Context, appointment: Appointment) -> dict[str, Any]:
    staff = await session.get_one(Staff, appointment.staff_id)
    return _shown(context, appointment, staff.name)


def _shown(context: Context, appointment: Appointment, staff: str) -> dict[str, Any]:
    assert appointment.during.lower is not None
    return {
        "ref": appointment.ref,
        "id": appointment.id,
        "service": appointment.service,
        "start": spoken_time(appointment.during.lower, context.timezone),
        "staff": staff,
    }
