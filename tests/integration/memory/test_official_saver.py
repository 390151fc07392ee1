"""One conversation, by turns on our memory and on LangGraph's own `AsyncPostgresSaver` over the same tables.

The official saver is given our serialiser, which is LangGraph's own `EncryptedSerializer` with our keys.
"""

import itertools

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.base import SerializerProtocol

from agent.memory.sealing import serializer_of
from agent.safety.keys.keyring import Keyring
from tests.support.conversation import Desk, Talk
from tests.support.tenants import of_tenant


@pytest.fixture
def serializer(desk: Desk) -> SerializerProtocol:
    """What encrypts and decrypts for the official saver."""
    assert isinstance(desk.memories.keys, Keyring)
    return serializer_of(desk.memories.keys)


def _words(values: dict[str, list[dict[str, str]]]) -> list[str]:
    return [message["content"] for message in values["messages"] if message["role"] == "user"]


async def test_the_official_saver_reads_what_ours_wrote(
    desk: Desk, talk: Talk, database_url: str, serializer: SerializerProtocol
) -> None:
    """Values, the place where the conversation waits, and its interrupt are the same through both."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    await memory.commit()

    async with AsyncPostgresSaver.from_conn_string(of_tenant(database_url), serde=serializer) as official:
        config: RunnableConfig = {"configurable": {"thread_id": memory.thread_id}}
        theirs = await talk.on(official).aget_state(config)
    ours = await talk.on(memory).aget_state(config)

    assert theirs.values == ours.values
    assert theirs.next == ours.next == ("listen",)
    assert theirs.interrupts == ours.interrupts


async def test_the_official_saver_resumes_a_conversation_of_ours(
    desk: Desk, talk: Talk, database_url: str, serializer: SerializerProtocol
) -> None:
    """It continues our short channel versions with longer ones that LangGraph takes for later ones."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    await memory.commit()

    async with AsyncPostgresSaver.from_conn_string(of_tenant(database_url), serde=serializer) as official:
        await talk.hear(memory.thread_id, official, 2, "at ten")

        values = await talk.values(memory.thread_id, official)
        assert _words(values) == ["tuesday", "at ten"]
        assert values["messages"][-1]["content"] == "2: you said at ten"
        assert await talk.next(memory.thread_id, official) == ("listen",)


async def test_ours_resumes_a_conversation_of_the_official_saver(
    desk: Desk, talk: Talk, database_url: str, serializer: SerializerProtocol
) -> None:
    """Its history collapses to the head with our first commit, and the conversation goes on."""
    thread_id = "made-by-the-official-saver"
    async with AsyncPostgresSaver.from_conn_string(of_tenant(database_url), serde=serializer) as official:
        await talk.begin(thread_id, official)
        await talk.hear(thread_id, official, 1, "tuesday")
    assert (await desk.stored(thread_id))["checkpoints"] > 1

    memory = await desk.memories.open(thread_id)
    await talk.hear(thread_id, memory, 2, "at ten")
    await memory.commit()

    assert _words(memory.values()) == ["tuesday", "at ten"]
    assert (await desk.stored(thread_id))["checkpoints"] == 1


async def test_both_can_take_turns(desk: Desk, talk: Talk, database_url: str, serializer: SerializerProtocol) -> None:
    """Alternating for eight turns loses no word and runs each step once."""
    memory = await desk.opened(talk)
    thread_id = memory.thread_id
    async with AsyncPostgresSaver.from_conn_string(of_tenant(database_url), serde=serializer) as official:
        for turn, ours in zip(range(1, 9), itertools.cycle([False, True]), strict=False):
            if ours:
                memory = await desk.memories.open(thread_id)
                await talk.hear(thread_id, memory, turn, f"word {turn}")
                await memory.commit()
            else:
                await talk.hear(thread_id, official, turn, f"word {turn}")
        values = await talk.values(thread_id, official)

    assert _words(values) == [f"word {turn}" for turn in range(1, 9)]
    assert talk.heard == [f"{turn}: you said word {turn}" for turn in range(1, 9)]
