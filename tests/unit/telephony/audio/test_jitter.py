"""Sound put back into the order and the time in which it was spoken."""

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from telephony.audio import jitter as subject
from telephony.audio import ulaw
from telephony.audio.jitter import FILL_MS, HOLD_PIECES, HOLD_S, REFUSED, STRAY_S, Jitter
from telephony.line import BYTES_PER_MS

FRAME_MS = 20
Arrival = tuple[int, float]
"""Number of a frame, and when it came."""


def frame(number: int, ms: int = FRAME_MS) -> bytes:
    """Sound that no other frame has and that is not silence."""
    return bytes(random.Random(number).choices(range(0x80), k=ms * BYTES_PER_MS))


def given_frames(jitter: Jitter, numbers: Sequence[int], *, from_s: float | None = None) -> bytes:
    """What comes out of frames that come one every 20 ms."""
    out = b""
    for place, number in enumerate(numbers):
        now = (from_s if from_s is not None else numbers[0] * 0.02) + place * 0.02
        out += b"".join(jitter.put(frame(number), number * FRAME_MS, now))
    return out


def sound(*numbers: int) -> bytes:
    """Frames, one after the other."""
    return b"".join(frame(number) for number in numbers)


@given(sizes=st.lists(st.integers(1, 400), min_size=1, max_size=30), begins_ms=st.integers(0, 10**9))
def test_sound_in_order_passes_at_once_and_as_it_is(sizes: list[int], begins_ms: int) -> None:
    """Pieces of any length that go on from each other are what comes out, each as it comes, whenever it comes."""
    jitter, at_ms = Jitter(), begins_ms
    for number, ms in enumerate(sizes):
        piece = frame(number, ms)
        assert jitter.put(piece, at_ms, now=0.0) == [piece]
        assert jitter.deadline() is None
        at_ms += ms
    assert jitter.counts == subject.JitterCounts(frames=len(sizes))


def test_what_comes_twice_is_heard_once() -> None:
    """A repeat is dropped, at once after its first or three frames later."""
    jitter = Jitter()
    assert given_frames(jitter, [0, 0, 1, 2, 3, 1, 4]) == sound(0, 1, 2, 3, 4)
    assert jitter.counts.repeats == 2


def test_what_overlaps_is_heard_once() -> None:
    """Of a piece whose beginning was heard, the rest passes."""
    jitter = Jitter()
    whole = frame(1, 60)
    out = [*jitter.put(whole[:320], 0, 0.0), *jitter.put(whole[160:], 20, 0.02)]
    assert b"".join(out) == whole


def test_sound_out_of_order_is_put_right() -> None:
    """A frame that comes after its three successors is heard before them, and nothing is added."""
    jitter = Jitter()
    assert given_frames(jitter, [0, 2, 3, 4, 1, 5]) == sound(0, 1, 2, 3, 4, 5)
    assert jitter.counts == subject.JitterCounts(frames=6, reordered=1)


def test_sound_ahead_of_its_turn_waits_for_80_ms_and_no_longer() -> None:
    """Until then nothing is due; then the gap is filled and it goes on."""
    jitter = Jitter()
    jitter.put(frame(0), 0, 0.0)
    assert jitter.put(frame(5), 100, 0.1) == []
    assert jitter.deadline() == pytest.approx(0.1 + HOLD_S)
    assert jitter.due(0.179) == []
    assert b"".join(jitter.due(0.18)) == ulaw.SILENCE * 640 + frame(5)
    assert jitter.deadline() is None
    assert (jitter.counts.gaps, jitter.counts.filled_ms) == (1, 80)


def test_whoever_waits_longest_sets_the_deadline() -> None:
    """A piece that comes later and lies earlier does not make its successor wait anew."""
    jitter = Jitter()
    jitter.put(frame(0), 0, 0.0)
    jitter.put(frame(9), 180, 0.10)
    jitter.put(frame(6), 120, 0.15)
    assert jitter.deadline() == pytest.approx(0.10 + HOLD_S)
    assert len(b"".join(jitter.due(0.18))) == 180 * BYTES_PER_MS


