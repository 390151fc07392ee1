"""Speculative turns: a fork runs ahead in memory and is adopted, or dropped without a trace."""

import asyncio

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from agent.memory import TurnSaver
from tests.support.conversation import Desk, Talk


def _words(memory: TurnSaver) -> list[str]:
    return [message["content"] for message in memory.values().get("messages", ())]


async def test_a_fork_runs_a_whole_turn_unseen(desk: Desk, talk: Talk) -> None:
    """A speculative turn reaches its next listen; the conversation and the database know nothing of it."""
    memory = await desk.opened(talk)
    desk.pool.statements.clear()

    fork = memory.fork()
    await talk.hear(memory.thread_id, fork, 1, "tuesday")

    assert _words(fork) == ["tuesday", "1: you said tuesday"]
    assert memory.values() == {"turn": 0}
    assert desk.pool.statements == []


async def test_an_adopted_fork_is_the_conversation(desk: Desk, talk: Talk) -> None:
    """After `adopt` a commit writes the speculative turn, and the next turn follows it."""
    memory = await desk.opened(talk)
    fork = memory.fork()
    await talk.hear(memory.thread_id, fork, 1, "tuesday")

    memory.adopt(fork)
    await memory.commit()
    await talk.hear(memory.thread_id, memory, 2, "at ten")
    await memory.commit()

    stored = await desk.memories.read(memory.thread_id)
    assert _words(stored) == ["tuesday", "1: you said tuesday", "at ten", "2: you said at ten"]


async def test_a_dropped_fork_does_not_haunt_the_real_turn(desk: Desk, talk: Talk) -> None:
    """The words of a discarded guess are not used when the same listen is answered with others."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory.fork(), 1, "wrong words")

    await talk.hear(memory.thread_id, memory, 1, "right words")
    await memory.commit()

    assert _words(await desk.memories.read(memory.thread_id)) == ["right words", "1: you said right words"]


async def test_a_fork_that_is_adopted_while_it_runs_goes_on(desk: Desk) -> None:
    """The turn is confirmed while the guess still generates: what it puts later belongs to the conversation."""
    acting, confirmed = asyncio.Event(), asyncio.Event()

    async def book(turn: int, text: str) -> str:
        acting.set()
        await confirmed.wait()
        return f"booked {text}"

    talk = Talk(book)
    memory = await desk.opened(talk)
    fork = memory.fork()
    guess = asyncio.create_task(talk.hear(memory.thread_id, fork, 1, "book tuesday"))
    await acting.wait()

    memory.adopt(fork)
    await fork.commit()
    confirmed.set()
    await guess
    await memory.commit()

    assert (await desk.memories.read(memory.thread_id)).values()["slots"] == {"booked": "booked book tuesday"}


async def test_a_turn_cancelled_in_the_middle_can_be_undone(desk: Desk) -> None:
    """Adopting the fork from before a broken turn brings the listen back, and the next words are heard."""
    acting = asyncio.Event()

    async def book(turn: int, text: str) -> str:
        acting.set()
        await asyncio.Event().wait()
        return "never"

    talk = Talk(book)
    memory = await desk.opened(talk)
    before = memory.fork()
    turn = asyncio.create_task(talk.hear(memory.thread_id, memory, 1, "book tuesday"))
    await acting.wait()
    await memory.commit()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    memory.adopt(before)
    await talk.hear(memory.thread_id, memory, 1, "wednesday")
    await memory.commit()

    reopened = await desk.memories.open(memory.thread_id)
    assert _words(reopened) == ["wednesday", "1: you said wednesday"]
    assert await talk.next(memory.thread_id, reopened) == ("listen",)


async def test_undoing_a_committed_turn_leaves_the_database_as_it_was(desk: Desk, talk: Talk) -> None:
    """Committing an earlier state deletes what the undone turn had stored, also pending writes of the same head."""
    memory = await desk.opened(talk)
    await talk.hear(memory.thread_id, memory, 1, "tuesday")
    await memory.commit()
    rows = await desk.stored(memory.thread_id)
    before = memory.fork()
    await talk.hear(memory.thread_id, memory, 2, "at ten")
    await memory.commit()

    memory.adopt(before)
    await memory.commit()

    assert await desk.stored(memory.thread_id) == rows
    reopened = await desk.memories.open(memory.thread_id)
    assert reopened.values() == before.values()
    assert await talk.next(memory.thread_id, reopened) == ("listen",)


async def test_undoing_half_a_turn_takes_back_its_pending_writes(desk: Desk, talk: Talk) -> None:
    """A resume that was committed on the same head is gone after the undo: it must not answer the next listen."""
    memory = await desk.opened(talk)
    rows, before = await desk.stored(memory.thread_id), memory.fork()
    waiting = await memory.aget_tuple({"configurable": {"thread_id": memory.thread_id}})
    assert waiting is not None
    await memory.aput_writes(waiting.config, [("__resume__", "undone")], "task")
    await memory.commit()
    assert await desk.stored(memory.thread_id) != rows

    memory.adopt(before)
    await memory.commit()

    assert await desk.stored(memory.thread_id) == rows
    reopened = await (await desk.memories.read(memory.thread_id)).aget_tuple(waiting.config)
    assert reopened is not None
    assert reopened.pending_writes == waiting.pending_writes


async def test_the_same_version_may_hold_another_value_after_an_undo(desk: Desk, talk: Talk) -> None:
    """Versions are counted, so a retried turn issues those of the undone one again: its values must win."""
    memory = await desk.opened(talk)
    before = memory.fork()
    await talk.hear(memory.thread_id, memory, 1, "undone")
    await memory.commit()

    memory.adopt(before)
    await talk.hear(memory.thread_id, memory, 1, "retried")
    await memory.commit()

    reopened = await desk.memories.open(memory.thread_id)
    assert reopened.values() == memory.values()
    assert _words(reopened) == ["retried", "1: you said retried"]


async def test_a_correction_of_what_was_heard_rides_on_the_next_resume(desk: Desk, talk: Talk) -> None:
    """`Command(resume, update)` changes the state and answers the listen in one run, as after a barge-in."""
    memory = await desk.opened(talk)
    fork = memory.fork()
    config: RunnableConfig = {"configurable": {"thread_id": memory.thread_id}}
    await talk.on(fork).ainvoke(
        Command(resume={"text": "tuesday", "turn": 1}, update={"slots": {"cut": True}}),
        config,
        durability="sync",
    )
    memory.adopt(fork)
    await memory.commit()

    stored = (await desk.memories.read(memory.thread_id)).values()
    assert stored["slots"] == {"cut": True, "last": "tuesday", "n1": 1}


async def test_the_fork_of_another_conversation_is_refused(desk: Desk, talk: Talk) -> None:
    """`adopt` takes forks of the same opened conversation only."""
    memory, other = await desk.opened(talk), await desk.opened(talk)

    with pytest.raises(ValueError, match="is no fork of this memory"):
        memory.adopt(other.fork())


async def test_commits_of_a_fork_and_its_origin_do_not_cross(desk: Desk, talk: Talk) -> None:
    """Two views that commit at once leave one of the two states whole."""
    memory = await desk.opened(talk)
    fork = memory.fork()
    await talk.hear(memory.thread_id, memory, 1, "here")
    await talk.hear(memory.thread_id, fork, 1, "there")

    await asyncio.gather(memory.commit(), fork.commit())

    reopened = await desk.memories.open(memory.thread_id)
    assert _words(reopened) in ([f"{word}", f"1: you said {word}"] for word in ("here", "there"))
    assert (await desk.stored(memory.thread_id))["checkpoints"] == 1
