"""`trunkline callers`: what is kept of one caller, shown or erased."""

import argparse
import asyncio
from collections.abc import Mapping

from agent.forgetting import CallerRecords, Holdings
from agent.logs import set_up_logs
from agent.memory.memories import Memories
from agent.recordings import RecordingFiles
from agent.settings import load_settings
from agent.store.database import open_database

STILL_IN_MEMORY = (
    "A service that is running keeps the timelines of its last calls in memory until it has had 200 others, or is\n"
    "restarted. Logs and backups are not Trunkline's: erase there, too."
)


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    show = what.add_parser("show", help="say what is kept of a caller")
    forget = what.add_parser("forget", help="erase what is kept of a caller")
    forget.add_argument(
        "--records",
        action="store_true",
        help="also the business's own records: appointments, messages, tickets, leads",
    )
    for each in (show, forget):
        each.add_argument("number", help="with its country: +919822012345")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show or erase. Returns 0."""
    set_up_logs("warning")
    asyncio.run(_run(given))
    return 0


async def _run(given: argparse.Namespace) -> None:
    settings = load_settings()
    async with open_database(settings) as database:
        await database.migrate()
        files = RecordingFiles(settings.trunkline_home)
        callers = CallerRecords(database, Memories(await database.pool()), files)
        if given.what == "show":
            _show(given.number, await callers.find(given.number))
        else:
            _report(given.number, await callers.forget(given.number, records=given.records), records=given.records)


def _show(number: str, found: Holdings) -> None:
    if found.empty:
        print(f"Nothing is kept of {number}.")
        return
    _list(f"Kept of {number}:", found.own)
    for profile in found.profiles:
        print(f"  the flow “{profile.flow}” remembers, until {profile.expires_at:%Y-%m-%d}:")
        for slot, value in profile.remembered.items():
            print(f"    {slot}: {value}")
    _list("Records of the business:", found.records)
    _list("Kept in any case:", found.kept)


def _report(number: str, found: Holdings, *, records: bool) -> None:
    if found.empty:
        print(f"Nothing was kept of {number}.")
        return
    _list(f"Erased of {number}:", {**found.own, **(found.records if records else {})})
    if not records:
        _list("Not erased, since they are the business's records (--records erases them):", found.records)
    _list("Not erased, since they are not Trunkline's to erase:", found.kept)
    print(STILL_IN_MEMORY)


def _list(heading: str, counts: Mapping[str, int]) -> None:
    if counts:
        print(heading)
        for kind, count in counts.items():
            print(f"  {count:>6}  {kind}")
