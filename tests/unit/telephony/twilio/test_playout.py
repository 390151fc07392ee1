"""The play-out queue: sound in order, eight bytes a millisecond, marks when they are reached."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.audio import ulaw
from telephony.twilio.playout import MAX_QUEUED_MS, PlayOut, Stretch


def test_sound_is_played_in_order_and_silence_follows() -> None:
    """A stretch is as long as the time that passed, whatever was queued."""
    playout = PlayOut()
    playout.play(b"a" * 8)
    playout.play(b"b" * 8)
    assert playout.advance(1) == Stretch(b"a" * 8, 1, ())
    assert playout.advance(2) == Stretch(b"b" * 8 + ulaw.SILENCE * 8, 1, ())


def test_a_mark_comes_back_when_the_sound_before_it_has_been_played() -> None:
    """Not before, and with the very stretch that ends the sound."""
    playout = PlayOut()
    playout.play(b"a" * 16)
    assert playout.mark("half way?") == ()
    playout.play(b"b" * 8)
    assert playout.advance(1).marks == ()
    assert playout.advance(1).marks == ("half way?",)


def test_a_mark_on_an_empty_queue_comes_back_at_once() -> None:
    """Nothing is to be played before it."""
    playout = PlayOut()
    assert playout.mark("m") == ("m",)
    playout.play(b"a" * 8)
    playout.advance(1)
    assert playout.mark("n") == ("n",)


def test_clear_brings_every_mark_back_and_no_sound() -> None:
    """Pending marks come back in order; what was queued is never heard."""
    playout = PlayOut()
    playout.play(b"a" * 800)
    playout.mark("m")
    playout.play(b"b" * 800)
    playout.mark("n")
    assert playout.pending == ("m", "n")
    assert playout.clear() == ("m", "n")
    assert playout.queued_ms == 0
    assert playout.advance(1) == Stretch(ulaw.SILENCE * 8, 0, ())


def test_the_queue_has_a_bound() -> None:
    """More than ten minutes ahead is dropped, and said to be."""
    playout = PlayOut()
    assert playout.play(bytes(MAX_QUEUED_MS * 8))
    assert not playout.play(bytes(8))
    assert playout.queued_ms == MAX_QUEUED_MS


@given(
    items=st.lists(st.binary(max_size=100) | st.text(min_size=1, max_size=3), max_size=20),
    steps=st.lists(st.integers(0, 10), max_size=20),
)
def test_nothing_is_lost_and_nothing_is_played_twice(items: list[bytes | str], steps: list[int]) -> None:
    """However time is cut up: all sound in order, all marks in order, and as many milliseconds as passed."""
    playout, heard = PlayOut(), b""
    marks: list[str] = []
    for item in items:
        if isinstance(item, bytes):
            assert playout.play(item)
        else:
            marks += playout.mark(item)
    for step in [*steps, playout.queued_ms]:
        before = playout.queued_ms
        stretch = playout.advance(step)
        assert len(stretch.audio) == step * 8
        assert stretch.heard_ms == min(step, before)
        heard += stretch.audio
        marks += stretch.marks
    sound = b"".join(item for item in items if isinstance(item, bytes))
    assert heard[: len(sound)] == sound
    assert set(heard[len(sound) :]) <= set(ulaw.SILENCE)
    assert marks == [item for item in items if isinstance(item, str)]
    assert playout.queued_ms == 0
