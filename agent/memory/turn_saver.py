"""`TurnSaver`: the memory of one live conversation.

The newest checkpoint of every namespace is held in memory. A turn's puts go there, so the first words of an answer
wait for no database; `commit` writes the whole turn in one statement, provided that this worker still owns the
conversation. Run the graph with `durability="sync"`: puts are then in order, and cost no more.

Only the heads are kept: there is no time travel on such a thread, and no DeltaChannel, whose value lives in the
history. What happened earlier in a call is the transcript's to tell.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)

from agent.memory import checkpoint_sql, commit
from agent.memory.checkpointer import AsyncpgSaver, row_from_record
from agent.memory.codec import STRICT, Codec, address, config_of, merged
from agent.memory.errors import LostLease, NotStorable
from agent.memory.rows import Row, Write, WriteKey
from agent.memory.sealing import UNSEALED, Sealing, opened_row
from agent.memory.statements import Statements
from agent.memory.versions import next_version

EARLY_LIMIT = 8


@dataclass(slots=True)
class _Thread:
    """What all forks of a conversation share: the database's side of it."""

    thread_id: str
    epoch: int
    statements: Statements
    keys: Sealing
    stored: commit.Heads
    """What the database is known to hold; empty when that is not known."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class _View:
    """One fork's side: heads, and writes whose checkpoint has not been put yet."""

    heads: dict[str, Row]
    early: dict[tuple[str, str], dict[WriteKey, Write]] = field(default_factory=dict)

    def copy(self) -> "_View":
        """An independent view. Rows are never changed, so they are shared."""
        return _View(dict(self.heads), {key: dict(writes) for key, writes in self.early.items()})


