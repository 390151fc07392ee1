"""Which tenants there are beside the first, at which host each is reached, and what each has set."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg
import orjson

from agent.errors import TrunklineError
from agent.memory.presence import SILENT_AFTER_S
from agent.memory.sealing import settings_place
from agent.safety.keys.keyring import Keyring
from agent.store.database import THE_FIRST, Database

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,30}")
ADDRESS: Final = re.compile(r"https?://(?P<host>[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?/?")
_THIS_MACHINE: Final = re.compile(r"localhost|[0-9.]+")
"""Whose console everybody here opens: the first tenant's."""
LONG_S: Final = 3600.0
"""How long the deletion of all that a tenant has may take."""
_TENANTS = "select name, host, created_at, leaves_at is not null as leaves from tenants"
_SERVED = """
select exists (
    select from workers where tenant = $1::text and seen_at > now() - make_interval(secs => $2::double precision)
)
"""
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
    leaves: bool
    """It is being removed: nobody serves it any more."""


class Tenants:
    """The repository, over the first tenant's connections, which see all; what one has set, over its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Tenant]:
        """By name. Asks the database."""
        rows = await (await self._database.pool()).fetch(f"{_TENANTS} order by name")
        return [Tenant(**row) for row in rows]

    async def read(self, name: str) -> Tenant:
        """One of them. Raises TenantTrouble."""
        pool = await self._database.pool()
        row = await pool.fetchrow(f"{_TENANTS} where name = $1", name)
        if row is None:
            raise TenantTrouble(f"There is no tenant “{name}”: “trunkline tenant list” tells which there are.")
        return Tenant(**row)

    async def add(self, name: str, host: str) -> None:
        """Make a tenant, which has nothing: what a former one of that name may have left goes. Raises TenantTrouble."""
        check_name(name)
        async with self._database.owner(limit_s=LONG_S) as connection, connection.transaction():
            try:
                async with connection.transaction():
                    await connection.execute("insert into tenants (name, host) values ($1, $2)", name, host)
            except asyncpg.UniqueViolationError as why:
                what = f"at {host}" if "host" in (why.constraint_name or "") else f"called {name}"
                raise TenantTrouble(f"There is a tenant {what} already. Nothing was changed.") from None
            await _deleted(connection, name)
            await _become(connection, self._database.tenant)

    async def leave(self, name: str, *, limit_s: float = 60.0) -> None:
        """Let nobody serve a tenant from now on, and wait until its calls have ended. Raises TenantTrouble."""
        await self.read(name)
        pool = await self._database.pool()
        await pool.execute("update tenants set leaves_at = now() where name = $1", name)
        try:
            async with asyncio.timeout(limit_s):
                while await pool.fetchval(_SERVED, name, SILENT_AFTER_S):  # noqa: ASYNC110 -- other processes' state
                    await asyncio.sleep(0.5)
        except TimeoutError:
            raise TenantTrouble(
                f"{name} takes no calls any more, but some that go on have not ended within {limit_s:g} s: say it "
                "again in a while. Nothing was deleted."
            ) from None

    async def remove(self, name: str) -> dict[str, int]:
        """Delete a tenant that nobody serves, and every row that is its. Returns how many rows of which table went. All
        or nothing; the audit log of it goes, too. Raises TenantTrouble.
        """
        await self.read(name)
        async with self._database.owner(limit_s=LONG_S) as connection, connection.transaction():
            gone = await _deleted(connection, name)
            await _become(connection, self._database.tenant)
            await connection.execute("delete from tenants where name = $1", name)
        return gone


class OwnSettings:
    """What a tenant has set for itself: encrypted, as there are tokens among it. Over the tenant's connections."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database = database
        self._keys = keys

    async def read(self) -> dict[str, str]:
        """By the names of the environment. Raises KeyTrouble."""
        pool = await self._database.pool()
        sealed = await pool.fetchval("select sealed from tenants where name = $1", self._database.tenant)
        if sealed is None:
            return {}
        found: dict[str, str] = orjson.loads(await self._keys.opened(lambda: self._keys.open(sealed, self._place)))
        return found

    async def write(self, own: Mapping[str, str]) -> None:
        """These, and no others."""
        sealed = self._keys.seal(orjson.dumps(dict(own)), self._place)
        pool = await self._database.pool()
        await pool.execute(
            "update tenants set sealed = $1, changed_at = now() where name = $2", sealed, self._database.tenant
        )

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
    found = ADDRESS.fullmatch(url.lower())
    if found and not _THIS_MACHINE.fullmatch(found["host"]) and int(found["port"] or 1) in range(1, 65_536):
        return found["host"]
    raise TenantTrouble("Write the tenant's address with a host of its own, such as https://city-clinic.example.com.")


async def _become(connection: "asyncpg.Connection[asyncpg.Record]", tenant: str) -> None:
    """Until the transaction ends, or another is named."""
    await connection.execute("select set_config('trunkline.tenant', $1, true)", tenant)


async def _deleted(connection: "asyncpg.Connection[asyncpg.Record]", tenant: str) -> dict[str, int]:
    """Delete a tenant's rows, of tables that others refer to after those; of the audit log last, since nobody writes
    there meanwhile.
    """
    await _become(connection, tenant)
    names = "select tablename from pg_tables where schemaname = 'public' and tablename <> all($1::text[])"
    left = {row["tablename"] for row in await connection.fetch(names, [*_UNOWNED, "audit_log"])}
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
            tables = ", ".join(sorted(left))
            raise TenantTrouble(f"The tenant's rows refer to each other in {tables}: nothing was deleted.")
    await connection.execute("alter table audit_log disable trigger audit_log_kept")
    told = await connection.execute("delete from audit_log where tenant = $1", tenant)
    await connection.execute("alter table audit_log enable always trigger audit_log_kept")
    gone["audit_log"] = int(told.rsplit(" ", 1)[-1])
    return {table: count for table, count in sorted(gone.items()) if count}
