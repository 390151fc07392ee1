"""Statements against the database, each bounded in time and asked again when a connection was lost.

Only statements that may run twice belong here: after a lost connection nobody knows whether the first one ran.
"""

import asyncio
from typing import Any, Protocol

import asyncpg
import structlog

from agent.memory.errors import MemoryUnavailable

log = structlog.get_logger(__name__)

PAUSES_S = (0.02, 0.1, 0.5)
"""Before the second, third and fourth attempt."""

LOST_CONNECTION = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DeadlockDetectedError,
    # What asyncpg raises on a connection that the server has said goodbye to while it lay idle in the pool.
    asyncpg.InternalClientError,
    OSError,
)


class Pool(Protocol):
    """The part of `asyncpg.Pool` that the memory uses."""

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        """All rows."""
        ...

    async def fetchrow(self, query: str, *args: Any) -> Any:
        """The first row, or None."""
        ...

    async def fetchval(self, query: str, *args: Any) -> Any:
        """The first value of the first row, or None."""
        ...


class Statements:
    """Runs statements on a pool. Raises MemoryUnavailable after `limit_s` seconds or four lost connections."""

    def __init__(self, pool: Pool, *, limit_s: float = 5.0) -> None:
        self.pool = pool
        self.limit_s = limit_s

    async def rows(self, sql: str, *args: Any) -> list[Any]:
        """All rows."""
        result: list[Any] = await self._reliably("fetch", sql, args)
        return result

    async def row(self, sql: str, *args: Any) -> Any:
        """The first row, or None."""
        return await self._reliably("fetchrow", sql, args)

    async def value(self, sql: str, *args: Any) -> Any:
        """The first value of the first row, or None."""
        return await self._reliably("fetchval", sql, args)

    async def _reliably(self, method: str, sql: str, args: tuple[Any, ...]) -> Any:
        try:
            async with asyncio.timeout(self.limit_s):
                for attempt, pause_s in enumerate(PAUSES_S, start=1):
                    try:
                        return await getattr(self.pool, method)(sql, *args)
                    except LOST_CONNECTION as error:
                        log.warning("memory.retried", attempt=attempt, error=type(error).__name__)
                    await asyncio.sleep(pause_s)
                return await getattr(self.pool, method)(sql, *args)
        except (TimeoutError, *LOST_CONNECTION) as error:
            raise MemoryUnavailable(
                f"The database did not answer within {self.limit_s:g} s ({type(error).__name__}). Nothing of the "
                "conversation in memory is lost: check DATABASE_URL and the database's health, then commit again."
            ) from error