class TurnSaver(BaseCheckpointSaver[str]):
    """The checkpointer of one conversation; implements `graphs.ports.Memory`. Made by `Memories.open`."""

    def __init__(self, thread: _Thread, view: _View) -> None:
        super().__init__(serde=STRICT)
        self._thread = thread
        self._view = view
        self._codec = Codec(self.serde)

    @classmethod
    async def load(cls, thread_id: str, statements: Statements, *, epoch: int, keys: Sealing = UNSEALED) -> Self:
        """Read all heads of a thread, in one query. With epoch 0, which nobody owns, `commit` is always refused."""
        records = await statements.rows(checkpoint_sql.HEADS, thread_id)

        def opened() -> dict[str, Row]:
            return {
                record["checkpoint_ns"]: opened_row(keys, thread_id, record["checkpoint_ns"], row_from_record(record))
                for record in records
            }

        heads = await keys.opened(opened)
        return cls(_Thread(thread_id, epoch, statements, keys, stored=dict(heads)), _View(heads))

    @classmethod
    def new(cls, thread_id: str, statements: Statements, *, epoch: int, keys: Sealing = UNSEALED) -> Self:
        """The memory of a conversation of which nothing is stored yet."""
        return cls(_Thread(thread_id, epoch, statements, keys, stored={}), _View({}))

    @property
    def thread_id(self) -> str:
        """The conversation's id."""
        return self._thread.thread_id

    @property
    def epoch(self) -> int:
        """The epoch of the lease under which commits are made."""
        return self._thread.epoch

    @property
    def saver(self) -> "TurnSaver":
        """The checkpointer to run the graph on: `graph.copy({"checkpointer": memory.saver})`."""
        return self

    def values(self) -> dict[str, Any]:
        """The state as of the last superstep, as fresh objects; empty for a new conversation.

        LangGraph's own channels (`branch:to:listen`, `__start__`) are left out.
        """
        head = self._view.heads.get("")
        if head is None:
            return {}
        values = self._codec.unpack(self.thread_id, "", head).checkpoint["channel_values"]
        return {name: value for name, value in values.items() if ":" not in name and not name.startswith("__")}

    async def commit(self) -> None:
        """Make everything put so far durable, in one statement.

        Raises LostLease when another worker owns the conversation, MemoryUnavailable when the database does not
        answer; nothing is lost from memory then, and a later commit writes it.
        """
        thread = self._thread
        async with thread.lock:
            heads = commit.current(self._view.heads)
            arguments = commit.arguments(
                thread.thread_id, thread.epoch, heads=heads, stored=thread.stored, keys=thread.keys
            )
            thread.stored = {}
            if await thread.statements.value(commit.COMMIT, *arguments) != 1:
                raise LostLease(thread.thread_id, thread.epoch)
            thread.stored = heads

    def fork(self) -> Self:
        """A view that goes its own way from here: a speculative turn, or the state to go back to.

        Takes microseconds. What is put on either is unseen by the other. A fork that is dropped leaves no trace;
        one that commits becomes what the database holds.
        """
        return type(self)(self._thread, self._view.copy())

    def adopt(self, fork: "TurnSaver") -> None:
        """Go on from a fork's state. From then on both are the same view, also while a turn still runs on the fork."""
        if fork._thread is not self._thread:
            raise ValueError(f"{fork.thread_id} is no fork of this memory of {self.thread_id}: use memory.fork().")
        self._view = fork._view

    # The checkpointer that LangGraph sees.

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> Self:  # noqa: ARG002 base signature
        """Itself. LangGraph would otherwise run on a shallow copy made at each run, and adopt would miss it."""
        return self

    def get_next_version(self, current: str | None, channel: None) -> str:  # noqa: ARG002 base signature
        """The version after `current`, short, since a conversation has one owner."""
        return next_version(current)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The head of the config's namespace, from memory; another checkpoint, by its id, from the database."""
        namespace, checkpoint_id = self._address(config)
        head = self._view.heads.get(namespace)
        if head is not None and checkpoint_id in (None, "", head.checkpoint_id):
            return self._codec.unpack(self.thread_id, namespace, head)
        return await self._database.aget_tuple(config) if checkpoint_id else None

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 the base class's name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """What is stored of this thread, newest first."""
        listed = config or {"configurable": {"thread_id": self.thread_id}}
        self._address(listed)
        async for stored in self._database.alist(listed, filter=filter, before=before, limit=limit):
            yield stored

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,  # noqa: ARG002 blobs are compared by their versions
    ) -> RunnableConfig:
        """Make this checkpoint its namespace's head, in memory. Raises NotStorable."""
        if "counters_since_delta_snapshot" in metadata:
            raise NotStorable(
                "The state has a DeltaChannel, whose value lives in the history of checkpoints; a live conversation "
                "keeps none. Use a plain channel with a reducer."
            )
        namespace, _ = self._address(config)
        before = self._view.heads.get(namespace)
        row = self._codec.pack(config, checkpoint, metadata, known=before.blobs if before else {})
        writes = self._view.early.pop((namespace, row.checkpoint_id), {})
        if before is not None and before.checkpoint_id == row.checkpoint_id:
            writes = {**before.writes, **writes}
        self._view.heads[namespace] = replace(row, writes=writes)
        return config_of(self.thread_id, namespace, row.checkpoint_id)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        """Keep what a task wrote, in memory. Interrupts, resumes and errors replace earlier ones."""
        namespace, checkpoint_id = self._address(config)
        packed = self._codec.pack_writes(writes, task_id, task_path)
        head = self._view.heads.get(namespace)
        if head is not None and head.checkpoint_id == checkpoint_id:
            self._view.heads[namespace] = replace(head, writes=merged(head.writes, packed))
        else:
            self._keep_early((namespace, checkpoint_id or ""), packed)

    async def aget_delta_channel_history(
        self,
        *,
        config: RunnableConfig,  # noqa: ARG002 base signature
        channels: Sequence[str],
    ) -> Mapping[str, DeltaChannelHistory]:
        """No history: a reducer's channel without a value starts empty, without asking the database."""
        return {channel: {"writes": []} for channel in channels}

    @property
    def _database(self) -> AsyncpgSaver:
        return AsyncpgSaver(self._thread.statements, serde=self.serde, keys=self._thread.keys)

    def _address(self, config: RunnableConfig) -> tuple[str, str | None]:
        thread_id, namespace, checkpoint_id = address(config)
        if thread_id != self.thread_id:
            raise ValueError(f"This is the memory of {self.thread_id}; the graph was run with thread_id {thread_id!r}.")
        return namespace, checkpoint_id

    def _keep_early(self, key: tuple[str, str], packed: Mapping[WriteKey, Write]) -> None:
        """Without `durability="sync"` a task's writes can come before the checkpoint that they belong to."""
        early = self._view.early
        early[key] = merged(early.get(key, {}), packed)
        while len(early) > EARLY_LIMIT:
            del early[next(iter(early))]
