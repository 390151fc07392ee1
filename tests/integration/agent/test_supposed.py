"""Turns that are supposed, discarded and taken back, with the real flow, memory and journal."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from agent.memory.sealing import opened_json, turn_place
from agent.office import Office
from graphs.ports import Outcome
from graphs.recalling import recall
from telephony.call.ports import Act, CallerInput, Cut, Expect, Say, Stands
from tests.support.text_call import TextCall

NUMBER = "+919822012345"
BEGUN = ("book a cleaning", "on Wednesday")
JOINED = "on Wednesday or rather on Thursday"


class Caller(TextCall):
    """A caller by text whose turns may be broken off; `acts` is what came of the last one."""

    def __init__(self, office: Office, **named: Any) -> None:
        super().__init__(office, NUMBER, **named)
        self.office = office
        self.acts: list[Act] = []

    def _hear(self, act: Act) -> None:
        self.acts.append(act)
        super()._hear(act)

    def _clear(self) -> None:
        super()._clear()
        self.acts = []

    async def tells(self, *lines: str) -> "Caller":
        """From the first ring on."""
        await self.ring()
        for line in lines:
            await self.says(line)
        return self

    def supposed(self, text: str, cuts: Sequence[Cut] = ()) -> "asyncio.Task[None]":
        """They seem to have said this."""
        self._clear()
        return asyncio.create_task(self.dialogue.suppose(CallerInput(text=text), cuts, self._hear))

    def begins(self, text: str) -> "asyncio.Task[None]":
        """A turn that runs."""
        self._clear()
        return asyncio.create_task(self.dialogue.turn(CallerInput(text=text), (), self._hear))

    async def at_its_question(self) -> None:
        """Wait until the turn has asked something."""
        async with asyncio.timeout(10):
            while not any(isinstance(act, Expect) for act in self.acts):  # noqa: ASYNC110 - acts tell nobody
                await asyncio.sleep(0)

    async def stored(self) -> object:
        """What the database holds of the conversation, without what differs between any two calls."""
        await self.office.around.memories.journal.written()
        kept = await recall(self.office.flows.get("scheduling"), await self._read())
        assert kept is not None
        return replace(kept, at="", progress={**kept.progress, "at": ""})

    async def _read(self) -> Any:
        return await self.office.around.memories.read(self.dialogue.thread_id)

    def leaves(self) -> bool:
        """They are being handed over."""
        return self.dialogue.transfer is not None

    async def rows(self) -> list[tuple[str, int]]:
        """How many rows of each table it has."""
        await self.office.around.memories.journal.written()
        tables = ("checkpoints", "checkpoint_blobs", "checkpoint_writes", "turns")
        pool, thread = await self.office.database.pool(), self.dialogue.thread_id
        counts = [await pool.fetchval(f"select count(*) from {each} where thread_id = $1", thread) for each in tables]
        return list(zip(tables, counts, strict=True))

    async def journaled(self) -> list[tuple[int, str]]:
        """Numbers and words of the turns in the journal."""
        await self.office.around.memories.journal.written()
        pool = await self.office.database.pool()
        thread_id, keys = self.dialogue.thread_id, self.office.keys
        found = await pool.fetch("select turn, heard from turns where thread_id = $1 order by turn", thread_id)
        return [
            (row["turn"], opened_json(keys, json.loads(row["heard"]), turn_place(thread_id, row["turn"]))["text"])
            for row in found
        ]


async def broken_off(task: "asyncio.Task[None]") -> None:
    """Cancel, and wait until it is over."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def holding(office: Office, fatal: str) -> tuple[Office, asyncio.Event]:
    """An office where this action never ends, and the moment at which it was begun."""
    actions, begun = office.around.actions, asyncio.Event()

    async def hold(action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        if action == fatal:
            begun.set()
            await asyncio.Event().wait()
        return await actions(action, arguments, key=key, commits=commits)

    return replace(office, around=replace(office.around, actions=hold)), begun


# ---- suppositions


async def test_a_supposition_is_in_no_table_until_it_is_confirmed(office: Office) -> None:
    """Neither its words nor its answer; then both are, as if it had been a turn from the beginning."""
    plain = await Caller(office).tells(*BEGUN)
    call = await Caller(office).tells(BEGUN[0])
    before, rows = await call.stored(), await call.rows()
    supposed = call.supposed(BEGUN[1])
    await call.at_its_question()
    assert (await call.stored(), await call.rows()) == (before, rows)
    call.dialogue.confirm()
    await supposed
    assert await call.stored() == await plain.stored()
    assert await call.journaled() == await plain.journaled()


async def test_a_discarded_supposition_was_in_no_table(office: Office) -> None:
    """Other words afterwards are stored as if they had been the first."""
    plain = await Caller(office).tells(BEGUN[0], "tomorrow")
    call = await Caller(office).tells(BEGUN[0])
    before, rows = await call.stored(), await call.rows()
    supposed = call.supposed(BEGUN[1])
    await call.at_its_question()
    await broken_off(supposed)
    assert (await call.stored(), await call.rows()) == (before, rows)
    await call.says("tomorrow")
    assert await call.stored() == await plain.stored()
    assert await call.rows() == await plain.rows()
    assert await call.journaled() == [(1, BEGUN[0]), (2, "tomorrow")]


# ---- turns that are taken back


@pytest.mark.parametrize("where", ["over", "in the middle", "in its commit"])
async def test_after_an_undo_the_database_holds_only_the_joined_words(office: Office, where: str) -> None:
    """The thread opened again is that of a conversation in which nothing was taken back."""
    plain = await Caller(office).tells(BEGUN[0], JOINED)
    held, begun = holding(office, "find_times")
    call = await Caller(held if where == "in the middle" else office).tells(BEGUN[0])
    pool = await office.database.pool()
    if where == "over":
        await call.says(BEGUN[1])
    elif where == "in the middle":
        turn = call.begins(BEGUN[1])
        await begun.wait()
        await broken_off(turn)
    else:
        async with pool.acquire() as other, other.transaction():
            await other.execute("select from call_lease where thread_id = $1 for update", call.dialogue.thread_id)
            turn = call.begins(BEGUN[1])
            await call.at_its_question()
            async with asyncio.timeout(10):
                while not await other.fetchval(WAITING):  # noqa: ASYNC110 - the database tells nobody that somebody waits
                    await asyncio.sleep(0)
            turn.cancel()
            await asyncio.wait({turn})
    assert await call.dialogue.undo()
    call.dialogue._around = office.around
    assert call.dialogue._conversation is not None
    call.dialogue._conversation._actions = office.around.actions
    await call.says(JOINED)
    assert await call.stored() == await plain.stored()
    assert await call.rows() == await plain.rows()
    assert await call.journaled() == [(1, BEGUN[0]), (2, JOINED)]
    assert call.said == plain.said


WAITING = "select exists (select from pg_locks where not granted)"


async def test_what_was_undone_is_not_answered_after_a_crash(office: Office) -> None:
    """The worker dies while the caller is still speaking: the next one asks the question that was open."""
    call = await Caller(office, call_id="CA-one").tells(BEGUN[0])
    before = await call.stored()
    await call.says(BEGUN[1])
    assert await call.dialogue.undo()
    assert await call.stored() == before
    assert await call.journaled() == [(1, BEGUN[0])]

    again = Caller(office, call_id="CA-one")
    assert await again.ring() == "Sorry, the line was gone for a moment. Which day suits you?"


async def test_the_joined_words_are_answered_after_a_crash(office: Office) -> None:
    """The worker dies over them: the next one answers them, once, and not what was undone."""
    held, begun = holding(office, "find_times")
    call = await Caller(held, call_id="CA-one").tells(BEGUN[0])
    first = call.begins(BEGUN[1])
    await begun.wait()
    await broken_off(first)
    assert await call.dialogue.undo()
    begun.clear()
    second = call.begins(JOINED)
    await begun.wait()
    assert await call.journaled() == [(1, BEGUN[0]), (2, JOINED)]

    again = Caller(office, call_id="CA-one")
    said = await again.ring()
    assert said.startswith("Sorry, the line was gone for a moment. For a cleaning on Thursday")
    second.cancel()
    await asyncio.wait({second})


async def test_a_turn_that_booked_stands(office: Office) -> None:
    """The call is told before it is booked; nobody takes it back."""
    call = await Caller(office).tells("book a cleaning on Wednesday", "the first one", "my name is Asha Rao", "yes")
    await call.says("yes")
    assert Stands() in call.acts
    assert not call.dialogue.undoable
    rows = await call.rows()
    assert not await call.dialogue.undo()
    assert await call.rows() == rows
    assert await (await office.database.pool()).fetchval("select count(*) from appointments") == 1


async def test_whom_a_caller_is_handed_to_is_taken_back_with_the_turn(office: Office) -> None:
    """Discarded or undone: the caller goes on with us."""
    people = replace(office, around=replace(office.around, destinations="sip:{}".format))
    call = await Caller(people).tells()
    supposed = call.supposed("let me talk to a real person")
    async with asyncio.timeout(10):
        while not call.leaves():  # noqa: ASYNC110 - it is looked at when the call is over
            await asyncio.sleep(0)
    await broken_off(supposed)
    assert not call.leaves()
    call.over = False
    await call.says("let me talk to a real person")
    assert call.leaves()
    assert await call.dialogue.undo()
    assert not call.leaves()


# ---- names of sentences


async def test_a_sentence_has_its_name_for_itself_also_after_an_undo(office: Office) -> None:
    """The call may still be making the old one's sound. What was heard of the new one is kept for the new one."""
    call = await Caller(office).tells(BEGUN[0])
    await call.says(BEGUN[1])
    old = [act.utterance for act in call.acts if isinstance(act, Say)]
    assert await call.dialogue.undo()
    await call.says(JOINED, *(Cut(name, "") for name in old))
    new = [act.utterance for act in call.acts if isinstance(act, Say) and not act.filler]
    assert not set(old) & set(new)
    await call.says("the first one", Cut(old[-1], "never"), Cut(new[-1], "For a"))
    kept = await recall(office.flows.get("scheduling"), await office.around.memories.read(call.dialogue.thread_id))
    assert kept is not None
    assert [message["text"] for message in kept.messages if message.get("cut")] == ["For a"]
