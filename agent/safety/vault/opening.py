"""From the settings to the secrets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.safety.keys.opening import open_keyring
from agent.safety.vault.folder import Folder
from agent.safety.vault.stored import Stored
from agent.safety.vault.vault import Vault, variables
from agent.settings import Settings
from agent.store.database import Database, open_database


def vault_of(settings: Settings, stored: Stored | None) -> Vault:
    """All places of secrets; `stored`: those of the database, where it is open."""
    folder = settings.trunkline_secrets_dir
    return Vault(variables(), Folder(folder) if folder else None, stored)


async def stored_in(database: Database, settings: Settings) -> Stored:
    """The secrets of an open database. Raises KeyTrouble."""
    pool = await database.pool()
    return Stored(pool, await open_keyring(settings, pool))


@asynccontextmanager
async def open_stored(settings: Settings) -> AsyncIterator[Stored]:
    """The secrets of the database of the settings, brought to this version. Raises DatabaseError, KeyTrouble."""
    async with open_database(settings) as database:
        await database.migrate()
        yield await stored_in(database, settings)
