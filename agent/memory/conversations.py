"""The conversations of an installation: which thread belongs to which call, and which may be resumed.

A conversation is `open` while its call goes on, `dropped` when the call ended before a result, `closed` when it came
to one. Times are arguments, and must be aware.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from agent.memory.callers import caller_key
from agent.memory.presence import SILENT_AFTER_S
from agent.memory.sealing import UNSEALED, Sealing, secret_place
from agent.memory.statements import Statements

SHORTEST_KEPT_S = 900
"""Seconds that a conversation without a result is kept at least."""
MOST_EMPTIED = 200

CALLER_KEY = "caller_key"
"""The name of the secret by which numbers are hashed."""
SECRET_BYTES = 32

# The lease goes with it, so that a new conversation costs one round trip. Both may run twice.
OPEN = """
with lease as (
    insert into call_lease (thread_id, epoch, owner, at) values ($1::text, 1, $7::text, now()) on conflict do nothing
)
insert into conversations
    (thread_id, flow, fingerprint, caller_key, call_id, language, worker, opened_at, updated_at, resume_s)
values ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::timestamptz, $8::timestamptz, $9::int)
on conflict (thread_id) do nothing
"""

_FIELDS = """
thread_id, flow, fingerprint, caller_key, call_id, status, result, language, worker, opened_at, updated_at, closed_at,
resumed_by
"""

# The newest conversation decides, also when it has a result: who has booked since does not go back to an older try.
# Of two calls that ask at once the second waits for the first one's row, finds it taken, and gets nothing.
CLAIM_RESUMABLE = f"""
update conversations c
set status = 'open', call_id = $3::text, resumed_by = $3::text, resumed_at = $5::timestamptz,
    updated_at = $5::timestamptz, closed_at = null, worker = $6::text
where c.thread_id = (
        select n.thread_id from conversations n where n.caller_key = $1::text and n.flow = $2::text
        order by n.opened_at desc, n.thread_id limit 1
    )
    and c.call_id is distinct from $3::text
    and c.updated_at >= $4::timestamptz and c.emptied_at is null
    and (c.status = 'dropped' or (c.status = 'open' and not exists (
        select from workers w
        where w.worker = c.worker and w.seen_at > now() - $7::float8 * interval '1 second'
    )))
returning {_FIELDS}
"""  # noqa: S608 only constants of this file

# What CLAIM_RESUMABLE could claim now or in a moment, when the call that has it now is over.
MAY_RESUME = """
select exists (
    select from (
        select status, updated_at, emptied_at from conversations where caller_key = $1::text and flow = $2::text
        order by opened_at desc, thread_id limit 1
    ) newest
    where newest.status <> 'closed' and newest.updated_at >= $3::timestamptz and newest.emptied_at is null
)
"""

# A conversation that has come to its end is not taken up again, so nothing of what was said in it is kept: neither the
# state nor the journal nor what actions answered. Its lease moves on, and refuses a commit that comes too late.
_EMPTY = """
    turns as (delete from turns where thread_id in (select thread_id from over)),
    writes as (delete from checkpoint_writes where thread_id in (select thread_id from over)),
    blobs as (delete from checkpoint_blobs where thread_id in (select thread_id from over)),
    checkpoints as (delete from checkpoints where thread_id in (select thread_id from over)),
    runs as (
        update tool_runs set value = null
        where thread_id in (select thread_id from over) and status = 'done' and value is not null
    ),
    leases as (update call_lease set epoch = epoch + 1, owner = null where thread_id in (select thread_id from over))
"""

CLOSE = f"""
with over as (select $1::text as thread_id),
{_EMPTY}
update conversations set status = 'closed', result = $2::text, updated_at = $3::timestamptz,
    closed_at = $3::timestamptz, emptied_at = $3::timestamptz
where thread_id = $1::text and status <> 'closed'
"""  # noqa: S608

# Whoever was cut off has not rung back, and their call is over: as its worker said, or since that worker is dead.
EMPTY = f"""
with over as (
    select thread_id from conversations c
    where emptied_at is null
        and updated_at < $1::timestamptz - greatest(resume_s, $2::int) * interval '1 second'
        and (status <> 'open' or not exists (
            select from workers w
            where w.worker = c.worker and w.seen_at > now() - $3::float8 * interval '1 second'
        ))
    order by updated_at limit $4::int for update skip locked
),
{_EMPTY},
emptied as (
    update conversations set emptied_at = $1::timestamptz where thread_id in (select thread_id from over) returning 1
)
select count(*) from emptied
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known when a call begins."""

    flow: str
    fingerprint: str
    """Of the published version of the flow, to which the conversation stays pinned."""
    caller: str
    """As the network gave it; kept only as a keyed hash, and not at all when withheld."""
    call_id: str
    language: str
    resume: timedelta = timedelta(0)
    """For how long the caller may take it up again when they are cut off."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One row."""

    thread_id: str
    flow: str
    fingerprint: str
    caller_key: str | None
    call_id: str
    status: Literal["open", "dropped", "closed"]
    result: str | None
    language: str
    worker: str
    """Who has it, or had it last."""
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    resumed_by: str | None
    """The call that went on with it last."""


