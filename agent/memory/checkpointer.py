"""`AsyncpgSaver`: the official checkpoint tables on asyncpg, a statement for each put.

Rows are those of `langgraph-checkpoint-postgres` 3.2 and can be read by its `AsyncPostgresSaver`, and the other way
round. Live calls use `TurnSaver`; this one is for what is not a live call: reading, copying, pruning, Studio.
"""

import json
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from agent.memory import checkpoint_sql as sql
from agent.memory.codec import STRICT, Codec, address, config_of
from agent.memory.rows import Blob, Row, Write, json_text
from agent.memory.sealing import UNSEALED, Sealing, copied_values, opened_row, sealed_blob, sealed_write
from agent.memory.statements import Statements
from agent.memory.versions import next_version


def row_from_record(record: Any) -> Row:
    """The row that a record of `checkpoint_sql.READ` holds."""
    return Row(
        checkpoint_id=record["checkpoint_id"],
        parent_id=record["parent_checkpoint_id"],
        checkpoint=json.loads(record["checkpoint"]),
        metadata=json.loads(record["metadata"]),
        blobs={channel: Blob(version, kind, data) for channel, version, kind, data in record["blobs"]},
        writes={
            (task_id, index): Write(task_path, channel, kind, data)
            for task_id, index, task_path, channel, kind, data in record["writes"]
        },
    )


class AsyncpgSaver(BaseCheckpointSaver[str]):
    """A checkpointer over a pool, for any number of threads. Asynchronous methods only."""

    def __init__(
        self, statements: Statements, *, serde: SerializerProtocol | None = None, keys: Sealing = UNSEALED
    ) -> None:
        super().__init__(serde=serde or STRICT)
        self._statements = statements
        self._keys = keys

    @property
    def _codec(self) -> Codec:
        return Codec(self.serde)

    def _unpacked(self, thread_id: str, namespace: str, record: Any) -> CheckpointTuple:
        return self._codec.unpack(
            thread_id, namespace, opened_row(self._keys, thread_id, namespace, row_from_record(record))
        )

    def get_next_version(self, current: str | None, channel: None) -> str:  # noqa: ARG002 the base class's signature
        """The version after `current`."""
        return next_version(current)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that the config names, or the newest of its thread and namespace."""
        thread_id, namespace, checkpoint_id = address(config)
        record = await self._statements.row(sql.ONE, thread_id, namespace, checkpoint_id)
        if record is None:
            return None
        return await self._keys.opened(lambda: self._unpacked(thread_id, namespace, record))

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 the base class's name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Checkpoints, newest first; `filter` are metadata that must be equal."""
        named = config["configurable"] if config else {}
        records = await self._statements.rows(
            sql.LIST,
            named.get("thread_id"),
            named.get("checkpoint_ns"),
            named.get("checkpoint_id"),
            json_text(filter or {}),
            before["configurable"].get("checkpoint_id") if before else None,
            limit,
        )
        for record in records:
            unpacked = partial(self._unpacked, record["thread_id"], record["checkpoint_ns"], record)
            yield await self._keys.opened(unpacked)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Write a checkpoint and the blobs of the channels in `new_versions`. Returns the config that names it."""
        thread_id, namespace, _ = address(config)
        row = self._codec.pack(config, checkpoint, metadata, known={}, changed=new_versions)
        blobs = {
            channel: sealed_blob(self._keys, thread_id, namespace, channel, blob) for channel, blob in row.blobs.items()
        }
        await self._statements.value(
            sql.PUT,
            thread_id,
            namespace,
            row.checkpoint_id,
            row.parent_id,
            json_text(row.checkpoint),
            json_text(row.metadata),
            list(blobs),
            [blob.version for blob in blobs.values()],
            [blob.type for blob in blobs.values()],
            [blob.data for blob in blobs.values()],
        )
        return config_of(thread_id, namespace, row.checkpoint_id)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Write what a task wrote. Interrupts, resumes and errors replace earlier ones; others yield to them."""
        thread_id, namespace, checkpoint_id = address(config)
        rows = {
            key: sealed_write(self._keys, thread_id, namespace, checkpoint_id or "", key, write)
            for key, write in self._codec.pack_writes(writes, task_id, task_path).items()
        }
        await self._statements.value(
            sql.PUT_WRITES,
            thread_id,
            namespace,
            checkpoint_id,
            task_id,
            task_path,
            [index for _, index in rows],
            [write.channel for write in rows.values()],
            [write.type for write in rows.values()],
            [write.data for write in rows.values()],
        )

    async def adelete_thread(self, thread_id: str) -> None:
        """Delete everything of a thread."""
        await self._statements.value(sql.DELETE_THREADS, [thread_id])

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Delete the checkpoints that these runs made, with their writes and the blobs that nothing else needs."""
        await self._statements.value(sql.DELETE_RUNS, list(run_ids))

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        """Copy a whole thread under another id, for instance to look at a live call's state in Studio.

        Its values are encrypted for where they stand, so they are read and encrypted anew.
        """
        found = await self._statements.row(sql.THREAD_VALUES, source_thread_id)
        copied = partial(copied_values, self._keys, source_thread_id, target_thread_id, found["blobs"], found["writes"])
        await self._statements.value(
            sql.COPY_THREAD, source_thread_id, target_thread_id, *await self._keys.opened(copied)
        )

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """`delete` these threads, or all but the newest (`keep_latest`) checkpoint of each of their namespaces.

        Raises ValueError for an unknown strategy. Threads with a DeltaChannel, whose value lives in the history,
        are left as they are.
        """
        if strategy not in ("keep_latest", "delete"):
            raise ValueError(f"There is no pruning strategy {strategy!r}; use 'keep_latest' or 'delete'.")
        await self._statements.value(sql.PRUNE if strategy == "keep_latest" else sql.DELETE_THREADS, list(thread_ids))