def test_in_a_burst_nobody_waits() -> None:
    """When four pieces wait, what is missing before them is made up, however little time has passed."""
    jitter = Jitter()
    out = b"".join(b"".join(jitter.put(frame(n), n * FRAME_MS, now=1.0)) for n in (0, 1, 5, 6, 7, 8))
    assert len(out) == 9 * 160
    assert out.endswith(sound(5, 6, 7, 8))
    assert HOLD_PIECES == 4


def test_a_short_gap_is_concealed_by_the_sound_before_it() -> None:
    """20 ms that never came sound like the frame before them, played backwards and already falling."""
    jitter = Jitter()
    given_frames(jitter, [0, 1])
    jitter.put(frame(3), 60, 0.06)
    made_up = b"".join(jitter.due(1.0))[:160]
    before, after = ulaw.to_samples(frame(1)), ulaw.to_samples(made_up)
    assert after[0] == pytest.approx(before[-1], abs=0.02)
    assert 0 < abs(after[-1]) < abs(before[0])
    assert (jitter.counts.concealed_ms, jitter.counts.filled_ms) == (20, 0)


def test_what_comes_after_its_place_was_filled_is_late() -> None:
    """It is dropped, and counted as late and not as a repeat."""
    jitter = Jitter()
    jitter.put(frame(0), 0, 0.0)
    jitter.put(frame(5), 100, 0.1)
    jitter.due(0.2)
    assert jitter.put(frame(3), 60, 0.2) == []
    assert jitter.put(frame(6), 120, 0.2) == [frame(6)]
    assert (jitter.counts.late, jitter.counts.repeats) == (1, 0)


def test_a_repeat_of_what_waits_is_heard_once() -> None:
    """Also before it was heard at all."""
    jitter = Jitter()
    assert given_frames(jitter, [0, 2, 2, 1]) == sound(0, 1, 2)
    assert jitter.counts.repeats == 1


def test_a_longer_piece_that_arrives_early_may_cover_what_waits() -> None:
    """What is covered by the time its turn comes is dropped."""
    jitter = Jitter()
    whole = frame(7, 60)
    jitter.put(frame(0), 0, 0.0)
    jitter.put(whole[320:], 60, 0.02)
    assert jitter.put(whole, 20, 0.04) == [whole]
    assert jitter.deadline() is None
    assert jitter.counts.repeats == 1


@pytest.mark.parametrize("off_ms", [-7, -3, 4, 7])
def test_an_unsteady_stamp_is_no_gap(off_ms: int) -> None:
    """A stamp some milliseconds beside the sound changes no byte."""
    jitter = Jitter()
    out = b"".join(b"".join(jitter.put(frame(n), 1000 + n * 20 + off_ms * (n % 2), n * 0.02)) for n in range(20))
    assert out == sound(*range(20))


