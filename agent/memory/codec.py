"""Between LangGraph's checkpoints and rows.

Strict msgpack: only JSON-like values, and the few types that LangGraph itself stores (interrupts, sends), come back
as what they were; an object of any other class comes back as plain data. Nothing in the database can therefore name
code to be run. It holds for these savers whatever `LANGGRAPH_STRICT_MSGPACK` says; set that variable to `true` where
the official saver is to read the same tables.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

import ormsgpack
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_serializable_checkpoint_metadata,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.serde.types import _DeltaSnapshot

from agent.memory.errors import NotStorable
from agent.memory.rows import Blob, Row, Write, WriteKey, in_place, is_scalar

STRICT: SerializerProtocol = JsonPlusSerializer(allowed_msgpack_modules=None)
"""Msgpack that revives no classes but LangGraph's own and the standard library's value types."""


def address(config: RunnableConfig) -> tuple[str, str, str | None]:
    """Thread, namespace and checkpoint id that a config names."""
    named = config["configurable"]
    return str(named["thread_id"]), named.get("checkpoint_ns", ""), named.get("checkpoint_id")


def config_of(thread_id: str, namespace: str, checkpoint_id: str) -> RunnableConfig:
    """The config that names this checkpoint."""
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": namespace, "checkpoint_id": checkpoint_id}}


def merged(present: Mapping[WriteKey, Write], added: Mapping[WriteKey, Write]) -> dict[WriteKey, Write]:
    """All these writes. An interrupt, resume or error, whose index is negative, replaces the task's earlier one; any
    other write yields to it, for a task that runs again must not be seen to have done two things.

    So does `InMemorySaver`. In the official PostgreSQL saver a resume that comes together with an update yields too:
    a replay after a crash can find words that had been given up.
    """
    return {**present, **{key: write for key, write in added.items() if key[1] < 0 or key not in present}}


class Codec:
    """Packs checkpoints into rows and rows into checkpoints."""

    def __init__(self, serde: SerializerProtocol) -> None:
        self.serde = serde

    def pack(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        *,
        known: Mapping[str, Blob],
        changed: Collection[str] | None = None,
    ) -> Row:
        """The row of a checkpoint without writes.

        A blob of `known` that still has its channel's version is taken as it is; `changed` limits the blobs to
        these channels, and to strings and numbers, which an official saver may have kept in place until now. Raises
        NotStorable for a value that cannot be serialised.
        """
        values = checkpoint["channel_values"]
        kept = {channel: value for channel, value in values.items() if in_place(value)}
        kept |= {channel: True for channel, value in values.items() if isinstance(value, _DeltaSnapshot)}
        blobs = self._blobs(values, checkpoint["channel_versions"], known=known, changed=changed)
        packed = {**checkpoint, "channel_values": kept}
        return Row(
            checkpoint_id=checkpoint["id"],
            parent_id=address(config)[2],
            checkpoint=packed,
            metadata=cast("Mapping[str, Any]", get_serializable_checkpoint_metadata(config, metadata)),
            blobs=blobs,
            writes={},
        )

    def _blobs(
        self,
        values: Mapping[str, Any],
        versions: ChannelVersions,
        *,
        known: Mapping[str, Blob],
        changed: Collection[str] | None,
    ) -> dict[str, Blob]:
        blobs: dict[str, Blob] = {}
        for channel, value in values.items():
            if in_place(value) or channel not in versions:
                continue
            if changed is not None and channel not in changed and not is_scalar(value):
                continue
            version = str(versions[channel])
            before = known.get(channel)
            if before is not None and before.version == version:
                blobs[channel] = before
            else:
                blobs[channel] = Blob(version, *self._dump(channel, value))
        return blobs

    def pack_writes(self, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str) -> dict[WriteKey, Write]:
        """The rows of what a task wrote, by task and index."""
        return {
            (task_id, WRITES_IDX_MAP.get(channel, index)): Write(task_path, channel, *self._dump(channel, value))
            for index, (channel, value) in enumerate(writes)
        }

    def _dump(self, channel: str, value: Any) -> tuple[str, bytes]:
        try:
            return self.serde.dumps_typed(value)
        except (TypeError, ValueError, ormsgpack.MsgpackEncodeError) as error:
            raise NotStorable(
                f"Channel {channel!r} holds a value that cannot be stored ({error}). Keep JSON only in the state: "
                "text, numbers within 64 bits, truth values, null, lists and objects."
            ) from error

    def unpack(self, thread_id: str, namespace: str, row: Row) -> CheckpointTuple:
        """The checkpoint of a row. Its dictionaries are fresh, for LangGraph changes them in place."""
        load = self.serde.loads_typed
        values = dict(row.checkpoint.get("channel_values") or {})
        for channel, blob in row.blobs.items():
            if blob.type != "empty":
                values[channel] = load((blob.type, blob.data or b""))
        checkpoint = {
            **row.checkpoint,
            "channel_values": values,
            "channel_versions": dict(row.checkpoint["channel_versions"]),
            "versions_seen": {node: dict(seen) for node, seen in row.checkpoint["versions_seen"].items()},
        }
        ordered = sorted(row.writes.items(), key=lambda item: writes_sort_key(item[1].task_path, *item[0]))
        return CheckpointTuple(
            config=config_of(thread_id, namespace, row.checkpoint_id),
            checkpoint=cast("Checkpoint", checkpoint),
            metadata=cast("CheckpointMetadata", dict(row.metadata)),
            parent_config=config_of(thread_id, namespace, row.parent_id) if row.parent_id else None,
            pending_writes=[
                (task_id, write.channel, load((write.type, write.data))) for (task_id, _), write in ordered
            ],
        )
