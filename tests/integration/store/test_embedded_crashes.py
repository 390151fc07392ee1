"""The embedded server when processes are killed, and when they are an ordinary user's."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from agent.store.embedded import embedded_postgres

PROGRAM = Path(__file__).with_name("processes.py")
REPOSITORY = Path(__file__).parents[3]


@asynccontextmanager
async def program(work: str, home: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """One of the programs beside, killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        work,
        str(home),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd="/",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(REPOSITORY), *sys.path])},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def read_numbers(process: asyncio.subprocess.Process, count: int) -> int:
    """Read until `count` numbers came, and give the last."""
    assert process.stdout is not None
    last = 0
    while count:
        line = await process.stdout.readline()
        assert line, "the program ended by itself"
        if line.strip().isdigit():
            last = int(line)
            count -= 1
    return last


async def rest_of(process: asyncio.subprocess.Process, last: int) -> int:
    """The last number that a killed program still printed."""
    assert process.stdout is not None
    numbers = [int(line) for line in (await process.stdout.read()).split() if line.isdigit()]
    return max([last, *numbers])


def server_pid(home: Path) -> int:
    """The server's process."""
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def wait_for_initdb(home: Path) -> None:
    """Block until a database is being made, and not yet there."""
    until = time.monotonic() + 30
    while not any(home.glob("postgres/initdb-*/data/PG_VERSION")):
        assert time.monotonic() < until, "no database is being made"
        time.sleep(0.001)


def owners(*paths: Path) -> set[int]:
    """Who owns these files and what is in them."""
    return {each.lstat().st_uid for path in paths for each in (path, *path.rglob("*"))}


async def written(url: str) -> int:
    """How many rows there are; asserts that none is missing among them."""
    connection = await asyncpg.connect(url)
    count, last = await connection.fetchrow("SELECT count(*), max(n) FROM written")
    await connection.close()
    assert count == last
    return int(last)


class TestKilled:
    async def test_process(self, home: Path) -> None:
        """The server of a killed process runs on; the next process adopts it and finds every acknowledged row."""
        async with program("write", home) as writer:
            last = await read_numbers(writer, 50)
            writer.kill()
            await writer.wait()
            last = await rest_of(writer, last)
        orphan = server_pid(home)
        async with embedded_postgres(home) as url:
            assert server_pid(home) == orphan
            assert await written(url) >= last

    async def test_process_and_server(self, home: Path) -> None:
        """When the server is killed too, the next start recovers every acknowledged row."""
        async with program("write", home) as writer:
            last = await read_numbers(writer, 200)
            orphan = server_pid(home)
            os.kill(orphan, signal.SIGKILL)
            writer.kill()
            await writer.wait()
            last = await rest_of(writer, last)
        async with embedded_postgres(home) as url:
            assert server_pid(home) != orphan
            assert await written(url) >= last

    async def test_during_initdb(self, home: Path) -> None:
        """A process killed while the database is being made leaves nothing that passes for one."""
        async with program("write", home) as writer:
            await asyncio.to_thread(wait_for_initdb, home)
            writer.kill()
            await writer.wait()
        assert not (home / "postgres" / "data").exists()
        async with embedded_postgres(home) as url:
            connection = await asyncpg.connect(url)
            assert await connection.fetchval("SELECT 1") == 1
            await connection.close()

    async def test_two_processes(self, home: Path) -> None:
        """A process uses the server that another one started, and leaves it to it."""
        async with program("write", home) as writer:
            last = await read_numbers(writer, 1)
            async with embedded_postgres(home) as url:
                assert await written(url) >= last
            await read_numbers(writer, 20)


@pytest.fixture
def closed_home(ordinary_home: Path) -> Path:
    """A home to which its user may not write."""
    ordinary_home.chmod(0o500)
    return ordinary_home


@pytest.fixture
def ordinary_home(home: Path) -> Path:
    """An empty home that belongs to an ordinary user: nobody, when the tests run as root."""
    home.mkdir()
    if os.geteuid() == 0:
        os.chown(home, 65534, 65534)
    return home


class TestOrdinaryUser:
    async def test_own_server(self, ordinary_home: Path) -> None:
        """An ordinary user runs the server as themselves, in a home of their own, with the programs of the wheel."""
        async with program("ordinary", ordinary_home) as ordinary:
            assert ordinary.stdout is not None
            assert (await ordinary.stdout.read()).splitlines()[-1] == b"done"
        assert owners(ordinary_home) == owners(ordinary_home / "postgres.lock")

    async def test_closed_home(self, closed_home: Path) -> None:
        """Whoever may not write to the home is told so in one sentence."""
        async with program("ordinary", closed_home) as ordinary:
            assert ordinary.stderr is not None
            said = (await ordinary.stderr.read()).decode().splitlines()[-1]
        assert said.startswith("agent.errors.EmbeddedPostgresError: The embedded PostgreSQL cannot use")
        assert "(Permission denied): mend that" in said

    async def test_root_takes_the_owner(self, ordinary_home: Path) -> None:
        """Root, in the home of a user who has a database there, runs the server as that user, who can then go on."""
        async with program("ordinary", ordinary_home) as ordinary:
            assert await ordinary.wait() == 0
        async with embedded_postgres(ordinary_home):
            assert owners(Path(f"/proc/{server_pid(ordinary_home)}/cmdline")) == owners(ordinary_home / "postgres.lock")
        async with program("ordinary", ordinary_home) as ordinary:
            assert await ordinary.wait() == 0
