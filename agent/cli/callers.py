"""`trunkline callers`: what is kept of one caller, shown or erased."""

import argparse
import asyncio
from collections.abc import Mapping

from agent.forgetting import Holdings
from agent.logs import set_up_logs
from agent.safety.audit.acts import LOOKED_UP
from agent.safety.keeping.opening import by_hand, open_keeping
from agent.settings import load_settings

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
    forget.add_argument("--even-now", action="store_true", help="also while a call of theirs goes on; such a call ends")
    for each in (show, forget):
        each.add_argument("number", help="with its country: +919822012345")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Show or erase. Returns 0."""
    set_up_logs("warning")
    asyncio.run(_run(given))
    return 0


async def _run(given: argparse.Namespace) -> None:
    async with open_keeping(load_settings()) as kept:
        if given.what == "show":
            found = await kept.callers.find(given.number)
            about = await kept.audit.caller(found.numbers[0])
            await kept.audit.record(who=by_hand(), did=LOOKED_UP, what=about, details={})
            _show(given.number, found)
        else:
            erased = await kept.callers.forget(
                given.number, records=given.records, who=by_hand(), even_now=given.even_now
            )
            _report(given.number, erased, records=given.records)


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
    print(f"Looked for as: {', '.join(found.numbers)}")
    if found.empty:
        print(f"Nothing was kept of {number}.")
        return
    _list(f"Erased of {number}:", {**found.own, **(found.records if records else {})})
    if not records:
        _list("Not erased, since they are the business's records (--records erases them):", found.records)
    _list("Not erased, and kept in any case:", found.kept)
    print(STILL_IN_MEMORY)


def _list(heading: str, counts: Mapping[str, int]) -> None:
    if counts:
        print(heading)
        for kind, count in counts.items():
            print(f"  {count:>6}  {kind}")
