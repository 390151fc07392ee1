"""Which conversation a caller who rings back goes on with."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from agent.memory import Memories, Opening
from agent.store.database import Database
from tests.support.conversation import Desk, Talk

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALLER = "+442071234567"
WITHIN = timedelta(minutes=30)


def _opening(caller: str = CALLER, *, flow: str = "scheduling", call_id: str = "CA1") -> Opening:
    return Opening(flow=flow, fingerprint="f1", caller=caller, call_id=call_id, language="en")


async def _dropped(memories: Memories, caller: str = CALLER, *, call_id: str = "CA1", at: datetime = NOW) -> str:
    thread_id = await memories.conversations.open_conversation(_opening(caller, call_id=call_id), now=at)
    await memories.conversations.drop(thread_id, call_id=call_id, now=at)
    return thread_id


async def _find(memories: Memories, caller: str = CALLER, *, call_id: str = "CA2", after_s: float = 60) -> str | None:
    found = await memories.conversations.find_resumable(
        "scheduling", caller, call_id=call_id, within=WITHIN, now=NOW + timedelta(seconds=after_s)
    )
    return found.thread_id if found else None


async def test_a_dropped_call_is_resumed(desk: Desk) -> None:
    """The caller who was cut off gets the conversation back; it is open again, for the new call."""
    thread_id = await _dropped(desk.memories)

    assert await _find(desk.memories) == thread_id

    found = await desk.memories.conversations.get(thread_id)
    assert found is not None
    assert (found.status, found.call_id, found.resumed_by, found.closed_at) == ("open", "CA2", "CA2", None)


async def test_a_call_whose_worker_died_is_resumed(desk: Desk) -> None:
    """Nobody closed the conversation, and the worker that had it has no heartbeat."""
    thread_id = await desk.memories.conversations.open_conversation(_opening(), now=NOW)

    assert await _find(desk.memories) == thread_id


async def test_a_call_that_goes_on_is_not_taken_by_a_second_one(database: Database) -> None:
    """While the worker of an open conversation is alive, a second call from the same number begins anew."""
    memories = Memories(await database.pool())
    await memories.start()
    thread_id = await memories.conversations.open_conversation(_opening(), now=NOW)

    assert await _find(memories) is None

    await memories.stop()
    assert await _find(memories) == thread_id


async def test_the_heartbeat_of_the_worker_that_took_over_counts(database: Database, talk: Talk) -> None:
    """Opening a conversation makes its new owner the one that must be alive."""
    pool = await database.pool()
    dead, alive = Memories(pool), Memories(pool)
    thread_id = await dead.conversations.open_conversation(_opening(), now=NOW)
    await alive.start()
    await alive.open(thread_id)

    assert await _find(dead) is None
    await alive.stop()


async def test_of_two_calls_one_resumes(database: Database) -> None:
    """Calls from the same number that ask at the same moment: one gets the conversation, the others nothing."""
    memories = Memories(await database.pool())
    await memories.start()
    thread_id = await _dropped(memories)
    await _dropped(memories, at=NOW - timedelta(minutes=5))

    found = await asyncio.gather(*(_find(memories, call_id=f"CA{number}") for number in range(10, 18)))

    assert sorted(each or "" for each in found) == [""] * 7 + [thread_id]
    await memories.stop()


async def test_asking_twice_for_the_same_call_gives_the_same_answer(database: Database) -> None:
    """A webhook that is delivered again does not lose the conversation that its first delivery claimed."""
    memories = Memories(await database.pool())
    await memories.start()
    thread_id = await _dropped(memories)

    assert [await _find(memories), await _find(memories)] == [thread_id, thread_id]
    await memories.stop()


@pytest.mark.parametrize(("after_s", "resumed"), [(0, True), (1800, True), (1801, False)])
async def test_only_what_happened_lately_is_resumed(desk: Desk, after_s: float, resumed: bool) -> None:
    """The window counts from the conversation's last turn."""
    thread_id = await _dropped(desk.memories)

    assert await _find(desk.memories, after_s=after_s) == (thread_id if resumed else None)


async def test_a_turn_extends_the_window(desk: Desk) -> None:
    """`touch` says that the conversation has moved on, and in which language."""
    conversations = desk.memories.conversations
    thread_id = await conversations.open_conversation(_opening(), now=NOW)
    await conversations.touch(thread_id, now=NOW + timedelta(minutes=20), language="hi")

    assert await _find(desk.memories, after_s=45 * 60) == thread_id
    found = await conversations.get(thread_id)
    assert found is not None
    assert found.language == "hi"


async def test_a_result_is_the_end(desk: Desk) -> None:
    """A conversation with a result is not resumed, and a drop or another result that comes later changes nothing."""
    conversations = desk.memories.conversations
    thread_id = await conversations.open_conversation(_opening(), now=NOW)
    await conversations.close(thread_id, "booked", now=NOW)
    await conversations.close(thread_id, "cancelled", now=NOW)
    await conversations.drop(thread_id, call_id="CA1", now=NOW)

    found = await conversations.get(thread_id)
    assert found is not None
    assert (found.status, found.result) == ("closed", "booked")
    assert await _find(desk.memories) is None


