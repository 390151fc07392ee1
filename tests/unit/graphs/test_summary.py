"""A conversation in short."""

from collections.abc import Awaitable, Callable

import pytest

from graphs.acts import Transfer
from graphs.state import WINDOW, Progress
from graphs.summary import summarise
from graphs.testing import Rehearsal

Rehearse = Callable[..., Awaitable[Rehearsal]]
BOOKED = ("a table for four people tomorrow", "the first one", "my name is Asha Rao", "yes", "yes")


async def test_who_takes_the_call_hears_what_is_known_reached_and_done(rehearse: Rehearse, restaurant: str) -> None:
    """Where the flow has no words for it; sensitive values are left out."""
    text = restaurant.replace('summary: "{name} {day}", ', "mode: warm, ")
    call = await rehearse(*BOOKED, "a person please", text=text)
    [transfer] = [act for act in call.acts if isinstance(act, Transfer)]

    assert transfer.mode == "warm"
    assert transfer.summary == (
        "people: 4, day: Tuesday the third of March, name: Asha Rao. Reached: details. Done: book."
    )
    assert "98220" not in transfer.summary


async def test_the_flows_own_words_go_first(rehearse: Rehearse) -> None:
    """A transfer is cold unless the flow says otherwise."""
    call = await rehearse("four people tomorrow", "the first one", "my name is Asha Rao", "a person please")
    assert call.acts[-1] == Transfer("desk", "sip:desk", "Asha Rao 2026-03-03", "cold")


async def test_an_action_that_failed_is_not_done(rehearse: Rehearse) -> None:
    """Nor is one that only looked something up."""
    call = await rehearse(*BOOKED, actions={"find": [{"start": "2026-03-03T11:00"}], "book": {"outcome": "full"}})
    state = await call.conversation.snapshot()
    assert state is not None
    assert state.progress["done"] == []


@pytest.mark.parametrize(("turns", "before"), [(2, 0), (40, 30)])
async def test_it_tells_how_much_is_not_in_the_window(rehearse: Rehearse, turns: int, before: int) -> None:
    """Each turn here has two messages, of which twenty are kept."""
    call = await rehearse("a message", *["hold on"] * (turns - 1))
    state = await call.conversation.snapshot()
    assert state is not None
    short = summarise(
        call.flow.plan, slots={}, progress=Progress.of(state.progress), messages=state.messages, language="en"
    )
    assert len(state.messages) <= WINDOW
    assert short.before == before


async def test_there_may_be_nothing_to_tell(rehearse: Rehearse, restaurant: str) -> None:
    """A caller who wants a person at once is handed over with an empty summary."""
    call = await rehearse("a person please", text=restaurant.replace('summary: "{name} {day}", ', ""))
    assert call.acts[-1] == Transfer("desk", "sip:desk", "", "cold")
