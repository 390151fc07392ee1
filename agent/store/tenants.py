"""Which tenants there are beside the first, at which host each is reached, and what each has set."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import asyncpg
import orjson

from agent.errors import TrunklineError
from agent.memory.sealing import settings_place
from agent.safety.keys.keyring import Keyring
from agent.store.database import THE_FIRST, Database

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,30}")
HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_UNOWNED: Final = ("tenants", "alembic_version", "checkpoint_migrations", "workers")


class TenantTrouble(TrunklineError):
    """A tenant cannot be made, found or removed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """One of them."""

    name: str
    host: str
    """Of the addresses at which people, programs and Twilio reach it."""
    created_at: datetime


class Tenants:
    """The repository, over the first tenant's connections, which see all; what one has set, over its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Tenant]:
        """By name. Asks the database."""
        rows = await (await self._database.pool()).fetch("select name, host, created_at from tenants order by name")
        return [Tenant(**row) for row in rows]

    async def read(self, name: str) -> Tenant:
        """One of them. Raises TenantTrouble."""
        pool = await self._database.pool()
        row = await pool.fetchrow("select name, host, created_at from tenants where name = $1", name)
        if row is None:
            raise TenantTrouble(f"There is no tenant “{name}”: “trunkline tenant list” tells which there are.")
        return Tenant(**row)

    async def add(self, name: str, host: str) -> None:
        """Make a tenant, which has nothing yet. Raises TenantTrouble."""
        check_name(name)
        pool = await self._database.pool()
        try:
            await pool.execute("insert into tenants (name, host) values ($1, $2)", name, host)
        except asyncpg.UniqueViolationError as why:
            what = f"at {host}" if "host" in (why.constraint_name or "") else f"called {name}"
            raise TenantTrouble(f"There is a tenant {what} already. Nothing was changed.") from None

    async def remove(self, name: str) -> dict[str, int]:
        """Delete a tenant and every row that is its. Returns how many rows of which table went. All or nothing; the
        audit log of it goes, too. Raises TenantTrouble.
        """
        await self.read(name)
        async with self._database.owner() as connection, connection.transaction():
            await connection.execute("select set_config('trunkline.tenant', $1, true)", name)
            await connection.execute("alter table audit_log disable trigger audit_log_kept")
            gone = await _deleted(connection, name)
            await connection.execute("alter table audit_log enable always trigger audit_log_kept")
            await connection.execute("select set_config('trunkline.tenant', $1, true)", self._database.tenant)
            await connection.execute("delete from tenants where name = $1", name)
        return gone


class OwnSettings:
    """What a tenant has set for itself: encrypted, as there are tokens among it. Over the tenant's connections."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database = database
        self._keys = keys

    async def read(self) -> dict[str, str]:
        """By the names of the environment. Raises KeyTrouble."""
        sealed = await (await self._database.pool()).fetchval("select sealed from tenants")
        if sealed is None:
            return {}
        found: dict[str, str] = orjson.loads(await self._keys.opened(lambda: self._keys.open(sealed, self._place)))
        return found

    async def write(self, own: Mapping[str, str]) -> None:
        """These, and no others."""
        sealed = self._keys.seal(orjson.dumps(dict(own)), self._place)
        await (await self._database.pool()).execute("update tenants set sealed = $1, changed_at = now()", sealed)

    @property
    def _place(self) -> bytes:
        return settings_place(self._database.tenant)


def check_name(name: str) -> None:
    """Raises TenantTrouble for what cannot be a tenant's name."""
    if not NAME.fullmatch(name) or name == THE_FIRST:
        raise TenantTrouble(
            f"“{name}” cannot be a tenant's name: take 1 to 31 small letters, digits and hyphens, a letter first; "
            f"{THE_FIRST} is the one that there always is."
        )


def host_of(url: str) -> str:
    """The host of a tenant's address, in small letters and without its port. Raises TenantTrouble."""
    with suppress(ValueError):
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme in {"http", "https"} and HOST.fullmatch(host) and parts.path in {"", "/"} and not parts.query:
            return host
    raise TenantTrouble("Write the tenant's address with a host of its own, such as https://city-clinic.example.com.")


async def _deleted(connection: "asyncpg.Connection[asyncpg.Record]", tenant: str) -> dict[str, int]:
    """Delete a tenant's rows, of tables that others refer to after those."""
    names = "select tablename from pg_tables where schemaname = 'public' and tablename <> all($1::text[])"
    left = {row["tablename"] for row in await connection.fetch(names, list(_UNOWNED))}
    gone: dict[str, int] = {}
    while left:
        before = len(left)
        for table in sorted(left):
            with suppress(asyncpg.ForeignKeyViolationError):
                async with connection.transaction():
                    told = await connection.execute(f'delete from "{table}" where tenant = $1', tenant)  # noqa: S608
                gone[table] = int(told.rsplit(" ", 1)[-1])
                left.discard(table)
        if len(left) == before:
            raise TenantTrouble(
                f"The tenant's rows refer to each other in {', '.join(sorted(left))}: nothing was deleted."
            )
    return {table: count for table, count in sorted(gone.items()) if count}
