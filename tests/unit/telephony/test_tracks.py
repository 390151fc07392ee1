"""Both sides of a call, laid beside each other as they sounded."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.audio import ulaw
from telephony.tracks import Tracks

FRAME_MS = 20


def frame(of: int, ms: int = FRAME_MS) -> bytes:
    """Sound that is recognised by its byte."""
    return bytes([of]) * (8 * ms)


def sides(both: bytes) -> tuple[bytes, bytes]:
    """The caller's and ours."""
    return both[0::2], both[1::2]


def at(side: bytes, ms: int) -> int:
    """The byte that sounds then."""
    return side[8 * ms]


def test_the_caller_s_sound_lies_where_its_stamps_say() -> None:
    """A gap in the stamps is silence, whenever the sound came."""
    tracks = Tracks()
    tracks.hear(frame(1), 500, 20)
    tracks.hear(frame(2), 560, 90)
    theirs, _ = sides(tracks.finish(100))
    assert [at(theirs, ms) for ms in (0, 20, 40, 60, 80)] == [1, 0xFF, 0xFF, 2, 0xFF]


def test_our_sound_lies_where_it_is_played() -> None:
    """A sentence that is sent at once lasts as long as it lasts, and the next comes after it."""
    tracks = Tracks()
    tracks.play(frame(1, 100), 30)
    tracks.play(frame(2, 100), 40)
    _, ours = sides(tracks.finish(300))
    assert [at(ours, ms) for ms in (0, 30, 129, 130, 229, 230)] == [0xFF, 1, 1, 2, 2, 0xFF]


def test_what_is_thrown_away_is_not_heard() -> None:
    """After an interruption the next sentence comes at once."""
    tracks = Tracks()
    tracks.play(frame(1, 1000), 0)
    tracks.clear(200)
    tracks.play(frame(2, 100), 250)
    _, ours = sides(tracks.finish(400))
    assert [at(ours, ms) for ms in (199, 200, 249, 250, 349, 350)] == [1, 0xFF, 0xFF, 2, 2, 0xFF]


def test_a_clock_that_is_set_anew_moves_nothing() -> None:
    """Stamps that jump by a minute are another clock."""
    tracks = Tracks()
    tracks.hear(frame(1), 0, 20)
    tracks.hear(frame(2), 60_000, 40)
    theirs, _ = sides(tracks.finish(60))
    assert [at(theirs, ms) for ms in (0, 20, 40)] == [1, 2, 0xFF]


def test_a_recording_that_goes_on_begins_where_it_is_told() -> None:
    """A second stream of the same call holds what came since, and nothing before."""
    tracks = Tracks(at_ms=5000)
    tracks.hear(frame(1), 0, 5020)
    theirs, _ = sides(tracks.finish(5040))
    assert len(theirs) == 8 * 40
    assert at(theirs, 0) == 1


@given(
    st.lists(st.tuples(st.sampled_from(["hear", "play", "clear", "take"]), st.integers(0, 400)), max_size=40),
    st.integers(0, 2000),
)
def test_whatever_happens_the_recording_is_as_long_as_the_call(happens: list[tuple[str, int]], more: int) -> None:
    """Both sides, without a hole, however often it was taken away; and all of it is sound."""
    tracks, now, taken = Tracks(), 0, b""
    for what, ms in happens:
        now += ms
        match what:
            case "hear":
                tracks.hear(frame(1, ms), now - ms, now)
            case "play":
                tracks.play(frame(2, ms), now)
            case "clear":
                tracks.clear(now)
            case _:
                taken += tracks.take(now)
    taken += tracks.finish(now + more)
    assert len(taken) == 2 * 8 * (now + more)
    theirs, ours = sides(taken)
    assert set(theirs) <= {1, ulaw.SILENCE[0]}
    assert set(ours) <= {2, ulaw.SILENCE[0]}


def test_what_is_not_to_be_kept_is_silence() -> None:
    """On the side that it concerns, and only there; sound that was not made yet can be silenced too."""
    tracks = Tracks()
    tracks.hear(frame(1, 100), 0, 100)
    tracks.play(frame(2, 100), 0)
    tracks.hush(20, 40, ours=False)
    tracks.hush(60, 500, theirs=False)
    tracks.hush(-50, -10)
    theirs, ours = sides(tracks.finish(100))
    assert [at(theirs, ms) for ms in (0, 20, 39, 40, 99)] == [1, 0xFF, 0xFF, 1, 1]
    assert [at(ours, ms) for ms in (0, 20, 59, 60, 99)] == [2, 2, 2, 0xFF, 0xFF]


def test_sound_that_is_held_is_not_taken_away() -> None:
    """It can still be silenced; freed, it is taken with the rest."""
    tracks = Tracks()
    tracks.hear(frame(1, 3000), 0, 3000)
    assert len(tracks.take(3000, hold_ms=1500)) == 2 * 8 * 1500
    tracks.hush(1500, 2000)
    theirs, _ = sides(tracks.take(4000))
    assert (at(theirs, 0), at(theirs, 500)) == (0xFF, 1)
