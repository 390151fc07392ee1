"""Secrets that a caller tells, and whether somebody who has the database can read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.memory import Memories
from agent.memory.sealing import UNSEALED
from agent.office import Office, open_office
from agent.settings import Settings
from graphs.loading import load_flow
from graphs.ports import Outcome
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.conversation import CountingPool
from tests.support.doomed_call import NUMBER as DOOMED
from tests.support.doomed_call import killed
from tests.support.dump import all_tables, found
from tests.support.text_call import TextCall

VAULT = """\
flow: vault
format: 1
title: Vault
about: Opens a safe.
start: hello
tries: {then: bye}
on_error: bye
resume: {within: 30m, say: Shall we carry on?}
profile: {consent: nickname != "", keep: 90d}
slots:
  pin: {type: digits, length: 6, sensitive: true, confirm: always, ask: Which number?}
  word: {type: free_text, sensitive: true, ask: Which word?}
  nickname: {type: free_text, remember: caller, ask: What shall I call you?}
vars: {opened: {type: record}}
actions: {unlock: {in: {pin: text, word: text}, out: record, commits: true}}
results: {done: success}
nodes:
  hello: {type: ask, slots: [pin, word, nickname], next: unlock}
  unlock: {type: do, action: unlock, with: {pin: pin, word: word}, save: opened, next: more}
  more: {type: ask, slots: [again], next: bye}
  bye: {type: end, result: done, say: Goodbye.}
