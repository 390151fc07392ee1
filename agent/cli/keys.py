"""`trunkline keys`: the keys under which what is kept of conversations is encrypted."""

import argparse
import asyncio
from pathlib import Path

from agent.cli.db import table
from agent.logs import set_up_logs
from agent.memory.reencryption import Reencryption, Rewritten
from agent.memory.statements import Statements
from agent.safety.keys.errors import KeyTrouble
from agent.safety.keys.keyring import Keyring
from agent.safety.keys.master import FILE, NAME, make, put_in_place
from agent.safety.keys.opening import open_keyring
from agent.settings import Settings, load_settings
from agent.store.database import THE_FIRST, Database, open_database
from agent.store.tenants import Tenants
from agent.tenancy.own_settings import settings_of

ABANDON = (
    *(
        f"delete from {table}"  # noqa: S608 -- names of this file
        for table in (
            "checkpoints",
            "checkpoint_blobs",
            "checkpoint_writes",
            "turns",
            "tool_runs",
            "caller_profiles",
            "conversations",
            "call_lease",
            "data_keys",
            "secrets",
        )
    ),
    "delete from installation_secrets where name = 'caller_key'",
)

LONG_S = 60.0
"""How long one batch may take."""


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("list", help="which keys there are; never the keys themselves")
    rotate = what.add_parser("rotate", help="make a new data key; what is stored under older ones can still be read")
    rotate.add_argument(
        "--master", action="store_true", help="make a new master key instead, and wrap all keys with it"
    )
    rotate.add_argument(
        "--to", type=_absolute, metavar="FILE", help="with --master: where the new one lies, made there if it is not"
    )
    what.add_parser("re-encrypt", help="encrypt what is in the clear or under an older key, while calls go on")
    abandon = what.add_parser(
        "abandon", help="when the master key is gone for good: erase what nobody can read any more, and begin anew"
    )
    abandon.add_argument("--erase-conversations", action="store_true", help="that this is really wanted")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0; 1 when something could not be encrypted anew."""
    set_up_logs("warning")
    return asyncio.run(_run(given))


def _absolute(path: str) -> Path:
    return Path(path).expanduser().absolute()


async def _run(given: argparse.Namespace) -> int:
    settings = load_settings()
    async with open_database(settings) as database:
        await database.migrate()
        if given.what == "abandon":
            return await _abandon(database, sure=given.erase_conversations)
        keys = await open_keyring(settings, await database.pool())
        match given.what:
            case "list":
                _list(keys)
            case "rotate" if given.master:
                await _rotate_master(keys, settings, given.to, database)
            case "rotate":
                await _rotate(keys)
            case _:
                return await _reencrypt(keys, database)
    return 0


def _list(keys: Keyring) -> None:
    print(f"Master key {keys.master.id}, in {keys.master.origin}.")
    rows = [["key", "tenant", "made", "use"]]
    for key in keys.keys:
        use = "encrypts" if key.retired_at is None else f"only decrypts, since {key.retired_at:%Y-%m-%d %H:%M}"
        rows.append([str(key.id), key.tenant, f"{key.made_at:%Y-%m-%d %H:%M}", use])
    for line in table(rows):
        print(line)


async def _rotate(keys: Keyring) -> None:
    new = await keys.rotate()
    print(f"Data key {new.id} encrypts from now on; services that run follow within a minute.")
    print("What is stored under older keys can still be read: “trunkline keys re-encrypt” brings it under the new one.")


async def _rotate_master(keys: Keyring, settings: Settings, to: Path | None, database: Database) -> None:
    if settings.trunkline_tenant != THE_FIRST:
        raise KeyTrouble("The master key is all tenants': unset TRUNKLINE_TENANT. Nothing was changed.")
    if settings.trunkline_master_key is not None and to is None:
        raise KeyTrouble(
            "TRUNKLINE_MASTER_KEY gives the master key: say with --to FILE where the new one is to lie. Nothing was "
            "changed."
        )
    home = settings.trunkline_home
    path = to or home / f"{NAME}.new"
    if to is None and keys.master.origin == str(path):  # an earlier rotation was broken off
        await asyncio.to_thread(put_in_place, home, path)
    new = await asyncio.to_thread(make, path)
    count = 0
    for tenant in await Tenants(database).all():  # the first comes last: while one is left, both keys are here
        theirs = Database(database.address.url, connections=2, tenant=tenant.name)
        try:
            ring = await open_keyring(settings_of(tenant.name, {}, settings), await theirs.pool())
            count += await ring.rewrap(new)
        finally:
            await theirs.close()
    count += await keys.rewrap(new)
    if to is None:
        former = await asyncio.to_thread(put_in_place, home, path)
        print(f"{count} data keys are wrapped with the new master key {new.id}, in {home / NAME}.")
        print(f"The former one lies beside it as {NAME}.{former}: older backups need it. Keep both with your backups.")
    else:
        print(f"{count} data keys are wrapped with the new master key {new.id}, in {path}.")
        print(f"Set TRUNKLINE_MASTER_KEY={FILE}{path} now, for every service and before any of them is started again.")
    print("Services that run go on with the keys that they have; a data key made from now on needs them restarted.")


async def _abandon(database: Database, *, sure: bool) -> int:
    pool = await database.pool()
    if not sure:
        kept = await pool.fetchval("select count(*) from conversations where emptied_at is null")
        profiles = await pool.fetchval("select count(*) from caller_profiles")
        print(
            f"{kept} conversations that callers may go on with and {profiles} profiles of callers would be erased, and "
            "all data keys and the secrets of tools with them. With the master key, or a backup of it, they could be "
            "read: look for it first. Appointments, records of calls and recordings stay. If it is gone: "
            "--erase-conversations. Nothing was changed."
        )
        return 1
    async with pool.acquire() as connection, connection.transaction():
        for statement in ABANDON:
            await connection.execute(statement)
    print("Erased. The next start makes new keys.")
    return 0


async def _reencrypt(keys: Keyring, database: Database) -> int:
    statements = Statements(await database.pool(), limit_s=LONG_S)
    done = await Reencryption(statements, keys).run(_say)
    damaged = sum(each.damaged for each in done)
    left = sum(each.left for each in done) - damaged
    if damaged:
        print(f"{damaged} rows cannot be opened and stay as they are: the log names them.")
    if left > 0:
        print(f"{left} rows were written meanwhile, or belong to calls that go on: say it again in a minute.")
    if not damaged and left <= 0:
        print(f"Everything is encrypted under data key {keys.newest()}.")
    return 1 if damaged else 0


def _say(rewritten: Rewritten) -> None:
    print(f"{rewritten.table}: {rewritten.rows} rows encrypted anew", flush=True)
