"""`trunkline secret`: secrets that tools name as `${secret:NAME}`, encrypted in the database."""

import argparse
import asyncio
import getpass
import sys

from agent.cli.db import table
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.memory.memories import Memories
from agent.safety.keeping.opening import by_hand, keeping
from agent.safety.keys.opening import open_keyring
from agent.safety.vault.stored import LARGEST, Stored
from agent.settings import load_settings
from agent.store.database import open_database

NOTICED = "A service that runs uses it within five seconds; an open MCP session, from its next one on."


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    keep = what.add_parser("set", help="keep a secret; its value is read from standard input, or asked for")
    keep.add_argument("name", metavar="NAME", help="as TRUNKLINE_TOOLS names it: ${secret:NAME}")
    what.add_parser("list", help="the names of all secrets, and when each was changed; never their values")
    remove = what.add_parser("remove", help="delete a secret: tools that name it fail from then on")
    remove.add_argument("name", metavar="NAME")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0."""
    set_up_logs("warning")
    asyncio.run(_run(given))
    return 0


async def _run(given: argparse.Namespace) -> None:
    settings = load_settings()
    value = await asyncio.to_thread(_value) if given.what == "set" else ""
    async with open_database(settings) as database:
        await database.migrate()
        pool = await database.pool()
        keys = await open_keyring(settings, pool)
        stored = Stored(pool, keys)
        match given.what:
            case "set":
                await stored.set(given.name, value)
                print(f"Kept. {NOTICED}")
            case "remove":
                if not await stored.remove(given.name):
                    raise TrunklineError(f"There is no secret {given.name}: see trunkline secret list.")
                print(f"Removed. {NOTICED.replace('uses it', 'knows')}")
            case _:
                await _list(stored)
                return
        audit = keeping(settings, database, Memories(pool, keys=keys)).audit
        # Who did it, and to which; never the value.
        await audit.record(who=by_hand(), did=f"secret.{given.what}", what=f"secret {given.name}", details={})
        await audit.finish()


def _value() -> str:
    """Without the end of the line with which it was entered."""
    if sys.stdin.isatty():
        return getpass.getpass("Value (it is not shown): ")
    return sys.stdin.read(LARGEST + 2).removesuffix("\n").removesuffix("\r")


async def _list(stored: Stored) -> None:
    rows = [["name", "made", "changed"]]
    rows += [
        [each.name, f"{each.made_at:%Y-%m-%d %H:%M} UTC", f"{each.changed_at:%Y-%m-%d %H:%M} UTC"]
        for each in await stored.list()
    ]
    print("\n".join(table(rows)) if len(rows) > 1 else "There is no secret: trunkline secret set NAME")
