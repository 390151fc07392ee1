"""A time that was said before the list was known: the one item at that time is proposed, and never taken unasked."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from graphs.testing import Rehearsal

Rehearse = Callable[..., Awaitable[Rehearsal]]

FREE: dict[str, Any] = {
    "find": [{"start": f"2026-03-03T{hour}"} for hour in ("09:00", "11:00", "13:30", "15:30")],
    "book": {"id": 1},
}
TEN = "a table for four people tomorrow at ten in the morning"
ELEVEN = "a table for four people tomorrow at eleven in the morning"


@pytest.fixture
def wishing(restaurant: str) -> str:
    """The restaurant, which listens for a time and prefers it."""
    text = restaurant.replace("  name: {type: name,", "  hour: {type: time, optional: true}\n  name: {type: name,")
    text = text.replace("listen_for: [people, day]", "listen_for: [people, day, hour]")
    return text.replace("    listen_for: [day]\n", "    listen_for: [day, hour]\n    prefer: hour\n")


async def test_the_item_at_that_time_is_proposed(rehearse: Rehearse, wishing: str) -> None:
    """As a question for a yes or a no."""
    call = await rehearse(ELEVEN, text=wishing, actions=FREE)
    assert call.said.endswith("I have eleven o'clock. Would that suit you?")
    assert call.expects.kind == "yes_no"
    assert (await call.values())["table"] is None


async def test_a_yes_takes_it(rehearse: Rehearse, wishing: str) -> None:
    """By words or by key."""
    for yes in ("yes please", "#1"):
        call = await rehearse(ELEVEN, yes, text=wishing, actions=FREE)
        assert (await call.values())["table"] == {"start": "2026-03-03T11:00"}
        assert call.expects.step == "who"


async def test_a_no_reads_out_the_list_and_forgets_the_wish(rehearse: Rehearse, wishing: str) -> None:
    """So that it is not proposed again, on whatever day."""
    call = await rehearse(ELEVEN, "no", text=wishing, actions=FREE)
    assert call.said == "I have nine o'clock or eleven o'clock."
    assert (await call.values())["hour"] is None
    await call.hear("later")
    assert call.said == "I have half past one or half past three."


async def test_another_time_at_once_is_taken(rehearse: Rehearse, wishing: str) -> None:
    """“No, half past one” needs no list."""
    call = await rehearse(ELEVEN, "no, half past one", text=wishing, actions=FREE)
    assert (await call.values())["table"] == {"start": "2026-03-03T13:30"}


async def test_where_nothing_is_free_then_the_list_begins_with_the_nearest(rehearse: Rehearse, wishing: str) -> None:
    """And “later” goes round to those before it, so that every item is read out once."""
    call = await rehearse("four people tomorrow at 3 pm", text=wishing, actions=FREE)
    assert call.said.endswith("I have half past one or half past three.")
    await call.hear("later")
    assert call.said == "I have nine o'clock or eleven o'clock."
    await call.hear("later")
    assert call.said == "That is all I have. I have nine o'clock or eleven o'clock."


async def test_the_flow_may_say_so_in_its_own_words(rehearse: Rehearse, wishing: str) -> None:
    """Before the list, once."""
    words = 'prefer: hour\n    prefer_missing_say: Not at {hour|time}.\n    prefer_say: "At {item.start|time}?"\n'
    text = wishing.replace("prefer: hour\n", words)
    assert (await rehearse(ELEVEN, text=text, actions=FREE)).said.endswith("At eleven o'clock?")
    call = await rehearse(TEN, text=text, actions=FREE)
    assert call.said.endswith("Not at ten o'clock. I have nine o'clock or eleven o'clock.")
    await call.hear("the dog barks")
    assert "Not at ten" not in call.said


async def test_two_items_at_that_time_are_read_out(rehearse: Rehearse, wishing: str) -> None:
    """Only a single one can be meant."""
    twice = {**FREE, "find": [{"start": "2026-03-03T11:00"}, {"start": "2026-03-03T11:00"}, *FREE["find"][2:]]}
    call = await rehearse(ELEVEN, text=wishing, actions=twice)
    assert call.expects.kind == "item"


async def test_the_only_item_that_is_declined_is_none(rehearse: Rehearse, wishing: str) -> None:
    """There is no list to read out then."""
    only = {**FREE, "find": FREE["find"][1:2]}
    call = await rehearse(ELEVEN, "no", text=wishing, actions=only)
    assert call.expects.step == "details"


async def test_a_wish_holds_for_another_day(rehearse: Rehearse, wishing: str) -> None:
    """“What about Thursday?” means Thursday at eleven."""
    thursday = [FREE["find"], [{"start": "2026-03-05T10:00"}, {"start": "2026-03-05T11:00"}]]
    call = await rehearse(ELEVEN, "what about Thursday", text=wishing, actions={**FREE, "find": thursday})
    assert call.said.endswith("I have eleven o'clock. Would that suit you?")
    await call.hear("yes")
    assert (await call.values())["table"] == {"start": "2026-03-05T11:00"}


async def test_another_time_asked_of_the_list_is_a_wish_too(rehearse: Rehearse, wishing: str) -> None:
    """It is not in the list, so the list begins again where it comes nearest."""
    call = await rehearse("four people tomorrow", "do you have something at 4 pm", text=wishing, actions=FREE)
    assert call.said.endswith("I have half past one or half past three.")


async def test_without_a_wish_the_list_is_read_from_its_beginning(rehearse: Rehearse, wishing: str) -> None:
    """As in every other flow."""
    call = await rehearse("four people tomorrow", text=wishing, actions=FREE)
    assert call.said.endswith("I have nine o'clock or eleven o'clock.")


async def test_items_without_a_time_cannot_be_wished_for(rehearse: Rehearse, wishing: str) -> None:
    """They are read out."""
    plain = {**FREE, "find": [{"id": 1}, {"id": 2}]}
    call = await rehearse(ELEVEN, text=wishing, actions=plain)
    assert call.expects.kind == "item"
