"""The record of calls and of their timelines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from agent.store.database import Database
from agent.store.tables import Call, CallEvent

TimelineEvent = tuple[int, int, str, Mapping[str, Any]]
"""Ordinal in the call, milliseconds since its start, name, and fields (JSON)."""


# One parameter for all events: no limit on their number, and the same statement, prepared once, for any number.
_APPEND = text(
    "INSERT INTO call_events (call_id, ordinal, at_ms, event, fields) "
    "SELECT call_id, ordinal, at_ms, event, fields "
    "FROM jsonb_to_recordset(:events) AS e (call_id text, ordinal int, at_ms int, event text, fields jsonb) "
    "ON CONFLICT DO NOTHING",
).bindparams(bindparam("events", type_=JSONB))


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """What is known of a call when it begins."""

    id: str
    line: str
    direction: str
    """`inbound` or `outbound`."""
    flow: str
    started_at: datetime
    caller: str | None = None
    callee: str | None = None
    thread_id: str | None = None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as it is kept; the last four are None while it goes on."""

    id: str
    line: str
    direction: str
    flow: str
    started_at: datetime
    caller: str | None
    callee: str | None
    thread_id: str | None
    ended_at: datetime | None
    result: str | None
    ended_by: str | None
    why: str | None


class Calls:
    """The repository of calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ping(self) -> None:
        """Ask the database for nothing, to know that it answers."""
        async with self._database.unit() as session:
            await session.execute(text("select 1"))

    async def open_call(self, call: OpenedCall) -> bool:
        """Record that a call began. False when it was recorded already: a live call came over to this process."""
        values = {name: getattr(call, name) for name in call.__slots__}
        statement = insert(Call).values(values).on_conflict_do_nothing().returning(Call.id)
        async with self._database.unit() as session:
            return await session.scalar(statement) is not None

    async def append_events(self, call_id: str, events: Sequence[TimelineEvent]) -> None:
        """Add to a call's timeline, in one statement. An ordinal that is there already keeps its event."""
        await self.append_all([(call_id, event) for event in events])

    async def append_all(self, events: Sequence[tuple[str, TimelineEvent]]) -> None:
        """Add to the timelines of several calls, in one statement: all of it or, when one of them is not known, none.

        Raises `IntegrityError` then.
        """
        if not events:
            return
        rows = [
            {"call_id": call_id, "ordinal": ordinal, "at_ms": at_ms, "event": event, "fields": dict(fields)}
            for call_id, (ordinal, at_ms, event, fields) in events
        ]
        async with self._database.unit() as session:
            await session.execute(_APPEND, {"events": rows})

    async def end_call(
        self,
        call_id: str,
        *,
        ended_at: datetime,
        result: str | None,
        ended_by: str | None,
        why: str | None = None,
        thread_id: str | None = None,
    ) -> bool:
        """Record how a call ended. A call that went on after its line was lost ends anew; one that came to a result has
        ended for good. False when that is so, or the call was never opened.
        """
        statement = (
            update(Call)
            .where(Call.id == call_id, Call.result.is_(None))
            .values(
                ended_at=ended_at,
                result=result,
                ended_by=ended_by,
                why=why,
                thread_id=func.coalesce(thread_id, Call.thread_id),
            )
            .returning(Call.id)
        )
        async with self._database.unit() as session:
            return await session.scalar(statement) is not None

    async def read_call(self, call_id: str) -> CallRecord | None:
        """One call; None when there is none of that id."""
        async with self._database.unit() as session:
            call = await session.get(Call, call_id)
        if call is None:
            return None
        return CallRecord(**{name: getattr(call, name) for name in CallRecord.__slots__})

    async def read_events(self, call_id: str, *, after: int = -1, limit: int = 1000) -> list[TimelineEvent]:
        """A call's timeline in order, from the ordinal behind `after` on, `limit` events at most."""
        statement = (
            select(CallEvent.ordinal, CallEvent.at_ms, CallEvent.event, CallEvent.fields)
            .where(CallEvent.call_id == call_id, CallEvent.ordinal > after)
            .order_by(CallEvent.ordinal)
            .limit(limit)
        )
        async with self._database.unit() as session:
            return [(row.ordinal, row.at_ms, row.event, row.fields) for row in await session.execute(statement)]

    async def next_ordinal(self, call_id: str) -> int:
        """Where a timeline goes on that another process began."""
        statement = select(func.max(CallEvent.ordinal)).where(CallEvent.call_id == call_id)
        async with self._database.unit() as session:
            last = await session.scalar(statement)
        return 0 if last is None else last + 1
