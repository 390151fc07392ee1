"""A worker that is killed in the middle of a caller's turn: run as a program.

`doomed_call.py CALL_ID ACTION LINE...` rings from NUMBER, says each line, and hangs when the flow is about to run
ACTION (`-`: after the last line, when the turn is durable). It says so on standard output, and waits to be killed.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from agent.office import open_office
from agent.settings import Settings
from graphs.ports import Outcome
from tests.support.text_call import TextCall

ROOT = Path(__file__).parents[2]
NUMBER = "+919822012345"
NOW = datetime(2027, 3, 1, 9, 0)  # noqa: DTZ001 -- local time, as flows know it


async def killed(settings: Settings, call_id: str, fatal: str, *lines: str) -> None:
    """Run it, with a service's settings, and kill it at that place."""
    assert settings.database_url
    doomed = await asyncio.create_subprocess_exec(
        sys.executable,
        __file__,
        call_id,
        fatal,
        *lines,
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "TRUNKLINE_HOME": str(settings.trunkline_home),
            "PYTHONPATH": str(ROOT),
        },
    )
    assert doomed.stdout is not None
    where = ""
    while not where.startswith("at "):
        where = (await doomed.stdout.readline()).decode()
        assert where, "the worker ended by itself"
    doomed.send_signal(signal.SIGKILL)
    assert await doomed.wait() == -signal.SIGKILL


async def hang(where: str) -> None:
    """Tell the test, and wait for the end."""
    sys.stdout.write(f"at {where}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


async def main(call_id: str, fatal: str, *lines: str) -> None:
    """Talk, and hang."""
    settings = Settings(
        database_url=SecretStr(os.environ["DATABASE_URL"]), trunkline_home=Path(os.environ["TRUNKLINE_HOME"])
    )
    async with open_office(settings, clock=lambda: NOW) as office:
        actions = office.around.actions

        async def hanging(action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
            if action == fatal:
                await office.around.memories.journal.written()
                await hang(action)
            return await actions(action, arguments, key=key, commits=commits)

        around = replace(office, around=replace(office.around, actions=hanging))
        call = TextCall(around, NUMBER, call_id=call_id)
        await call.ring()
        for line in lines:
            await call.says(line)
        await office.around.memories.journal.written()
        await hang("rest")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
