"""`trunkline limits`: who may call, how often and how long; who is blocked, who is let in, and who was refused."""

import argparse
import asyncio
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from agent.cli.db import table
from agent.errors import TrunklineError
from agent.limits.catalogue import LIMITS, Limits
from agent.limits.lists import Entry, How, pattern
from agent.logs import set_up_logs
from agent.safety.audit.log import AuditLog
from agent.safety.keeping.opening import by_hand, keeping_by_hand
from agent.settings import Settings, load_settings
from agent.store.database import open_database
from agent.store.limits import Changed, LimitStore, Listed, Refused

REFUSED_DAYS = 7
LISTED = "/api/limits/numbers/"
SOON = "A service that runs knows it within three seconds."


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    show = what.add_parser("show", help="say which limits hold, who is on the lists, and who was refused")
    show.add_argument("--json", action="store_true", help="print JSON")
    change = what.add_parser("set", help="change a limit")
    change.add_argument("name", help="as `show` calls it, such as caller.calls.hour")
    change.add_argument("most", help="a number; none: no limit; default: as Trunkline brings it along")
    block = what.add_parser("block", help="refuse the calls of a number")
    block.add_argument("--busy", action="store_true", help="they hear that the line is busy, and no sentence")
    allow = what.add_parser("allow", help="let a number in, whatever the limits of its number are")
    for each in (block, allow):
        each.add_argument("--reason", default="", help="for whoever looks at the lists later")
        each.add_argument("--days", type=_days, help="for so many days; without it, until it is taken out")
    unblock = what.add_parser("unblock", help="take a number out of the lists")
    for each in (block, allow, unblock):
        each.add_argument("number", help="with its country, +4479* for all that begin so, or anonymous")
    command.set_defaults(run=run)


def _days(written: str) -> timedelta:
    try:
        days = float(written)
    except ValueError:
        days = 0.0
    if not 0 < days <= 36_500:
        raise argparse.ArgumentTypeError(f"“{written}” is no number of days, such as 30")
    return timedelta(days=days)


def run(given: argparse.Namespace) -> int:
    """Show or change. Returns 0."""
    set_up_logs("warning")
    asyncio.run(_run(given))
    return 0


async def _run(given: argparse.Namespace) -> None:
    settings, wanted = load_settings(), _wanted(given)
    async with open_database(settings) as database:
        await database.migrate()
        store = LimitStore(database)
        if given.what == "show":
            await _show(store, settings, as_json=given.json)
            return
        async with keeping_by_hand(settings, database) as kept:
            match given.what:
                case "set":
                    await _set(store, kept.audit, given.name, wanted)
                case "unblock":
                    await _take_out(store, kept.audit, wanted)
                case _:
                    await _put(store, kept.audit, wanted, given)


# What is done here bears the name in the audit log that it has when the console does it.


async def _set(store: LimitStore, audit: AuditLog, name: str, most: str) -> None:
    if most == "default":
        await store.restore(name)
    else:
        await store.change(name, None if most == "none" else Decimal(most), by=by_hand())
    did = "DELETE /api/limits/{name}" if most == "default" else "PUT /api/limits/{name}"
    await audit.record(who=by_hand(), did=did, what=f"/api/limits/{name}", details={"most": most})
    print(f"{name}: {most}. {SOON}")


def _wanted(given: argparse.Namespace) -> str:
    """The amount or the number. Raises TrunklineError for what cannot be, before anything is opened."""
    if given.what == "show":
        return ""
    return _amount(given.name, given.most) if given.what == "set" else _pattern(given.number)


def _amount(name: str, written: str) -> str:
    if name not in LIMITS:
        raise TrunklineError(f"There is no limit called “{name}”; `trunkline limits show` lists them.")
    if written in ("none", "default"):
        return written
    try:
        amount = Decimal(written)
    except InvalidOperation:
        amount = Decimal(-1)
    if not LIMITS[name].fits(amount):
        raise TrunklineError(f"{name} cannot be “{written}”: write a number of {LIMITS[name].unit}, none, or default.")
    return written


