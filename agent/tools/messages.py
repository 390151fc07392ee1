"""The tool by which a caller leaves a message."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from agent.store.tables import Message
from agent.tools.tool import Arguments, Context, Tool
from graphs.ports import Outcome

Phone = Annotated[str, Field(pattern=r"^\+[1-9]\d{6,14}$")]
"""E.164."""


class LeaveMessage(Arguments):
    """Whom to call back, and what about."""

    phone: Phone
    message: Annotated[str, Field(min_length=1, max_length=4000)]


async def _leave_message(context: Context, given: LeaveMessage, key: str) -> Outcome:
    row = {"phone": given.phone, "message": context.kept(given.message), "created_by": key}
    async with context.database.unit() as session:
        await session.execute(insert(Message).values(row).on_conflict_do_nothing())
        number = await session.scalar(select(Message.id).where(Message.created_by == key))
    return Outcome(value={"id": number})


leave_message = Tool(
    LeaveMessage,
    _leave_message,
    out="record",
    commits=True,
    summary="Keeps a message for the staff.",
    fields={"id": "number"},
)
