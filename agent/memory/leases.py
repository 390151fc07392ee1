"""Who owns a conversation: one row for each, with an epoch that only grows.

Whoever takes a lease gets the next epoch; commits carry theirs and are refused when it is not the row's any more. So
a worker that was cut off and still believes in its call cannot write (a fencing token; Kleppmann, "How to do
distributed locking"). Taking never waits for the former owner to let go: when its socket is dead, so is its claim.
"""

from dataclasses import dataclass
from datetime import datetime

from agent.memory.statements import Statements

# A worker that takes a call over is the one whose heartbeat counts for it from now on.
TAKE = """
with conversation as (update conversations set worker = $2::text where thread_id = $1::text)
insert into call_lease (thread_id, epoch, owner, at) values ($1::text, 1, $2::text, now())
on conflict (thread_id) do update set epoch = call_lease.epoch + 1, owner = excluded.owner, at = excluded.at
returning epoch
"""

# The epoch moves on, so that a straggling commit of the releaser is refused; the row stays, so that it never goes back.
RELEASE = """
update call_lease set epoch = epoch + 1, owner = null, at = now()
where thread_id = $1::text and epoch = $2::bigint
returning true
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who owns a conversation, and since when."""

    thread_id: str
    epoch: int
    owner: str | None
    at: datetime


class Leases:
    """Takes and releases leases for one worker."""

    def __init__(self, statements: Statements, *, worker: str) -> None:
        self._statements = statements
        self._worker = worker

    async def take(self, thread_id: str) -> int:
        """Own this conversation from now on, whoever did before. Returns the epoch."""
        epoch: int = await self._statements.value(TAKE, thread_id, self._worker)
        return epoch

    async def release(self, thread_id: str, epoch: int) -> bool:
        """Own it no more. False when somebody else did already."""
        return bool(await self._statements.value(RELEASE, thread_id, epoch))

    async def of(self, thread_id: str) -> Lease | None:
        """The lease of this conversation; None when it was never opened."""
        row = await self._statements.row(
            "select thread_id, epoch, owner, at from call_lease where thread_id = $1::text", thread_id
        )
        return Lease(**row) if row else None