async def _put(store: LimitStore, audit: AuditLog, number: str, given: argparse.Namespace) -> None:
    until = datetime.now(UTC) + given.days if given.days else None
    how: How = "reject" if given.what == "block" and given.busy else "sentence"
    entry = Entry(number, given.what, how, given.reason[:200], until)
    await store.put(entry, by=by_hand())
    details = {"rule": entry.rule, "how": entry.how, "until": until.isoformat() if until else None}
    await audit.record(who=by_hand(), did=f"PUT {LISTED}{{number}}", what=f"{LISTED}{entry.pattern}", details=details)
    done = "blocked" if entry.rule == "block" else "let in"
    print(f"{entry.pattern} is {done}{f' until {until:%Y-%m-%d %H:%M} UTC' if until else ''}. {SOON}")


async def _take_out(store: LimitStore, audit: AuditLog, number: str) -> None:
    if not await store.take_out(number):
        raise TrunklineError(f"{number} is not on the lists; `trunkline limits show` says what is.")
    await audit.record(who=by_hand(), did=f"DELETE {LISTED}{{number}}", what=f"{LISTED}{number}", details={})
    print(f"{number} is neither blocked nor let in any more. {SOON}")


def _pattern(number: str) -> str:
    found = pattern(number)
    if found is None:
        raise TrunklineError(
            f"“{number}” is no number: write it with its country, such as +447900000001; +4479* for all that begin "
            "so; or anonymous."
        )
    return found


# ── what is shown ─────────────────────────────────────────────────────────────


async def _show(store: LimitStore, settings: Settings, *, as_json: bool) -> None:
    changed, listed = await store.changed(), await store.listed()
    since = datetime.now(UTC) - timedelta(days=REFUSED_DAYS)
    refused = await store.refused(since=since)
    limits = Limits({each.name: each.most for each in changed}, settings.trunkline_daily_budget)
    if as_json:
        _print_json(settings, limits, listed, refused)
        return
    _print_limits(settings, limits, changed)
    _print_listed(listed)
    _print_refused(refused)


def _print_json(settings: Settings, limits: Limits, listed: Iterable[Listed], refused: Iterable[Refused]) -> None:
    told: dict[str, Any] = {
        "longest_call_s": settings.trunkline_longest_call,
        "limits": {name: None if (most := limits.most(name)) is None else float(most) for name in LIMITS},
        "numbers": [asdict(each.entry) for each in listed],
        "refused": [asdict(each) for each in refused],
    }
    print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())


def _print_limits(settings: Settings, limits: Limits, changed: Iterable[Changed]) -> None:
    by = {each.name: f"{each.changed_by}, {each.changed_at:%Y-%m-%d}" for each in changed}
    rows = [["limit", "most", "changed by"]]
    for name in LIMITS:
        most = limits.most(name)
        if most is not None or name in by:
            rows.append([name, "none" if most is None else f"{most.normalize():f}", by.get(name, "")])
    print("\n".join(table(rows)))
    print(f"\nThe longest call: {settings.trunkline_longest_call} s (TRUNKLINE_LONGEST_CALL).")
    others = ", ".join(name for name in LIMITS if limits.most(name) is None and name not in by)
    print(f"Without a limit: {others}.")


def _print_listed(listed: Iterable[Listed]) -> None:
    rows = [
        [each.entry.pattern, each.entry.rule, each.entry.how, _until(each.entry), each.changed_by, each.entry.reason]
        for each in listed
    ]
    if rows:
        print()
        print("\n".join(table([["number", "rule", "hears", "until", "by", "reason"], *rows])))


def _until(entry: Entry) -> str:
    return f"{entry.until:%Y-%m-%d %H:%M} UTC" if entry.until else ""


def _print_refused(refused: list[Refused]) -> None:
    print(f"\nRefused in the last {REFUSED_DAYS} days: {sum(each.calls for each in refused) or 'nobody'}.")
    sums: dict[str, int] = {}
    for each in refused:
        sums[each.why] = sums.get(each.why, 0) + each.calls
    for why, calls in sorted(sums.items(), key=lambda item: -item[1]):
        print(f"  {calls:>6}  {why}")
