"""From the settings to the keys: which master key it is, and what to do when it is not there."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from agent.safety.keys.data_keys import DataKeys
from agent.safety.keys.errors import NoMasterKey
from agent.safety.keys.keyring import Keyring
from agent.safety.keys.master import NAME, MasterKey, given, kept_in, make, open_to_others
from agent.settings import Settings

log = structlog.get_logger(__name__)

ROTATE_AFTER = timedelta(days=365)
"""So long one data key encrypts before it is advised to make another."""


async def open_keyring(settings: Settings, pool: Any, *, making: bool = True) -> Keyring:
    """The keys of the tenant of the settings, over asyncpg's pool of its connections. Where nothing was encrypted yet,
    a master key is made, unless the setting gives one or `making` is off. Raises KeyTrouble with what to do; nothing
    is changed then.
    """
    table = DataKeys(pool)
    wanted = {row.master for row in await table.read()}
    master = await asyncio.to_thread(find_master, settings, wanted, making=making)
    return await Keyring.begin(master, table, tenant=settings.trunkline_tenant)


def find_master(settings: Settings, wanted: Collection[str], *, making: bool) -> MasterKey:
    """The master key with one of the wanted ids; when none is wanted yet, the present or a new one. Looks at files."""
    setting, home = settings.trunkline_master_key, settings.trunkline_home
    found = [given(setting.get_secret_value())] if setting else list(kept_in(home))
    for master in found:
        if master.id in wanted or not wanted:
            return _looked_at(master)
    if wanted:
        raise NoMasterKey(_other(wanted, found, settings))
    if not making:
        raise NoMasterKey(f"There is no master key yet: the first start of the service makes {home / NAME}.")
    master = make(home / NAME)
    log.warning(
        "keys.master_made",
        path=master.origin,
        note="Keep this file with your backups, apart from those of the database: without it, what is kept of "
        "conversations cannot be read.",
    )
    return master


def _looked_at(master: MasterKey) -> MasterKey:
    path = Path(master.origin)
    if path.is_absolute() and open_to_others(path):
        log.warning("keys.master_open", path=str(path), note=f"others may read it: chmod 600 {path}")
    return master


def _other(wanted: Collection[str], found: Collection[MasterKey], settings: Settings) -> str:
    """What to do. Which key it is can be told: an id says nothing about its key."""
    needed = " or ".join(sorted(wanted))
    here = ", ".join(f"{master.id} in {master.origin}" for master in found) or "none"
    back = f"Put that key's file back to {settings.trunkline_home / NAME} from the backup that it was kept in"
    remedy = "Set TRUNKLINE_MASTER_KEY to that key" if settings.trunkline_master_key else back
    return (
        f"What is kept of conversations is encrypted under the master key {needed}; here is {here}. {remedy}, and "
        "start again. Nothing was changed and nothing is lost. If that key is gone for good: “trunkline keys abandon”."
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """How it stands with the keys, in sentences."""

    sentence: str
    advice: str = ""


async def look_at_keys(settings: Settings, pool: Any) -> Seen:
    """Whether the keys are there and fit; nothing is made. Raises KeyTrouble."""
    if await pool.fetchval("select to_regclass('data_keys')") is None:
        return Seen("What is kept of conversations will be encrypted; its keys are made at the next start.")
    table = DataKeys(pool)
    rows = await table.read()
    if not rows and settings.trunkline_master_key is None and not any(kept_in(settings.trunkline_home)):
        return Seen(
            f"The first start makes the master key {settings.trunkline_home / NAME}: keep it with your backups."
        )
    master = await asyncio.to_thread(find_master, settings, {row.master for row in rows}, making=False)
    for row in rows:
        master.unwrap(row.wrapped, key_id=row.id, tenant=row.tenant)
    path = Path(master.origin)
    sentence = f"What is kept of conversations is encrypted (master key {master.id}, in {master.origin})."
    if path.is_absolute() and open_to_others(path):
        return Seen(sentence, f"Others than its owner may read it: chmod 600 {path}.")
    newest = max((row.made_at for row in rows if row.retired_at is None), default=datetime.now(UTC))
    if datetime.now(UTC) - newest > ROTATE_AFTER:
        return Seen(sentence, f"Its data key is from {newest:%Y-%m-%d}: “trunkline keys rotate” makes a new one.")
    return Seen(sentence)
