"""Sound and voice in the order in which they were spoken."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.call.abreast import AT_ONCE_MS, MOST_MS, Abreast


def frame(number: int) -> bytes:
    """20 ms of sound that can be told from others."""
    return bytes([number % 256]) * 160


def test_sound_as_it_is_spoken_passes() -> None:
    """Also when a few frames come together, as behind a busy moment of the computer."""
    abreast = Abreast()
    assert not any(abreast.keep(frame(n), 20 * (n + 1), 0.02 * n) for n in range(100))
    assert not any(abreast.keep(frame(n), 20 * (n + 1), 5.0) for n in range(100, 100 + AT_ONCE_MS // 20))
    assert not abreast.notice(2100, speaking=True)
    assert list(abreast.caught_up()) == []


def test_a_voice_takes_its_place_in_sound_that_rushed_in() -> None:
    """Two seconds come at once: the voice begins and ends where the detector was sure of it."""
    abreast = Abreast()
    kept = [n for n in range(100) if abreast.keep(frame(n), 20 * (n + 1), 1.0)]
    assert kept[0] == AT_ONCE_MS // 20
    assert abreast.notice(100, speaking=True)
    assert abreast.notice(1210, speaking=False)
    assert abreast.notice(2000, speaking=True)
    told = list(abreast.caught_up())
    assert told[0] is True
    assert told[-1] is True
    at = told.index(False)
    assert 20 * kept[0] + sum(len(piece) // 8 for piece in told[:at] if isinstance(piece, bytes)) == 1210
    assert b"".join(piece for piece in told if isinstance(piece, bytes)) == b"".join(frame(n) for n in kept)
    assert not abreast.waits


def test_what_comes_while_the_detector_catches_up_waits_too() -> None:
    """However slowly it comes, or it would go before what came first."""
    abreast = Abreast()
    assert abreast.keep(bytes(8 * 2000), 2000, 1.0)
    assert abreast.keep(frame(1), 2020, 1.5)
    assert [len(piece) for piece in abreast.caught_up() if isinstance(piece, bytes)] == [16_000, 160]
    assert not abreast.keep(frame(2), 2040, 1.6)


def test_no_more_is_kept_than_the_bound() -> None:
    """A flood passes."""
    abreast = Abreast()
    kept = [abreast.keep(bytes(8 * 1000), 1000 * (n + 1), 1.0) for n in range(40)]
    assert sum(kept) == MOST_MS // 1000
    assert not any(kept[MOST_MS // 1000 :])


@settings(max_examples=100)
@given(
    pieces=st.lists(st.integers(1, 60), min_size=1, max_size=40),
    changes=st.lists(st.integers(0, 2500), max_size=6),
)
def test_nothing_is_lost_and_nothing_changes_its_order(pieces: list[int], changes: list[int]) -> None:
    """Whatever pieces come at once, and wherever the voice changes."""
    abreast, at, sound = Abreast(), 0, bytearray()
    for ms in pieces:
        at += ms
        audio = bytes(at % 256 for _ in range(8 * ms))
        if abreast.keep(audio, at, 1.0):
            sound += audio
    kept = [change for change in sorted(changes) if abreast.notice(change, speaking=change % 2 == 0)]
    told = list(abreast.caught_up())
    assert b"".join(piece for piece in told if isinstance(piece, bytes)) == bytes(sound)
    assert [piece for piece in told if isinstance(piece, bool)] == [change % 2 == 0 for change in kept]
