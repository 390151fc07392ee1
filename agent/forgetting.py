"""Everything that is kept of one caller: found, shown, and erased.

What the service remembers for its own work goes: profiles, conversations with their checkpoints, journals and actions,
the record of calls with their timelines. The business's own records (appointments, tickets, …) are named, and go only
when that is wanted. A wish not to be called stays, for it is there to be kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import asyncpg

from agent.errors import TrunklineError
from agent.memory.callers import known_number
from agent.memory.memories import ERASE, Memories
from agent.memory.profiles import Profile
from agent.recordings import RecordingFiles
from agent.store.database import Database

Connection = Any
"""An asyncpg connection, as its pool lends it."""

# A caller's calls: those that came from the number, and those that we placed to it.
_CALLS = "caller = any($1::text[]) or (direction = 'outbound' and callee = any($1::text[]))"
# Whose action it was: the key of an action begins with its conversation.
_BY_THREAD = "split_part(created_by, ':', 1) = any($2::text[])"

# PostgreSQL wants every argument to be used; so each statement may use those that it needs.
_WITH_ALL = "with asked as (select $1::text[], $2::text[], $3::text[], $4::text) "

COUNTS: Mapping[str, str] = {
    "calls": f"select count(*) from calls where {_CALLS}",  # noqa: S608 -- constants of this file, as below
    "timeline events": "select count(*) from call_events where call_id = any($3::text[])",
    "digests of calls": "select count(*) from call_digests where call_id = any($3::text[])",
    "amounts of what calls used": "select count(*) from call_usage where call_id = any($3::text[])",
    "notes that recording was refused": "select count(*) from recording_refusals where call_id = any($3::text[])",
    "conversations": "select count(*) from conversations where thread_id = any($2::text[])",
    "checkpoints": "select count(*) from checkpoints where thread_id = any($2::text[])",
    "checkpoint values": "select (select count(*) from checkpoint_blobs where thread_id = any($2::text[]))"
    " + (select count(*) from checkpoint_writes where thread_id = any($2::text[]))",
    "journaled turns": "select count(*) from turns where thread_id = any($2::text[])",
    "actions": "select count(*) from tool_runs where thread_id = any($2::text[])",
    "profiles": "select count(*) from caller_profiles where caller_key = $4::text",
}
"""What the service keeps for its own work. Arguments: numbers, threads, calls, the caller's key."""

RECORDS: Mapping[str, tuple[str, str]] = {
    "appointments": ("appointments", f"phone = any($1::text[]) or {_BY_THREAD}"),
    "messages": ("messages", f"phone = any($1::text[]) or {_BY_THREAD}"),
    "tickets": ("tickets", f"phone = any($1::text[]) or {_BY_THREAD}"),
    "demonstrations of the product": (
        "demos",
        f"{_BY_THREAD} or lead_id in (select id from leads where {_BY_THREAD})",  # noqa: S608
    ),
    "leads": ("leads", _BY_THREAD),
}
"""The business's records: table, and which rows are this caller's. In the order in which they can be deleted."""

KEPT: Mapping[str, str] = {
    "entries in the list of customers": "select count(*) from customers where phone = any($1::text[])",
    "wishes not to be called": "select count(*) from do_not_call where number = any($1::text[])",
}
"""What is never deleted here."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept of one caller, by kind. Kinds of which there is nothing are left out."""

    own: Mapping[str, int]
    """What the service keeps for its own work."""
    records: Mapping[str, int]
    """The business's records."""
    kept: Mapping[str, int]
    """What is kept whatever is asked."""
    profiles: Sequence[Profile] = ()

    @property
    def empty(self) -> bool:
        """Nothing is kept."""
        return not (self.own or self.records or self.kept)


@dataclass(frozen=True, slots=True)
class _Caller:
    numbers: list[str]
    """As given, and as networks write it."""
    threads: list[str]
    calls: list[str]
    key: str | None

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.numbers, self.threads, self.calls, self.key


