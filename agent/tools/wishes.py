"""What callers wish of us: not to be recorded, not to be called again. Both are kept before the flow says so."""

from typing import Any

from pydantic import field_validator
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent.store.database import Database
from agent.store.tables import DoNotCall, RecordingRefusal
from agent.tools.numbers import NotANumber, e164
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome

# Whose key it is: `graphs.turn` makes keys that begin with the conversation's thread.
_CALL_OF = text("SELECT call_id FROM conversations WHERE thread_id = split_part(:key, ':', 1)")


class StopRecording(Arguments):
    """Nothing: it is about the call in which it is said."""


class AddDoNotCall(Arguments):
    """The number that is not to be called."""

    phone: str

    @field_validator("phone")
    @classmethod
    def _comparable(cls, phone: str) -> str:
        try:
            return e164(phone)
        except NotANumber as error:
            raise ValueError(str(error)) from error


async def _stop_recording(context: Context, _: StopRecording, key: str) -> Outcome:
    async with context.database.unit() as session:
        call_id = await _call(session, key)
        if call_id is None:
            raise ToolRefused("it is not known which call this is, so its recording cannot be stopped")
        await session.execute(insert(RecordingRefusal).values(call_id=call_id).on_conflict_do_nothing())
    return Outcome(value={"call": call_id})


async def _add_do_not_call(context: Context, given: AddDoNotCall, key: str) -> Outcome:
    """A number that is on the list already keeps its first entry: since when it may not be called is what counts."""
    async with context.database.unit() as session:
        values: dict[str, Any] = {"number": given.phone, "source": "call", "call_id": await _call(session, key)}
        await session.execute(insert(DoNotCall).values(values).on_conflict_do_nothing())
    return Outcome(value={"phone": given.phone})


stop_recording = Tool(
    StopRecording,
    _stop_recording,
    out="record",
    commits=True,
    summary="Sees to it that this call is not recorded any further.",
    fields={"call": "text"},
)
add_do_not_call = Tool(
    AddDoNotCall,
    _add_do_not_call,
    out="record",
    commits=True,
    summary="Puts a number on the list of those that are never called.",
    fields={"phone": "phone"},
)


async def is_on_do_not_call(database: Database, number: str) -> bool:
    """Whether a number must not be called: to be asked last, just before dialling.

    Raises NotANumber for what cannot be compared with the list, and is then to be taken for a yes.
    """
    statement = select(func.count()).where(DoNotCall.number == e164(number))
    async with database.unit() as session:
        return bool(await session.scalar(statement))


async def is_recording_refused(database: Database, call_id: str) -> bool:
    """Whether a caller wished not to be recorded: whatever keeps sound asks before it writes and before it keeps."""
    async with database.unit() as session:
        return await session.get(RecordingRefusal, call_id) is not None


async def _call(session: AsyncSession, key: str) -> str | None:
    call_id: str | None = await session.scalar(_CALL_OF, {"key": key})
    return call_id
