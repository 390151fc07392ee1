"""`trunkline key`: keys by which programs ask the API."""

import argparse
import asyncio
from collections.abc import Mapping

from agent.access.access import Access
from agent.access.keys import WantedKey
from agent.access.roles import SCOPES
from agent.cli.account import Work, with_access
from agent.cli.db import table
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.safety.keeping.opening import by_hand

ABOUT = "\n".join(f"  {name:<13}{meaning}" for name, meaning in SCOPES.items())


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    add = what.add_parser(
        "add",
        help="make a key, and show it this once",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"scopes:\n{ABOUT}",
    )
    add.add_argument("--name", required=True, help="the program that uses it")
    add.add_argument("--scopes", required=True, help="what it is good for, with commas between")
    add.add_argument("--days", type=int, help="for how long it is good (default: for ever)")
    what.add_parser("list", help="all keys, without what admits")
    revoke = what.add_parser("revoke", help="it admits nobody any more")
    revoke.add_argument("id", help="the eight letters behind tlk_")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0."""
    set_up_logs("error")
    asyncio.run(with_access(_WORK[given.what], given))
    return 0


async def _add(access: Access, given: argparse.Namespace) -> None:
    scopes = [scope.strip() for scope in given.scopes.split(",") if scope.strip()]
    kept, key = await access.keys.add(WantedKey(given.name, scopes, given.days), by=by_hand())
    print(key)
    until = f"until {kept.expires_at:%Y-%m-%d}" if kept.expires_at else "for ever"
    print(f"Good {until}, for {', '.join(kept.scopes)}. It is not shown again: Authorization: Bearer {key[:12]}…")


async def _list(access: Access, _: argparse.Namespace) -> None:
    rows = [["id", "name", "scopes", "good until", "last used"]]
    for key in await access.keys.kept.all():
        until = f"{key.expires_at:%Y-%m-%d}{' (over)' if key.expired else ''}" if key.expires_at else "for ever"
        used = f"{key.used_at:%Y-%m-%d %H:%M} UTC" if key.used_at else "never"
        rows.append([key.id, key.name, ", ".join(key.scopes), until, used])
    print("\n".join(table(rows)) if len(rows) > 1 else "There is no key.")


async def _revoke(access: Access, given: argparse.Namespace) -> None:
    if not await access.keys.revoke(given.id.removeprefix("tlk_")[:8], by=by_hand()):
        raise TrunklineError(f"There is no key {given.id}: see trunkline key list.")
    print("It admits nobody any more; a service that runs notices within five seconds.")


_WORK: Mapping[str, Work] = {"add": _add, "list": _list, "revoke": _revoke}