async def test_an_older_try_is_not_dug_up_after_a_result(desk: Desk) -> None:
    """Who was cut off, began anew and booked does not go back to the first try."""
    await _dropped(desk.memories)
    conversations = desk.memories.conversations
    later = await conversations.open_conversation(_opening(call_id="CA2"), now=NOW + timedelta(seconds=5))
    await conversations.close(later, "booked", now=NOW + timedelta(seconds=30))

    assert await _find(desk.memories, call_id="CA3") is None


async def test_a_late_hang_up_does_not_drop_the_resumed_call(desk: Desk) -> None:
    """The end of the first call is reported after the second one went on with the conversation."""
    thread_id = await _dropped(desk.memories)
    await _find(desk.memories, call_id="CA2")

    await desk.memories.conversations.drop(thread_id, call_id="CA1", now=NOW)

    found = await desk.memories.conversations.get(thread_id)
    assert found is not None
    assert found.status == "open"


async def test_flows_and_callers_are_kept_apart(desk: Desk) -> None:
    """Neither another number nor another flow gets the conversation."""
    await _dropped(desk.memories)
    conversations = desk.memories.conversations

    assert await _find(desk.memories, "+442071234568") is None
    assert await conversations.find_resumable("sales", CALLER, call_id="CA2", within=WITHIN, now=NOW) is None


@pytest.mark.parametrize(
    "caller", ["", "anonymous", "Restricted", "unknown", "+266696687", "+17378742833", "client:bob"]
)
async def test_a_withheld_number_never_resumes(desk: Desk, caller: str) -> None:
    """Many people share it: the next anonymous caller is somebody else."""
    thread_id = await _dropped(desk.memories, caller)

    assert await _find(desk.memories, caller) is None
    found = await desk.memories.conversations.get(thread_id)
    assert found is not None
    assert found.caller_key is None


async def test_the_number_is_nowhere_in_the_database(desk: Desk) -> None:
    """A conversation is found by a keyed hash; its thread id is random."""
    thread_id = await _dropped(desk.memories)

    row = str(dict(await desk.pool._pool.fetchrow("select * from conversations")))
    assert "2071234567" not in row + thread_id


async def test_a_secret_from_outside_makes_other_keys(database: Database) -> None:
    """With `caller_secret` the key is the argument's; every worker of the installation needs the same."""
    pool = await database.pool()
    thread_id = await _dropped(Memories(pool, caller_secret=b"s" * 32))

    assert await _find(Memories(pool)) is None
    assert await _find(Memories(pool, caller_secret=b"s" * 32)) == thread_id


async def test_workers_share_the_installation_secret(database: Database) -> None:
    """Workers that begin at once agree on one secret."""
    pool = await database.pool()
    workers = [Memories(pool) for _ in range(5)]
    threads = await asyncio.gather(*(_dropped(worker, call_id=f"CA{index}") for index, worker in enumerate(workers)))

    assert sorted(await Memories(pool).conversations.of_caller(CALLER)) == sorted(threads)


async def test_a_worker_that_takes_a_call_over_finds_its_conversation(desk: Desk) -> None:
    """By the call's id, until there is a result."""
    conversations = desk.memories.conversations
    thread_id = await conversations.open_conversation(_opening(), now=NOW)
    found = await conversations.by_call("CA1")
    assert found is not None
    assert (found.thread_id, found.fingerprint) == (thread_id, "f1")
    assert await conversations.by_call("CA9") is None

    await conversations.close(thread_id, "booked", now=NOW)

    assert await conversations.by_call("CA1") is None


async def test_erasing_a_conversation_leaves_nothing_of_it(desk: Desk, talk: Talk) -> None:
    """State, lease, actions and the conversation's own row go; a worker that still thinks it goes on is refused."""
    thread_id = await desk.memories.conversations.open_conversation(_opening(), now=NOW)
    other = await desk.opened(talk)
    memory = await desk.memories.open(thread_id)
    await talk.begin(thread_id, memory)
    await memory.commit()
    await desk.pool._pool.execute(
        "insert into tool_runs (key, action, arguments_sha256, runner, claimed_until)"
        " values ($1, 'book', 'x', 'r', now())",
        f"{thread_id}:1:book:0",
    )

    assert await desk.memories.erase(thread_id) == 1

    tables = ["conversations", "call_lease", "tool_runs", "checkpoints", "checkpoint_blobs", "checkpoint_writes"]
    for table in tables:
        assert await desk.pool._pool.fetchval(f"select count(*) from {table} where thread_id = $1", thread_id) == 0
    with pytest.raises(Exception, match="erased"):
        await memory.commit()
    await other.commit()


async def test_forgetting_erases_what_ended_long_ago(desk: Desk) -> None:
    """Conversations that ended before a time go, open and later ones stay."""
    conversations = desk.memories.conversations
    old = await _dropped(desk.memories)
    young = await _dropped(desk.memories, call_id="CA2", at=NOW + timedelta(days=1))
    still_open = await conversations.open_conversation(_opening(call_id="CA3"), now=NOW)

    assert await desk.memories.forget(ended_before=NOW + timedelta(hours=1)) == 1

    kept = [thread for thread in (old, young, still_open) if await conversations.get(thread)]
    assert kept == [young, still_open]