def test_a_clock_that_drifts_is_followed() -> None:
    """Stamps that run a per cent fast end where they say, not where the bytes say."""
    jitter, out = Jitter(), b""
    for number in range(200):
        out += b"".join(jitter.put(frame(number), number * FRAME_MS * 101 // 100, number * 0.02))
    out += b"".join(jitter.due(99.0))
    assert len(out) // BYTES_PER_MS == pytest.approx(200 * FRAME_MS * 1.01, abs=2 * subject.SLACK_MS)


def test_a_clock_that_begins_anew_is_followed_and_no_sound_is_lost() -> None:
    """After a jump back of seconds, three frames prove the new clock, and all three are heard."""
    jitter = Jitter()
    given_frames(jitter, list(range(200)))
    assert given_frames(jitter, [0, 1], from_s=4.0) == b""
    assert given_frames(jitter, [2, 3], from_s=4.04) == sound(0, 1, 2, 3)
    assert (jitter.counts.resyncs, jitter.counts.gaps) == (1, 0)


def test_a_clock_far_ahead_is_followed_without_silence_that_nobody_heard() -> None:
    """Stamps that jump to the time of day in the middle of speech are another clock, not a gap of years."""
    jitter, out = Jitter(), b""
    for number in range(10):
        at_ms = number * FRAME_MS + (1_700_000_000_000 if number >= 5 else 0)
        out += b"".join(jitter.put(frame(number), at_ms, number * 0.02))
    assert out == sound(*range(10))
    assert jitter.counts.resyncs == 1


def test_a_pause_too_long_to_fill_is_filled_for_ten_seconds() -> None:
    """A line that was dead for a minute gives ten seconds of silence, then its sound."""
    jitter = Jitter()
    given_frames(jitter, [0])
    out = given_frames(jitter, [3000, 3001, 3002], from_s=60.0)
    assert out == ulaw.SILENCE * (FILL_MS * BYTES_PER_MS) + sound(3000, 3001, 3002)


def test_a_pause_before_a_clock_that_jumps_is_as_long_as_it_was() -> None:
    """Stamps that lead a day ahead after five dead seconds give those five seconds, not more."""
    jitter = Jitter()
    given_frames(jitter, [0])
    out = given_frames(jitter, [10**6, 10**6 + 1, 10**6 + 2], from_s=5.0)
    assert len(out) == (5000 - FRAME_MS) * BYTES_PER_MS + 3 * 160


def test_what_waited_is_heard_before_another_clock_is_followed() -> None:
    """Nothing that came is lost by the jump."""
    jitter = Jitter()
    given_frames(jitter, [1000, 1002], from_s=0.0)
    out = given_frames(jitter, [0, 1, 2], from_s=0.04)
    assert out.endswith(sound(1002, 0, 1, 2))


def test_a_single_wrong_stamp_stops_nothing() -> None:
    """A frame from nowhere, seconds ahead or days ahead, is dropped; its place is made up, the others pass."""
    for wrong in (200, 10**6):
        jitter, out = Jitter(), b""
        for number in range(40):
            stamp = wrong if number == 10 else number
            out += b"".join(jitter.put(frame(number), stamp * FRAME_MS, number * 0.02))
        assert len(out) == 40 * 160
        assert out.endswith(sound(*range(11, 40)))
        assert jitter.counts.strays == 1
    assert STRAY_S > HOLD_S


@pytest.mark.parametrize(
    "stamp", [lambda n: 0, lambda n: 160 * n, lambda n: -n % 7], ids=["stuck", "samples", "scrambled"]
)
def test_stamps_that_say_nothing_are_not_looked_at(stamp: Callable[[int], int]) -> None:
    """From a far end whose stamps are always the same, or no milliseconds, nearly all sound is heard, as it comes."""
    jitter, out = Jitter(), []
    for number in range(100):
        out += jitter.put(frame(number), stamp(number), number * 0.02)
    assert jitter.counts.unstamped
    assert [frame(n) for n in range(80, 100)] == out[-20:]
    assert sum(piece in {frame(n) for n in range(100)} for piece in out) >= 100 - REFUSED


def test_silence_that_repeats_is_no_wrong_clock() -> None:
    """The same piece, again and again, is a repeat each time; nothing is lost but repeats."""
    jitter = Jitter()
    for _ in range(2 * REFUSED):
        jitter.put(frame(1), 20, 0.0)
    assert jitter.put(frame(2), 40, 0.0) == [frame(2)]
    assert not jitter.counts.unstamped


def test_no_sound_is_nothing() -> None:
    """A piece without bytes changes nothing."""
    jitter = Jitter()
    jitter.put(frame(0), 0, 0.0)
    assert jitter.put(b"", 500, 0.0) == []
    assert jitter.put(frame(1), 20, 0.0) == [frame(1)]


@st.composite
def arrivals(draw: st.DrawFn) -> list[Arrival]:
    """Frames of a line that loses, repeats, delays and holds up, in the order of arrival.

    The first frame is there; a frame is late by 60 ms at most beside its neighbours: within what is waited for.
    """
    count = draw(st.integers(1, 60))
    came: list[Arrival] = [(0, 0.0)]
    held_up = 0.0
    for number in range(1, count):
        if draw(st.integers(0, 9)) == 0:
            held_up = max(held_up, number * 0.02 + draw(st.sampled_from([0.05, 0.3, 1.0])))
        if draw(st.integers(0, 4)) == 0:
            continue
        for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
            late = draw(st.sampled_from([0.0, 0.0, 0.0, 0.021, 0.041, 0.059]))
            came.append((number, max(number * 0.02 + late, held_up)))
    return sorted(came, key=lambda each: each[1])


def played(came: list[Arrival]) -> tuple[Jitter, list[tuple[float, bytes]]]:
    """All that comes out, each with its moment; the deadlines are kept."""
    jitter, out = Jitter(), []
    for number, now in came:
        while (deadline := jitter.deadline()) is not None and deadline < now:
            out += [(deadline, piece) for piece in jitter.due(deadline)]
        out += [(now, piece) for piece in jitter.put(frame(number), number * FRAME_MS, now)]
    while (deadline := jitter.deadline()) is not None:
        out += [(deadline, piece) for piece in jitter.due(deadline)]
    return jitter, out


@settings(max_examples=200)
@given(came=arrivals())
@example(came=[(0, 0.0), (2, 0.04), (1, 0.041)])
@example(came=[(0, 0.0), (9, 1.0), (3, 1.0), (2, 1.0), (1, 1.0), (4, 1.0), (8, 1.0)])
def test_whatever_the_line_does_time_is_true_and_no_sound_is_lost_or_doubled(came: list[Arrival]) -> None:
    """For loss, repeats, delays and bursts: as long as the stamps say, each frame in its own place, once."""
    jitter, out = played(came)
    line = b"".join(piece for _, piece in out)
    assert len(line) == (max(number for number, _ in came) + 1) * 160
    heard = {n for n in range(len(line) // 160) if line[n * 160 : (n + 1) * 160] == frame(n)}
    assert heard == {number for number, _ in came}
    assert jitter.counts.late == 0
    made_up = (jitter.counts.concealed_ms + jitter.counts.filled_ms) // FRAME_MS
    assert len(heard) + made_up == len(line) // 160
    assert not jitter.counts.unstamped


@settings(max_examples=200)
@given(came=arrivals())
def test_no_sound_is_held_longer_than_promised(came: list[Arrival]) -> None:
    """A frame comes out within 80 ms of its arrival, or of the moment when what lies before it ceased to come."""
    first: dict[int, float] = {}
    for number, now in came:
        first.setdefault(number, now)
    place = 0
    for now, piece in played(came)[1]:
        number, place = place // 160, place + len(piece)
        if number in first and piece == frame(number):
            before = [at for n, at in first.items() if n <= number and at <= now]
            assert now <= max(before) + HOLD_S + 1e-9


@settings(max_examples=200)
@given(pieces=st.lists(st.tuples(st.integers(0, 40_000), st.integers(1, 50), st.floats(0, 0.1)), max_size=60))
def test_whatever_comes_nothing_is_kept_for_ever(pieces: list[tuple[int, int, float]]) -> None:
    """Of stamps at random, each piece is passed, dropped or made up for in the end, within bounds."""
    jitter, now, out = Jitter(), 0.0, b""
    for at_ms, ms, wait_s in pieces:
        now += wait_s
        out += b"".join(jitter.put(frame(ms, ms), at_ms, now))
        if (deadline := jitter.deadline()) is not None:
            assert deadline > now
    out += b"".join(jitter.due(now + 1.0))
    assert jitter.deadline() is None
    made_up = jitter.counts.concealed_ms + jitter.counts.filled_ms
    assert len(out) <= (sum(ms for _, ms, _ in pieces) + made_up + FILL_MS + len(pieces)) * BYTES_PER_MS
