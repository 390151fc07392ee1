"""The memory of a live conversation, on a real graph and a real database."""

import asyncio
from uuid import uuid4

import pytest
from langchain_core.runnables import RunnableConfig

from agent.memory import LostLease, TurnSaver
from tests.support.conversation import Desk, Talk


async def test_no_statement_runs_between_a_turn_and_its_commit(desk: Desk, talk: Talk) -> None:
    """A whole turn asks the database nothing; its commit is one statement."""
    memory = await desk.opened(talk)
    desk.pool.statements.clear()

    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    assert desk.pool.statements == []

    await memory.commit()
    assert len(desk.pool.statements) == 1


async def test_opening_reads_all_heads_in_one_query_after_taking_the_lease(desk: Desk, talk: Talk) -> None:
    """Two statements open a conversation, however many namespaces it has."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "aside please")
    await memory.commit()
    desk.pool.statements.clear()

    await desk.memories.open(memory.thread_id)

    assert len(desk.pool.statements) == 2


async def test_a_turn_is_not_in_the_database_before_its_commit(desk: Desk, talk: Talk) -> None:
    """Whoever reads the conversation sees the last committed turn, then the new one."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    assert (await desk.memories.read(memory.thread_id)).values()["turn"] == 0

    await memory.commit()

    assert (await desk.memories.read(memory.thread_id)).values() == memory.values()


async def test_one_checkpoint_stays_whatever_the_number_of_turns(desk: Desk, talk: Talk) -> None:
    """Each commit drops the superseded head with its blobs and writes."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    await memory.commit()
    after_one = await desk.stored(memory.thread_id)

    for turn in range(2, 12):
        await talk.hear(memory.thread_id, memory, turn, f"day {turn}")
        await memory.commit()

    assert await desk.stored(memory.thread_id) == after_one
    assert after_one["checkpoints"] == 1


async def test_a_conversation_goes_on_in_another_worker(desk: Desk, talk: Talk) -> None:
    """The state, the place where it waits and the next turn are the same after it was opened elsewhere."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    await memory.commit()

    elsewhere = await desk.memories.open(memory.thread_id)

    assert await talk.values(memory.thread_id, elsewhere) == await talk.values(memory.thread_id, memory)
    assert await talk.next(memory.thread_id, elsewhere) == ("listen",)
    await talk.hear(memory.thread_id, elsewhere, 2, "at ten")
    await elsewhere.commit()
    contents = [message["content"] for message in elsewhere.values()["messages"]]
    assert contents == ["tuesday", "1: you said tuesday", "at ten", "2: you said at ten"]


async def test_the_former_owner_cannot_write(desk: Desk, talk: Talk) -> None:
    """A worker whose conversation was taken over gets LostLease, and nothing of its turn is stored."""
    former = await desk.opened(talk)
    owner = await desk.memories.open(former.thread_id)
    await talk.hear(former.thread_id, former, 1, "ghost")

    with pytest.raises(LostLease, match="another worker took it over"):
        await former.commit()

    await talk.hear(owner.thread_id, owner, 1, "tuesday")
    await owner.commit()
    stored = (await desk.memories.read(owner.thread_id)).values()
    assert [message["content"] for message in stored["messages"]] == ["tuesday", "1: you said tuesday"]


async def test_the_former_owner_is_refused_also_when_it_has_nothing_new(desk: Desk, talk: Talk) -> None:
    """A commit always asks whether the conversation is still owned: an action that waits for it must not run."""
    former = await desk.opened(talk)
    await desk.memories.open(former.thread_id)

    with pytest.raises(LostLease):
        await former.commit()


async def test_a_released_conversation_cannot_be_written(desk: Desk, talk: Talk) -> None:
    """Releasing ends the right to commit; the next owner has a later epoch."""
    memory = await desk.opened(talk)

    assert await desk.memories.release(memory)
    assert not await desk.memories.release(memory)

    with pytest.raises(LostLease):
        await memory.commit()
    assert (await desk.memories.open(memory.thread_id)).epoch > memory.epoch + 1


async def test_reading_takes_no_lease(desk: Desk, talk: Talk) -> None:
    """A snapshot shows the state and can be run on, but never committed; the owner is not disturbed."""
    memory = await desk.opened(talk)
    snapshot = await desk.memories.read(memory.thread_id)
    await talk.hear(memory.thread_id, snapshot, 1, "only looking")

    with pytest.raises(LostLease):
        await snapshot.commit()
    await memory.commit()


