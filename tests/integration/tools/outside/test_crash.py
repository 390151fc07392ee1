"""A worker is killed with SIGKILL while a service has had the effect and has not said so; another one goes on."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from agent.store.database import Database
from tests.support import doomed_caller
from tests.support.outside import Service

ROOT = Path(__file__).parents[4]
KEY = "t:4:open:0"


async def worker(database: Database, arguments: Sequence[str]) -> asyncio.subprocess.Process:
    """A worker that runs an action."""
    environment = {**os.environ, "DATABASE_URL": database.address.url, "PYTHONPATH": str(ROOT)}
    return await asyncio.create_subprocess_exec(
        sys.executable, doomed_caller.__file__, *arguments, stdout=asyncio.subprocess.PIPE, env=environment
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        # The service recognises the key: it is asked again, and its effect is one.
        ({"method": "POST", "idempotency_header": "Idempotency-Key"}, ("ok", {"number": 1}, {KEY: 2})),
        # The same request again changes nothing more.
        ({"method": "PUT"}, ("ok", {"number": 1}, {"none": 2})),
        # Neither: nobody knows whether it had its effect, so it is not asked again.
        ({"method": "POST"}, ("error", None, {"none": 1})),
    ],
)
async def test_killed_after_the_effect(
    database: Database,
    service: Service,
    tmp_path: Path,
    declared: dict[str, Any],
    expected: tuple[str, Any, dict[str, int]],
) -> None:
    """What a service recognises is asked again under the same key; what might happen twice is not."""
    place = f"127.0.0.1:{service.port}"
    action = {"url": f"http://{place}/held", "commits": True, "body": {}, "timeout": "30s", **declared}
    file = tmp_path / "tools.yaml"
    file.write_bytes(orjson.dumps({"private_hosts": [place], "actions": {"open": action}}))
    arguments = (str(file), "open", KEY)
    doomed = await worker(database, arguments)
    async with asyncio.timeout(60):
        await service.arrived.wait()
    doomed.send_signal(signal.SIGKILL)
    assert await doomed.wait() == -signal.SIGKILL
    service.let_go.set()

    name, value, effects = expected
    for _ in range(2):  # the second replay is given what the first recorded
        successor = await worker(database, arguments)
        output, _ = await successor.communicate()
        assert orjson.loads(output.splitlines()[-1]) == [name, value]
    assert service.effects == effects
    assert len(service.seen) == sum(effects.values())
