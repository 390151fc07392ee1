"""`trunkline demo`: the whole way of a call on this machine. A caller rings and books a cleaning by voice."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from agent.access.keys import WantedKey
from agent.cli.account import access_by_hand
from agent.cli.call import prepared, random_number, ring
from agent.cli.db import table
from agent.cli.watching import Conversation
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.safety.keeping.opening import by_hand
from agent.settings import Settings, load_settings
from agent.store.database import open_database
from telephony.caller.plan import CallPlan

SCRIPT = (
    "I'd like to book a cleaning next Tuesday.",
    "The first one please.",
    "My name is Anna Gomez.",
    "Yes.",
    "Yes please.",
)

START_LIMIT_S = 90.0
CALL_LIMIT_S = 120.0

ROW = """
select a.ref, s.label as service, to_char(lower(a.during) at time zone $2, 'Dy DD Mon YYYY HH24:MI') as start,
       t.name as staff, a.name, a.phone, a.status
from appointments a join services s on s.key = a.service join staff t on t.id = a.staff_id
where a.phone = $1 order by a.id desc limit 1
"""

AFTERWARDS = """
How to go on:
  trunkline chat                             talk to the flow in the terminal, by text
  trunkline serve                            start the service, then in another terminal:
  trunkline call --say "book a filling"      ring it with sentences of your own
  trunkline db query "select * from appointments"
  trunkline doctor                           what is missing for a real phone number
With make: “make run” starts the service and stays. The command lives in .venv/bin/trunkline."""


class DemoFailed(TrunklineError):
    """The demonstration did not come to its end; the message says where it stopped."""


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Show it. Returns 0 only if the appointment is in the database."""
    set_up_logs("warning")
    return asyncio.run(_run())


async def _run() -> int:
    settings = load_settings()
    print("1. Starting the service: PostgreSQL, the flow, and speech, all from this machine.", flush=True)
    service, url = await _start()
    try:
        print(f"   It answers at {url}.\n", flush=True)
        return await _show(settings, url)
    finally:
        await _stop(service)


async def _show(settings: Settings, url: str) -> int:
    number = random_number()
    plan = CallPlan(
        caller=number,
        callee="+912071110000",
        flow="scheduling",
        script=await prepared([("say", line) for line in SCRIPT]),
        limit_s=CALL_LIMIT_S,
    )
    print(f"2. A caller rings from {number} and speaks; the service listens, understands and answers.\n", flush=True)
    async with _key(settings) as key:
        _, result = await ring(url, plan, Conversation(number), key=key)
    print("\n3. The row in PostgreSQL:\n", flush=True)
    rows = await _rows(settings, number)
    for line in table(rows):
        print(f"   {line}")
    if result != "booked" or len(rows) < 2:
        raise DemoFailed(f"The call ended as “{result or 'no result'}” and the appointment is not in the database.")
    print(AFTERWARDS, flush=True)
    return 0


@asynccontextmanager
async def _key(settings: Settings) -> AsyncIterator[str | None]:
    """To follow the call where one has to sign in; it is good for the demonstration alone."""
    async with access_by_hand(settings) as access:
        if await access.openness.open():
            yield None
            return
        kept, key = await access.keys.add(WantedKey("trunkline demo", ["calls:read"], 1), by=by_hand())
        try:
            yield key
        finally:
            await access.keys.revoke(kept.id, by=by_hand())


async def _rows(settings: Settings, number: str) -> list[list[str]]:
    async with open_database(settings) as database:
        pool = await database.pool()
        rows = await pool.fetch(ROW, number, settings.trunkline_timezone)
    return [list(row.keys()) for row in rows[:1]] + [[str(value) for value in row.values()] for row in rows]


async def _start() -> tuple[asyncio.subprocess.Process, str]:
    """The service as a process of its own on a free port, and its address."""
    service = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "agent",
        "serve",
        "--port",
        "0",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert service.stdout
    try:
        async with asyncio.timeout(START_LIMIT_S):
            line = (await service.stdout.readline()).decode()
    except TimeoutError:
        line = ""
    words = line.split()
    if "at" not in words:
        await _stop(service)
        assert service.stderr
        why = (await service.stderr.read()).decode(errors="replace").strip().splitlines()[-8:]
        raise DemoFailed("The service did not start.\n" + "\n".join(why))
    url = words[words.index("at") + 1]
    service.stderr_drain = asyncio.create_task(_drain(service))  # type: ignore[attr-defined]
    async with httpx.AsyncClient() as client:
        (await client.get(f"{url}/readyz", timeout=10)).raise_for_status()
    return service, url


async def _drain(service: asyncio.subprocess.Process) -> None:
    """Read the log so that its pipe never fills; keep nothing."""
    assert service.stderr
    while await service.stderr.read(65536):
        pass


async def _stop(service: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        service.terminate()
    try:
        async with asyncio.timeout(20):
            await service.wait()
    except TimeoutError:
        service.kill()
        await service.wait()
