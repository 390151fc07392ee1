"""A real PostgreSQL for the tests: one server a session, one fresh database a test."""

import asyncio
import gc
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import hypothesis
import pytest
import structlog

from agent.store.database import Database
from agent.store.embedded import EmbeddedPostgres
from tests.support.dealing import dealt
from tests.support.memory import write_into_memory
from tests.support.running import SPOKEN

write_into_memory()

TEMPLATE = "trunkline_template"

# The same examples each time, so that a failure is the change's own. Look for new ones: HYPOTHESIS_PROFILE=explore.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_configure(config: pytest.Config) -> None:
    """Services of all workers share what they have said."""
    if not hasattr(config, "workerinput"):
        os.environ[SPOKEN] = tempfile.mkdtemp(prefix="trunkline-spoken-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """It goes with the run."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SPOKEN))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some tests wait, for a caller to finish a sentence or a program to start."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers are each dealt their share of what takes long."""
    given = getattr(config, "workerinput", None)
    if given is not None:
        items[:] = dealt([(item.nodeid.partition("::")[0], item) for item in items], given["workercount"])


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is collected stays to the end. Looking through it for garbage, again and again, took a tenth of the time
    of all tests; what tests leave behind is looked for seldom, too.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 10, 10)


def _in_thread(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine beside whatever loop the session's tests have."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def _copy(server_url: str, template: str) -> AsyncIterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    await _execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield _with_database(server_url, name)
    finally:
        await _execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The URL of the session's server. It spares the disk: nothing here outlives the session."""
    home = Path(tempfile.gettempdir(), f"trunkline-tests-{secrets.token_hex(4)}")
    server = EmbeddedPostgres(home)
    url = _in_thread(server.start())
    try:
        _in_thread(
            _execute(
                url,
                "ALTER SYSTEM SET fsync = off",
                "ALTER SYSTEM SET synchronous_commit = off",
                "ALTER SYSTEM SET full_page_writes = off",
                "ALTER SYSTEM SET autovacuum = off",
                "ALTER SYSTEM SET max_wal_size = '1GB'",
                "SELECT pg_reload_conf()",
            ),
        )
        yield url
    finally:
        _in_thread(server.stop())
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def template_url(server_url: str) -> str:
    """A database with all tables, to be copied."""

    async def make() -> None:
        await _execute(server_url, f"CREATE DATABASE {TEMPLATE}")
        database = Database(_with_database(server_url, TEMPLATE))
        await database.migrate()
        await database.close()

    _in_thread(make())
    return _with_database(server_url, TEMPLATE)


@pytest.fixture
async def empty_database_url(server_url: str) -> AsyncIterator[str]:
    """The URL of a database of the test's own, without tables."""
    async with _copy(server_url, "template1") as url:
        yield url


@pytest.fixture
async def database_url(server_url: str, template_url: str) -> AsyncIterator[str]:
    """The URL of a database of the test's own, with all tables."""
    async with _copy(server_url, TEMPLATE) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database of the test's own, with all tables, open."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that sets the logs up for its process does not set them up for the tests that follow."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
