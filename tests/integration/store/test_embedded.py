"""The life of the embedded server: started, shared, adopted, stopped, in homes of every kind."""

import asyncio
import fcntl
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from agent.errors import EmbeddedPostgresError
from agent.store import embedded
from agent.store.embedded import EmbeddedPostgres, embedded_postgres


async def ask(url: str, question: str) -> object:
    """The single answer to a question."""
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def server_pid(home: Path) -> int | None:
    """The server's process, if it left a pid file."""
    file = home / "postgres" / "data" / "postmaster.pid"
    return int(file.read_text().splitlines()[0]) if file.exists() else None


def wait_for(state: Callable[[], bool], limit_s: float = 30.0) -> None:
    """Block until a state is reached."""
    until = time.monotonic() + limit_s
    while not state():
        assert time.monotonic() < until, "the state is not reached"
        time.sleep(0.001)


class TestServer:
    async def test_durable(self, home: Path) -> None:
        """The server waits for the disk, checks its pages, speaks UTF-8 and listens to no network."""
        async with embedded_postgres(home) as url:
            assert await ask(url, "SHOW fsync") == "on"
            assert await ask(url, "SHOW full_page_writes") == "on"
            assert await ask(url, "SHOW data_checksums") == "on"
            assert await ask(url, "SHOW server_encoding") == "UTF8"
            assert await ask(url, "SHOW listen_addresses") == ""
            assert await ask(url, "SELECT upper('é')") == "É"

    async def test_kept(self, home: Path) -> None:
        """What was committed before a stop is there after the next start."""
        async with embedded_postgres(home) as url:
            await ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
        assert server_pid(home) is None
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT n FROM kept") == 7

    async def test_password(self, home: Path) -> None:
        """Nobody comes in without the password, which only the owner of the home can read."""
        async with embedded_postgres(home) as url:
            assert stat.S_IMODE((home / "postgres.password").stat().st_mode) == 0o600
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(url, password="guessed")

    async def test_private_socket(self, home: Path) -> None:
        """The folder of the socket is closed to everybody but the server's user."""
        async with embedded_postgres(home):
            assert stat.S_IMODE((home / "postgres" / "run").stat().st_mode) == 0o700

    async def test_log_does_not_grow(self, home: Path) -> None:
        """Failed statements, in which callers' words stand, are not logged; each start begins a new log."""
        for _ in range(3):
            async with embedded_postgres(home) as url:
                with pytest.raises(asyncpg.DivisionByZeroError):
                    await ask(url, "SELECT 1/0 AS my_secret_word")
        log = home / "postgres" / "log"
        assert "my_secret_word" not in log.read_text()
        assert log.read_text().count("starting PostgreSQL") == 1
        assert sorted(each.name for each in log.parent.iterdir()) == ["data", "log", "log.1", "run"]


