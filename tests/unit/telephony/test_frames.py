"""The heads of frames, as the library writes them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from telephony.frames import BINARY, TEXT, extent, head

SIZES = (0, 1, 125, 126, 65_535, 65_536, 70_000)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("masked", [False, True])
def test_a_head_is_that_of_the_library(size: int, *, masked: bool) -> None:
    """Up to the mask."""
    for first, opcode in ((TEXT, Opcode.TEXT), (BINARY, Opcode.BINARY)):
        written = Frame(opcode, bytes(size)).serialize(mask=masked)
        assert written.startswith(head(first, size, masked=masked))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("masked", [False, True])
def test_a_frame_is_found_where_it_lies(size: int, *, masked: bool) -> None:
    """Its body and its end, whatever stands before it and behind it."""
    written = Frame(Opcode.BINARY, bytes(size)).serialize(mask=masked)
    assert extent(b"..." + written + b"...", 3) == (3 + len(written) - size, 3 + len(written))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SIZES), st.booleans(), st.integers(0, 20))
def test_of_a_frame_that_has_not_come_the_end_is_known_as_soon_as_its_size_is(
    size: int, masked: bool, came: int
) -> None:
    """None, as long as that is not."""
    written = Frame(Opcode.TEXT, bytes(size)).serialize(mask=masked)
    found = extent(written[:came], 0)
    sized = len(head(TEXT, size))
    assert found == (None if min(came, len(written)) < sized else (len(written) - size, len(written)))
