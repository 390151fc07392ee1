"""The queue between socket and call: bounded, and only sound is ever dropped."""

import asyncio
from contextvars import ContextVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.line import Digit, Heard, LineEvent, Played, Stopped
from telephony.twilio.event_queue import EventQueue


async def taken(queue: EventQueue) -> list[LineEvent]:
    """Everything that is queued."""
    return [await queue.get() for _ in range(len(queue))]


async def test_events_come_out_in_order() -> None:
    """As they went in."""
    queue = EventQueue(10)
    events: list[LineEvent] = [Heard(b"a", 0), Digit("1"), Heard(b"b", 20), Played("m"), Stopped("hung_up")]
    assert all(queue.put(event) for event in events)
    assert await taken(queue) == events


async def test_a_waiting_reader_is_woken() -> None:
    """An event that comes later reaches who waits for it."""
    queue = EventQueue(10)
    reader = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put(Digit("1"))
    assert await reader == Digit("1")


async def test_whoever_takes_events_is_given_what_waits_and_then_each_at_once() -> None:
    """In order; after the end nothing is given, and giving is over."""
    queue, given_to = EventQueue(3), list[LineEvent]()
    queue.put(Heard(b"a", 0))
    queue.put(Digit("1"))
    giving = asyncio.create_task(queue.deliver(given_to.append))
    await asyncio.sleep(0)
    assert given_to == [Heard(b"a", 0), Digit("1")]
    for number in range(10):
        queue.put(Played(str(number)))
    assert len(given_to) == 12
    assert len(queue) == 0
    queue.put(Stopped("hung_up"))
    queue.put(Digit("2"))
    await giving
    assert given_to[-1] == Stopped("hung_up")


async def test_whoever_begins_to_take_after_the_end_is_given_the_end() -> None:
    """A line that was lost in the meantime does not keep its call waiting."""
    queue, given_to = EventQueue(3), list[LineEvent]()
    queue.put(Digit("1"))
    queue.put(Stopped("lost"))
    await queue.deliver(given_to.append)
    assert given_to == [Digit("1"), Stopped("lost")]


async def test_what_breaks_a_call_breaks_there_and_not_in_the_reader() -> None:
    """An error of the one who takes is raised where it waits; whoever puts notices nothing."""
    queue = EventQueue(3)

    def take(event: LineEvent) -> None:
        raise ValueError(event)

    giving = asyncio.create_task(queue.deliver(take))
    await asyncio.sleep(0)
    assert queue.put(Digit("1"))
    assert queue.put(Digit("2"))
    with pytest.raises(ValueError, match="1"):
        await giving
    assert await taken(queue) == [Digit("2")]


async def test_what_is_taken_belongs_to_the_call_whoever_puts() -> None:
    """The reader of a socket knows nothing of charging: what a call does with an event, it does in its own context."""
    queue, found = EventQueue(3), list[str]()
    caller: ContextVar[str] = ContextVar("caller", default="nobody")

    async def call() -> None:
        caller.set("Ana")
        await queue.deliver(lambda event: found.append(caller.get()))

    giving = asyncio.create_task(call())
    await asyncio.sleep(0)
    queue.put(Digit("1"))
    queue.put(Stopped("hung_up"))
    await giving
    assert found == ["Ana", "Ana"]


async def test_an_event_that_another_brings_about_is_given_within_it() -> None:
    """A call that ends its line because of a key is given the end at once."""
    queue, given_to = EventQueue(3), list[LineEvent]()

    def take(event: LineEvent) -> None:
        given_to.append(event)
        if event == Digit("0"):
            queue.put(Stopped("hung_up"))

    giving = asyncio.create_task(queue.deliver(take))
    await asyncio.sleep(0)
    queue.put(Digit("0"))
    await giving
    assert given_to == [Digit("0"), Stopped("hung_up")]


@pytest.mark.parametrize("last", [Digit("1"), Stopped("lost")])
async def test_a_call_that_is_being_cancelled_breaks_nothing(last: LineEvent) -> None:
    """Between its cancelling and its end an event may still reach it; its error, or its end, comes too late."""
    queue = EventQueue(3)

    def take(event: LineEvent) -> None:
        if event == Digit("1"):
            raise ValueError(event)

    giving = asyncio.create_task(queue.deliver(take))
    await asyncio.sleep(0)
    giving.cancel()
    assert queue.put(last)
    await asyncio.wait({giving})
    assert giving.cancelled()


async def test_whoever_ceases_to_take_is_given_nothing_more() -> None:
    """A call that was cancelled leaves the line's events in the queue, bounded as ever."""
    queue, given = EventQueue(1), list[LineEvent]()
    giving = asyncio.create_task(queue.deliver(given.append))
    await asyncio.sleep(0)
    giving.cancel()
    await asyncio.wait({giving})
    assert queue.put(Digit("1"))
    assert not queue.put(Digit("2"))
    assert given == []


async def test_when_full_the_oldest_sound_goes() -> None:
    """A slow call hears what is new; keys and marks are kept, and the loss is counted."""
    queue = EventQueue(3)
    events: list[LineEvent] = [Digit("1"), Heard(b"a", 0), Heard(b"b", 20), Heard(b"c", 40), Played("m")]
    for event in events:
        assert queue.put(event)
    assert await taken(queue) == [Digit("1"), Heard(b"c", 40), Played("m")]
    assert queue.dropped == 2


async def test_a_flood_of_keys_does_not_fit() -> None:
    """What must not be dropped and finds no room is refused; a sound is dropped then, and the end always fits."""
    queue = EventQueue(2)
    assert queue.put(Digit("1"))
    assert queue.put(Digit("2"))
    assert not queue.put(Digit("3"))
    assert queue.put(Heard(b"a", 0))
    assert queue.put(Stopped("protocol"))
    assert await taken(queue) == [Digit("1"), Digit("2"), Stopped("protocol")]
    assert queue.dropped == 1


@given(sounds=st.lists(st.booleans(), max_size=60), bound=st.integers(1, 20))
def test_only_sound_is_dropped_and_the_bound_holds(sounds: list[bool], bound: int) -> None:
    """Whatever comes: never more than the bound, and every accepted key comes out, in order."""
    queue = EventQueue(bound)
    accepted = []
    for nth, is_sound in enumerate(sounds):
        event = Heard(b"a", nth) if is_sound else Played(str(nth))
        if queue.put(event) and not is_sound:
            accepted.append(event)
        assert len(queue) <= bound
    out = asyncio.run(taken(queue))
    assert [event for event in out if isinstance(event, Played)] == accepted
    heard = [event.at_ms for event in out if isinstance(event, Heard)]
    assert heard == sorted(heard)
    assert queue.dropped + len(heard) == sum(sounds)
