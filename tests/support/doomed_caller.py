"""A worker that runs one declared action through the ledger, to be killed in the middle of it: run as a program.

`doomed_caller.py TOOLS ACTION KEY` prints the outcome's name and value.
"""

import asyncio
import os
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from agent.memory import Memories
from agent.store.database import Database
from agent.tools.outside.loading import load_declarations
from agent.tools.outside.opening import open_outside
from agent.tools.registry import Toolbox
from agent.tools.tool import Context


async def main() -> None:
    """Run it."""
    tools, action, key = sys.argv[1:]
    database = Database(os.environ["DATABASE_URL"])
    context = Context(database, datetime.now, ZoneInfo("Asia/Kolkata"))
    async with open_outside(load_declarations(Path(tools))) as outside:
        ledger = Memories(await database.pool()).ledger(Toolbox(context, tools=outside.tools))
        outcome = await ledger(action, {}, key=key, commits=True)
    await database.close()
    sys.stdout.write(orjson.dumps([outcome.name, outcome.value]).decode())


if __name__ == "__main__":
    asyncio.run(main())