async def test_an_unknown_conversation_is_empty(desk: Desk) -> None:
    """A thread that nobody wrote has no state and no rows."""
    memory = await desk.memories.open(uuid4().hex)

    assert memory.values() == {}
    assert await memory.aget_tuple({"configurable": {"thread_id": memory.thread_id}}) is None


async def test_langgraph_runs_on_the_memory_itself(desk: Desk) -> None:
    """In strict mode LangGraph asks for a copy with more types allowed; a copy would not see what is adopted later."""
    memory = await desk.memories.open(uuid4().hex)

    assert memory.with_allowlist([("datetime", "datetime")]) is memory


async def test_a_memory_serves_its_own_thread_only(desk: Desk, talk: Talk) -> None:
    """Running a graph on somebody else's memory is an error, not a mixed-up conversation."""
    memory = await desk.opened(talk)

    with pytest.raises(ValueError, match="This is the memory of"):
        await talk.hear(uuid4().hex, memory, 1, "tuesday")


async def test_twenty_conversations_at_once_do_not_mix(desk: Desk, talk: Talk) -> None:
    """Concurrent calls over one pool each keep their own words."""

    async def call(name: str) -> TurnSaver:
        memory = await desk.opened(talk)
        for turn in range(1, 6):
            await talk.hear(memory.thread_id, memory, turn, f"{name} {turn}")
            await memory.commit()
        return memory

    memories = await asyncio.gather(*(call(f"caller{number}") for number in range(20)))

    for number, memory in enumerate(memories):
        stored = (await desk.memories.read(memory.thread_id)).values()
        words = [message["content"] for message in stored["messages"] if message["role"] == "user"]
        assert words == [f"caller{number} {turn}" for turn in range(1, 6)]


async def test_a_thousand_messages_store_no_more_than_fifty(desk: Desk, talk: Talk) -> None:
    """With a window in the state, what a turn writes does not grow with the conversation."""
    memory = await desk.opened(talk)
    size = "select sum(length(blob)) from checkpoint_blobs where thread_id = $1"
    sizes = {}
    for turn in range(1, 501):
        await talk.hear(memory.thread_id, memory, turn, f"message {turn:04}")
        if turn in (25, 500):
            await memory.commit()
            sizes[turn] = await desk.pool._pool.fetchval(size, memory.thread_id)
            rows = await desk.stored(memory.thread_id)

    assert len(memory.values()["messages"]) == 20
    assert sizes[500] <= sizes[25] + 40
    assert rows["checkpoints"] == 1


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("nul\x00byte", "nul\x00byte"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("emoji \U0001f4de and ääh", "emoji \U0001f4de and ääh"),
    ],
)
async def test_characters_that_postgres_refuses_do_not_end_a_call(desk: Desk, talk: Talk, said: str, kept: str) -> None:
    """NUL and lone surrogates in what was heard are stored harmlessly, also in a top-level string of the state."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, said)
    config: RunnableConfig = {"configurable": {"thread_id": memory.thread_id}}
    await talk.on(memory).aupdate_state(config, {"cursor": said}, as_node="say")
    await memory.commit()

    stored = (await desk.memories.open(memory.thread_id)).values()

    assert stored["messages"][0]["content"] == kept
    assert stored["cursor"] == kept


async def test_a_subgraph_that_has_ended_leaves_no_rows(desk: Desk, talk: Talk) -> None:
    """A conversation can wait inside a subgraph, survive there, and tidies up behind it."""
    memory = await desk.opened(talk)
    root_only = await desk.stored(memory.thread_id)
    await talk.hear(memory.thread_id, memory, 1, "aside please")
    await memory.commit()
    assert (await desk.stored(memory.thread_id))["checkpoints"] == 2

    elsewhere = await desk.memories.open(memory.thread_id)
    await talk.hear(memory.thread_id, elsewhere, 2, "back again")
    await elsewhere.commit()

    assert (await desk.stored(memory.thread_id))["checkpoints"] == root_only["checkpoints"] == 1
    words = [message["content"] for message in elsewhere.values()["messages"]]
    assert "aside back again" in words
