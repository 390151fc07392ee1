"""A checkpoint as the rows of the official tables hold it, and the JSON that PostgreSQL accepts.

Layout: `langgraph-checkpoint-postgres` 3.2. `checkpoints.checkpoint` keeps a channel's value in place when it is a
truth value or null; every other value is a row of `checkpoint_blobs`, found by the channel's version. What tasks wrote
since the checkpoint are rows of `checkpoint_writes`. The official savers keep strings and numbers in place, too, where
they cannot be encrypted; they read both.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

WriteKey = tuple[str, int]
"""Task id and index. The index is negative for interrupts, resumes and errors (`WRITES_IDX_MAP`)."""


@dataclass(frozen=True, slots=True)
class Blob:
    """The serialised value of one channel at one version."""

    version: str
    type: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Write:
    """What a task wrote to a channel after the checkpoint, serialised."""

    task_path: str
    channel: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One checkpoint of one namespace with its blobs and pending writes. Never changed, only replaced."""

    checkpoint_id: str
    parent_id: str | None
    checkpoint: Mapping[str, Any]
    """The checkpoint; of `channel_values` only those that are kept in place."""
    metadata: Mapping[str, Any]
    blobs: Mapping[str, Blob]
    """By channel."""
    writes: Mapping[WriteKey, Write]


def in_place(value: object) -> bool:
    """Whether this value of a channel stands in the checkpoint itself, which is not encrypted: it tells of nobody."""
    return value is None or isinstance(value, bool)


def is_scalar(value: object) -> bool:
    """Whether the official savers keep this value in place."""
    return value is None or isinstance(value, str | int | float)


def json_text(value: object) -> str:
    """JSON that PostgreSQL stores: NUL and lone surrogates, which it refuses, are taken out of strings.

    Raises TypeError or ValueError for what is not JSON.
    """
    try:
        text = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        # A lone surrogate, or an integer beyond 64 bits, which jsonb can hold.
        return json.dumps(harmless(value), allow_nan=False)
    return json.dumps(harmless(value), allow_nan=False) if "\\u0000" in text else text


def harmless(value: Any) -> Any:
    """The same JSON value without NUL; a lone surrogate becomes U+FFFD, a pair the character it stands for."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {harmless(key): harmless(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [harmless(item) for item in value]
    return value


def columns(rows: Iterable[tuple[Any, ...]], *, count: int) -> list[list[Any]]:
    """The columns of these rows, for `unnest`; `count` of them also when there is no row."""
    found = [list(column) for column in zip(*rows, strict=True)]
    return found or [[] for _ in range(count)]
