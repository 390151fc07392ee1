"""`trunkline audit`: the log of who saw, changed, published, listened, exported and erased."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import orjson

from agent.cli.db import table
from agent.errors import TrunklineError
from agent.forgetting import variants
from agent.logs import set_up_logs
from agent.safety.audit.acts import LOG_EXPORTED
from agent.safety.audit.chain import Walk, entry_of
from agent.safety.keeping.opening import Keeping, by_hand, keeping_by_hand
from agent.settings import load_settings
from agent.store.audit import WantedEntries
from agent.store.database import open_database
from agent.store.subjects import Subjects

HEAD_LETTERS = 64
MOST_SHOWN = 100
"""Letters of an entry's details; all of them are in the export."""


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    show = what.add_parser("show", help="the latest entries")
    show.add_argument("--who", help="an account's e-mail address, …")
    show.add_argument("--did", help="such as call.seen, recording.heard, flow.published, caller.erased")
    show.add_argument("--about", metavar="WHAT", help="such as “call CA31”")
    show.add_argument("--caller", metavar="NUMBER", help="what was done about the caller of this number")
    show.add_argument("--since", type=_moment, metavar="DATE", help="the first day (UTC)")
    show.add_argument("--most", type=int, default=50, metavar="N", help="so many entries at most (50)")
    verify = what.add_parser("verify", help="say whether the log is whole, and where it is broken first")
    verify.add_argument("--head", type=_hash, metavar="HASH", help="a hash that was noted earlier and has to be there")
    verify.add_argument("--file", type=Path, metavar="FILE", help="an exported log in place of the database's")
    export = what.add_parser("export", help="print all of it, a JSON line an entry")
    export.add_argument("--out", type=Path, metavar="FILE", help="write it there")
    trim = what.add_parser("trim", help="delete the entries from before a day; that it was done is recorded")
    trim.add_argument("--before", type=_moment, required=True, metavar="DATE", help="the first day that stays (UTC)")
    command.set_defaults(run=run)


def _moment(written: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(written), time(), UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{written}” is no date: write it as 2026-11-01") from None


def _hash(written: str) -> bytes:
    try:
        found = bytes.fromhex(written)
    except ValueError:
        found = b""
    if len(found) * 2 != HEAD_LETTERS:
        raise argparse.ArgumentTypeError("a hash has 64 letters, as “trunkline audit verify” shows it")
    return found


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 1 for a log that is broken."""
    set_up_logs("warning")
    if given.what == "verify" and given.file is not None:
        return _told(_walk_file(given.file, given.head, load_settings().trunkline_tenant))
    return asyncio.run(_with_keeping(given))


async def _with_keeping(given: argparse.Namespace) -> int:
    settings = load_settings()
    async with open_database(settings) as database:
        await database.migrate()
        async with keeping_by_hand(settings, database) as kept:
            return await _WORK[given.what](kept, given, Subjects(database))


async def _show(kept: Keeping, given: argparse.Namespace, subjects: Subjects) -> int:
    about = await kept.audit.caller(variants(given.caller)[0]) if given.caller else given.about
    wanted = WantedEntries(given.who, given.did, about, given.since)
    entries = await kept.audit.entries.page(wanted, most=max(1, given.most))
    names = await subjects.names({each.what for each in entries})
    rows = [["entry", "when (UTC)", "who", "did", "what", "details"]]
    for each in reversed(entries):
        at = each.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
        details = "" if each.details == "{}" else each.details
        shown = details if len(details) <= MOST_SHOWN else f"{details[:MOST_SHOWN]}…"
        what = f"{each.what} ({names[each.what]})" if each.what in names else each.what
        rows.append([str(each.ordinal), at, each.who, each.did, what, shown])
    if not entries:
        print("There is no such entry.")
        return 0
    for line in table(rows):
        print(line)
    return 0


async def _verify(kept: Keeping, given: argparse.Namespace, _: Subjects) -> int:
    walk = Walk(anchor=given.head, tenant=kept.audit.entries.tenant)
    async for page in kept.audit.entries.all():
        await asyncio.to_thread(walk.take_all, page)
    return _told(walk)


def _walk_file(path: Path, anchor: bytes | None, tenant: str) -> Walk:
    walk = Walk(anchor=anchor, tenant=tenant)
    try:
        with path.open("rb") as file:
            for line in file:
                walk.take(entry_of(orjson.loads(line)))
    except OSError as why:
        raise TrunklineError(f"{path} cannot be read ({why.strerror}).") from why
    except (ValueError, KeyError, TypeError) as why:
        raise TrunklineError(f"{path}: line {walk.seen + 1} is no entry of an exported log.") from why
    return walk


def _told(walk: Walk) -> int:
    broken = walk.end()
    if broken is not None:
        print(f"The log is broken. {broken}")
        return 1
    if walk.last is None:
        print("The log is empty.")
        return 0
    print(f"The log is whole: {walk.seen} entries, up to {walk.last.ordinal}.")
    print(f"Head: {walk.last.hash.hex()}")
    print(
        "Note the head elsewhere; “trunkline audit verify --head HASH” then also finds what was cut off or rewritten."
    )
    return 0


async def _export(kept: Keeping, given: argparse.Namespace, _: Subjects) -> int:
    head = await kept.audit.entries.head()
    details = {"through": head.ordinal, "head": head.hash.hex()} if head else {}
    await kept.audit.record(who=by_hand(), did=LOG_EXPORTED, what="audit log", details=details)
    await kept.audit.flush()
    if given.out is None:
        async for line in _lines(kept):
            sys.stdout.write(line)
        return 0
    try:
        with given.out.open("x", encoding="utf-8") as file:
            async for line in _lines(kept):
                file.write(line)
    except OSError as why:
        raise TrunklineError(f"{given.out} cannot be written ({why.strerror}).") from why
    return 0


async def _lines(kept: Keeping) -> AsyncIterator[str]:
    async for page in kept.audit.entries.all():
        for entry in page:
            yield orjson.dumps(entry.told).decode() + "\n"


async def _trim(kept: Keeping, given: argparse.Namespace, _: Subjects) -> int:
    if given.before > datetime.now(UTC):
        raise TrunklineError(f"{given.before:%Y-%m-%d} has not come yet: nothing was deleted. Name a day of the past.")
    cut = await kept.audit.entries.trim(given.before, who=by_hand(), now=datetime.now(UTC))
    if cut is None:
        print(f"No entry is from before {given.before:%Y-%m-%d}.")
    else:
        print(f"{cut.entries} entries up to {cut.through} were deleted; the last of them had the hash {cut.head}.")
    return 0


_WORK: dict[str, Callable[[Keeping, argparse.Namespace, Subjects], Coroutine[Any, Any, int]]] = {
    "show": _show,
    "verify": _verify,
    "export": _export,
    "trim": _trim,
}
