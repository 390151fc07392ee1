"""`trunkline tenant`: several businesses on one service, each with its own data, people and settings."""

import argparse
import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from agent.cli.db import table
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.safety.audit.log import AuditLog
from agent.safety.keeping.opening import by_hand
from agent.safety.keys.opening import open_keyring
from agent.settings import Settings, load_settings
from agent.store.audit import AuditEntries
from agent.store.database import THE_FIRST, Database, open_database
from agent.store.demonstration import enter_clinic, enter_demonstration
from agent.store.tenants import OwnSettings, Tenants, check_name, host_of
from agent.tenancy.own_settings import OWN, is_secret, settings_of, shown

LARGEST = 65_536
NEXT_START = "A service that runs uses it from its next start on."


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("list", help="which tenants there are beside the first, and at which host each is")
    add = what.add_parser("add", help="make a tenant; a service that runs opens it within seconds")
    add.add_argument("name", metavar="NAME", help="small letters, digits and hyphens: city-clinic")
    add.add_argument(
        "--url",
        required=True,
        help="its own address: https://city-clinic.example.com; to try, http://NAME.localhost:8080",
    )
    add.add_argument(
        "--demonstration", action="store_true", help="with the invented clinic and customers of the shipped flows"
    )
    show = what.add_parser("show", help="what a tenant has set for itself")
    put = what.add_parser("set", help="set something for a tenant alone, before the installation's settings")
    unset = what.add_parser("unset", help="as the installation has it again")
    remove = what.add_parser("remove", help="delete a tenant with everything that is its")
    for each in (show, put, unset, remove):
        each.add_argument("name", metavar="NAME")
    put.add_argument(
        "setting",
        metavar="SETTING[=VALUE]",
        help=f"without a value it is read from standard input, as for tokens; one of {', '.join(OWN)}",
    )
    unset.add_argument("setting", metavar="SETTING")
    remove.add_argument("--erase-everything", action="store_true", help="that this is really wanted")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0; 1 when nothing was removed since it was not confirmed."""
    set_up_logs("warning")
    return asyncio.run(_run(given))


async def _run(given: argparse.Namespace) -> int:
    settings = load_settings()
    if settings.trunkline_tenant != THE_FIRST:
        raise TrunklineError(f"Tenants are made from the first: unset TRUNKLINE_TENANT ({settings.trunkline_tenant}).")
    async with open_database(settings) as database:
        await database.migrate()
        return await _WORK[given.what](settings, database, given)


async def _list(_: Settings, database: Database, __: argparse.Namespace) -> int:
    rows = [["name", "host", "made"]]
    rows += [[each.name, each.host, f"{each.created_at:%Y-%m-%d %H:%M} UTC"] for each in await Tenants(database).all()]
    print("\n".join(table(rows)) if len(rows) > 1 else "There is none beside the first: trunkline tenant add NAME")
    return 0


async def _add(settings: Settings, database: Database, given: argparse.Namespace) -> int:
    check_name(given.name)
    host, url = host_of(given.url), given.url.rstrip("/")
    if settings.public_url is not None and urlsplit(settings.public_url).hostname == host:
        raise TrunklineError(f"{host} is the first tenant's (PUBLIC_URL): give this one another host.")
    settings_of(given.name, {"PUBLIC_URL": url}, settings)  # before anything is made
    await Tenants(database).add(given.name, host)
    await asyncio.to_thread(shutil.rmtree, settings_of(given.name, {}, settings).home, ignore_errors=True)
    async with _own(settings, database, given.name) as (theirs, own):
        await own.write({"PUBLIC_URL": url})
        if given.demonstration:
            await enter_clinic(theirs)
            await enter_demonstration(theirs, now=datetime.now(UTC))
    await _told(database, "tenant.added", given.name, {"host": host})
    print(f"{given.name} is there; a service that runs opens it within seconds.")
    print(f"Its first account: TRUNKLINE_TENANT={given.name} trunkline account add --email YOU --role administer")
    print(f"Its console: {url}. Its webhook at Twilio: {url}/twilio/voice")
    return 0


async def _show(settings: Settings, database: Database, given: argparse.Namespace) -> int:
    tenant = await Tenants(database).read(given.name)
    async with _own(settings, database, given.name) as (_, own):
        kept = shown(await own.read())
    print(f"{tenant.name}, at {tenant.host}. Everything else is as the installation has it.")
    for name in sorted(kept):
        print(f"{name}={kept[name]}")
    return 0


async def _set(settings: Settings, database: Database, given: argparse.Namespace) -> int:
    name, sign, value = given.setting.partition("=")
    if not sign:
        value = (await asyncio.to_thread(sys.stdin.read, LARGEST)).strip()
    elif is_secret(name) and name in OWN:
        raise TrunklineError(f"{name} would stay in the shell's history: give it without “=”, by standard input.")
    if not value:
        raise TrunklineError(f"{name} has no value: “trunkline tenant unset {given.name} {name}” takes it away.")
    await _change(settings, database, given.name, {name: value})
    print(f"Set. {NEXT_START}")
    return 0


async def _unset(settings: Settings, database: Database, given: argparse.Namespace) -> int:
    await _change(settings, database, given.name, {given.setting: None})
    print(f"As the installation has it. {NEXT_START}")
    return 0


async def _change(settings: Settings, database: Database, tenant: str, change: Mapping[str, str | None]) -> None:
    await Tenants(database).read(tenant)
    if "PUBLIC_URL" in change:
        raise TrunklineError("A tenant's address is given when it is made: make another with the new one.")
    async with _own(settings, database, tenant) as (_, own):
        wanted = {name: value for name, value in {**await own.read(), **change}.items() if value is not None}
        settings_of(tenant, wanted, settings)
        await own.write(wanted)
    await _told(database, "tenant.changed", tenant, {"settings": sorted(change)})


async def _remove(settings: Settings, database: Database, given: argparse.Namespace) -> int:
    tenants = Tenants(database)
    await tenants.read(given.name)
    if not given.erase_everything:
        print(
            f"All of {given.name} would be erased for good: its flows, calls, recordings, appointments, accounts, keys "
            "and its audit log. If that is wanted: --erase-everything. Nothing was changed."
        )
        return 1
    await tenants.leave(given.name)
    gone = await tenants.remove(given.name)
    await asyncio.to_thread(shutil.rmtree, settings_of(given.name, {}, settings).home, ignore_errors=True)
    await _told(database, "tenant.removed", given.name, {"rows": sum(gone.values())})
    print(f"{given.name} is gone, with {sum(gone.values())} rows in {len(gone)} tables and its recordings.")
    return 0


_WORK: Mapping[str, Callable[[Settings, Database, argparse.Namespace], Awaitable[int]]] = {
    "list": _list,
    "add": _add,
    "show": _show,
    "set": _set,
    "unset": _unset,
    "remove": _remove,
}


@asynccontextmanager
async def _own(settings: Settings, database: Database, tenant: str) -> AsyncIterator[tuple[Database, OwnSettings]]:
    """A tenant's connections, and what it has set."""
    theirs = Database(database.address.url, connections=2, tenant=tenant)
    try:
        keys = await open_keyring(settings_of(tenant, {}, settings), await theirs.pool())
        yield theirs, OwnSettings(theirs, keys)
    finally:
        await theirs.close()


async def _told(database: Database, did: str, tenant: str, details: dict[str, object]) -> None:
    """In the first tenant's audit log: who did what, and never a value."""
    audit = AuditLog(AuditEntries(database), key=_no_key)
    await audit.record(who=by_hand(), did=did, what=f"tenant {tenant}", details=details)
    await audit.write([])


async def _no_key(_: str) -> None:
    """Nothing is told of callers here."""
