"""The tool that keeps who may become a customer."""

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent.store.support_and_sales import Lead
from agent.tools.tool import Arguments, Context, Tool
from graphs.ports import Outcome

Name = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Need = Annotated[str, Field(max_length=4000)]


class SaveLead(Arguments):
    """Who, and how promising."""

    name: Name
    email: Email
    score: float


async def _save_lead(context: Context, given: SaveLead, key: str) -> Outcome:
    async with context.database.unit() as session:
        lead = await keep_lead(session, key, name=given.name, email=given.email, score=given.score)
    return Outcome(value={"id": lead})


save_lead = Tool(
    SaveLead,
    _save_lead,
    out="record",
    commits=True,
    summary="Keeps somebody who may become a customer.",
    fields={"id": "number"},
)


async def keep_lead(session: AsyncSession, key: str, **known: Any) -> int:
    """Write a lead, once for each key. Returns its id."""
    known["email"] = known["email"].lower()
    await session.execute(insert(Lead).values({**known, "created_by": key}).on_conflict_do_nothing())
    found = await session.scalars(select(Lead.id).where(Lead.created_by == key))
    return found.one()
