"""Everything that is kept of one caller: found, shown, and erased.

What the service remembers for its own work goes: profiles, conversations with their checkpoints, journals and actions,
the record of calls with their timelines, counts, recordings. The business's own records (appointments, tickets, …) are
named, and go only when that is wanted. A wish not to be called stays, for it is there to be kept. Which tables there
are, and whose each row is, stands in `agent.safety.keeping.columns`.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import asyncpg

from agent.errors import TrunklineError
from agent.memory.callers import known_number
from agent.memory.memories import Memories
from agent.memory.profiles import Profile
from agent.recordings import RecordingFiles
from agent.safety.audit import acts
from agent.safety.audit.log import AuditLog
from agent.safety.keeping.columns import of_callers
from agent.store.call_digests import LIVE
from agent.store.database import Database

Connection = Any
"""An asyncpg connection, as its pool lends it."""

_CALLS: Final = """
select id, thread_id from calls
where caller = any($1::text[]) or (direction = 'outbound' and callee = any($1::text[]))
    or id in (select call_id from conversations where thread_id = any($2::text[]))
"""
_GOING_ON: Final = f"select call_id from ({LIVE}) live where call_id = any($1::text[]) limit 1"  # noqa: S608 -- constants
# For recorders of calls that went on a moment ago, and for the disks of other machines.
_SILENCE: Final = """
insert into recording_refusals (call_id) select unnest($1::text[])
on conflict (call_id) do update set refused_at = now()
"""
# PostgreSQL wants every argument to be used; so each statement may use those that it needs.
_WITH_ALL: Final = "with asked as (select $1::text[], $2::text[], $3::text[], $4::text) "


class NotANumber(TrunklineError):
    """By this nobody can be looked up."""


class Unerasable(TrunklineError):
    """Something is in the way; nothing was erased. The message says what to do."""


class CallGoesOn(TrunklineError):
    """Somebody is on the line whom one wanted to erase."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """How much is kept of one caller, by kind. Kinds of which there is nothing are left out."""

    own: Mapping[str, int]
    """What the service keeps for its own work."""
    records: Mapping[str, int]
    """The business's records."""
    kept: Mapping[str, int]
    """What is kept whatever is asked."""
    caller: "Caller"
    """Who that is."""
    profiles: Sequence[Profile] = ()

    @property
    def numbers(self) -> Sequence[str]:
        """The ways of writing the number that were looked for."""
        return self.caller.numbers

    @property
    def calls(self) -> Sequence[str]:
        """The ids of their calls."""
        return self.caller.calls

    @property
    def empty(self) -> bool:
        """Nothing is kept."""
        return not (self.own or self.records or self.kept)


@dataclass(frozen=True, slots=True)
class Caller:
    """A caller, and what belongs to them."""

    number: str
    """E.164."""
    numbers: Sequence[str]
    threads: Sequence[str] = ()
    calls: Sequence[str] = ()
    key: str | None = None
    arguments: tuple[Any, ...] = field(init=False)
    """Of the conditions in `agent.safety.keeping.columns`."""

    def __post_init__(self) -> None:
        given = (list(self.numbers), list(self.threads), list(self.calls), self.key)
        object.__setattr__(self, "arguments", given)


def variants(number: str) -> list[str]:
    """The ways in which networks write this number, and as it was given. Raises NotANumber.

    Without its country a number may be somebody else's, so it is not looked for like that.
    """
    plain = number.strip().removeprefix("tel:")
    written = known_number(f"+{plain[2:]}" if plain.startswith("00") else plain)
    if written is None:
        raise NotANumber(
            f"“{number}” is no number that can be looked up: write it with its country, such as +919822012345."
        )
    digits = written.removeprefix("+")
    return list(dict.fromkeys([written, number, digits, f"00{digits}", f"011{digits}", f"tel:{written}"]))


