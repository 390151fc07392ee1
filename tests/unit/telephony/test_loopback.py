"""The loopback line: our end is a line like any other, the far end plays like Twilio on a clock we move."""

import asyncio

import pytest

from telephony.errors import ProtocolError
from telephony.line import Clear, Digit, Heard, Line, LineEvent, Mark, Play, Played, Started, Stopped
from telephony.loopback import FarEnd, loopback


async def events(line: Line) -> list[LineEvent]:
    """All events of a line that has ended."""
    return [event async for event in line.events()]


async def test_a_call_begins_with_started_and_ends_with_stopped() -> None:
    """What the caller does in between comes in order."""
    line, far = loopback("CA1", parameters={"flow": "support"})
    far.say(b"a" * 200)
    far.press("1#")
    far.hang_up()
    assert await events(line) == [
        Started("CA1", "CA1", parameters={"flow": "support"}),
        Heard(b"a" * 160, 0),
        Heard(b"a" * 40, 20),
        Digit("1"),
        Digit("#"),
        Stopped("hung_up"),
    ]


async def test_events_may_be_taken_instead_of_read() -> None:
    """In the same order, to the same end."""
    line, far = loopback()
    far.press("1")
    far.hang_up()
    taken: list[LineEvent] = []
    await line.deliver(taken.append)
    assert taken[1:] == [Digit("1"), Stopped("hung_up")]


async def test_words_follow_each_other_on_the_lines_clock() -> None:
    """Sound begins now, or where the last words end."""
    line, far = loopback()
    far.say(b"a" * 160)
    far.say(b"b" * 160)
    far.advance(100)
    far.say(b"c" * 160)
    far.lose("cut")
    heard = [event.at_ms for event in await events(line) if isinstance(event, Heard)]
    assert heard == [0, 20, 100]


async def test_marks_come_back_when_time_has_played_the_sound() -> None:
    """Eight bytes are a millisecond; without time nothing is heard."""
    line, far = loopback()
    await line.send(Play(b"s" * 80))
    await line.send(Mark("m"))
    assert far.queued_ms == 10
    assert far.advance(9) == b"s" * 72
    assert far.pending_marks == ("m",)
    assert far.advance(3) == b"s" * 8 + b"\xff" * 16
    assert far.played() == b"s" * 80
    assert far.played() == b""
    far.hang_up()
    assert (await events(line))[1:] == [Played("m"), Stopped("hung_up")]


async def test_clear_brings_outstanding_marks_back_at_once() -> None:
    """As Twilio does; the sound is never heard."""
    line, far = loopback()
    await line.send(Play(b"s" * 80))
    await line.send(Mark("m"))
    await line.send(Clear())
    await line.send(Mark("n"))
    assert far.cleared == 1
    assert far.advance_to_quiet() == b""
    far.hang_up()
    assert (await events(line))[1:] == [Played("m"), Played("n"), Stopped("hung_up")]


async def test_our_end_hangs_up_once() -> None:
    """Closing twice is closing; afterwards nothing is sent and nothing comes."""
    line, far = loopback()
    await line.close()
    await line.close()
    await line.send(Play(b"s" * 80))
    far.say(b"a" * 160)
    far.hang_up()
    assert far.queued_ms == 0
    assert far.stopped == Stopped("hung_up", "We hung up.")
    assert (await events(line))[1:] == [Stopped("hung_up", "We hung up.")]


async def test_the_far_end_can_wait_for_what_our_end_sends() -> None:
    """Commands are told in order; None tells that the line has ended."""
    line, far = loopback()
    waiting = asyncio.create_task(far.next_command())
    await asyncio.sleep(0)
    await line.send(Play(b"s"))
    await line.send(Mark("m"))
    assert await waiting == Play(b"s")
    assert await far.next_command() == Mark("m")
    waiting = asyncio.create_task(far.next_command())
    await asyncio.sleep(0)
    await line.close()
    assert await waiting is None


async def test_the_queues_are_bounded() -> None:
    """Sound that nobody reads is dropped; keys that nobody reads are an error of the test that presses them."""
    line, far = loopback(events=3)
    far.press("12")
    far.say(b"a" * 160)
    with pytest.raises(ProtocolError, match="reads too slowly"):
        far.press("3")
    with pytest.raises(ProtocolError, match="ten minutes"):
        await line.send(Play(bytes(8 * 600_001)))


def test_a_far_end_starts_its_line_itself() -> None:
    """There is no line without its start."""
    started = Started("CA1", "MZ1", "AC1")
    assert asyncio.run(FarEnd(started).next_event()) == started
