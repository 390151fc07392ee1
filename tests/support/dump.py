"""A dump of a database, searched as somebody would who has stolen it."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Sequence

import asyncpg

from agent.store.database import Database

MEMORY = (
    "conversations",
    "checkpoints",
    "checkpoint_blobs",
    "checkpoint_writes",
    "turns",
    "tool_runs",
    "caller_profiles",
    "call_lease",
    "workers",
    "installation_secrets",
    "data_keys",
)
"""The tables of `agent.memory`, and the keys."""

ENOUGH = 6
"""Digits that are not there by chance."""

_BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


async def found(database: Database, planted: Iterable[str], *, tables: Sequence[str] = MEMORY) -> set[tuple[str, str]]:
    """Table and word for each planted word that can be read in any column of any row, whatever is done with it."""
    pool, hits = await database.pool(), set()
    for table in tables:
        for row in await pool.fetch(f"select * from {table}"):
            text = "\n".join(shape for value in row.values() for shape in shapes(value))
            hits |= {(table, word) for word in planted if readable(word, text)}
    return hits


def readable(word: str, text: str) -> bool:
    """Whether it can be read there. A few digits are in every other time and random name: they count by themselves."""
    word, text = word.casefold(), text.casefold()
    if word.isdigit() and len(word) < ENOUGH:
        return re.search(rf"(?<![0-9a-z]){word}(?![0-9a-z])", text) is not None
    return word in text


async def all_tables(database: Database) -> list[str]:
    """Every table of the installation."""
    rows: list[asyncpg.Record] = await (await database.pool()).fetch(
        "select tablename from pg_tables where schemaname = 'public' order by 1"
    )
    return [row["tablename"] for row in rows]


def shapes(value: object) -> list[str]:
    """A value as text, and what becomes of it when base64 and compression are undone, wherever they begin."""
    raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    decoded = [raw]
    for each in _BASE64.findall(raw.decode("latin-1")):
        try:
            decoded.append(base64.b64decode(each + "=" * (-len(each) % 4)))
        except binascii.Error:
            continue
    decoded += [unpacked for each in list(decoded) for unpacked in _decompressed(each)]
    return [text for each in decoded for text in (each.decode("utf-8", "replace"), each.decode("utf-16-le", "replace"))]


def _decompressed(raw: bytes) -> list[bytes]:
    """With zlib's header and without, from each of the first bytes on."""
    unpacked = []
    for at in range(min(len(raw), 80)):
        for window in (15, -15):
            try:
                unpacked.append(zlib.decompressobj(window).decompress(raw[at:], 100_000))
            except zlib.error:
                continue
    return [each for each in unpacked if len(each) > 3]
