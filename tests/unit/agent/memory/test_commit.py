"""What a commit sends, and which heads it keeps."""

from dataclasses import replace
from typing import Any

from agent.memory.commit import arguments, current
from agent.memory.rows import Blob, Row, Write

SLOTS = Blob("+000001", "msgpack", b"1")
INTERRUPT = Write("~path", "__interrupt__", "msgpack", b"?")


def row(checkpoint_id: str, **metadata: Any) -> Row:
    """A checkpoint with one blob and one pending write."""
    return Row(checkpoint_id, None, {"id": checkpoint_id}, metadata, {"slots": SLOTS}, {("task", -3): INTERRUPT})


def sent(heads: dict[str, Row], stored: dict[str, Row]) -> dict[str, list[Any]]:
    """The ids of the checkpoints, the blobs and the writes that would be sent."""
    columns = arguments("t", 1, heads=heads, stored=stored)
    assert columns[:2] == ["t", 1]
    assert len(columns) == 28
    return {"checkpoints": columns[5], "blobs": columns[9], "writes": columns[16]}


def test_a_new_thread_sends_everything() -> None:
    """Nothing is stored: checkpoint, blob and write go."""
    assert sent({"": row("1")}, {}) == {"checkpoints": ["1"], "blobs": ["slots"], "writes": [-3]}


def test_an_unchanged_head_sends_nothing() -> None:
    """The statement is then only the question whether the conversation is still owned."""
    head = row("1")

    assert sent({"": head}, {"": head}) == {"checkpoints": [], "blobs": [], "writes": []}


def test_a_new_checkpoint_sends_only_changed_blobs() -> None:
    """A blob that is stored already is not sent with the next checkpoint; writes belong to their checkpoint."""
    assert sent({"": row("2")}, {"": row("1")}) == {"checkpoints": ["2"], "blobs": [], "writes": [-3]}


def test_a_blob_is_compared_by_its_content() -> None:
    """After an undo the same version may hold another value."""
    other = replace(row("2"), blobs={"slots": Blob("+000001", "msgpack", b"2")})

    assert sent({"": other}, {"": row("1")})["blobs"] == ["slots"]


def test_a_write_that_was_replaced_is_sent_again() -> None:
    """A second resume of the same interrupt has the same place."""
    head = row("1")
    answered = replace(head, writes={("task", -3): replace(INTERRUPT, data=b"!")})

    assert sent({"": answered}, {"": head}) == {"checkpoints": [], "blobs": [], "writes": [-3]}


def test_every_head_with_its_blobs_and_writes_is_named_as_to_be_kept() -> None:
    """What is not named is deleted."""
    columns = arguments("t", 1, heads={"": row("1"), "sub": row("2")}, stored={})

    assert columns[2:4] == [["", "sub"], ["1", "2"]]
    assert columns[21:24] == [["", "sub"], ["slots", "slots"], ["+000001", "+000001"]]
    assert columns[24:] == [["", "sub"], ["1", "2"], ["task", "task"], [-3, -3]]


def test_a_subgraph_call_is_kept_while_the_root_waits_for_it() -> None:
    """Its metadata name the root checkpoint from which it started."""
    heads = {"": row("1"), "side:task": row("2", parents={"": "1"})}

    assert current(heads) == heads


def test_a_subgraph_call_goes_when_the_root_has_moved_on() -> None:
    """Nobody can resume it any more; a persistent subgraph, whose namespace has no task id, stays."""
    heads = {"": row("3"), "side:task": row("2", parents={"": "1"}), "side": row("2", parents={"": "1"})}

    assert current(heads) == {"": heads[""], "side": heads["side"]}
