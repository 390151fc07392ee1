"""`trunkline export-caller`: everything that is known of a caller, as a ZIP file."""

import argparse
import asyncio
import os
from contextlib import ExitStack
from pathlib import Path

from agent.errors import TrunklineError
from agent.forgetting import Holdings
from agent.logs import set_up_logs
from agent.safety.keeping.opening import by_hand, open_keeping
from agent.settings import load_settings


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.add_argument("number", help="with its country: +919822012345")
    command.add_argument("--out", type=Path, required=True, metavar="FILE.zip", help="where to; must not be there yet")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Export. Returns 0."""
    set_up_logs("warning")
    found = asyncio.run(_run(given))
    count = sum([*found.own.values(), *found.records.values(), *found.kept.values()])
    print(f"Written to {given.out}: {len(found.calls)} calls, {count} entries in all. It holds personal data in the")
    print("clear: hand it to the caller in a safe way, and delete it.")
    return 0


async def _run(given: argparse.Namespace) -> Holdings:
    async with open_keeping(load_settings()) as kept:
        try:
            # Made here, so that nobody else may read it, and never in place of another file.
            os.close(os.open(given.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            raise TrunklineError(f"{given.out} is there already: name another file, or delete it first.") from None
        except OSError as why:
            raise TrunklineError(f"{given.out} cannot be written ({why.strerror}).") from why
        with ExitStack() as unfinished:
            unfinished.callback(given.out.unlink, missing_ok=True)
            found = await kept.export.write(given.number, given.out, who=by_hand())
            unfinished.pop_all()
        return found
