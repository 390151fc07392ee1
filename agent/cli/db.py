"""`trunkline db`: the database by hand."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import asyncpg

from agent.errors import DatabaseError
from agent.logs import set_up_logs
from agent.settings import load_settings
from agent.store.database import Database, open_database
from agent.store.demonstration import enter_demonstration

Work = Callable[[Database], Awaitable[None]]


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    up = what.add_parser("upgrade", help="bring the tables up to a revision (default: the newest)")
    up.add_argument("revision", nargs="?", default="head")
    down = what.add_parser("downgrade", help="bring the tables down to a revision; what was in dropped tables is lost")
    down.add_argument("revision", help="a revision, or “base”")
    what.add_parser("current", help="the revision that the tables are at")
    what.add_parser("history", help="all revisions")
    what.add_parser("demonstration", help="enter invented customers, an outage and specialists, to try the flows with")
    query = what.add_parser("query", help="run one SELECT and print its rows; nothing can be changed")
    query.add_argument("sql")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it."""
    set_up_logs("warning")
    asyncio.run(_with_database(_WORK[given.what](given)))
    return 0


async def _with_database(work: Work) -> None:
    async with open_database(load_settings()) as database:
        await work(database)


def _upgrade(given: argparse.Namespace) -> Work:
    async def work(database: Database) -> None:
        await database.upgrade(given.revision)
        print(f"The tables are at revision {await database.current()}.")

    return work


def _downgrade(given: argparse.Namespace) -> Work:
    async def work(database: Database) -> None:
        await database.downgrade(given.revision)
        print(f"The tables are at revision {await database.current() or 'base: there are none'}.")

    return work


def _current(_: argparse.Namespace) -> Work:
    async def work(database: Database) -> None:
        print(await database.current() or "There are no tables yet: run “trunkline db upgrade”.")

    return work


def _history(_: argparse.Namespace) -> Work:
    async def work(database: Database) -> None:
        for revision in await database.history():
            print(f"{'→' if revision.current else ' '} {revision.id}  {revision.title}")

    return work


def _demonstration(_: argparse.Namespace) -> Work:
    async def work(database: Database) -> None:
        await database.migrate()
        entered = await enter_demonstration(database, now=datetime.now(UTC))
        print("The demonstration's data is there." if entered else "The demonstration's data was there already.")

    return work


def _query(given: argparse.Namespace) -> Work:
    async def work(database: Database) -> None:
        pool = await database.pool()
        try:
            async with pool.acquire() as connection, connection.transaction(readonly=True):
                rows = await connection.fetch(given.sql)
        except asyncpg.PostgresError as why:
            raise DatabaseError(f"The database refuses that: {why}.") from why
        for line in table([list(row.keys()) for row in rows[:1]] + [[_shown(v) for v in row.values()] for row in rows]):
            print(line)
        print(f"({len(rows)} row{'' if len(rows) == 1 else 's'})")

    return work


def table(rows: list[list[str]]) -> list[str]:
    """Rows of words as aligned lines; the first row is the heading. What a terminal would obey is written out."""
    if not rows:
        return []
    rows = [[_harmless(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("─" * width for width in widths), *lines[1:]]


def _harmless(cell: str) -> str:
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in cell)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


_WORK: dict[str, Callable[[argparse.Namespace], Work]] = {
    "upgrade": _upgrade,
    "downgrade": _downgrade,
    "current": _current,
    "history": _history,
    "demonstration": _demonstration,
    "query": _query,
}
