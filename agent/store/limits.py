"""Limits, lists and counts in the database, so that all workers see the same ones."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert

from agent.errors import TrunklineError
from agent.limits.budgets import Spent
from agent.limits.catalogue import TENANT
from agent.limits.counting import Bound, Counter, Subject
from agent.limits.lists import Entry, How, Rule
from agent.memory.presence import SILENT_AFTER_S
from agent.store.database import Database
from agent.store.limit_tables import CallSlot, ChangedLimit, LimitCount, ListedNumber, RefusedCalls

COUNTS_KEPT = timedelta(days=3)
SLOTS_KEPT = timedelta(hours=1)
REFUSALS_KEPT = timedelta(days=90)
_SILENCE = timedelta(seconds=SILENT_AFTER_S)

_ADMIT = "select admit_call($1::jsonb, $2::interval, $3::interval)"
_KEEP = "select call_id, reached from keep_calls($1::jsonb, $2::interval)"
_LISTED = """
select pattern, rule, how, reason, until, changed_at, changed_by from listed_numbers where tenant = $1::text
order by pattern
"""
# The sum changes also where a change that began earlier is written later.
_MARK = """
select count(*) as entries, max(changed_at) as last, sum(extract(epoch from changed_at)) as of_all from listed_numbers
where tenant = $1::text
"""
# Read every few seconds: written out, they are not put together anew each time.
_CHANGED = """
select name, most, changed_at, changed_by from limits where tenant = case when name like 'all.%' then $1 else $2 end
order by name
"""
_COUNTS = """
select tenant, scope, key, period, began, calls, seconds, tokens, money from limit_counts
where tenant = any($1::text[]) and scope = any($2::text[]) and key = any($3::text[]) and began = any($4::timestamptz[])
"""
_REFUSED = text(
    "INSERT INTO refused_calls AS kept (tenant, hour, why, caller, callee, calls, last_at) "
    "SELECT r.tenant, r.hour, r.why, r.caller, r.callee, r.calls, r.last_at FROM jsonb_to_recordset(:rows) AS r"
    " (tenant text, hour timestamptz, why text, caller text, callee text, calls int, last_at timestamptz) "
    "ON CONFLICT (tenant, hour, why, caller, callee) DO UPDATE "
    "SET calls = kept.calls + excluded.calls, last_at = greatest(kept.last_at, excluded.last_at)",
).bindparams(bindparam("rows", type_=JSONB))


class NotYours(TrunklineError):
    """A limit over all tenants, and another than the first would change it."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A limit that somebody changed."""

    name: str
    most: Decimal | None
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the lists, and whose it is."""

    entry: Entry
    changed_at: datetime
    changed_by: str


ListsMark = tuple[int, datetime | None, Decimal | None]
"""How many entries the lists have, when the last of them was changed, and the sum of all of these times."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a call has used so far. Every amount only grows."""

    call_id: str
    subject: Subject
    counters: Sequence[Counter]
    seconds: Decimal
    spent: Spent
    held: bool = True
    """False: it is over, or it never was a call, and holds no place."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Calls of one caller to one number that were refused for one reason, within an hour."""

    hour: datetime
    why: str
    caller: str
    callee: str
    calls: int
    last_at: datetime


