"""Secrets in the database, each encrypted under a data key and bound to its name."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from agent.errors import TrunklineError
from agent.safety.keys.envelope import place_of
from agent.safety.keys.keyring import Keyring
from agent.safety.vault.references import is_name

LIMIT_S = 10.0
LARGEST = 65_536
"""Bytes of a secret."""
MOST = 1000
"""Secrets of an installation."""

_SET = """
insert into secrets (name, sealed) values ($1::text, $2::bytea)
on conflict (tenant, name) do update set sealed = excluded.sealed, changed_at = now()
"""
_GONE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)


class SecretTrouble(TrunklineError):
    """A secret cannot be kept or read; the message says what to do, and holds none."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What may be told of a secret."""

    name: str
    made_at: datetime
    changed_at: datetime


class Stored:
    """The table. Raises SecretTrouble when the database does not answer, KeyTrouble for what cannot be opened."""

    def __init__(self, pool: Any, keys: Keyring) -> None:
        """`pool`: of asyncpg."""
        self._pool = pool
        self._keys = keys

    async def set(self, name: str, value: str) -> None:
        """Keep a secret, instead of what was kept under that name. Raises SecretTrouble for what cannot be one."""
        if not is_name(name):
            raise SecretTrouble(f"“{name}” is no name of a secret: take letters, digits, _, - and dots, at most 100.")
        if not value or len(value.encode()) > LARGEST:
            raise SecretTrouble(f"A secret has 1 to {LARGEST} bytes. Nothing was changed.")
        with _told():
            async with asyncio.timeout(LIMIT_S):
                if await self._pool.fetchval("select count(*) from secrets where name <> $1::text", name) >= MOST:
                    raise SecretTrouble(f"There are {MOST} secrets already: remove some. Nothing was changed.")
                await self._pool.execute(_SET, name, self._keys.seal(value.encode(), place_in_vault(name)))

    async def remove(self, name: str) -> bool:
        """Delete a secret. Returns whether there was one."""
        with _told():
            async with asyncio.timeout(LIMIT_S):
                gone: str = await self._pool.execute("delete from secrets where name = $1::text", name)
                return gone != "DELETE 0"

    async def list(self) -> list[Kept]:
        """All of them, by name; never their values."""
        with _told():
            async with asyncio.timeout(LIMIT_S):
                rows = await self._pool.fetch("select name, made_at, changed_at from secrets order by name")
                return [Kept(**row) for row in rows]

    async def read(self, names: Collection[str]) -> Mapping[str, str]:
        """Those of these secrets that there are."""
        with _told():
            async with asyncio.timeout(LIMIT_S):
                rows = await self._pool.fetch(
                    "select name, sealed from secrets where name = any($1::text[])", sorted(names)
                )
        return await self._keys.opened(
            lambda: {row["name"]: self._keys.open(row["sealed"], place_in_vault(row["name"])).decode() for row in rows}
        )


def place_in_vault(name: str) -> bytes:
    """What a secret's ciphertext is bound to."""
    return place_of("secrets", name)


@contextmanager
def _told() -> Iterator[None]:
    """Say what keeps us from the secrets."""
    try:
        yield
    except _GONE as why:
        raise SecretTrouble(
            f"The table secrets cannot be used ({type(why).__name__}): check the database, and whether “trunkline db "
            "upgrade” is needed."
        ) from None
