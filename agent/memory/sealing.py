"""What is said in conversations, encrypted on its way into the tables of this package, and decrypted on its way out.

In memory everything is plain. Rows are sealed where a statement's arguments are made and opened where its records come
back, so a value is encrypted once for each time that it is written, and not at each step of a turn. A `bytea` holds the
envelope itself, and its `type` says so (`msgpack+aes-gcm`, as LangGraph's `EncryptedSerializer` writes it); a `jsonb`
holds `{"aes-gcm": "<base64>"}`. What was written before there were keys has neither, and is read as it is.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import orjson
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer

from agent.memory.codec import STRICT
from agent.memory.rows import Blob, Row, Write, columns, json_text
from agent.safety.keys.envelope import ANYWHERE, place_of, read
from agent.safety.keys.errors import KeyTrouble, NotAuthentic
from agent.safety.keys.keyring import CIPHER, Keyring

Value = TypeVar("Value")

SUFFIX = f"+{CIPHER}"


class Sealing(Protocol):
    """The part of a keyring that the memory uses."""

    @property
    def seals(self) -> bool:
        """Whether values are encrypted."""
        ...

    def seal(self, data: bytes, place: bytes) -> bytes:
        """The envelope of a value."""
        ...

    def open(self, sealed: bytes, place: bytes | None) -> bytes:
        """The value."""
        ...

    async def opened(self, reading: Callable[[], Value]) -> Value:
        """What `reading` returns, perhaps after a look for new keys."""
        ...


class Unsealed:
    """Keeps values as they are: for what is stored nowhere (rehearsals) and for measurements."""

    seals = False

    def seal(self, data: bytes, place: bytes) -> bytes:  # noqa: ARG002 -- a Sealing
        """The value."""
        return data

    def open(self, sealed: bytes, place: bytes | None) -> bytes:  # noqa: ARG002
        """Never: there is no key. Raises KeyTrouble."""
        raise KeyTrouble("This value is encrypted, and this process was given no keys: open it with a keyring.")

    async def opened(self, reading: Callable[[], Value]) -> Value:
        """What `reading` returns."""
        return reading()


UNSEALED = Unsealed()


# ── places ────────────────────────────────────────────────────────────────────


def blob_place(thread_id: str, namespace: str, channel: str, blob: Blob) -> bytes:
    """Where a channel's value belongs; `blob.type` is that of the value."""
    return place_of("checkpoint_blobs", thread_id, namespace, channel, blob.version, blob.type)


def write_place(thread_id: str, namespace: str, checkpoint_id: str, key: tuple[str, int], write: Write) -> bytes:
    """Where a pending write belongs; `write.type` is that of the value."""
    task_id, index = key
    return place_of(
        "checkpoint_writes", thread_id, namespace, checkpoint_id, task_id, str(index), write.channel, write.type
    )


def turn_place(thread_id: str, turn: int) -> bytes:
    """Where a journaled turn belongs."""
    return place_of("turns", thread_id, str(turn))


def run_place(key: str, column: str) -> bytes:
    """Where a part of an action's record belongs."""
    return place_of("tool_runs", key, column)


def remembered_place(caller_key: str, flow: str, slot: str) -> bytes:
    """Where a value that a caller is remembered by belongs."""
    return place_of("caller_profiles", caller_key, flow, slot)


def secret_place(name: str) -> bytes:
    """Where a secret of the installation belongs."""
    return place_of("installation_secrets", name)


def settings_place(tenant: str) -> bytes:
    """Where a tenant's own settings belong."""
    return place_of("tenants", tenant)


# ── checkpoints ───────────────────────────────────────────────────────────────


def sealed_blob(keys: Sealing, thread_id: str, namespace: str, channel: str, blob: Blob) -> Blob:
    """A channel's value as it is stored."""
    if not keys.seals or not blob.data:
        return blob
    data = keys.seal(blob.data, blob_place(thread_id, namespace, channel, blob))
    return Blob(blob.version, blob.type + SUFFIX, data)


def sealed_write(
    keys: Sealing, thread_id: str, namespace: str, checkpoint_id: str, key: tuple[str, int], write: Write
) -> Write:
    """A pending write as it is stored."""
    if not keys.seals or not write.data:
        return write
    data = keys.seal(write.data, write_place(thread_id, namespace, checkpoint_id, key, write))
    return replace(write, type=write.type + SUFFIX, data=data)


def opened_blob(keys: Sealing, thread_id: str, namespace: str, channel: str, stored: Blob) -> Blob:
    """A channel's value as it was before it was stored. Raises UnknownKey, NotAuthentic."""
    kind = _kind(stored.type)
    if kind is None or stored.data is None:
        return stored
    plain = replace(stored, type=kind)
    return replace(plain, data=_open(keys, stored.data, blob_place(thread_id, namespace, channel, plain)))


