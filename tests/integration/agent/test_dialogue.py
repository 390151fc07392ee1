"""Conversations with the real flow, memory and calendar, by text."""

import asyncio
from datetime import timedelta

import pytest

from agent.memory.errors import MemoryUnavailable
from agent.office import Office, open_office
from agent.settings import Settings
from graphs.recalling import recall
from telephony.call.ports import Cut
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.text_call import TextCall

NUMBER = "+919822012345"


async def appointments(office: Office) -> list[tuple[str, str, str]]:
    """Name, number, and start with the member of staff, of each that is booked."""
    pool = await office.database.pool()
    rows = await pool.fetch(
        "select name, phone, to_char(lower(during) at time zone 'Asia/Kolkata', 'YYYY-MM-DD HH24:MI') as start,"
        " staff_id from appointments where status = 'booked' order by id"
    )
    return [(row["name"], row["phone"], f"{row['start']} {row['staff_id']}") for row in rows]


async def books(office: Office, number: str, name: str, *, choice: str = "the first one") -> TextCall:
    """A caller who books a cleaning, and takes the next offer when a time has just gone."""
    call = TextCall(office, number)
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.says(choice)
    await call.says(f"my name is {name}")
    await call.says("yes")
    for _ in range(30):
        answer = await call.says("yes")
        if call.over:
            return call
        assert "just gone" in answer
        await call.says("the first one")
    raise AssertionError("never booked")


async def test_a_caller_books_and_the_row_is_in_the_database(office: Office) -> None:
    """The whole conversation ends with one appointment, under the caller's name and number."""
    call = await books(office, NUMBER, "Asha Rao")

    assert await call.hangs_up() == "booked"
    [(name, phone, start)] = await appointments(office)
    assert (name, phone, start[:16]) == ("Asha Rao", NUMBER, "2027-03-03 08:00")


async def test_twenty_callers_at_once_book_twenty_different_slots(office: Office) -> None:
    """Nobody gets what another has, and nobody is refused while there is room."""
    names = ["Asha", "Ravi", "Meena", "Kiran", "Sunil", "Divya", "Arjun", "Pooja", "Nikhil", "Leela"]
    calls = await asyncio.gather(
        *(
            books(office, f"+91982201{n:04d}", f"{names[n % 10]} {surname}")
            for n, surname in enumerate(["Rao"] * 10 + ["Joshi"] * 10)
        )
    )

    assert [await call.hangs_up() for call in calls] == ["booked"] * 20
    slots = [slot for _, _, slot in await appointments(office)]
    assert len(slots) == len(set(slots)) == 20


async def test_of_two_callers_for_the_last_slot_one_is_told_that_it_has_gone(office: Office) -> None:
    """The second to confirm hears that the time has just gone, and is offered what is left."""
    pool = await office.database.pool()
    await pool.execute(
        "delete from staff_services where service = 'cleaning' and staff_id <> (select min(staff_id)"
        " from staff_services where service = 'cleaning')"
    )
    first, second = TextCall(office, "+919822000001"), TextCall(office, "+919822000002")
    for call, name in ((first, "Asha Rao"), (second, "Ravi Joshi")):
        await call.ring()
        assert "eight o'clock" in await call.says("book a cleaning on Wednesday")
        await call.says("the first one")
        await call.says(f"my name is {name}")
        await call.says("yes")
    answers = await asyncio.gather(first.says("yes"), second.says("yes"))

    [gone] = [answer for answer in answers if "just gone" in answer]
    assert "half past eight" in gone
    assert "eight o'clock or" not in gone
    assert sum("You are booked" in answer for answer in answers) == 1
    assert len(await appointments(office)) == 1


async def test_a_caller_who_was_cut_off_goes_on_where_they_stopped(office: Office) -> None:
    """Rings back from the same number: asked whether to carry on, and what was said before is still known."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.says("the second one")
    await call.hangs_up()

    again = TextCall(office, NUMBER)
    assert "Shall we carry on" in await again.ring()
    assert "What name" in await again.says("yes")
    await again.says("my name is Asha Rao")
    summary = await again.says("yes")

    assert "a cleaning on Wednesday the third of March at half past eight for Asha Rao" in summary


async def test_a_caller_who_was_cut_off_may_begin_anew(office: Office) -> None:
    """Somebody who does not want to carry on is greeted as if for the first time."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I'd like to book a cleaning")
    await call.hangs_up()

    again = TextCall(office, NUMBER)
    await again.ring()

    assert "Would you like to book, move or cancel" in await again.says("no")


async def test_another_number_does_not_hear_of_the_first(office: Office) -> None:
    """Only the number that was cut off is asked."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I'd like to book a cleaning")
    await call.hangs_up()

    assert "carry on" not in await TextCall(office, "+919822099999").ring()


async def test_a_call_that_came_to_its_end_is_not_resumed(office: Office) -> None:
    """Who has booked begins anew."""
    await (await books(office, NUMBER, "Asha Rao")).hangs_up()

    assert "carry on" not in await TextCall(office, NUMBER).ring()


async def test_after_half_an_hour_nobody_is_asked(settings: Settings) -> None:
    """The flow says for how long a conversation may be taken up again."""
    now = MONDAY_MORNING
    async with open_office(settings, clock=lambda: now) as office:
        call = TextCall(office, NUMBER)
        await call.ring()
        await call.says("I'd like to book a cleaning")
        await call.hangs_up()
        now += timedelta(minutes=31)

        assert "carry on" not in await TextCall(office, NUMBER).ring()


async def test_the_same_call_on_another_socket_goes_on_without_asking(office: Office) -> None:
    """When only the line was lost, the open question is asked again, in the same conversation."""
    call = TextCall(office, NUMBER, call_id="CA-one")
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.hangs_up("lost")

    again = TextCall(office, NUMBER, call_id="CA-one")
    said = await again.ring()

    assert "carry on" not in said
    assert "eight o'clock" in said
    assert "What name" in await again.says("the first one")


async def test_a_moved_appointment_is_moved_once(office: Office) -> None:
    """The caller's number finds the appointment; the old time is free again."""
    await (await books(office, NUMBER, "Asha Rao")).hangs_up()
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I need to move my appointment")
    assert "cleaning on Wednesday the third of March" in await call.says("yes")
    await call.says("yes")
    await call.says("Thursday")
    await call.says("the first one")
    answer = await call.says("yes")

    assert "Thursday the fourth of March at eight o'clock" in answer
    assert [start[:16] for _, _, start in await appointments(office)] == ["2027-03-04 08:00"]


