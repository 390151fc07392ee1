"""The queue between socket and call: bounded, and only sound is ever dropped."""

import asyncio

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
