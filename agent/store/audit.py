"""The audit log in the database: added to, read, walked, and cut at its beginning by the database's owner.

What makes the chain, and refuses every change, is in the database itself: migration 0011.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import asyncpg
import orjson

from agent.errors import TrunklineError
from agent.safety.audit.chain import TRIMMED, Entry
from agent.store.database import Database

Connection = Any
"""An asyncpg connection, as its pool lends it."""

AT_ONCE: Final = 1000
TRIM_LIMIT_S: Final = 900.0
"""To find where to cut."""
TRIMMED_AT_ONCE: Final = 20_000
"""Entries: so many are deleted in a second or two, in which nothing else is written."""

_OURS = "tenant = current_setting('trunkline.tenant')"
_APPEND = """
insert into audit_log (at, who, did, what, details)
select e.at, e.who, e.did, e.what, e.details
from rows from (
    jsonb_to_recordset($1::text::jsonb) as (at timestamptz, who text, did text, what text, details jsonb)
) with ordinality as e (at, who, did, what, details, place)
order by e.place
"""
_FIELDS = "ordinal, at, who, did, what, details::text as details, before, hash"
_PAGE = f"""
select {_FIELDS} from audit_log
where ($1::bigint is null or ordinal < $1) and ($2::text is null or who = $2) and ($3::text is null or did = $3)
    and ($4::text is null or what = $4) and ($5::timestamptz is null or at >= $5)
    and ($6::timestamptz is null or at < $6)
order by ordinal desc limit $7
"""  # noqa: S608 -- constants of this file, as below
_AFTER = f"select {_FIELDS} from audit_log where ordinal > $1 order by ordinal limit $2"  # noqa: S608
_HEAD = f"select {_FIELDS} from audit_log order by ordinal desc limit 1"  # noqa: S608
# The longest beginning of the log of which nothing is younger.
_CUT = f"""
with log as (select * from audit_log where {_OURS})
select {_FIELDS} from log
where ordinal < coalesce((select min(ordinal) from log where at >= $1), (select max(ordinal) + 1 from log))
order by ordinal desc limit 1
"""  # noqa: S608
_CUT_SOME = f"""
with oldest as (select * from audit_log where ordinal <= $1 and {_OURS} order by ordinal limit $2)
select ordinal, hash, (select count(*) from oldest) as entries from oldest order by ordinal desc limit 1
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Something that was done."""

    at: datetime
    who: str
    did: str
    what: str
    details: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class WantedEntries:
    """Which entries; None: all."""

    who: str | None = None
    did: str | None = None
    what: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Before this."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut off."""

    entries: int
    through: int
    """The ordinal of the last of them."""
    head: str
    """Its hash."""


class AuditEntries:
    """The repository."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def tenant(self) -> str:
        """Whose log it is."""
        return self._database.tenant

    async def append(self, entries: Sequence[NewEntry], *, within: Connection | None = None) -> None:
        """Add these, in their order. One statement; `within`: the connection whose transaction they belong to."""
        if not entries:
            return
        rows = [
            {
                "at": each.at.isoformat(),
                "who": each.who,
                "did": each.did,
                "what": each.what,
                "details": orjson.Fragment(each.details),
            }
            for each in entries
        ]
        told = orjson.dumps(rows).decode()
        if within is not None:
            await within.execute(_APPEND, told)
        else:
            await (await self._database.pool()).execute(_APPEND, told)

    async def page(self, wanted: WantedEntries, *, before: int | None = None, most: int = 100) -> list[Entry]:
        """The latest first. `before`: the ordinal of the last that is known."""
        pool = await self._database.pool()
        arguments = (wanted.who, wanted.did, wanted.what, wanted.since, wanted.until)
        return [_entry(row) for row in await pool.fetch(_PAGE, before, *arguments, most)]

    async def all(self, *, after: int = 0) -> AsyncIterator[list[Entry]]:
        """All of them in order, up to a thousand at a time."""
        pool = await self._database.pool()
        while rows := await pool.fetch(_AFTER, after, AT_ONCE):
            yield [_entry(row) for row in rows]
            after = rows[-1]["ordinal"]

    async def head(self) -> Entry | None:
        """The last entry; None of an empty log."""
        row = await (await self._database.pool()).fetchrow(_HEAD)
        return _entry(row) if row else None

    async def trim(self, before: datetime, *, who: str, now: datetime) -> Cut | None:
        """Delete the entries from before that time, and say so in the log itself. None: there are none.

        For the table's owner, as `TRUNCATE` would be of others: what refuses it is switched off in transactions in
        which nobody else can write. In batches, each of which says so: nobody waits for long, and whatever is left
        when it is broken off is whole. Raises TrunklineError for everybody else.
        """
        cut: Cut | None = None
        async with self._database.owner() as connection:
            try:
                last = await connection.fetchrow(_CUT, before, timeout=TRIM_LIMIT_S)
                while last is not None and (cut is None or cut.through < last["ordinal"]):
                    async with connection.transaction():
                        more = await self._trim_some(connection, before, last["ordinal"], who=who, now=now)
                    if more is None:
                        break
                    cut = more if cut is None else replace(more, entries=cut.entries + more.entries)
            except asyncpg.InsufficientPrivilegeError as why:
                raise TrunklineError(
                    "Only the owner of the table audit_log may cut it: run this with that role in DATABASE_URL."
                ) from why
        return cut

    async def _trim_some(
        self, connection: Connection, before: datetime, through: int, *, who: str, now: datetime
    ) -> Cut | None:
        await connection.execute("lock table audit_log in share row exclusive mode")
        if (last := await connection.fetchrow(_CUT_SOME, through, TRIMMED_AT_ONCE)) is None:
            return None
        cut = Cut(last["entries"], last["ordinal"], last["hash"].hex())
        await self.append([_trimmed(cut, before, who=who, now=now)], within=connection)
        await connection.execute("alter table audit_log disable trigger audit_log_kept")
        gone = f"delete from audit_log where ordinal <= $1 and {_OURS}"  # noqa: S608 -- a constant of this file
        await connection.execute(gone, cut.through)
        await connection.execute("alter table audit_log enable always trigger audit_log_kept")
        return cut


def _trimmed(cut: Cut, before: datetime, *, who: str, now: datetime) -> NewEntry:
    details = {"entries": cut.entries, "through": cut.through, "head": cut.head, "before": before.isoformat()}
    return NewEntry(now, who, TRIMMED, "audit log", orjson.dumps(details).decode())


def _entry(row: Any) -> Entry:
    return Entry(**dict(row))