class Conversations:
    """The table of conversations, as one worker sees it."""

    def __init__(
        self, statements: Statements, *, worker: str, secret: bytes | None = None, keys: Sealing = UNSEALED
    ) -> None:
        self._statements = statements
        self._keys = keys
        self._worker = worker
        self._secret = secret

    async def open_conversation(self, opening: Opening, *, now: datetime) -> str:
        """Begin a conversation, owned by this worker at epoch 1. Returns its thread id, which is random: it says
        nothing about the caller.
        """
        thread_id = uuid4().hex
        key = await self.key_of(opening.caller)
        await self._statements.value(
            OPEN,
            thread_id,
            opening.flow,
            opening.fingerprint,
            key,
            opening.call_id,
            opening.language,
            self._worker,
            now,
            round(opening.resume.total_seconds()),
        )
        return thread_id

    async def find_resumable(
        self, flow: str, caller: str, *, call_id: str, within: timedelta, now: datetime
    ) -> Conversation | None:
        """Claim for this call the conversation that the caller was cut off from, if it is at most `within` ago.

        It is the newest one of this caller and flow, when it has no result and its call is over: dropped, or left
        open by a worker that is dead. Withheld numbers, which many people share, never resume.
        """
        key = await self.key_of(caller)
        if key is None:
            return None
        row = await self._statements.row(
            CLAIM_RESUMABLE, key, flow, call_id, now - within, now, self._worker, SILENT_AFTER_S
        )
        return Conversation(**row) if row else await self._already_claimed(key, flow, call_id=call_id)

    async def may_resume(self, flow: str, caller: str, *, within: timedelta, now: datetime) -> bool:
        """Whether `find_resumable` might find one. Claims nothing: for a call that rings and may never come."""
        key = await self.key_of(caller)
        found: bool = key is not None and await self._statements.value(MAY_RESUME, key, flow, now - within)
        return found

    async def _already_claimed(self, key: str, flow: str, *, call_id: str) -> Conversation | None:
        """What this very call has claimed before: its first answer was lost, or the webhook came twice."""
        row = await self._statements.row(
            f"select {_FIELDS} from conversations where caller_key = $1::text and flow = $2::text"  # noqa: S608
            " and resumed_by = $3::text and call_id = $3::text and status = 'open'",
            key,
            flow,
            call_id,
        )
        return Conversation(**row) if row else None

    async def by_call(self, call_id: str) -> Conversation | None:
        """The conversation of a call that goes on, for a worker that takes it over."""
        row = await self._statements.row(
            f"select {_FIELDS} from conversations where call_id = $1::text and status <> 'closed'"  # noqa: S608
            " and emptied_at is null order by opened_at desc limit 1",
            call_id,
        )
        return Conversation(**row) if row else None

    async def repin(self, thread_id: str, fingerprint: str) -> None:
        """The version that the conversation began with is gone: it goes on in this one."""
        await self._statements.value(
            "update conversations set fingerprint = $2::text where thread_id = $1::text", thread_id, fingerprint
        )

    async def get(self, thread_id: str) -> Conversation | None:
        """One conversation."""
        row = await self._statements.row(
            f"select {_FIELDS} from conversations where thread_id = $1::text",  # noqa: S608 a constant
            thread_id,
        )
        return Conversation(**row) if row else None

    async def touch(self, thread_id: str, *, now: datetime, language: str | None = None) -> None:
        """The conversation has moved on, perhaps into another language."""
        await self._statements.value(
            "update conversations set updated_at = greatest(updated_at, $2::timestamptz),"
            " language = coalesce($3::text, language) where thread_id = $1::text",
            thread_id,
            now,
            language,
        )

    async def close(self, thread_id: str, result: str, *, now: datetime) -> None:
        """The flow came to its end with this result. The first result stands. What was said is not kept any more."""
        await self._statements.value(CLOSE, thread_id, result, now)

    async def drop(self, thread_id: str, *, call_id: str, now: datetime) -> None:
        """The call ended before a result. Without effect when another call has gone on with it since."""
        await self._statements.value(
            "update conversations set status = 'dropped', updated_at = $3::timestamptz, closed_at = $3::timestamptz"
            " where thread_id = $1::text and call_id = $2::text and status = 'open'",
            thread_id,
            call_id,
            now,
        )

    async def empty(self, *, now: datetime) -> int:
        """Delete what was said in conversations that nobody may take up again, at most 200 at once. Returns how many.

        For a quarter of an hour at least they are kept: a line that was lost comes back to its own call.
        """
        count: int = await self._statements.value(EMPTY, now, SHORTEST_KEPT_S, SILENT_AFTER_S, MOST_EMPTIED)
        return count

    async def of_caller(self, caller: str) -> list[str]:
        """All threads of a caller, newest first: for someone who asks what is kept, or wants it erased."""
        rows = await self._statements.rows(
            "select thread_id from conversations where caller_key = $1::text order by opened_at desc",
            await self.key_of(caller),
        )
        return [row["thread_id"] for row in rows]

    async def key_of(self, caller: str) -> str | None:
        """The key that stands for this number; None for one that is withheld."""
        if self._secret is None:
            self._secret = await self._installation_secret()
        return caller_key(caller, self._secret)

    async def _installation_secret(self) -> bytes:
        """The secret of this installation, made at its first call, and encrypted: whoever had it could try numbers."""
        place = secret_place(CALLER_KEY)
        await self._statements.value(
            "insert into installation_secrets (name, value) values ($2::text, $1::bytea) on conflict do nothing",
            self._keys.seal(secrets.token_bytes(SECRET_BYTES), place),
            CALLER_KEY,
        )
        value: bytes = await self._statements.value(
            "select value from installation_secrets where name = $1::text", CALLER_KEY
        )
        if len(value) == SECRET_BYTES:  # made before there were keys
            return value
        return await self._keys.opened(lambda: self._keys.open(value, place))
