"""`TurnSaver` against LangGraph's `InMemorySaver`: whatever is put, both remember the same."""

import asyncio
import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, CheckpointMetadata
from langgraph.checkpoint.base.id import uuid6
from langgraph.checkpoint.memory import InMemorySaver

from agent.memory import Memories, TurnSaver
from agent.safety.keys.data_keys import DataKeys
from agent.safety.keys.keyring import Keyring
from tests.support.keys import MASTER
from tests.support.tenants import THE_FIRST

CHANNELS = ("text", "messages", "with \\ and 'quotes'", "__start__", "branch:to:listen")
NAMESPACES = ("", "sub")

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab"\\é', max_size=3), inner, max_size=3),
    max_leaves=5,
)
puts = st.tuples(
    st.just("put"), st.sampled_from(NAMESPACES), st.dictionaries(st.sampled_from(CHANNELS), json_values, max_size=3)
)
writes = st.tuples(
    st.just("write"),
    st.sampled_from(NAMESPACES),
    st.lists(
        st.tuples(st.sampled_from((*CHANNELS, "__interrupt__", "__resume__", "__error__")), json_values),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(("task-1", "task-2")),
)
others = st.tuples(st.sampled_from(("fork", "adopt", "commit", "reopen")))
programs = st.lists(st.one_of(puts, puts, writes, others), max_size=20)


def _copied(saver: InMemorySaver) -> InMemorySaver:
    twin = InMemorySaver(serde=saver.serde)
    twin.storage = copy.deepcopy(saver.storage)
    twin.writes = copy.deepcopy(saver.writes)
    twin.blobs = copy.deepcopy(saver.blobs)
    return twin


@dataclass
class Pair:
    """Our saver and the reference, to which the same is done."""

    ours: TurnSaver
    reference: InMemorySaver
    heads: dict[str, Checkpoint] = field(default_factory=dict)

    def fork(self) -> "Pair":
        return Pair(self.ours.fork(), _copied(self.reference), copy.deepcopy(self.heads))

    def config(self, namespace: str) -> RunnableConfig:
        named = {"thread_id": self.ours.thread_id, "checkpoint_ns": namespace}
        if namespace in self.heads:
            named["checkpoint_id"] = self.heads[namespace]["id"]
        return {"configurable": named}

    async def put(self, namespace: str, changes: dict[str, Any]) -> None:
        head = self.heads.get(namespace)
        values, versions = (dict(head["channel_values"]), dict(head["channel_versions"])) if head else ({}, {})
        version = self.ours.get_next_version(max(map(str, versions.values()), default=None), None)
        new_versions = dict.fromkeys(changes, version)
        checkpoint = Checkpoint(
            v=4,
            id=str(uuid6()),
            ts="2026-01-01T00:00:00+00:00",
            channel_values={**values, **changes},
            channel_versions={**versions, **new_versions},
            versions_seen={"listen": dict(versions)},
            updated_channels=sorted(changes),
        )
        metadata: CheckpointMetadata = {"source": "loop", "step": len(versions), "parents": {}}
        for saver in (self.ours, self.reference):
            await saver.aput(self.config(namespace), copy.deepcopy(checkpoint), metadata.copy(), new_versions)  # type: ignore[arg-type]  # invariant dict
        self.heads[namespace] = checkpoint

    async def write(self, namespace: str, written: list[tuple[str, Any]], task: str) -> None:
        if namespace in self.heads:
            for saver in (self.ours, self.reference):
                await saver.aput_writes(self.config(namespace), written, task, f"~path {task}")

    async def check(self) -> None:
        for namespace in NAMESPACES:
            config: RunnableConfig = {"configurable": {"thread_id": self.ours.thread_id, "checkpoint_ns": namespace}}
            ours, reference = await self.ours.aget_tuple(config), await self.reference.aget_tuple(config)
            if reference is None:
                assert ours is None
            else:
                assert ours is not None
                assert ours.config == reference.config
                assert ours.checkpoint == reference.checkpoint
                assert ours.metadata == reference.metadata
                assert ours.pending_writes == reference.pending_writes


async def _play(program: list[Any], url: str) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=1, server_settings=THE_FIRST) as pool:
        memories = Memories(pool, keys=await Keyring.begin(MASTER, DataKeys(pool)))
        pair = Pair(await memories.open(uuid4().hex), InMemorySaver())
        committed, fork = pair.fork(), pair.fork()
        for name, *arguments in program:
            match name:
                case "put":
                    await pair.put(*arguments)
                case "write":
                    await pair.write(*arguments)
                case "fork":
                    fork = pair.fork()
                case "adopt":
                    pair.ours.adopt(fork.ours.fork())
                    pair.reference, pair.heads = _copied(fork.reference), copy.deepcopy(fork.heads)
                case "commit":
                    await pair.ours.commit()
                    committed = pair.fork()
                case "reopen":
                    pair = Pair(await memories.open(pair.ours.thread_id), committed.reference, committed.heads)
                    committed, fork = pair.fork(), pair.fork()
            await pair.check()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    program=[
        ("put", "", {}),
        ("write", "", [("__resume__", None)], "task-1"),
        ("write", "", [("text", None), ("__resume__", "again")], "task-1"),
    ]
)
@given(program=programs)
def test_any_sequence_leaves_what_a_plain_saver_would_hold(database_url: str, program: list[Any]) -> None:
    """Puts, writes, forks, adoptions, commits and re-openings in any order agree with `InMemorySaver` at every step."""
    asyncio.run(_play(program, database_url))
