"""What keeps, erases, hands out and tells of it, put together from the settings."""

import getpass
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from agent.forgetting import CallerRecords
from agent.memory.memories import Memories
from agent.recordings import RecordingFiles
from agent.safety.audit.log import AuditLog
from agent.safety.keeping.export import CallerExport
from agent.safety.keeping.retention import Retention
from agent.safety.keys.opening import open_keyring
from agent.settings import Settings
from agent.store.audit import AuditEntries
from agent.store.database import Database, open_database
from agent.store.old_data import OldData
from agent.tenancy.opening import own_settings


@dataclass(frozen=True, slots=True)
class Keeping:
    """Made once in a process."""

    audit: AuditLog
    callers: CallerRecords
    export: CallerExport
    retention: Retention


def keeping(settings: Settings, database: Database, memories: Memories) -> Keeping:
    """Ready for use; nothing runs yet."""
    files = RecordingFiles(settings.home)
    audit = AuditLog(AuditEntries(database), key=memories.conversations.key_of)
    callers = CallerRecords(database, memories, files, audit=audit)
    return Keeping(
        audit,
        callers,
        CallerExport(database, memories, files, callers, audit=audit),
        Retention(OldData(database), files, keep=settings.keep, audit=audit),
    )


@asynccontextmanager
async def open_keeping(settings: Settings) -> AsyncIterator[Keeping]:
    """For one command: the database, brought to this version. What is to be told is told when the block ends. Raises
    TrunklineError.
    """
    async with open_database(settings) as database:
        await database.migrate()
        async with keeping_by_hand(settings, database) as kept:
            yield kept


@asynccontextmanager
async def keeping_by_hand(settings: Settings, database: Database) -> AsyncIterator[Keeping]:
    """The same with a database that is open, and of this version."""
    pool = await database.pool()
    keys = await open_keyring(settings, pool)
    kept = keeping(await own_settings(settings, database, keys), database, Memories(pool, keys=keys))
    yield kept
    await kept.audit.finish()


def by_hand() -> str:
    """Who types a command, for the audit log."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):  # a container whose user has no name
        return "somebody (command line)"
