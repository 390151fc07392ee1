"""Which workers are alive: each says so once a second, in one row.

An open conversation whose worker has fallen silent was cut off with it and may be resumed when the caller rings back;
one whose worker is alive is a call that goes on, and a second call from the same number must not take it.
"""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import asyncpg
import structlog

from agent.memory.errors import MemoryUnavailable
from agent.memory.statements import Statements

log = structlog.get_logger(__name__)

BEAT_S = 1.0
SILENT_AFTER_S = 3.0
"""A worker that has not been heard of for so long counts as dead."""

_BEAT = """
insert into workers (worker, seen_at) values ($1::text, now())
on conflict (worker) do update set seen_at = excluded.seen_at
"""
# Rows of long dead workers go with the first beat of a new one.
_TIDY = "delete from workers where seen_at < now() - interval '1 day'"

_HERE: set[str] = set()
"""Workers of this very process."""


class Presence:
    """The heartbeat of one worker. A worker that never starts it counts as dead."""

    def __init__(self, statements: Statements, *, worker: str) -> None:
        self._statements = statements
        self._worker = worker
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Be alive, and say so each second until `stop`.

        Workers of this machine whose process is gone are dead at once: a service that was killed and is started again
        knows its callers' conversations without waiting for the silence of its former self.
        """
        await self._statements.value(_TIDY)
        _HERE.add(self._worker)
        names = [row["worker"] for row in await self._statements.rows("select worker from workers")]
        gone = [name for name in names if _is_gone(name, self._worker)]
        await self._statements.value("delete from workers where worker = any($1::text[])", gone)
        await self._statements.value(_BEAT, self._worker)
        self._beating = asyncio.create_task(self._beat(), name="memory.presence")

    async def stop(self) -> None:
        """Leave: from now on this worker's open conversations are cut off ones."""
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
            self._beating = None
        _HERE.discard(self._worker)
        await self._statements.value("delete from workers where worker = $1::text", self._worker)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self._statements.value(_BEAT, self._worker)
            except (MemoryUnavailable, asyncpg.PostgresError) as why:
                # Whatever the database has against it now, it may not have in a second.
                log.warning("memory.heartbeat_missed", worker=self._worker, error=type(why).__name__)


def _is_gone(name: str, own: str) -> bool:
    """Whether a worker of this machine has no process any more. Names are `host:process:token`; others stay."""
    host, _, rest = own.partition(":")
    their_host, _, their_rest = name.partition(":")
    process = their_rest.partition(":")[0]
    if their_host != host or not rest or not process.isdecimal() or int(process) < 1:
        return False
    if int(process) == os.getpid():  # in a container every start has the same process id
        return name not in _HERE
    return not Path(f"/proc/{process}").exists()