class TestSharing:
    async def test_adopted(self, home: Path) -> None:
        """Who comes later uses the server that runs; who leaves last stops it."""
        first, second = EmbeddedPostgres(home), EmbeddedPostgres(home)
        url = await first.start()
        pid = server_pid(home)
        assert await second.start() == url
        assert server_pid(home) == pid
        await first.stop()
        assert await ask(url, "SELECT 1") == 1
        await second.stop()
        assert server_pid(home) is None

    async def test_at_once(self, home: Path) -> None:
        """Of several that begin at the same moment one makes and starts the server, and all use it."""
        users = [EmbeddedPostgres(home) for _ in range(4)]
        urls = await asyncio.gather(*(user.start() for user in users))
        assert len(set(urls)) == 1
        await asyncio.gather(*(user.stop() for user in users))
        assert server_pid(home) is None

    async def test_two_homes(self, place: Path) -> None:
        """Two homes are two servers that know nothing of each other."""
        async with embedded_postgres(place / "one") as one, embedded_postgres(place / "two") as two:
            await ask(one, "CREATE TABLE only_here (n int)")
            assert await ask(two, "SELECT to_regclass('only_here')") is None

    async def test_stopped_twice(self, home: Path) -> None:
        """Leaving a server that one has left, or never started, does nothing."""
        server = EmbeddedPostgres(home)
        await server.stop()
        await server.start()
        await server.stop()
        await server.stop()
        assert server_pid(home) is None

    async def test_cancelled(self, home: Path) -> None:
        """A start that is cancelled leaves no server behind and no lock: the next one starts."""
        server = EmbeddedPostgres(home)
        starting = asyncio.create_task(server.start())
        await asyncio.to_thread(wait_for, (home / "postgres.users").exists)
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert server_pid(home) is None
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1

    async def test_socket_gone(self, home: Path) -> None:
        """A server that runs but cannot be reached, its socket cleaned away, is replaced when nobody uses it."""
        server = EmbeddedPostgres(home)
        await server.start()
        pid = server_pid(home)
        (home / "postgres" / "run" / ".s.PGSQL.5432").unlink()
        server._leave()  # as a killed process leaves: without stopping
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1
            assert server_pid(home) != pid

    async def test_busy_lock(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Waiting for another process that starts or stops has an end, and says so."""
        monkeypatch.setattr(embedded, "_LOCK_LIMIT_S", 0.05)
        with (place / "postgres.lock").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            with pytest.raises(EmbeddedPostgresError, match="wait for it, or end it"):
                await EmbeddedPostgres(place).start()


class TestLeftovers:
    async def test_pid_of_another_program(self, home: Path) -> None:
        """A pid file left over from a crash, whose pid is now some other program's, does not stop the server."""
        async with embedded_postgres(home):
            data = home / "postgres" / "data"
            left = (data / "postmaster.pid").read_text().splitlines()
        other = await asyncio.create_subprocess_exec("sleep", "60")
        file = data / "postmaster.pid"
        file.write_text("\n".join([str(other.pid), *left[1:]]) + "\n")
        os.chown(file, data.stat().st_uid, data.stat().st_gid)
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1
            assert server_pid(home) != other.pid
        assert other.returncode is None, "nobody ended the other program"
        other.kill()
        await other.wait()

    async def test_torn_pid_file(self, home: Path) -> None:
        """A pid file that a power cut left empty does not stop the server."""
        async with embedded_postgres(home):
            data = home / "postgres" / "data"
        (data / "postmaster.pid").touch()
        os.chown(data / "postmaster.pid", data.stat().st_uid, data.stat().st_gid)
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1

    async def test_half_made_folder(self, home: Path) -> None:
        """The folder of an initdb that was cut short is cleared away and never taken for a database."""
        half = home / "postgres" / "initdb-dead" / "data"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("18\n")
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1
        assert not half.exists()


class TestRefusals:
    async def refusal(self, home: Path) -> str:
        with pytest.raises(EmbeddedPostgresError) as caught:
            await EmbeddedPostgres(home).start()
        return str(caught.value)

    async def test_other_version(self, home: Path) -> None:
        """A database made by another major version is left alone, and the sentence says what to do with it."""
        async with embedded_postgres(home):
            pass
        (home / "postgres" / "data" / "PG_VERSION").write_text("15\n")
        said = await self.refusal(home)
        assert "PostgreSQL 15" in said
        assert "dump it" in said

    async def test_not_a_database(self, home: Path) -> None:
        """A data folder that holds something else is left alone."""
        (home / "postgres" / "data").mkdir(parents=True)
        (home / "postgres" / "data" / "letters.txt").write_text("mine")
        assert "not a database" in await self.refusal(home)
        assert (home / "postgres" / "data" / "letters.txt").read_text() == "mine"

    async def test_open_folder(self, home: Path) -> None:
        """A data folder with permissions that PostgreSQL refuses gives one sentence, with what the server said."""
        async with embedded_postgres(home):
            pass
        (home / "postgres" / "data").chmod(0o777)
        said = await self.refusal(home)
        assert "invalid permissions" in said
        assert "\n" not in said

    async def test_broken_settings(self, home: Path) -> None:
        """A server that ends at its start says why, in the sentence and in its log."""
        async with embedded_postgres(home):
            pass
        with (home / "postgres" / "data" / "postgresql.conf").open("a") as file:
            file.write("no_such_setting = 1\n")
        assert "no_such_setting" in await self.refusal(home)

    async def test_lost_password(self, home: Path) -> None:
        """Without its password a database is not opened, and not replaced by an empty one either."""
        async with embedded_postgres(home):
            pass
        (home / "postgres.password").unlink()
        assert "postgres.password is missing" in await self.refusal(home)
        assert server_pid(home) is None

    async def test_wrong_password(self, home: Path) -> None:
        """A replaced password is told, without being shown, and the server does not stay behind."""
        async with embedded_postgres(home):
            pass
        (home / "postgres.password").write_text("another-secret")
        said = await self.refusal(home)
        assert "postgres.password" in said
        assert "another-secret" not in said
        assert server_pid(home) is None

    async def test_home_is_a_file(self, place: Path) -> None:
        """A home that cannot be made is one sentence."""
        (place / "file").touch()
        assert "TRUNKLINE_HOME" in await self.refusal(place / "file" / "home")


class TestPlaces:
    async def test_long_path(self, place: Path) -> None:
        """A home whose path is too long for a socket has it in a private temporary folder, the same each time."""
        home = place / ("long" * 20) / ("longer" * 10)
        folders = []
        for _ in range(2):
            async with embedded_postgres(home) as url:
                assert await ask(url, "SELECT 1") == 1
                folders.append(Path((home / "postgres.run").read_text().strip()))
                assert stat.S_IMODE(folders[-1].stat().st_mode) == 0o700
        assert folders[0] == folders[1]
        folders[0].chmod(0o777)
        async with embedded_postgres(home) as url:
            assert await ask(url, "SELECT 1") == 1
            folders.append(Path((home / "postgres.run").read_text().strip()))
        assert folders[2] != folders[0], "a folder that others may write to is not used"
        for folder in set(folders):
            folder.rmdir()

    async def test_nothing_is_opened(self, place: Path) -> None:
        """A home below a closed folder works, and no folder that was there is opened for it."""
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        before = {each: each.stat().st_mode for each in (closed, *closed.parents)}
        async with EmbeddedIn(closed / "home", place / "state") as url:
            assert await ask(url, "SELECT 1") == 1
            assert {each: each.stat().st_mode for each in before} == before
        assert (closed / "home" / "postgres" / "data" / "PG_VERSION").exists()

    async def test_target_gone(self, place: Path) -> None:
        """A link to a database that is gone is told; no empty database takes its place unasked."""
        home = place / "home"
        home.mkdir()
        (home / "postgres").symlink_to(place / "gone")
        with pytest.raises(EmbeddedPostgresError, match="which is gone"):
            await EmbeddedPostgres(home).start()


class EmbeddedIn:
    """A server with a system folder of the test's own."""

    def __init__(self, home: Path, state: Path) -> None:
        self._server = EmbeddedPostgres(home, state=state)

    async def __aenter__(self) -> str:
        return await self._server.start()

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()
