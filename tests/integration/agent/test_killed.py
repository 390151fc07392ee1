"""A worker is killed with SIGKILL while a caller is on the line; another one takes the call over."""

import pytest

from agent.memory.journal import MOST_REPLAYS
from agent.office import Office
from agent.settings import Settings
from tests.support.doomed_call import NUMBER, killed
from tests.support.text_call import TextCall

CALL = "CA-doomed"
TO_SUMMARY = ("book a cleaning on Wednesday", "the first one", "my name is Asha Rao", "yes")


async def booked(office: Office) -> int:
    """How many appointments there are."""
    count: int = await (await office.database.pool()).fetchval("select count(*) from appointments")
    return count


async def test_the_words_of_a_turn_that_was_cut_off_are_answered(office: Office, settings: Settings) -> None:
    """The worker died while it looked for free times: the next one looks, and nobody has to say it again."""
    await killed(settings, CALL, "find_times", "book a cleaning", "on Wednesday")
    call = TextCall(office, NUMBER, call_id=CALL)
    said = await call.ring()

    assert said == (
        "Sorry, the line was gone for a moment. For a cleaning on Wednesday the third of March"
        " I have eight o'clock, half past eight or nine o'clock."
    )
    assert len(call.ids) == len(set(call.ids))
    assert "What name" in await call.says("the second one")


async def test_a_turn_that_did_commit_is_not_run_twice(office: Office, settings: Settings) -> None:
    """The worker died between two turns: the open question is asked again, and the last words count once."""
    await killed(settings, CALL, "-", "book a cleaning on Wednesday", "the second one")
    call = TextCall(office, NUMBER, call_id=CALL)

    assert await call.ring() == "Sorry, the line was gone for a moment. What name shall I put it under?"


async def test_an_action_that_was_begun_is_finished_once(office: Office, settings: Settings) -> None:
    """The worker died with the booking planned: it is made now, and the yes that led there is not heard again."""
    await killed(settings, CALL, "book", *TO_SUMMARY, "yes")
    call = TextCall(office, NUMBER, call_id=CALL)
    said = await call.ring()

    assert "You are booked" in said
    assert await booked(office) == 1


async def test_words_that_bring_down_one_worker_after_the_other_are_given_up(
    office: Office, settings: Settings
) -> None:
    """After the second death over the same words the open question is asked again."""
    await killed(settings, CALL, "find_times", "book a cleaning", "on Wednesday")
    for _ in range(MOST_REPLAYS):
        await killed(settings, CALL, "find_times")
    call = TextCall(office, NUMBER, call_id=CALL)

    assert await call.ring() == "Sorry, the line was gone for a moment. Which day suits you?"


async def test_the_journal_goes_with_the_conversation(office: Office) -> None:
    """While the call lasts its turns are there; when it has come to a result, they are not needed."""
    call = TextCall(office, NUMBER)
    await call.ring()
    for line in (*TO_SUMMARY, "yes"):
        await call.says(line)
    memories, pool = office.around.memories, await office.database.pool()
    await memories.journal.written()
    assert await pool.fetchval("select count(*) from turns") == len(TO_SUMMARY) + 1

    await call.hangs_up()
    assert await pool.fetchval("select count(*) from turns") == 0


async def test_the_journal_of_a_call_that_was_cut_off_is_erased_with_it(office: Office) -> None:
    """Erasing a conversation leaves nothing that the caller said."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("book a cleaning")
    await call.hangs_up()
    memories, pool = office.around.memories, await office.database.pool()
    await memories.journal.written()
    assert await pool.fetchval("select count(*) from turns") == 1

    assert await memories.erase(call.dialogue.thread_id) == 1
    assert await pool.fetchval("select count(*) from turns") == 0


async def test_a_worker_that_lost_the_call_writes_nothing_into_its_journal(office: Office) -> None:
    """What a zombie hears does not become what the caller said."""
    call = TextCall(office, NUMBER)
    await call.ring()
    memories = office.around.memories
    thread_id = call.dialogue.thread_id
    await memories.open(thread_id)
    memories.journal.note(thread_id, 1, {"turn": 1, "text": "from the dead"})
    await memories.journal.written()

    assert await memories.journal.unanswered(thread_id, since=0) == []


@pytest.mark.parametrize("what", [{"text": "a\x00b"}, {"text": "half \ud800"}, {"value": {1, 2}}])
async def test_what_cannot_be_written_costs_the_entry_only(office: Office, what: dict[str, object]) -> None:
    """Odd characters are left out; what is no JSON is not journaled; the call goes on."""
    call = TextCall(office, NUMBER)
    await call.ring()
    memories = office.around.memories
    memories.journal.note(call.dialogue.thread_id, 1, {"turn": 1, **what})
    await memories.journal.written()

    assert "What would you like to come in for" in await call.says("book")
