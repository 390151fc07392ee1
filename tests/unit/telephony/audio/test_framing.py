"""Frames of one length out of pieces of any length."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.audio.framing import Framer


@settings(max_examples=150)
@given(st.lists(st.binary(max_size=50)), st.integers(1, 40))
def test_any_chunking_gives_the_same_frames(pieces: list[bytes], size: int) -> None:
    """However the sound is cut, the frames are its consecutive parts, whole, and nothing is lost."""
    sound = b"".join(pieces)
    framer = Framer(size)
    frames = [frame for piece in pieces for frame in framer.push(piece)]
    assert all(len(frame) == size for frame in frames)
    last = framer.flush(b"\xff")
    assert (b"".join(frames) + last)[: len(sound)] == sound
    assert len(last) in {0, size}
    assert framer.flush(b"\xff") == b""


def test_a_piece_is_taken_even_if_nobody_iterates() -> None:
    """What is pushed counts, whether or not its frames were looked at."""
    framer = Framer(4)
    framer.push(b"abcdef")
    assert list(framer.push(b"gh")) == [b"efgh"]


def test_the_last_frame_is_filled_up() -> None:
    """What is left over becomes one frame, filled with the given byte."""
    framer = Framer(4)
    assert list(framer.push(b"ab")) == []
    assert framer.flush(b".") == b"ab.."


def test_a_frame_without_length_is_refused() -> None:
    """A frame of no bytes is our own mistake and is said at once."""
    with pytest.raises(ValueError, match="at least one byte"):
        Framer(0)
