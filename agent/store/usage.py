"""What calls used, and what was used on nobody's behalf: their tables, and their repository.

Every amount is a sum that only grows, of one stream of a call, or of one process on one day. Writing it again, or
late, leaves the greatest: so whoever does not know whether a write arrived repeats it.
"""

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, bindparam, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from agent.costs.account import Used
from agent.costs.costs import Kind
from agent.store.database import Database
from agent.store.tables import Call, Owned, Table


class CallUsage(Owned, Table):
    """What one stream of a call used of one kind. Goes with its call."""

    __tablename__ = "call_usage"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    stream: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The ordinal of the stream's first event; the line's length stands under 0."""
    stage: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Numeric)

    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)


class ProcessUsage(Owned, Table):
    """What a process used on a day without a call: to warm its providers up, to make sentences ahead."""

    __tablename__ = "process_usage"

    day: Mapped[date] = mapped_column(primary_key=True)
    """Where the business is."""
    process: Mapped[str] = mapped_column(primary_key=True)
    """A random name, of one start of one service."""
    stage: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Numeric)

    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)


# Of a call that is not recorded, or was erased meanwhile, nothing is written, and the others are.
_WRITE = text(
    "INSERT INTO call_usage AS kept (call_id, stream, stage, provider, model, unit, amount) "
    "SELECT u.call_id, u.stream, u.stage, u.provider, u.model, u.unit, u.amount "
    "FROM jsonb_to_recordset(:rows) AS u"
    " (call_id text, stream int, stage text, provider text, model text, unit text, amount numeric) "
    "JOIN calls ON calls.id = u.call_id "
    "ON CONFLICT (call_id, stream, stage, provider, model, unit) DO UPDATE SET amount = excluded.amount "
    "WHERE kept.amount < excluded.amount",
).bindparams(bindparam("rows", type_=JSONB))

_WRITE_PROCESS = text(
    "INSERT INTO process_usage AS kept (day, process, stage, provider, model, unit, amount) "
    "SELECT u.day, :process, u.stage, u.provider, u.model, u.unit, u.amount "
    "FROM jsonb_to_recordset(:rows) AS u"
    " (day date, stage text, provider text, model text, unit text, amount numeric) "
    "ON CONFLICT (day, process, stage, provider, model, unit) DO UPDATE SET amount = excluded.amount "
    "WHERE kept.amount < excluded.amount",
).bindparams(bindparam("rows", type_=JSONB))


@dataclass(frozen=True, slots=True)
class Selection:
    """Which calls."""

    since: datetime | None = None
    """The first moment of their begin."""
    before: datetime | None = None
    flow: str | None = None
    call_id: str | None = None


@dataclass(frozen=True, slots=True)
class CallUse:
    """One call, and what it used."""

    call_id: str
    started_at: datetime
    direction: str
    caller: str | None
    callee: str | None
    used: tuple[Used, ...]


class Usages:
    """The repository of use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, used: Iterable[tuple[str, Used]]) -> None:
        """Keep what calls, by their ids, have used so far."""
        rows = [
            {"call_id": call_id, "stream": each.stream, **_fields(each.kind, each.amount)} for call_id, each in used
        ]
        if rows:
            async with self._database.unit() as session:
                await session.execute(_WRITE, {"rows": rows})

    async def write_process(self, process: str, used: Iterable[tuple[date, Kind, Decimal]]) -> None:
        """Keep what a process has used without a call so far, by day."""
        rows = [{"day": day.isoformat(), **_fields(kind, amount)} for day, kind, amount in used]
        if rows:
            async with self._database.unit() as session:
                await session.execute(_WRITE_PROCESS, {"process": process, "rows": rows})

    async def read(self, call_id: str) -> list[Used]:
        """What a call has used, by stream."""
        statement = select(CallUsage).where(CallUsage.call_id == call_id)
        async with self._database.unit() as session:
            return [_used(row) for row in await session.scalars(statement)]

    async def calls(self, selection: Selection) -> AsyncGenerator[CallUse, None]:
        """Calls by their begin, each with what it used; some may have used nothing that is known."""
        statement = (
            select(Call, CallUsage)
            .outerjoin(CallUsage, CallUsage.call_id == Call.id)
            .order_by(Call.started_at, Call.id)
            .execution_options(yield_per=1000)
        )
        if selection.since is not None:
            statement = statement.where(Call.started_at >= selection.since)
        if selection.before is not None:
            statement = statement.where(Call.started_at < selection.before)
        if selection.flow is not None:
            statement = statement.where(Call.flow == selection.flow)
        if selection.call_id is not None:
            statement = statement.where(Call.id == selection.call_id)
        async with self._database.unit() as session:
            current: list[tuple[Call, CallUsage | None]] = []
            async for call, row in await session.stream(statement):
                if current and current[0][0].id != call.id:
                    yield _call_use(current)
                    current = []
                current.append((call, row))
            if current:
                yield _call_use(current)

    async def processes(self, *, since: date, until: date) -> list[tuple[date, dict[Kind, Decimal]]]:
        """What was used without a call, by day, of all processes together; `until` is the last day."""
        statement = (
            select(ProcessUsage)
            .where(ProcessUsage.day >= since, ProcessUsage.day <= until)
            .order_by(ProcessUsage.day, ProcessUsage.process)
        )
        async with self._database.unit() as session:
            rows = list(await session.scalars(statement))
        days = []
        for day, of_day in groupby(rows, key=lambda row: row.day):
            sums: dict[Kind, Decimal] = {}
            for row in of_day:
                kind = Kind(row.stage, row.provider, row.model, row.unit)
                sums[kind] = sums.get(kind, Decimal(0)) + row.amount
            days.append((day, sums))
        return days


def _call_use(rows: list[tuple[Call, CallUsage | None]]) -> CallUse:
    call = rows[0][0]
    used = tuple(_used(row) for _, row in rows if row is not None)
    return CallUse(call.id, call.started_at, call.direction, call.caller, call.callee, used)


def _used(row: CallUsage) -> Used:
    return Used(row.stream, Kind(row.stage, row.provider, row.model, row.unit), row.amount)


def _fields(kind: Kind, amount: Decimal) -> dict[str, Any]:
    return {
        "stage": kind.stage,
        "provider": kind.provider,
        "model": kind.model,
        "unit": kind.unit,
        "amount": str(amount),
    }
