"""What is old enough to go, counted and deleted in the database: a bounded number of rows at a time.

One process at a time deletes, by a lock that goes with the transaction; whoever does not get it comes again later.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.memory.memories import erasing
from agent.memory.presence import SILENT_AFTER_S
from agent.safety.keeping.kinds import KindName
from agent.store.call_digests import LIVE
from agent.store.database import Database
from agent.store.sign_in_tries import SignInTries

BATCH: Final = 100
"""Rows, or calls with all that belongs to them."""
REFUSALS_KEPT: Final = timedelta(days=30)
"""How long it is noted that a call must not be recorded, or was erased: longer than any call goes on."""
_LOCK: Final = "select pg_try_advisory_xact_lock(7311003, hashtext(current_setting('trunkline.tenant')))"

_TRANSCRIBED = f"""
from calls c where c.transcript_deleted_at is null and c.started_at < $1 and coalesce(c.ended_at, c.started_at) < $1
    and c.digest is not null and c.id not in ({LIVE})
"""
_NAMED = """
from calls c where c.anonymised_at is null and c.transcript_deleted_at is not null and c.started_at < $1
"""
_ENDED = f"""
from conversations c where c.updated_at < $1 and (c.status <> 'open' or not exists (
    select from workers w where w.worker = c.worker and w.seen_at > now() - {SILENT_AFTER_S:f} * interval '1 second'
))
"""  # nosec B608: a constant
_PROFILES = "from caller_profiles c where c.saved_at < $1"
_NUMBERS = "from calls c where c.anonymised_at is not null and c.started_at < $1"

_COUNTS: Final[Mapping[KindName, str]] = {
    "transcripts": _TRANSCRIBED,
    "conversations": _ENDED,
    # Nobody's calls are those of which nothing is said any more: the two go one after the other.
    "calls": f"from calls c where c.anonymised_at is null and c.started_at < $1 and c.id not in ({LIVE})",
    "profiles": _PROFILES,
    "usage": f"from calls c where c.started_at < $1 and c.id not in ({LIVE})",
}

# What is counted of a call stays: its turns, its cost, its steps and exits. The lexemes that begin with # are those of
# the two numbers (`agent.store.words`).
_TRANSCRIPTS = f"""
with due as (select c.id {_TRANSCRIBED} order by c.started_at limit {BATCH} for update skip locked),
    events as (delete from call_events where call_id in (select id from due)),
    misses as (delete from call_misses where call_id in (select id from due)),
    replays as (update replayed_calls set details = null where call_id in (select id from due)),
    words as (
        update call_digests set words = array_to_tsvector(array(select lexeme from unnest(words) where lexeme ^@ '#'))
        where call_id in (select id from due)
    ),
    gone as (update calls set transcript_deleted_at = now() where id in (select id from due) returning 1)
select count(*) from gone
"""  # noqa: S608 -- constants of this file, as below
_CALLS = f"""
with due as (select c.id {_NAMED} order by c.started_at limit {BATCH} for update skip locked),
    words as (update call_digests set words = ''::tsvector where call_id in (select id from due)),
    refusals as (delete from recording_refusals where call_id in (select id from due)),
    gone as (
        update calls set anonymised_at = now(), thread_id = null, why = null,
            caller = case when direction = 'inbound' then null else caller end,
            callee = case when direction = 'outbound' then null else callee end
        where id in (select id from due) returning 1
    )
select count(*) from gone
"""  # noqa: S608
# One that is taken up again while this waits is left out: the lock looks at the condition once more.
_CONVERSATIONS = f"""
with due as (select c.thread_id {_ENDED} order by c.updated_at limit {BATCH} for update skip locked),
    {erasing("select thread_id from due")}
"""  # noqa: S608
_PROFILES_GO = f"""
with due as (select c.caller_key, c.flow {_PROFILES} limit {BATCH} for update skip locked),
    gone as (
        delete from caller_profiles p using due where p.caller_key = due.caller_key and p.flow = due.flow returning 1
    )
select count(*) from gone
"""  # noqa: S608
_USAGE = f"""
with due as (select c.id {_NUMBERS} order by c.started_at limit {BATCH} for update skip locked),
    gone as (delete from calls where id in (select id from due) returning 1)
select count(*) from gone
"""  # noqa: S608
_DELETE: Final[Mapping[KindName, str]] = {
    "transcripts": _TRANSCRIPTS,
    "conversations": _CONVERSATIONS,
    "calls": _CALLS,
    "profiles": _PROFILES_GO,
    "usage": _USAGE,
}
_SUMS: Final = tuple(
    f"delete from {table} where day < ($1::timestamptz at time zone 'utc')::date"  # noqa: S608
    for table in ("step_days", "exit_days", "stale_days", "process_usage")
)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction did."""

    deleted: int
    mine: bool = True
    """False: another process is at it."""

    @property
    def full(self) -> bool:
        """There may be more."""
        return self.mine and self.deleted >= BATCH


class OldData:
    """The repository of what is to go."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, kind: KindName, before: datetime) -> int:
        """How much there is. Of `recordings` nothing is in the database."""
        if kind not in _COUNTS:
            return 0
        count: int = await (await self._database.pool()).fetchval(f"select count(*) {_COUNTS[kind]}", before)
        return count

    async def delete(self, kind: KindName, before: datetime) -> Batch:
        """Delete some of it."""
        pool = await self._database.pool()
        async with pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval(_LOCK):
                return Batch(0, mine=False)
            deleted: int = await connection.fetchval(_DELETE[kind], before)
            if kind == "usage" and deleted < BATCH:
                for statement in _SUMS:
                    await connection.execute(statement, before)
            return Batch(deleted)

    async def silenced(self, call_ids: Collection[str]) -> set[str]:
        """Those of these calls that must not be heard: whoever called does not want it, or was erased."""
        wanted = "select call_id from recording_refusals where call_id = any($1::text[])"
        rows = await (await self._database.pool()).fetch(wanted, list(call_ids))
        return {row["call_id"] for row in rows}

    async def forget_notes(self, now: datetime) -> None:
        """Delete what was noted of calls and of tries to sign in, and of which nobody has need any more."""
        pool = await self._database.pool()
        await pool.execute("delete from recording_refusals where refused_at < $1", now - REFUSALS_KEPT)
        await SignInTries(self._database).tidy()
