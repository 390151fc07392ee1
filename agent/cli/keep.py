"""`trunkline keep`: how long each kind of data is kept; what is older is deleted."""

import argparse
import asyncio
from datetime import UTC, datetime

from agent.cli.db import table
from agent.logs import set_up_logs
from agent.safety.keeping.kinds import FOREVER, KINDS, MEANINGS
from agent.safety.keeping.opening import open_keeping
from agent.settings import load_settings


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("show", help="say how long each kind of data is kept (TRUNKLINE_KEEP)")
    now = what.add_parser("run", help="delete now what is older; the service does so by itself")
    now.add_argument("--dry-run", action="store_true", help="only say how much there is")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0."""
    set_up_logs("warning")
    if given.what == "show":
        _show()
    else:
        asyncio.run(_run(given))
    return 0


def _show() -> None:
    days = load_settings().keep.days
    rows = [["kind", "days", "what goes then", "what stays of it"]]
    for kind in KINDS:
        meaning = MEANINGS[kind]
        rows.append([kind, "for ever" if days[kind] == FOREVER else str(days[kind]), meaning.what, meaning.left])
    for line in table(rows):
        print(line)
    print("\nThe business's own records and the audit log are not deleted by this: docs/privacy.md.")


async def _run(given: argparse.Namespace) -> None:
    async with open_keeping(load_settings()) as kept:
        now = datetime.now(UTC)
        counts = await (kept.retention.due(now=now) if given.dry_run else kept.retention.delete(now=now))
    said = "would be deleted" if given.dry_run else "deleted"
    for kind, count in counts.items():
        print(f"{count:>8}  {kind} {said}")
