"""Which workers are alive: each says so once a second, in one row.

An open conversation whose worker has fallen silent was cut off with it and may be resumed when the caller rings back;
one whose worker is alive is a call that goes on, and a second call from the same number must not take it.
"""

import asyncio
from contextlib import suppress

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


class Presence:
    """The heartbeat of one worker. A worker that never starts it counts as dead."""

    def __init__(self, statements: Statements, *, worker: str) -> None:
        self._statements = statements
        self._worker = worker
        self._beating: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Be alive, and say so each second until `stop`."""
        await self._statements.value(_TIDY)
        await self._statements.value(_BEAT, self._worker)
        self._beating = asyncio.create_task(self._beat(), name="memory.presence")

    async def stop(self) -> None:
        """Leave: from now on this worker's open conversations are cut off ones."""
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
            self._beating = None
        await self._statements.value("delete from workers where worker = $1::text", self._worker)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self._statements.value(_BEAT, self._worker)
            except MemoryUnavailable:
                log.warning("memory.heartbeat_missed", worker=self._worker)
