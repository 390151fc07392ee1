"""The table of data keys: random keys, each wrapped by the master key, of which the newest of a tenant encrypts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from agent.safety.keys.errors import KeysUnread, NoMasterKey

MAIN = "main"
"""The tenant of an installation that has one."""
LIMIT_S = 10.0

READ = "select id, tenant, wrapped, master, made_at, retired_at from data_keys order by id"

ADD = "insert into data_keys (id, tenant, wrapped, master) values ($1::int, $2::text, $3::bytea, $4::text)"

RETIRE = """
update data_keys set retired_at = now() where tenant = $1::text and id <> $2::int and retired_at is null
"""

_GONE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class DataKey:
    """One row."""

    id: int
    tenant: str
    wrapped: bytes
    master: str
    """The id of the master key that it is wrapped with."""
    made_at: datetime
    retired_at: datetime | None
    """Since when it only decrypts."""


Wrap = Callable[[int], bytes]
"""The id of a new key → the new key, wrapped."""


class DataKeys:
    """The table. Raises KeysUnread when the database does not answer."""

    def __init__(self, pool: Any) -> None:
        """`pool`: of asyncpg."""
        self._pool = pool

    async def read(self) -> list[DataKey]:
        """All keys, oldest first."""
        with _told():
            async with asyncio.timeout(LIMIT_S):
                return [DataKey(**row) for row in await self._pool.fetch(READ)]

    async def begin(self, tenant: str, wrap: Wrap, *, master: str) -> list[DataKey]:
        """See to it that the tenant has a key. Returns all keys, of which others may have made some."""
        async with self._alone() as connection:
            rows = await _rows(connection)
            _one_master(rows, master)
            if any(row.tenant == tenant for row in rows):
                return rows
            await self._insert(connection, rows, tenant, wrap, master)
            return await _rows(connection)

    async def add(self, tenant: str, wrap: Wrap, *, master: str) -> DataKey:
        """A new key for this tenant; its former ones only decrypt from now on. Raises NoMasterKey when the master key
        is another by now.
        """
        async with self._alone() as connection:
            rows = await _rows(connection)
            _one_master(rows, master)
            new = await self._insert(connection, rows, tenant, wrap, master)
            await connection.execute(RETIRE, tenant, new)
            return next(row for row in await _rows(connection) if row.id == new)

    async def rewrap(self, rewrapped: Callable[[Sequence[DataKey]], Sequence[bytes]], *, master: str) -> int:
        """Wrap all keys anew, in one transaction. `master`: the id of the new master key. Returns how many."""
        async with self._alone() as connection:
            rows = await _rows(connection)
            await connection.executemany(
                "update data_keys set wrapped = $2::bytea, master = $3::text where id = $1::int",
                [(row.id, wrapped, master) for row, wrapped in zip(rows, rewrapped(rows), strict=True)],
            )
            return len(rows)

    async def _insert(self, connection: Any, rows: Sequence[DataKey], tenant: str, wrap: Wrap, master: str) -> int:
        new = 1 + max((row.id for row in rows), default=0)
        await connection.execute(ADD, new, tenant, wrap(new), master)
        return new

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[Any]:
        """A transaction in which nobody else changes the table; reading it goes on."""
        with _told():
            async with asyncio.timeout(LIMIT_S), self._pool.acquire() as connection, connection.transaction():
                await connection.execute("lock table data_keys in share row exclusive mode")
                yield connection


async def _rows(connection: Any) -> list[DataKey]:
    return [DataKey(**row) for row in await connection.fetch(READ)]


def _one_master(rows: Sequence[DataKey], master: str) -> None:
    """Keys of two masters in one table could be read by nobody."""
    others = {row.master for row in rows} - {master}
    if others:
        raise NoMasterKey(
            f"The data keys are wrapped with the master key {', '.join(sorted(others))}, and this process has "
            f"{master}: another one began, or changed it, in the meantime. Nothing was changed; give this process that "
            "master key, and start it again."
        )


@contextmanager
def _told() -> Iterator[None]:
    """Say what keeps us from the keys."""
    try:
        yield
    except _GONE as why:
        raise KeysUnread(
            f"The table data_keys cannot be used ({type(why).__name__}): check the database, and whether “trunkline db "
            "upgrade” is needed. Nothing was changed."
        ) from why
