"""Checkpoints to rows and back."""

from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint
from langgraph.types import Interrupt

from agent.memory.codec import STRICT, Codec, merged
from agent.memory.errors import NotStorable
from agent.memory.rows import Row

CONFIG: RunnableConfig = {"configurable": {"thread_id": "t", "checkpoint_ns": "", "checkpoint_id": "before"}}
codec = Codec(STRICT)


def checkpoint(values: dict[str, Any], versions: dict[str, str]) -> Checkpoint:
    """A checkpoint with these channels."""
    return Checkpoint(
        v=4,
        id="now",
        ts="2026-01-01T00:00:00+00:00",
        channel_values=values,
        channel_versions=dict(versions),
        versions_seen={"listen": {"slots": "+000001"}},
        updated_channels=None,
    )


def packed(values: dict[str, Any], *, known: Row | None = None, version: str = "+000001") -> Row:
    """The row of a checkpoint whose channels all have this version."""
    versions = dict.fromkeys(values, version)
    return codec.pack(CONFIG, checkpoint(values, versions), {"step": 1}, known=known.blobs if known else {})


def test_a_checkpoint_comes_back_as_it_was() -> None:
    """Values in place and values in blobs, metadata and parent survive the way through a row."""
    values = {"turn": 3, "slots": {"day": "tuesday"}, "messages": [{"role": "user"}], "none": None}

    back = codec.unpack("t", "", packed(values))

    assert back.checkpoint["channel_values"] == values
    assert back.metadata["step"] == 1
    assert back.parent_config == CONFIG
    assert back.config["configurable"]["checkpoint_id"] == "now"


def test_unpacked_dictionaries_are_fresh() -> None:
    """LangGraph changes versions and seen versions in place; a later reader must not see that."""
    row = packed({"slots": {}})
    first = codec.unpack("t", "", row)
    first.checkpoint["channel_versions"]["slots"] = "+000009"
    first.checkpoint["versions_seen"]["listen"]["slots"] = "+000009"
    first.checkpoint["channel_values"]["slots"]["day"] = "tuesday"

    again = codec.unpack("t", "", row).checkpoint

    assert again["channel_versions"] == {"slots": "+000001"}
    assert again["versions_seen"] == {"listen": {"slots": "+000001"}}
    assert again["channel_values"] == {"slots": {}}


def test_a_blob_of_the_same_version_is_not_serialised_again() -> None:
    """An unchanged channel shares its blob with the checkpoint before; a changed one has its own."""
    before = packed({"slots": {"day": "tuesday"}})

    same = packed({"slots": {"day": "tuesday"}}, known=before)
    changed = packed({"slots": {"day": "friday"}}, known=before, version="+000002")

    assert same.blobs["slots"] is before.blobs["slots"]
    assert changed.blobs["slots"] != before.blobs["slots"]


def test_writes_are_ordered_by_path_task_and_index() -> None:
    """Pending writes come back in the order in which LangGraph applies them; special ones have fixed indexes."""
    writes = codec.pack_writes([("a", 1), ("b", 2)], "task-1", "~2")
    writes |= codec.pack_writes([("c", 3)], "task-2", "~1")
    writes |= codec.pack_writes([("__interrupt__", (Interrupt(value={"listen": "ask"}, id="i"),))], "task-3", "~3")
    row = packed({})
    back = codec.unpack("t", "", Row(row.checkpoint_id, None, row.checkpoint, {}, {}, writes))

    assert [(task, channel) for task, channel, _ in back.pending_writes or ()] == [
        ("task-2", "c"),
        ("task-1", "a"),
        ("task-1", "b"),
        ("task-3", "__interrupt__"),
    ]
    assert ("task-3", -3) in writes
    assert (back.pending_writes or [])[-1][2][0] == Interrupt(value={"listen": "ask"}, id="i")
    assert back.parent_config is None


class NotJson:
    """A class that no checkpoint may bring to life."""

    def __init__(self, value: int) -> None:
        self.value = value


@pytest.mark.parametrize("value", [[NotJson(1)], {"n": 2**64}])
def test_a_value_that_cannot_be_stored_is_named(value: Any) -> None:
    """The error says which channel it is and what the state may hold."""
    with pytest.raises(NotStorable, match=r"Channel 'slots'.*Keep JSON only"):
        packed({"slots": value})


def test_special_writes_replace_and_others_yield() -> None:
    """Also when they come together: the rule is each write's own."""
    first = codec.pack_writes([("slots", "first"), ("__resume__", "first")], "task", "")
    second = codec.pack_writes([("slots", "second"), ("__resume__", "second"), ("turn", 2)], "task", "")

    both = merged(first, second)

    assert both[("task", 0)] is first[("task", 0)]
    assert both[("task", -4)] is second[("task", -4)]
    assert both[("task", 2)] is second[("task", 2)]
