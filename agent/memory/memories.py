"""`Memories`: the one door to what the service remembers of its conversations."""

import asyncio
import os
import secrets
import socket
from datetime import UTC, datetime

import asyncpg
import structlog

from agent.memory.checkpointer import AsyncpgSaver
from agent.memory.conversations import Conversations, Opening
from agent.memory.errors import MemoryUnavailable
from agent.memory.flow_versions import FlowVersions
from agent.memory.journal import Journal
from agent.memory.leases import Leases
from agent.memory.ledger import Bounds, Ledger
from agent.memory.presence import Presence
from agent.memory.profiles import Profiles
from agent.memory.sealing import UNSEALED, Sealing
from agent.memory.statements import Pool, Statements
from agent.memory.turn_saver import TurnSaver
from graphs.ports import Actions

# Everything of some conversations; ended with them, the lease refuses whoever still thinks that one goes on.
OF_CONVERSATIONS = (
    "call_lease", "tool_runs", "turns", "checkpoint_writes", "checkpoint_blobs", "checkpoints", "conversations",
)  # fmt: skip
"""Tables with what was said in conversations and is known of them."""


def erasing(threads: str) -> str:
    """Rest of a statement that deletes these conversations, given as a query of their ids, and counts them."""
    parts = (
        f"{table}_gone as (delete from {table} where thread_id in ({threads}) returning 1)"  # noqa: S608 -- constants
        for table in OF_CONVERSATIONS
    )
    return f"{', '.join(parts)} select count(*) from conversations_gone"  # noqa: S608 -- as above


ERASE = f"with {erasing('select unnest($1::text[])')}"

ENDED = """
select thread_id from conversations where status <> 'open' and closed_at < $1::timestamptz order by closed_at limit 500
"""

log = structlog.get_logger(__name__)

TIDIED_EVERY_S = 60.0

NEVER = 0
"""An epoch that no lease has."""
FIRST = 1
"""The epoch of a new conversation."""


class Memories:
    """Conversations of one installation, over a pool made once. `start` and `stop` it with the worker.

    Make the pool with `reset` switched off (`async def no_reset(connection): ...`): asyncpg else asks the database
    once more whenever a connection goes back, which doubles a commit's round trips.
    """

    def __init__(
        self,
        pool: Pool,
        *,
        keys: Sealing = UNSEALED,
        worker: str | None = None,
        caller_secret: bytes | None = None,
        limit_s: float = 5.0,
    ) -> None:
        """`keys`: encrypt what was said; the service always gives them. Without, it is stored in the clear."""
        self.keys = keys
        self.worker = worker or f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._statements = Statements(pool, limit_s=limit_s)
        self._presence = Presence(self._statements, worker=self.worker)
        self.leases = Leases(self._statements, worker=self.worker)
        self.conversations = Conversations(self._statements, worker=self.worker, secret=caller_secret, keys=keys)
        self.versions = FlowVersions(self._statements)
        self.journal = Journal(self._statements, keys=keys)
        self.profiles = Profiles(self._statements, key=self.conversations.key_of, keys=keys)

    async def start(self) -> None:
        """Say from now on that this worker is alive."""
        await self._presence.start()

    async def stop(self) -> None:
        """This worker has ended; what it left open may be resumed."""
        await self.journal.written()
        await self._presence.stop()

    async def begin(self, opening: Opening, *, now: datetime) -> TurnSaver:
        """Begin a conversation, and own it: one statement, since of a new one there is nothing to load."""
        thread_id = await self.conversations.open_conversation(opening, now=now)
        return TurnSaver.new(thread_id, self._statements, epoch=FIRST, keys=self.keys)

    async def open(self, thread_id: str) -> TurnSaver:
        """Own a conversation and load it. Its former owner's commits are refused from now on.

        Two statements, since the second has to see what the former owner wrote before the first was granted.
        """
        epoch = await self.leases.take(thread_id)
        return await TurnSaver.load(thread_id, self._statements, epoch=epoch, keys=self.keys)

    async def read(self, thread_id: str) -> TurnSaver:
        """Look at a conversation without owning it, for instance while it rings. `commit` on it is refused."""
        return await TurnSaver.load(thread_id, self._statements, epoch=NEVER, keys=self.keys)

    async def release(self, memory: TurnSaver) -> bool:
        """Own this conversation no more; commits on it are refused. False when another worker owns it already."""
        return await self.leases.release(memory.thread_id, memory.epoch)

    def ledger(self, actions: Actions, *, bounds: Bounds | None = None) -> Ledger:
        """These actions, each effect once for its key."""
        return Ledger(self._statements, actions, bounds=bounds, keys=self.keys)

    def checkpointer(self) -> AsyncpgSaver:
        """A plain checkpointer over the same tables: for tools that look at threads, not for live calls."""
        return AsyncpgSaver(self._statements, keys=self.keys)

    async def tidy(self, *, now: datetime) -> None:
        """Delete what was said in conversations that nobody may take up again, and profiles that have expired."""
        emptied = await self.conversations.empty(now=now)
        expired = await self.profiles.tidy(now=now)
        if emptied or expired:
            log.info("memory.tidied", conversations=emptied, profiles=expired)

    async def run(self) -> None:
        """Tidy each minute, until cancelled. A database that is away is asked again a minute later."""
        while True:
            await asyncio.sleep(TIDIED_EVERY_S)
            try:
                await self.tidy(now=datetime.now(UTC))
            except (MemoryUnavailable, asyncpg.PostgresError) as why:
                log.warning("memory.untidied", error=type(why).__name__)

    async def erase(self, *thread_ids: str) -> int:
        """Delete everything of these conversations: state, lease, actions, journal, and the record that they were."""
        count: int = await self._statements.value(ERASE, list(thread_ids))
        return count

    async def forget(self, *, ended_before: datetime) -> int:
        """Erase conversations that ended before this time, at most 500 at once. Returns how many."""
        rows = await self._statements.rows(ENDED, ended_before)
        return await self.erase(*(row["thread_id"] for row in rows)) if rows else 0
