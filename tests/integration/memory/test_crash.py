"""A worker is killed with SIGKILL in the middle of a turn; another process goes on with the conversation."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from agent.store.database import Database
from tests.support import doomed_worker

ROOT = Path(__file__).parents[3]


async def _worker(database_url: str, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        doomed_worker.__file__,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "PYTHONPATH": str(ROOT),
            "LANGGRAPH_STRICT_MSGPACK": "true",
        },
    )


@pytest.mark.parametrize(
    ("place", "calls"),
    [
        ("plan", 1),
        ("before the effect", 1),
        ("after the effect", 2),
        ("after the action", 1),
        ("between supersteps", 1),
    ],
)
async def test_a_killed_turn_comes_to_its_end_elsewhere(database: Database, place: str, calls: int) -> None:
    """Wherever it is killed the turn ends as if nothing had happened. The action is called again only when it was
    killed in the middle of it, and then under the same key, so that its effect is one.
    """
    pool = await database.pool()
    async with database.owner() as owner:
        await owner.execute("create table effects (key text primary key, calls integer not null)")
    doomed = await _worker(database.address.url, "begin", place)
    assert doomed.stdout is not None
    assert (await doomed.stdout.readline()).decode() == f"at {place}\n"
    doomed.send_signal(signal.SIGKILL)
    assert await doomed.wait() == -signal.SIGKILL

    successor = await _worker(database.address.url, "recover")
    output, _ = await successor.communicate()

    assert json.loads(output) == {
        "values": {"turn": 1, "steps": ["tuesday", "plan", "book", "answer"], "booked": "book tuesday"},
        "next": ["listen"],
    }
    effects = [tuple(row) for row in await pool.fetch("select key, calls from effects")]
    assert effects == [("doomed:1:book:0", calls)]