class CallerRecords:
    """Looks callers up by their number. Raises TrunklineError for what is no number."""

    def __init__(self, database: Database, memories: Memories, recordings: RecordingFiles) -> None:
        self._database = database
        self._memories = memories
        self._recordings = recordings

    async def find(self, number: str) -> Holdings:
        """What is kept of this caller."""
        pool = await self._database.pool()
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            caller = await self._caller(connection, number)
            found = self._with_sound(await _counted(connection, caller), caller)
        return Holdings(found.own, found.records, found.kept, await self._memories.profiles.of_caller(number))

    async def forget(self, number: str, *, records: bool = False) -> Holdings:
        """Erase all that the service keeps of this caller, and the business's records when that is wanted: all of it,
        or nothing when something goes wrong. Returns what was there.

        A call of theirs that goes on cannot be written any more, and ends.
        """
        pool = await self._database.pool()
        async with pool.acquire() as connection, connection.transaction():
            caller = await self._caller(connection, number)
            found = self._with_sound(await _counted(connection, caller), caller)
            # Whoever records a call of theirs that goes on looks for this, and deletes what it has.
            going_on = "select id from calls where id = any($3::text[]) and ended_at is null"
            if records:
                for table, whose in RECORDS.values():
                    await _change(connection, f"delete from {table} where {whose}", caller)  # noqa: S608
            await connection.fetchval(ERASE, caller.threads)
            await _change(connection, "delete from recording_refusals where call_id = any($3::text[])", caller)
            await _change(connection, f"insert into recording_refusals (call_id) {going_on}", caller)
            await _change(connection, f"delete from calls where {_CALLS}", caller)  # noqa: S608
            await _change(connection, "delete from caller_profiles where caller_key = $4::text", caller)
        self._silence(caller.calls)
        return found

    def _with_sound(self, found: Holdings, caller: _Caller) -> Holdings:
        """With the recordings of their calls, which are files."""
        count = sum(map(self._recordings.has, caller.calls))
        return replace(found, own={**found.own, "recordings": count}) if count else found

    def _silence(self, calls: Sequence[str]) -> None:
        for call_id in calls:
            try:
                self._recordings.delete(call_id)
            except OSError as why:
                path = self._recordings.path(call_id)
                raise TrunklineError(f"The recording {path} cannot be deleted ({why.strerror}): delete it.") from why

    async def _caller(self, connection: Connection, number: str) -> _Caller:
        written = known_number(number)
        if written is None:
            raise TrunklineError(
                f"“{number}” is no number that can be looked up: write it with its country, such as +919822012345."
            )
        numbers = sorted({number, written})
        calls = await connection.fetch(f"select id, thread_id from calls where {_CALLS}", numbers)  # noqa: S608
        threads = set(await self._memories.conversations.of_caller(number))
        threads.update(row["thread_id"] for row in calls if row["thread_id"])
        key = await self._memories.conversations.key_of(number)
        return _Caller(numbers, sorted(threads), [row["id"] for row in calls], key)


async def _counted(connection: Connection, caller: _Caller) -> Holdings:
    records = {kind: f"select count(*) from {table} where {whose}" for kind, (table, whose) in RECORDS.items()}  # noqa: S608
    groups = []
    for group in (COUNTS, records, KEPT):
        counts = {kind: await _count(connection, sql, caller) for kind, sql in group.items()}
        groups.append({kind: count for kind, count in counts.items() if count})
    own, business, kept = groups
    return Holdings(own, business, kept)


async def _count(connection: Connection, sql: str, caller: _Caller) -> int:
    count: int = await connection.fetchval(_WITH_ALL + sql, *caller.arguments)
    return count


async def _change(connection: Connection, sql: str, caller: _Caller) -> None:
    try:
        await connection.execute(_WITH_ALL + sql, *caller.arguments)
    except asyncpg.ForeignKeyViolationError as why:
        raise TrunklineError(
            f"Something of this caller is used by records that are not theirs ({why.constraint_name}): "
            "nothing was erased. Take that record out by hand first."
        ) from why
