"""The database: units of work through SQLAlchemy, a plain asyncpg pool beside it, and the migrations."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, TypeAlias

import asyncpg
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from agent.errors import DatabaseError
from agent.settings import Settings
from agent.store import revisions
from agent.store.address import Address, parse_address
from agent.store.embedded import embedded_postgres
from agent.store.revisions import Revision

log = structlog.get_logger(__name__)

CONNECT_LIMIT_S = 10.0
STATEMENT_LIMIT_S = 30.0
THE_FIRST = "main"
"""The tenant that every installation has."""
ROLE = "trunkline_app"
UNBOUND = (
    "Row-level security does not bind the login of {database}, so tenants would not be kept apart: use a login that is "
    "no superuser and has no BYPASSRLS, or run “trunkline db upgrade” with one that may make the role trunkline_app."
)
_CONFINE = f"""
select set_config('role', app.rolname, false) from pg_roles login, pg_roles app
where login.rolname = session_user and (login.rolsuper or login.rolbypassrls)
    and app.rolname = '{ROLE}' and pg_has_role(login.oid, app.oid, 'member')
"""  # noqa: S608 -- constants of this file
_UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


class Database:
    """One process's connections to the database. Opens none before the first is needed."""

    def __init__(self, url: str, *, connections: int = 10, tenant: str = THE_FIRST) -> None:
        """`connections` bounds the sessions and, separately, the pool; of other tenants than `tenant` they see
        nothing. Raises DatabaseError for an unusable URL.
        """
        self.address: Address = parse_address(url)
        self.tenant = tenant
        self._connections = connections
        self._engine = _engine(self.address.url, connections, tenant)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._pool: Pool | None = None
        self._pool_wanted = asyncio.Lock()

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[AsyncSession]:
        """One unit of work: committed when the block ends, rolled back when it raises."""
        async with self._sessions.begin() as session:
            yield session

    async def pool(self) -> Pool:
        """The pool of plain asyncpg connections, made at the first call. A connection comes back as it was left:
        whoever changes its session puts that right. Raises DatabaseError.
        """
        async with self._pool_wanted:
            if self._pool is None:
                with _told(self.address):
                    self._pool = await asyncpg.create_pool(
                        self.address.url,
                        min_size=min(2, self._connections),
                        max_size=self._connections,
                        timeout=CONNECT_LIMIT_S,
                        command_timeout=STATEMENT_LIMIT_S,
                        server_settings=_named(self.tenant),
                        init=confine,
                        reset=_keep,
                    )
            return self._pool

    async def look(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """The rows of one statement by itself: what is asked every second is to cost little, and a unit has two more
        trips and an object for each row. Raises DatabaseError, or what asyncpg raises.
        """
        found: list[asyncpg.Record] = await (await self.pool()).fetch(sql, *args)
        return found

    @asynccontextmanager
    async def owner(self, *, limit_s: float = STATEMENT_LIMIT_S) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """One connection with the login's own role, for what only the owner of the tables may do. Row-level security
        may not bind it: its statements say the tenant themselves. `limit_s`: for each of them. Raises DatabaseError.
        """
        with _told(self.address):
            connection = await asyncpg.connect(
                self.address.url,
                timeout=CONNECT_LIMIT_S,
                command_timeout=limit_s,
                server_settings=_named(self.tenant),
            )
        try:
            yield connection
        finally:
            await connection.close(timeout=CONNECT_LIMIT_S)

    async def check(self) -> None:
        """Connect once. Raises DatabaseError, one sentence, when that does not succeed."""
        with _told(self.address):
            connection = await asyncpg.connect(self.address.url, timeout=CONNECT_LIMIT_S)
            await connection.close(timeout=CONNECT_LIMIT_S)

    async def migrate(self) -> None:
        """Bring the tables to this Trunkline's revision. Safe when several processes begin at once."""
        await self.upgrade("head")

    async def upgrade(self, revision: str = "head") -> None:
        """Bring the tables up to `revision`. Raises DatabaseError or MigrationError."""
        await self.check()
        await revisions.upgrade(self.address.url, revision)

    async def downgrade(self, revision: str) -> None:
        """Bring the tables down to `revision` (`base`: none). What was in dropped tables is lost."""
        await self.check()
        await revisions.downgrade(self.address.url, revision)

    async def current(self) -> str | None:
        """The revision that the tables are at; None when there are none."""
        await self.check()
        return await revisions.current(self.address.url)

    async def history(self) -> list[Revision]:
        """All revisions that this Trunkline knows, oldest first, and which of them the tables are at."""
        return revisions.history(await self.current())

    async def close(self) -> None:
        """Close every connection. The database cannot be used any more."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                async with asyncio.timeout(CONNECT_LIMIT_S):
                    await pool.close()
            except TimeoutError:
                log.warning("database.connections_held", note="a connection was not given back")
                pool.terminate()
        await self._engine.dispose()


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database of these settings: the server that DATABASE_URL names, otherwise the embedded one of the home.

    Raises DatabaseError when it cannot be reached. Does not migrate.
    """
    async with AsyncExitStack() as stack:
        if settings.database_url is not None:
            url = settings.database_url.get_secret_value()
        else:
            url = await stack.enter_async_context(embedded_postgres(settings.trunkline_home))
        database = Database(url, tenant=settings.trunkline_tenant)
        stack.push_async_callback(database.close)
        await database.check()
        await _kept_apart(database)
        yield database


async def _kept_apart(database: Database) -> None:
    """Whether there is this tenant, since a slip of the finger is not to make another; and, where there are several,
    whether this login would see them all. Raises DatabaseError.
    """
    known, several, bound = database.tenant == THE_FIRST, False, True
    async with database.owner() as connection:
        if await connection.fetchval("select to_regclass('tenants')") is not None:
            await confine(connection)
            known = known or await connection.fetchval(
                "select exists (select from tenants where name = $1)", database.tenant
            )
            several, bound = await connection.fetchrow(
                "select exists (select from tenants), row_security_active('calls')"
            )
    if not known:
        raise DatabaseError(f"There is no tenant “{database.tenant}” (TRUNKLINE_TENANT): see “trunkline tenant list”.")
    if several and not bound:
        raise DatabaseError(UNBOUND.format(database=database.address.shown))


def _engine(url: str, connections: int, tenant: str) -> AsyncEngine:
    async def connect() -> "asyncpg.Connection[asyncpg.Record]":
        connection = await asyncpg.connect(
            url,
            timeout=CONNECT_LIMIT_S,
            command_timeout=STATEMENT_LIMIT_S,
            server_settings=_named(tenant),
        )
        await confine(connection)
        return connection

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=CONNECT_LIMIT_S,
        pool_pre_ping=True,
    )


def _named(tenant: str) -> dict[str, str]:
    return {"application_name": "trunkline", "trunkline.tenant": tenant}


async def confine(connection: Any) -> None:
    """Become a role that row-level security binds, where the login's does not (migration 0014)."""
    await connection.execute(_CONFINE, timeout=CONNECT_LIMIT_S)


async def _keep(_: Any) -> None:
    """Spare the round trip that would reset a connection's session each time that it is given back."""


@contextmanager
def _told(address: Address) -> Iterator[None]:
    """Say in one sentence what keeps us from the database; what asyncpg says does not hold the password."""
    try:
        yield
    except _UNREACHABLE as error:
        raise DatabaseError(
            f"The database {address.shown} cannot be reached ({str(error) or type(error).__name__}): "
            "check that its server runs and that DATABASE_URL is right.",
        ) from error