def opened_write(
    keys: Sealing, thread_id: str, namespace: str, checkpoint_id: str, key: tuple[str, int], stored: Write
) -> Write:
    """A pending write as it was before it was stored. Raises UnknownKey, NotAuthentic."""
    kind = _kind(stored.type)
    if kind is None:
        return stored
    plain = replace(stored, type=kind)
    return replace(plain, data=_open(keys, stored.data, write_place(thread_id, namespace, checkpoint_id, key, plain)))


def opened_row(keys: Sealing, thread_id: str, namespace: str, row: Row) -> Row:
    """A checkpoint as it was before it was stored. Raises UnknownKey, NotAuthentic."""
    return replace(
        row,
        blobs={channel: opened_blob(keys, thread_id, namespace, channel, blob) for channel, blob in row.blobs.items()},
        writes={
            key: opened_write(keys, thread_id, namespace, row.checkpoint_id, key, write)
            for key, write in row.writes.items()
        },
    )


def copied_values(
    keys: Sealing, source: str, target: str, blobs: Sequence[Sequence[Any]], writes: Sequence[Sequence[Any]]
) -> list[list[Any]]:
    """The columns of `COPY_THREAD` behind its threads, out of the records of `THREAD_VALUES`."""
    new_blobs = []
    for namespace, channel, version, kind, data in blobs:
        plain = opened_blob(keys, source, namespace, channel, Blob(version, kind, data))
        blob = sealed_blob(keys, target, namespace, channel, plain)
        new_blobs.append((namespace, channel, version, blob.type, blob.data))
    new_writes = []
    for namespace, checkpoint_id, task_id, index, task_path, channel, kind, data in writes:
        stored, place = Write(task_path, channel, kind, data), (namespace, checkpoint_id, (task_id, index))
        write = sealed_write(keys, target, *place, opened_write(keys, source, *place, stored))
        new_writes.append((namespace, checkpoint_id, task_id, index, task_path, channel, write.type, write.data))
    return [*columns(new_blobs, count=5), *columns(new_writes, count=8)]


def _kind(stored: str) -> str | None:
    """The type of a value that was encrypted; None for one in the clear."""
    kind, encrypted, cipher = stored.partition("+")
    if not encrypted:
        return None
    if cipher != CIPHER:
        raise NotAuthentic(f"A value of this conversation was encrypted with {cipher}, not by Trunkline.")
    return kind


def _open(keys: Sealing, sealed: bytes, place: bytes) -> bytes:
    """LangGraph's own savers bind what they write to no place; that is known only to be ours."""
    return keys.open(sealed, None if read(sealed).place == ANYWHERE else place)


def serializer_of(keys: Keyring) -> SerializerProtocol:
    """For LangGraph's own savers over the same tables: reads what ours wrote, and writes what ours read."""
    return EncryptedSerializer(keys.cipher, STRICT)


# ── JSON ──────────────────────────────────────────────────────────────────────


def sealed_json(keys: Sealing, value: object, place: bytes) -> str:
    """A JSON value as the text of what a `jsonb` column stores. Raises TypeError or ValueError for what is not JSON."""
    text = json_text(value)
    if not keys.seals:
        return text
    return f'{{"{CIPHER}":"{base64.b64encode(keys.seal(text.encode(), place)).decode()}"}}'


def opened_json(keys: Sealing, stored: object, place: bytes) -> Any:
    """The value of a `jsonb` column that was parsed. Raises UnknownKey, NotAuthentic."""
    envelope = envelope_in(stored)
    return stored if envelope is None else orjson.loads(keys.open(envelope, place))


def envelope_in(stored: object) -> bytes | None:
    """The envelope that a parsed `jsonb` value holds; None for a value in the clear."""
    if not (isinstance(stored, Mapping) and len(stored) == 1 and isinstance(stored.get(CIPHER), str)):
        return None
    try:
        return base64.b64decode(stored[CIPHER], validate=True)
    except ValueError:
        raise NotAuthentic("A value that should be encrypted is no base64: it was changed in the database.") from None


# ── text ──────────────────────────────────────────────────────────────────────


def sealed_text(keys: Sealing, text: str, place: bytes) -> str:
    """A short text as a text column stores it: `aes-gcm:<base64>`."""
    return f"{CIPHER}:{base64.b64encode(keys.seal(text.encode(), place)).decode()}" if keys.seals else text


def opened_text(keys: Sealing, stored: str, place: bytes) -> str:
    """The text. Raises UnknownKey, NotAuthentic."""
    cipher, _, encoded = stored.partition(":")
    if cipher != CIPHER:
        return stored
    try:
        return keys.open(base64.b64decode(encoded, validate=True), place).decode()
    except ValueError:
        raise NotAuthentic("A value that should be encrypted is no base64: it was changed in the database.") from None
