"""The tools that open and find tickets."""

import secrets
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from agent.store.support_and_sales import Customer, Ticket
from agent.tools.customers import NOT_FOUND, CustomerRecord
from agent.tools.messages import Phone
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome

TRIES = 50
"""Numbers that are drawn for one ticket; with half of all in use, all fifty are once in a quadrillion."""

Words = Annotated[str, Field(max_length=4000)]


class FindTicket(Arguments):
    """Which ticket, and whose; without a customer, anybody's."""

    number: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    customer: CustomerRecord | None = None


class OpenTicket(Arguments):
    """Whose, what is wrong, and where to ring back."""

    customer: CustomerRecord | None = None
    issue: Annotated[str, Field(min_length=1, max_length=200)]
    detail: Words | None = None
    tried: Words | None = None
    phone: Phone


async def _find_ticket(context: Context, given: FindTicket, _: str) -> Outcome:
    statement = select(Ticket).where(Ticket.number == given.number)
    if given.customer is not None:
        statement = statement.where(Ticket.customer_id == given.customer.id)
    async with context.database.unit() as session:
        ticket = await session.scalar(statement)
    return Outcome(value=_shown(ticket)) if ticket else NOT_FOUND


async def _open_ticket(context: Context, given: OpenTicket, key: str) -> Outcome:
    values = {
        "customer_id": given.customer.id if given.customer else None,
        "issue": context.kept(given.issue),
        "detail": context.kept(given.detail),
        "tried": context.kept(given.tried),
        "phone": given.phone,
        "created_by": key,
    }
    async with context.database.unit() as session:
        if given.customer is not None and await session.get(Customer, given.customer.id) is None:
            raise ToolRefused("there is no such customer: give a record of customer_by_phone or customer_by_account")
        for _ in range(TRIES):
            # Whether the number or the key is in use already, the row is not written, and the look below tells which.
            row = {**values, "number": ticket_number()}
            await session.execute(insert(Ticket).values(row).on_conflict_do_nothing())
            ticket = await session.scalar(select(Ticket).where(Ticket.created_by == key))
            if ticket is not None:
                return Outcome(value=_shown(ticket))
    raise ToolRefused(f"of {TRIES} ticket numbers that were drawn every one is in use: delete old tickets")


TICKET = {"id": "number", "number": "text", "status": "text", "note": "text"}
find_ticket = Tool(
    FindTicket,
    _find_ticket,
    out="record",
    outcomes=("not_found",),
    summary="Finds a ticket by its number.",
    fields=TICKET,
)
open_ticket = Tool(
    OpenTicket,
    _open_ticket,
    out="record",
    commits=True,
    summary="Opens a ticket for a fault, and gives its number.",
    fields=TICKET,
)


def ticket_number(choose: Callable[[int], int] = secrets.randbelow) -> str:
    """Six digits that are easy to say and to write down: no zero in front, no digit three times in a row."""
    while True:  # ends: more than nine of ten numbers will do
        number = str(100_000 + choose(900_000))
        if not any(digit * 3 in number for digit in set(number)):
            return number


def _shown(ticket: Ticket) -> dict[str, Any]:
    return {"id": ticket.id, "number": ticket.number, "status": ticket.status, "note": ticket.note}
