"""Programs that the tests of the embedded server run beside themselves, to kill them.

`write HOME` starts the server and writes rows for ever; it prints the number of each when the server acknowledged it.
`ordinary HOME` gives up root, if it has it, and then starts, uses and stops the server; it prints `done`.
"""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg

from agent.store.embedded import embedded_postgres


async def _write(home: Path) -> None:
    async with embedded_postgres(home) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE IF NOT EXISTS written (n int PRIMARY KEY)")
        number = await connection.fetchval("SELECT coalesce(max(n), 0) FROM written")
        while True:
            number += 1
            await connection.execute("INSERT INTO written VALUES ($1)", number)
            print(number, flush=True)  # noqa: T201 - what the parent reads


async def _ordinary(home: Path) -> None:
    if os.geteuid() == 0:
        # The interpreter may lie where that user cannot go, so everything that is imported on the way is imported now.
        await _use(home.with_name("rehearsal"))
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    await _use(home)
    await _use(home)
    print("done", flush=True)  # noqa: T201 - what the parent reads


async def _use(home: Path) -> None:
    async with embedded_postgres(home) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE IF NOT EXISTS mine (n int)")
        await connection.close()


if __name__ == "__main__":
    work = {"write": _write, "ordinary": _ordinary}[sys.argv[1]]
    asyncio.run(work(Path(sys.argv[2])))