class CallerRecords:
    """Looks callers up by their number. Raises NotANumber for what is none."""

    def __init__(
        self, database: Database, memories: Memories, recordings: RecordingFiles, *, audit: AuditLog | None = None
    ) -> None:
        """`audit`: where it is told who erased; None: nowhere."""
        self._database = database
        self._memories = memories
        self._recordings = recordings
        self._audit = audit
        self._erasing = asyncio.Lock()

    async def find(self, number: str) -> Holdings:
        """What is kept of this caller."""
        known = await self._known(number)
        pool = await self._database.pool()
        async with pool.acquire() as connection, connection.transaction(readonly=True):
            caller = await _with_calls(connection, known)
            found = await self._counted(connection, caller)
        return replace(found, profiles=await self._memories.profiles.of_caller(caller.number))

    async def forget(
        self, number: str, *, records: bool = False, who: str = "somebody", even_now: bool = False
    ) -> Holdings:
        """Erase all that the service keeps of this caller, and the business's records when that is wanted: all of it,
        or nothing when something goes wrong. Returns what was there.

        Raises Unerasable, and CallGoesOn while a call of theirs goes on, unless it is to be done `even_now`: such a
        call cannot be written any more, and ends.
        """
        known = await self._known(number)
        pool = await self._database.pool()
        # One at a time: what waits to be told in the audit log is written over a second connection.
        async with self._erasing, pool.acquire() as connection, connection.transaction():
            caller = await _with_calls(connection, known)
            if not even_now and (going_on := await connection.fetchval(_GOING_ON, list(caller.calls))):
                raise CallGoesOn(
                    f"A call of {caller.number} goes on ({going_on}): nothing was erased. Erase when it is over, or "
                    "cut it off by erasing even now."
                )
            found = await self._counted(connection, caller)
            for table, each in (of_callers("record") if records else {}).items():
                await _change(connection, f"delete from {table} where {each.whose}", caller)  # noqa: S608
            for table, each in of_callers("erased").items():
                await _change(connection, f"delete from {table} where {each.whose}", caller)  # noqa: S608
            await connection.execute(_SILENCE, list(caller.calls))
            await self._tell(connection, caller, found, who=who, records=records)
            # Last, so that a file that cannot be deleted leaves all as it was, to be tried again.
            await asyncio.to_thread(self._silence, caller.calls)
        return found

    async def _known(self, number: str) -> Caller:
        """Who that is, as far as memory tells. Before a connection is held: memory has its own."""
        numbers, conversations = variants(number), self._memories.conversations
        threads = await conversations.of_caller(numbers[0])
        return Caller(numbers[0], numbers, threads, key=await conversations.key_of(numbers[0]))

    async def _tell(self, connection: Connection, caller: Caller, found: Holdings, *, who: str, records: bool) -> None:
        """Into the audit log, in the same transaction: erased and told, or neither."""
        if self._audit is None:
            return
        about = await self._audit.caller(caller.number)
        details = {"erased": found.own, "records": found.records if records else {}, "kept": found.kept}
        entry = await self._audit.entry(who=who, did=acts.ERASED, what=about, details=details)
        await self._audit.write([entry], within=connection)

    async def _counted(self, connection: Connection, caller: Caller) -> Holdings:
        sounds = await asyncio.to_thread(lambda: sum(map(self._recordings.has, caller.calls)))
        own = await _counts(connection, caller, "erased") | ({"recordings": sounds} if sounds else {})
        records = await _counts(connection, caller, "record")
        kept = await _counts(connection, caller, "kept")
        return Holdings(own, records, kept, caller)

    def _silence(self, calls: Sequence[str]) -> None:
        for call_id in calls:
            try:
                self._recordings.delete(call_id)
            except OSError as why:
                path = self._recordings.path(call_id)
                raise Unerasable(
                    f"The recording {path} cannot be deleted ({why.strerror}): nothing else was erased. Delete it, or "
                    "let this program do so, and erase again."
                ) from why


async def _with_calls(connection: Connection, known: Caller) -> Caller:
    """With the calls that are theirs, and the conversations of these."""
    calls = await connection.fetch(_CALLS, list(known.numbers), list(known.threads))
    threads = {*known.threads, *(row["thread_id"] for row in calls if row["thread_id"])}
    return replace(known, threads=sorted(threads), calls=sorted(row["id"] for row in calls))


async def _counts(connection: Connection, caller: Caller, fate: Any) -> dict[str, int]:
    """Rows by kind; a kind may have several tables."""
    counts: dict[str, int] = {}
    for table, each in of_callers(fate).items():
        sql = f"{_WITH_ALL}select count(*) from {table} where {each.whose}"  # noqa: S608 -- constants of the code
        if count := await connection.fetchval(sql, *caller.arguments):
            counts[each.kind] = counts.get(each.kind, 0) + count
    return counts


async def _change(connection: Connection, sql: str, caller: Caller) -> None:
    try:
        await connection.execute(_WITH_ALL + sql, *caller.arguments)
    except asyncpg.ForeignKeyViolationError as why:
        raise Unerasable(
            f"Something of this caller is used by records that are not theirs ({why.constraint_name}): "
            "nothing was erased. Take that record out by hand first."
        ) from why
