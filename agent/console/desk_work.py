"""What flows wrote: appointments, tickets, leads and messages, so that one can see that it really happened."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import text

from agent.console.call_rows import moment
from agent.console.desk import Desk
from agent.console.refusals import refusals

MOST = 500

# The key of an action begins with its conversation, and that is known to its call.
_CALL = "(select c.id from calls c where c.thread_id = split_part(created_by, ':', 1) order by c.started_at limit 1)"

_APPOINTMENTS = text(f"""
select a.ref, a.name, a.phone, a.service, s.label, f.name as staff, lower(a.during) as begins, upper(a.during) as ends,
    a.status, a.created_at, {_CALL} as call
from appointments a join services s on s.key = a.service join staff f on f.id = a.staff_id
where (cast(:since as timestamptz) is null or upper(a.during) > :since)
and (cast(:before as timestamptz) is null or lower(a.during) < :before)
order by lower(a.during), a.id limit {MOST}
""")  # noqa: S608 -- constants, as below
_TICKETS = text(f"""
select t.number, t.issue, t.detail, t.tried, t.phone, t.status, t.note, t.source, u.account, t.created_at, t.updated_at,
    {_CALL} as call
from tickets t left join customers u on u.id = t.customer_id
where (cast(:since as timestamptz) is null or t.created_at >= :since)
and (cast(:before as timestamptz) is null or t.created_at < :before)
order by t.created_at desc, t.id desc limit {MOST}
""")  # noqa: S608
_LEADS = text(f"""
select l.id, l.name, l.email, l.need, l.score, l.created_at, {_CALL.replace("created_by", "l.created_by")} as call,
    lower(d.during) as demo_at, p.name as specialist
from leads l
left join demos d on d.lead_id = l.id and d.status = 'booked'
left join specialists p on p.id = d.specialist_id
where (cast(:since as timestamptz) is null or l.created_at >= :since)
and (cast(:before as timestamptz) is null or l.created_at < :before)
order by l.created_at desc, l.id desc limit {MOST}
""")  # noqa: S608
_MESSAGES = text(f"""
select m.id, m.phone, m.message, m.created_at, {_CALL} as call
from messages m
where (cast(:since as timestamptz) is null or m.created_at >= :since)
and (cast(:before as timestamptz) is null or m.created_at < :before)
order by m.created_at desc, m.id desc limit {MOST}
""")  # noqa: S608


class Written(BaseModel):
    """Something that a flow wrote."""

    call: str | None
    """The call in which it was written; null when it was not in a call, or that is forgotten."""
    created_at: str


class Appointment(Written):
    """A time that is kept for somebody."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "call": "CA311c73d19ac0d8d7daa51d5966ea193b",
                    "created_at": "2026-11-23T05:11:00Z",
                    "ref": "K7M2",
                    "name": "Asha Rao",
                    "phone": "+919812345678",
                    "service": "cleaning",
                    "label": "Cleaning",
                    "staff": "Dr. Mehta",
                    "begins": "2026-11-24T03:00:00Z",
                    "ends": "2026-11-24T03:30:00Z",
                    "status": "booked",
                }
            ]
        }
    )

    ref: str
    """Short, as it is spoken."""
    name: str
    phone: str
    service: str
    label: str
    staff: str
    begins: str
    ends: str
    status: str
    """`booked` or `cancelled`."""


class Ticket(Written):
    """A fault that somebody works on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "call": "CA311c73d19ac0d8d7daa51d5966ea193b",
                    "created_at": "2026-11-23T05:11:00Z",
                    "number": "T-1042",
                    "issue": "no_internet",
                    "detail": "The router's light is red since the morning.",
                    "tried": "Restarted the router",
                    "phone": "+919812345678",
                    "status": "open",
                    "note": "",
                    "source": "flow",
                    "account": "R-20031",
                    "updated_at": "2026-11-23T05:11:00Z",
                }
            ]
        }
    )

    number: str
    issue: str
    detail: str
    tried: str
    phone: str
    status: str
    note: str
    source: str
    account: str | None
    """Of the customer, where that is known."""
    updated_at: str


class Lead(Written):
    """Somebody who may become a customer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "call": "CA311c73d19ac0d8d7daa51d5966ea193b",
                    "created_at": "2026-11-23T05:11:00Z",
                    "id": 12,
                    "name": "Asha Rao",
                    "email": "asha@example.com",
                    "need": "Fewer missed calls at three branches",
                    "score": 0.8,
                    "demo_at": "2026-11-25T05:30:00Z",
                    "specialist": "Meena",
                }
            ]
        }
    )

    id: int
    name: str
    email: str
    need: str
    score: float
    demo_at: str | None
    """When the product is shown to them."""
    specialist: str | None


class Message(Written):
    """What a caller asked to be passed on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "call": None,
                    "created_at": "2026-11-23T05:11:00Z",
                    "id": 3,
                    "phone": "+919812345678",
                    "message": "Please ring back about the invoice.",
                }
            ]
        }
    )

    id: int
    phone: str
    message: str


class TimeAsked(BaseModel):
    """Of which time."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = None


Asked = Annotated[TimeAsked, Query()]


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["what flows wrote"])

    async def rows(statement: Any, asked: TimeAsked) -> list[dict[str, Any]]:
        async with desk.database.unit() as session:
            found = await session.execute(statement, {"since": asked.since, "before": asked.until})
            return [_told(row._mapping) for row in found]

    @routes.get(
        "/appointments", summary="Appointments of a time", response_model=list[Appointment], responses=refusals()
    )
    async def appointments(asked: Asked) -> list[dict[str, Any]]:
        """By their begin; at most 500."""
        return await rows(_APPOINTMENTS, asked)

    @routes.get("/tickets", summary="Tickets", response_model=list[Ticket], responses=refusals())
    async def tickets(asked: Asked) -> list[dict[str, Any]]:
        """The latest first; at most 500."""
        return await rows(_TICKETS, asked)

    @routes.get("/leads", summary="Leads", response_model=list[Lead], responses=refusals())
    async def leads(asked: Asked) -> list[dict[str, Any]]:
        """The latest first; at most 500."""
        return await rows(_LEADS, asked)

    @routes.get("/messages", summary="Messages to be passed on", response_model=list[Message], responses=refusals())
    async def messages(asked: Asked) -> list[dict[str, Any]]:
        """The latest first; at most 500."""
        return await rows(_MESSAGES, asked)

    return routes


def _told(row: Any) -> dict[str, Any]:
    return {name: moment(value) if hasattr(value, "isoformat") else value for name, value in row.items()}
