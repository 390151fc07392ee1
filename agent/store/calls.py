"""The record of calls and of their timelines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, TextClause, bindparam, case, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert

from agent.store.database import Database
from agent.store.flow_tables import FlowRelease
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


_REWRITE = text(
    "UPDATE call_events SET fields = e.fields "
    "FROM jsonb_to_recordset(:events) AS e (call_id text, ordinal int, at_ms int, event text, fields jsonb) "
    "WHERE call_events.call_id = e.call_id AND call_events.ordinal = e.ordinal AND call_events.event = e.event",
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
    version: int | None = None
    """The release of the flow that it runs."""
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call as it is kept; `ended_at`, `result`, `ended_by` and `why` are None while it goes on."""

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
    version: int | None = None
    """The release of the flow that it ran; None for one that was never released."""
    environment: str | None = None


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
        await self._execute(_APPEND, events)

    async def rewrite_all(self, events: Sequence[tuple[str, TimelineEvent]]) -> None:
        """Give events that are in their timelines already other fields. Others than those are left out."""
        await self._execute(_REWRITE, events)

    async def _execute(self, statement: TextClause, events: Sequence[tuple[str, TimelineEvent]]) -> None:
        if not events:
            return
        rows = [
            {"call_id": call_id, "ordinal": ordinal, "at_ms": at_ms, "event": event, "fields": dict(fields)}
            for call_id, (ordinal, at_ms, event, fields) in events
        ]
        async with self._database.unit() as session:
            await session.execute(statement, {"events": rows})

    async def end_call(  # noqa: PLR0913 -- a row's columns
        self,
        call_id: str,
        *,
        ended_at: datetime,
        result: str | None,
        ended_by: str | None,
        why: str | None = None,
        thread_id: str | None = None,
        fingerprint: str | None = None,
    ) -> bool:
        """Record how a call ended, and which release of its flow it was in the end: one that goes on from another call
        goes on in that one's. A call that went on after its line was lost ends anew; one that came to a result has
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
                version=func.coalesce(_ran(fingerprint), Call.version),
                digest=None,
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


def _ran(fingerprint: str | None) -> ColumnElement[int | None]:
    """The release of the call's flow with this fingerprint: the one that is noted already, else the newest."""
    noted = case((FlowRelease.number == Call.version, 1), else_=0)
    of_it = select(FlowRelease.number).where(FlowRelease.flow == Call.flow, FlowRelease.fingerprint == fingerprint)
    return of_it.order_by(noted.desc(), FlowRelease.number.desc()).limit(1).correlate(Call).scalar_subquery()