"""
VAULT = VAULT.replace("vars:", "  again: {type: yes_no, ask: Is that all?}\nvars:", 1)

NUMBER = "+919760431852"
PIN, WORD, NICKNAME, ANSWER = "730916", "xylophone quartz", "Zebulon Marmalade", "amethyst lantern"
SPOKEN = "seven three zero nine one six"
LINES = (SPOKEN, "yes", WORD, NICKNAME)
PLANTED = (PIN, "seven three zero", "xylophone", "quartz", "Zebulon", "Marmalade", "amethyst", "lantern", NUMBER[1:])


@dataclass
class Safe:
    """A tool that is given the secrets, and answers with one."""

    given: list[Mapping[str, Any]] = field(default_factory=list)

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        self.given.append(arguments)
        return Outcome("ok", {"inside": ANSWER})


async def with_vault(office: Office, safe: Safe) -> Office:
    """An office that runs the vault, with this tool behind its ledger."""
    await office.flows.publish(load_flow(VAULT))
    actions = office.around.memories.ledger(safe)
    return replace(office, around=replace(office.around, actions=actions))


async def up_to_the_end(office: Office, number: str = NUMBER) -> TextCall:
    """A caller who has told everything, and is asked the last question."""
    call = TextCall(office, number, flow="vault")
    await call.ring()
    for line in LINES:
        said = await call.says(line)
    assert said == "Is that all?"
    await office.around.memories.journal.written()
    return call


async def rows_of(office: Office, call: TextCall) -> dict[str, int]:
    """How many rows each table keeps of what was said."""
    pool = await office.database.pool()
    tables = ("checkpoints", "checkpoint_blobs", "checkpoint_writes", "turns")
    count = "select count(*) from {} where thread_id = $1"
    return {each: await pool.fetchval(count.format(each), call.dialogue.thread_id) for each in tables}


async def test_nothing_that_is_said_can_be_read_in_the_database_while_the_call_lasts(office: Office) -> None:
    """Neither what is sensitive nor anything else, nor what a tool answered; though all of it is there."""
    office = await with_vault(office, safe := Safe())
    call = await up_to_the_end(office)

    memory = await office.around.memories.read(call.dialogue.thread_id)
    assert (memory.values()["slots"]["pin"], memory.values()["slots"]["word"]) == (PIN, WORD)
    assert memory.values()["vars"]["opened"] == {"inside": ANSWER}
    assert [given["pin"] for given in safe.given] == [PIN]
    assert min((await rows_of(office, call)).values()) > 0
    assert await found(office.database, PLANTED) == set()


async def test_the_search_finds_what_is_in_the_clear(office: Office) -> None:
    """The same call over a memory without keys is read in each table: the test above can fail."""
    memories = Memories(await office.database.pool(), caller_secret=b"s" * 32)
    office = replace(office, around=replace(office.around, memories=memories))
    office = await with_vault(office, Safe())
    await up_to_the_end(office)

    hits = await found(office.database, PLANTED)
    assert {table for table, _ in hits} == {"checkpoint_blobs", "turns", "tool_runs"}
    assert {word for _, word in hits} == set(PLANTED)


async def test_at_the_end_of_a_call_what_was_said_is_gone(office: Office) -> None:
    """Not even encrypted: no state, no journal, and no answer of a tool. What the caller is remembered by is, and it
    holds nothing sensitive.
    """
    office = await with_vault(office, Safe())
    call = await up_to_the_end(office)
    await call.says("yes")
    assert await call.hangs_up() == "done"

    pool, profiles = await office.database.pool(), office.around.memories.profiles
    assert set((await rows_of(office, call)).values()) == {0}
    assert await pool.fetchval("select count(*) from tool_runs where value is not null") == 0
    assert (await office.around.memories.read(call.dialogue.thread_id)).values() == {}
    [profile] = await profiles.of_caller(NUMBER)
    assert profile.remembered == {"nickname": NICKNAME}
    assert await found(office.database, PLANTED, tables=await all_tables(office.database)) == set()


async def test_a_commit_that_comes_after_the_end_brings_nothing_back(office: Office) -> None:
    """The lease has moved on with the end."""
    office = await with_vault(office, Safe())
    call = await up_to_the_end(office)
    conversation = call.dialogue._conversation
    assert conversation is not None
    await call.says("yes")
    await call.hangs_up()

    with pytest.raises(Exception, match="Nothing was written"):
        await conversation.memory.commit()
    assert set((await rows_of(office, call)).values()) == {0}


async def test_who_is_cut_off_goes_on_within_the_window_and_is_forgotten_after_it(office: Office) -> None:
    """As long as the flow says, all that was told is kept, encrypted, and then it is deleted in the background."""
    office = await with_vault(office, Safe())
    call = await up_to_the_end(office)
    await call.hangs_up()
    now, memories = datetime.now(UTC), office.around.memories

    await memories.tidy(now=now + timedelta(minutes=29))
    assert min((await rows_of(office, call)).values()) > 0
    assert await found(office.database, PLANTED) == set()

    await memories.tidy(now=now + timedelta(minutes=31))
    assert set((await rows_of(office, call)).values()) == {0}
    assert "carry on" not in await TextCall(office, NUMBER, flow="vault").ring()


async def test_who_rings_back_finds_everything_and_leaves_nothing_behind(office: Office) -> None:
    """The state moves into the new conversation, and the former one is emptied."""
    office = await with_vault(office, Safe())
    former = await up_to_the_end(office)
    await former.hangs_up()

    again = TextCall(office, NUMBER, flow="vault")
    assert "Shall we carry on" in await again.ring()
    assert await again.says("yes") == "Is that all?"

    memory = await office.around.memories.read(again.dialogue.thread_id)
    assert memory.values()["slots"]["pin"] == PIN
    assert set((await rows_of(office, former)).values()) == {0}
    assert await found(office.database, PLANTED) == set()


async def test_a_call_that_goes_on_is_not_tidied(office: Office) -> None:
    """However long it has been silent: its worker is alive."""
    office = await with_vault(office, Safe())
    call = await up_to_the_end(office)

    await office.around.memories.tidy(now=datetime.now(UTC) + timedelta(days=3))

    assert min((await rows_of(office, call)).values()) > 0
    await call.says("yes")
    assert call.over


async def test_a_turn_asks_the_database_no_more_often_than_without_keys(office: Office) -> None:
    """Encrypting is arithmetic: keys are in memory."""
    counts = []
    for number, keys in (("+919760430001", UNSEALED), ("+919760430002", office.keys)):
        pool = CountingPool(await office.database.pool())
        memories = Memories(pool, caller_secret=b"s" * 32, keys=keys)
        own = await with_vault(replace(office, around=replace(office.around, memories=memories)), Safe())
        await up_to_the_end(own, number)
        counts.append(len(pool.statements))
    assert counts[0] == counts[1]


async def test_after_a_kill_nothing_can_be_read_and_everything_goes_on(office: Office, settings: Settings) -> None:
    """A worker dies with a booking planned: the database holds nothing readable, and the next worker makes it."""
    await killed(
        settings,
        "CA-doomed",
        "book",
        "book a cleaning on Wednesday",
        "the first one",
        "Zebulon Marmalade",
        "yes",
        "yes",
    )
    planted = ("Zebulon", "Marmalade", DOOMED[1:], "on Wednesday", "the first one")
    assert await found(office.database, planted) == set()

    call = TextCall(office, DOOMED, call_id="CA-doomed")
    assert "You are booked" in await call.ring()
    assert await found(office.database, planted) == set()
    pool = await office.database.pool()
    assert await pool.fetchval("select name from appointments") == "Zebulon Marmalade"


async def test_a_conversation_that_was_tampered_with_is_not_taken_up(office: Office) -> None:
    """The caller is greeted anew; what is there stays for whoever looks into it."""
    office = await with_vault(office, Safe())
    call = await up_to_the_end(office)
    await call.hangs_up()
    pool = await office.database.pool()
    last = "length(blob) - 1"
    flip = (
        f"update checkpoint_blobs set blob = set_byte(blob, {last}, get_byte(blob, {last}) # 1) where length(blob) > 0"
    )
    await pool.execute(flip)

    assert await TextCall(office, NUMBER, flow="vault").ring() == "Which number?"
    assert (await rows_of(office, call))["checkpoint_blobs"] > 0


async def test_without_the_master_key_no_service_starts(office: Office, settings: Settings) -> None:
    """Another home has no key: the error says which is wanted, and makes none."""
    elsewhere = settings.model_copy(update={"trunkline_home": settings.trunkline_home / "elsewhere"})

    with pytest.raises(Exception, match=f"master key {office.keys.master.id}; here is none"):
        async with open_office(elsewhere, clock=lambda: MONDAY_MORNING):
            raise AssertionError("it started")
    assert not elsewhere.trunkline_home.exists()