class LimitStore:
    """The repository of limits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tenant = database.tenant

    @property
    def tenant(self) -> str:
        """Whose limits they are."""
        return self._tenant

    # ── while calls come and go ───────────────────────────────────────────────

    async def admit(  # noqa: PLR0913 -- what is decided over
        self,
        call_id: str,
        subject: Subject,
        *,
        counters: Sequence[Counter],
        bounds: Sequence[Bound],
        worker: str,
        lease: timedelta,
        limit_s: float,
    ) -> str | None:
        """Count this call and give it a place until the lease ends, or say which limit leaves it none. One statement.

        Raises TimeoutError after `limit_s`, and what the database raises.
        """
        asked = {
            "call_id": call_id,
            "worker": worker,
            **_whose(subject),
            "counters": [_counter(each) for each in counters],
            "bounds": [asdict(each) for each in bounds],
        }
        async with asyncio.timeout(limit_s):
            pool = await self._database.pool()
            reached: str | None = await pool.fetchval(_ADMIT, orjson.dumps(asked).decode(), lease, _SILENCE)
        return reached

    async def keep(self, kept: Iterable[Kept], *, worker: str, lease: timedelta, model: Counter) -> dict[str, str]:
        """Count what these calls have used since the last time, and renew their leases; `model`: the count of what
        language models use. One statement. Returns calls that have reached a limit of minutes, and its name.
        """
        calls = [
            {
                "call_id": each.call_id,
                **_whose(each.subject),
                "seconds": str(each.seconds),
                "tokens": str(each.spent.tokens),
                "money": str(each.spent.money),
                "held": each.held,
                "counters": [
                    {**_counter(counter), "most_seconds": None if counter.seconds is None else str(counter.seconds)}
                    for counter in (*each.counters, model)
                ],
            }
            for each in kept
        ]
        if not calls:
            return {}
        pool = await self._database.pool()
        rows = await pool.fetch(_KEEP, orjson.dumps({"worker": worker, "calls": calls}).decode(), lease)
        return {row["call_id"]: row["reached"] for row in rows}

    async def count_refused(self, refused: Iterable[Refused]) -> None:
        """Write down that calls were refused."""
        rows = [
            {
                **{name: getattr(each, name) for name in ("why", "caller", "callee", "calls")},
                "tenant": self._tenant,
                "hour": each.hour.isoformat(),
                "last_at": each.last_at.isoformat(),
            }
            for each in refused
        ]
        if rows:
            async with self._database.unit() as session:
                await session.execute(_REFUSED, {"rows": rows})

    async def tidy(self, *, now: datetime) -> None:
        """Delete what is of no use any more."""
        async with self._database.unit() as session:
            await session.execute(delete(LimitCount).where(LimitCount.began < now - COUNTS_KEPT))
            await session.execute(delete(CallSlot).where(CallSlot.expires_at < now - SLOTS_KEPT))
            await session.execute(delete(RefusedCalls).where(RefusedCalls.hour < now - REFUSALS_KEPT))

    # ── what is in force ──────────────────────────────────────────────────────

    async def changed(self) -> list[Changed]:
        """Limits that somebody changed, by name; those over all tenants are the first tenant's."""
        rows = await (await self._database.pool()).fetch(_CHANGED, TENANT, self._tenant)
        return [Changed(row["name"], row["most"], row["changed_at"], row["changed_by"]) for row in rows]

    async def change(self, name: str, most: Decimal | None, *, by: str) -> None:
        """Set a limit; None: no limit. Raises NotYours."""
        self._check(name)
        told = {"most": most, "changed_by": by}
        statement = insert(ChangedLimit).values(tenant=self._tenant, name=name, **told)
        statement = statement.on_conflict_do_update(
            index_elements=["tenant", "name"], set_={**told, "changed_at": func.now()}
        )
        async with self._database.unit() as session:
            await session.execute(statement)

    async def restore(self, name: str) -> bool:
        """Let a limit be what it is by itself. False when it was. Raises NotYours."""
        self._check(name)
        mine = (ChangedLimit.tenant == self._tenant, ChangedLimit.name == name)
        async with self._database.unit() as session:
            return await session.scalar(delete(ChangedLimit).where(*mine).returning(ChangedLimit.name)) is not None

    def _check(self, name: str) -> None:
        if name.startswith("all.") and self._tenant != TENANT:
            raise NotYours(f"The limit {name} is over all tenants: who runs the installation sets it.")

    async def listed(self) -> list[Listed]:
        """Every entry of the lists, by pattern; those that are over, too."""
        return [_listed(row) for row in await (await self._database.pool()).fetch(_LISTED, self._tenant)]

    async def mark(self) -> ListsMark:
        """What is another one after any change to the lists; the first of it is how many entries they have."""
        [[entries, last, of_all]] = await (await self._database.pool()).fetch(_MARK, self._tenant)
        return entries, last, of_all

    async def is_listed(self, pattern: str) -> bool:
        """Whether the lists have an entry of just this pattern."""
        statement = select(ListedNumber.pattern).where(ListedNumber.pattern == pattern)
        async with self._database.unit() as session:
            return await session.scalar(statement.where(ListedNumber.tenant == self._tenant)) is not None

    async def put(self, entry: Entry, *, by: str) -> Listed:
        """Enter a number, or change its entry."""
        told = {name: getattr(entry, name) for name in ("rule", "how", "reason", "until")}
        statement = insert(ListedNumber).values(tenant=self._tenant, pattern=entry.pattern, changed_by=by, **told)
        statement = statement.on_conflict_do_update(
            index_elements=["tenant", "pattern"], set_={**told, "changed_by": by, "changed_at": func.now()}
        )
        async with self._database.unit() as session:
            [changed_at] = (await session.execute(statement.returning(ListedNumber.changed_at))).one()
        return Listed(entry, changed_at, by)

    async def take_out(self, pattern: str) -> bool:
        """Take an entry out of the lists. False when it is not there."""
        mine = (ListedNumber.tenant == self._tenant, ListedNumber.pattern == pattern)
        async with self._database.unit() as session:
            return await session.scalar(delete(ListedNumber).where(*mine).returning(ListedNumber.pattern)) is not None

    # ── what came of it ───────────────────────────────────────────────────────

    async def counts(self, wanted: Sequence[Counter]) -> list[tuple[int, Decimal, Spent]]:
        """Calls, seconds, and what models used, of each of these counts."""
        # By tenant, scope, key and beginning; which of them belong together is told by the rows.
        asked = ([each.tenant for each in wanted], [each.scope for each in wanted], [each.key for each in wanted])
        rows = await (await self._database.pool()).fetch(_COUNTS, *asked, [each.began for each in wanted])
        found = {(row["tenant"], row["scope"], row["key"], row["period"], row["began"]): row for row in rows}
        return [_amounts(found.get(each.place)) for each in wanted]

    async def calls_at_once(self) -> int:
        """Calls that hold a place, over all workers."""
        statement = text(
            "SELECT count(*) FROM call_slots s JOIN workers w ON w.worker = s.worker "
            "WHERE s.tenant = :tenant AND s.expires_at > now() AND w.seen_at > now() - cast(:silence AS interval)"
        )
        async with self._database.unit() as session:
            return int(await session.scalar(statement, {"tenant": self._tenant, "silence": _SILENCE}) or 0)

    async def refused(self, *, since: datetime, most: int = 1000) -> list[Refused]:
        """Calls that were refused since then, the latest first; `most` rows."""
        statement = (
            select(RefusedCalls)
            .where(RefusedCalls.tenant == self._tenant, RefusedCalls.hour >= since)
            .order_by(RefusedCalls.last_at.desc())
            .limit(most)
        )
        async with self._database.unit() as session:
            rows = await session.scalars(statement)
            return [Refused(row.hour, row.why, row.caller, row.callee, row.calls, row.last_at) for row in rows]

    async def refused_by_hour(self, *, since: datetime) -> Mapping[tuple[datetime, str], int]:
        """How many calls were refused since then, by hour and reason."""
        statement = (
            select(RefusedCalls.hour, RefusedCalls.why, func.sum(RefusedCalls.calls))
            .where(RefusedCalls.tenant == self._tenant, RefusedCalls.hour >= since)
            .group_by(RefusedCalls.hour, RefusedCalls.why)
        )
        async with self._database.unit() as session:
            return {(hour, why): int(calls) for hour, why, calls in await session.execute(statement)}


def _whose(subject: Subject) -> dict[str, Any]:
    numbers = (None, None) if subject.trial else (subject.caller, subject.callee)
    return {"tenant": subject.tenant, "caller": numbers[0], "callee": numbers[1]}


def _counter(counter: Counter) -> dict[str, Any]:
    return {
        "tenant": counter.tenant,
        "scope": counter.scope,
        "key": counter.key,
        "period": counter.period,
        "began": counter.began.isoformat(),
        "calls": counter.calls,
        "seconds": None if counter.seconds is None else str(counter.seconds),
    }


def _listed(row: Any) -> Listed:
    pattern, wanted, told, reason, until, changed_at, changed_by = row
    rule: Rule = "allow" if wanted == "allow" else "block"
    how: How = "reject" if told == "reject" else "sentence"
    return Listed(Entry(pattern, rule, how, reason, until), changed_at, changed_by)


def _amounts(row: Any) -> tuple[int, Decimal, Spent]:
    return (
        (0, Decimal(0), Spent()) if row is None else (row["calls"], row["seconds"], Spent(row["tokens"], row["money"]))
    )
