"""Everything that is encrypted, under the newest key: what is in the clear or under an older key is rewritten.

In batches, while calls go on: a row that somebody writes meanwhile is left to them. What cannot be opened stays as it
is, and is counted. May be broken off and begun again at any time.
"""

import asyncio
import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import orjson
import structlog

from agent.memory import reencryption_sql as sql
from agent.memory.codec import STRICT
from agent.memory.conversations import SECRET_BYTES
from agent.memory.presence import SILENT_AFTER_S
from agent.memory.rows import Blob, Write, columns, in_place, json_text
from agent.memory.sealing import (
    opened_blob,
    opened_json,
    opened_text,
    opened_write,
    remembered_place,
    run_place,
    sealed_blob,
    sealed_json,
    sealed_text,
    sealed_write,
    secret_place,
    settings_place,
    turn_place,
)
from agent.memory.statements import Statements
from agent.safety.keys.envelope import prefixes
from agent.safety.keys.errors import NotAuthentic, UnknownKey
from agent.safety.keys.keyring import Keyring
from agent.safety.vault.stored import place_in_vault

log = structlog.get_logger(__name__)

BATCH = 200
"""Rows of one statement."""
PAUSE_S = 0.02
"""Between two batches: calls go first."""

Record = Any


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of one table."""

    table: str
    rows: int
    """That were encrypted anew."""
    damaged: int
    """That cannot be opened: they were changed in the database, or their key is not there. They stay as they are."""
    left: int
    """That are still to be rewritten, damaged ones among them: somebody has written them meanwhile."""


class Anew(Protocol):
    """A record of a page → its key, the new values and the old ones."""

    def __call__(self, keys: Keyring, record: Record) -> tuple[Any, ...]:
        """Raises UnknownKey, NotAuthentic."""
        ...


class Reencryption:
    """Rewrites the tables of this package, what tools sign in with, and what the tenant has set for itself."""

    def __init__(self, statements: Statements, keys: Keyring, *, batch: int = BATCH, pause_s: float = PAUSE_S) -> None:
        self._statements = statements
        self._keys = keys
        self._batch = batch
        self._pause_s = pause_s

    async def run(self, told: Callable[[Rewritten], None] = lambda _: None) -> list[Rewritten]:
        """Rewrite all tables; each is told of when it is done. Raises MemoryUnavailable, KeysUnread."""
        envelopes = prefixes(self._keys.newest())
        texts = [base64.b64encode(each).decode() for each in envelopes]
        done = [await self._checkpoints(told)]
        for table, anew, fine in (
            (sql.BLOBS, _blob, envelopes),
            (sql.WRITES, _write, envelopes),
            (sql.TURNS, _turn, texts),
            (sql.RUNS, _run, texts),
            (sql.PROFILES, _profile, texts),
            (sql.SECRETS, _secret, envelopes),
            (sql.VAULT, _of_tool, envelopes),
            (sql.TENANTS, _of_tenant, envelopes),
        ):
            done.append(await self._table(table, anew, fine, told))
        return done

    async def _table(
        self, table: sql.Table, anew: Anew, fine: Sequence[object], told: Callable[[Rewritten], None]
    ) -> Rewritten:
        rows = damaged = 0
        after = _first(table)
        while page := await self._statements.rows(table.page, fine, self._batch, *after):
            after = _key(table, page[-1])
            rewritten = []
            for record in page:
                try:
                    rewritten.append(await self._keys.opened(partial(anew, self._keys, record)))
                except (NotAuthentic, UnknownKey) as why:
                    damaged += 1
                    log.warning("reencryption.damaged", table=table.name, row=_key(table, record), why=str(why))
            if rewritten:
                rows += await self._statements.value(table.rewrite, *columns(rewritten, count=0))
            await asyncio.sleep(self._pause_s)
        return _told(told, Rewritten(table.name, rows, damaged, await self._statements.value(table.count, fine)))

    async def _checkpoints(self, told: Callable[[Rewritten], None]) -> Rewritten:
        """Strings and numbers that stand in the checkpoint itself become blobs."""
        table, rows = sql.CHECKPOINTS, 0
        after = _first(table)
        while page := await self._statements.rows(table.page, SILENT_AFTER_S, self._batch, *after):
            after = _key(table, page[-1])
            emptied, moved = [], []
            for record in page:
                row, blobs = _moved(self._keys, record)
                emptied.append(row)
                moved += blobs
            rows += await self._statements.value(table.rewrite, *columns(emptied, count=5), *columns(moved, count=6))
            await asyncio.sleep(self._pause_s)
        return _told(told, Rewritten(table.name, rows, 0, await self._statements.value(table.count, SILENT_AFTER_S)))


def _told(told: Callable[[Rewritten], None], rewritten: Rewritten) -> Rewritten:
    told(rewritten)
    return rewritten


def _first(table: sql.Table) -> tuple[Any, ...]:
    return tuple(-(2**31) if kind == "int" else "" for kind in table.types)


def _key(table: sql.Table, record: Record) -> tuple[Any, ...]:
    return tuple(record[name] for name in table.key)


# ── records anew ──────────────────────────────────────────────────────────────


def _blob(keys: Keyring, record: Record) -> tuple[Any, ...]:
    thread_id, namespace, channel, version, kind, data = record
    plain = opened_blob(keys, thread_id, namespace, channel, Blob(version, kind, data))
    sealed = sealed_blob(keys, thread_id, namespace, channel, plain)
    return thread_id, namespace, channel, version, sealed.type, sealed.data, data


def _write(keys: Keyring, record: Record) -> tuple[Any, ...]:
    thread_id, namespace, checkpoint_id, task_id, index, task_path, channel, kind, data = record
    place = (thread_id, namespace, checkpoint_id, (task_id, index))
    sealed = sealed_write(keys, *place, opened_write(keys, *place, Write(task_path, channel, kind, data)))
    return thread_id, namespace, checkpoint_id, task_id, index, sealed.type, sealed.data, data


def _turn(keys: Keyring, record: Record) -> tuple[Any, ...]:
    thread_id, turn, stored = record
    return thread_id, turn, _anew(keys, orjson.loads(stored), turn_place(thread_id, turn)), stored


def _run(keys: Keyring, record: Record) -> tuple[Any, ...]:
    key, arguments, stored = record
    place = run_place(key, "arguments")
    sealed = sealed_text(keys, opened_text(keys, arguments, place), place)
    value = None if stored is None else _anew(keys, orjson.loads(stored), run_place(key, "value"))
    return key, sealed, value, arguments, stored


def _profile(keys: Keyring, record: Record) -> tuple[Any, ...]:
    caller_key, flow, stored = record
    values = ",".join(
        f"{json_text(slot)}:{_anew(keys, value, remembered_place(caller_key, flow, slot))}"
        for slot, value in orjson.loads(stored).items()
    )
    return caller_key, flow, f"{{{values}}}", stored


def _secret(keys: Keyring, record: Record) -> tuple[Any, ...]:
    name, stored = record
    place = secret_place(name)
    plain = stored if len(stored) == SECRET_BYTES else keys.open(stored, place)
    return name, keys.seal(plain, place), stored


def _of_tool(keys: Keyring, record: Record) -> tuple[Any, ...]:
    name, stored = record
    return name, keys.seal(keys.open(stored, place_in_vault(name)), place_in_vault(name)), stored


def _of_tenant(keys: Keyring, record: Record) -> tuple[Any, ...]:
    tenant, stored = record
    place = settings_place(tenant)
    return tenant, keys.seal(keys.open(stored, place), place), stored


def _anew(keys: Keyring, stored: object, place: bytes) -> str:
    return sealed_json(keys, opened_json(keys, stored, place), place)


def _moved(keys: Keyring, record: Record) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """A checkpoint without strings and numbers, and these as blobs."""
    thread_id, namespace, checkpoint_id, stored = record
    checkpoint = orjson.loads(stored)
    values, versions, blobs = checkpoint["channel_values"], checkpoint["channel_versions"], []
    for channel in [name for name, value in values.items() if not in_place(value) and name in versions]:
        blob = Blob(str(versions[channel]), *STRICT.dumps_typed(values.pop(channel)))
        sealed = sealed_blob(keys, thread_id, namespace, channel, blob)
        blobs.append((thread_id, namespace, channel, sealed.version, sealed.type, sealed.data))
    return (thread_id, namespace, checkpoint_id, json_text(checkpoint), stored), blobs