async def test_a_cancelled_appointment_is_gone(office: Office) -> None:
    """Cancelling frees the slot."""
    await (await books(office, NUMBER, "Asha Rao")).hangs_up()
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("cancel my appointment please")
    await call.says("yes")
    await call.says("yes")
    assert "That is cancelled" in await call.says("yes")

    assert await appointments(office) == []


async def test_nobody_to_transfer_to_means_a_message_is_taken(office: Office) -> None:
    """Without a number behind “reception”, the caller leaves a message, which is kept."""
    call = TextCall(office, NUMBER)
    await call.ring()
    assert "pass on a message" in await call.says("let me talk to a real person")
    await call.says("please call me tomorrow about a filling")
    await call.says("yes")

    assert await call.hangs_up() == "message_taken"
    pool = await office.database.pool()
    [row] = await pool.fetch("select phone, message from messages")
    assert (row["phone"], row["message"]) == (NUMBER, "please call me tomorrow about a filling")


async def test_somebody_to_transfer_to_takes_the_call(settings: Settings) -> None:
    """With a number behind the name, the call is handed over."""
    with_people = settings.model_copy(update={"trunkline_transfers": {"reception": "+912071110000"}})
    async with open_office(with_people, clock=lambda: MONDAY_MORNING) as office:
        call = TextCall(office, NUMBER)
        await call.ring()
        await call.says("let me talk to a real person")

        assert call.dialogue.transfer is not None
        assert call.dialogue.transfer.number == "+912071110000"
        assert await call.hangs_up() == "transferred"


async def test_what_was_heard_of_a_cut_sentence_is_kept(office: Office) -> None:
    """The conversation's messages hold the heard words, not the sent ones."""
    call = TextCall(office, NUMBER)
    await call.ring()
    cut = Cut(call.ids[-1], "Would you like")
    await call.says("book", cut)
    memory = await office.around.memories.read(call.dialogue.thread_id)
    before = await recall(office.flows.get("scheduling"), memory)

    assert before is not None
    contents = [message["text"] for message in before.messages]
    assert "Would you like" in contents
    assert "Would you like to book, move or cancel an appointment?" not in contents


async def messages(office: Office, call: TextCall) -> list[str]:
    """What the database holds of the conversation's words."""
    before = await recall(office.flows.get("scheduling"), await office.around.memories.read(call.dialogue.thread_id))
    assert before is not None
    return [message["text"] for message in before.messages]


async def test_what_was_heard_when_the_caller_hung_up_is_kept(office: Office) -> None:
    """Nobody hears the rest of our last sentence; the caller who rings back goes on all the same."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.hangs_up(cuts=[Cut(call.ids[-1], "For a cleaning")])

    kept = await messages(office, call)
    assert kept[-1] == "For a cleaning"
    again = TextCall(office, NUMBER)
    assert "Shall we carry on" in await again.ring()
    assert "eight o'clock" in await again.says("yes")


async def test_a_line_that_is_lost_in_the_middle_of_a_sentence_goes_on(office: Office) -> None:
    """What was heard of it is kept, the question is asked again, and the answer is understood."""
    call = TextCall(office, NUMBER, call_id="CA-one")
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.hangs_up("lost", cuts=[Cut(call.ids[-1], "For")])

    again = TextCall(office, NUMBER, call_id="CA-one")
    assert "eight o'clock" in await again.ring()
    assert "What name" in await again.says("the first one")
    assert "For" in await messages(office, again)


async def test_who_rings_back_and_cuts_in_changes_nothing_of_the_former_call(office: Office) -> None:
    """Both calls number their sentences from the greeting on: only the new call's is cut off."""
    call = TextCall(office, NUMBER)
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    await call.hangs_up("lost")

    again = TextCall(office, NUMBER)
    await again.ring()
    await again.hangs_up("lost", cuts=[Cut(again.ids[-1], "Welcome back.")])
    said = await messages(office, again)
    assert said[0] == "Riverside Dental, hello."
    assert said[-1] == "Welcome back."


async def test_of_a_call_that_came_to_its_end_no_state_is_kept(office: Office) -> None:
    """Nobody takes it up again; what the caller wanted is where the actions have put it."""
    call = await books(office, NUMBER, "Asha Rao")
    assert "You are booked" in " ".join(await messages(office, call))
    await call.hangs_up(cuts=[Cut(call.ids[-1], "Thank")])

    memory = await office.around.memories.read(call.dialogue.thread_id)
    assert memory.values() == {}
    assert len(await appointments(office)) == 1


async def test_a_turn_that_cannot_be_kept_is_told_to_the_call(office: Office) -> None:
    """Without its database a conversation does not go on as if nothing were: the call learns that the turn failed."""
    call = TextCall(office, NUMBER)
    await call.ring()
    (await office.database.pool()).terminate()

    with pytest.raises(MemoryUnavailable):
        await call.says("book a cleaning")
