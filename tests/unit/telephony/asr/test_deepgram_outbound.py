"""What waits to be sent."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.asr.deepgram_outbound import CHUNK, Outbound

REQUEST = '{"type": "Finalize"}'
"""Something other than sound."""


def drained(outbound: Outbound) -> list[object]:
    """Everything, in order."""
    return [outbound.take() for _ in iter(lambda: bool(outbound), False)]


@given(st.lists(st.binary(min_size=1, max_size=2000) | st.none(), max_size=30))
def test_sound_and_requests_come_out_as_they_went_in(items: list[bytes | None]) -> None:
    """In order, whole, in chunks that are neither empty nor too large."""
    outbound = Outbound(bound_s=100)
    for item in items:
        if item is None:
            outbound.ask(REQUEST)
        else:
            outbound.feed(item)
    went_in = b"".join(b"|" if item is None else item.replace(b"|", b"-") for item in items)
    out = drained(outbound)
    came_out = b"".join(each.replace(b"|", b"-") if isinstance(each, bytes) else b"|" for each in out)
    assert came_out == went_in
    assert all(0 < len(each) <= CHUNK for each in out if isinstance(each, bytes))
    assert (outbound.sound_bytes, outbound.dropped_bytes) == (0, 0)


@given(st.lists(st.integers(1, 6000), max_size=20))
def test_the_newest_sound_is_kept_and_every_request(sizes: list[int]) -> None:
    """Beyond the bound the oldest sound goes, and is counted."""
    outbound = Outbound(bound_s=1)
    fed = b""
    for number, size in enumerate(sizes):
        outbound.feed(bytes([number]) * size)
        outbound.ask(REQUEST)
        fed += bytes([number]) * size
    assert outbound.sound == fed[-8000:]
    assert outbound.dropped_bytes == max(0, len(fed) - 8000)
    assert sum(isinstance(each, str) for each in drained(outbound)) == len(sizes)


def test_a_piece_of_a_chunk_waits_for_the_rest() -> None:
    """Unless something waits behind it."""
    outbound = Outbound(bound_s=1)
    outbound.feed(bytes(CHUNK - 1))
    assert outbound.gathering
    outbound.ask(REQUEST)
    assert not outbound.gathering


def test_a_whole_chunk_waits_for_nothing() -> None:
    """It can go at once. What is cleared is not there any more."""
    outbound = Outbound(bound_s=1)
    outbound.feed(bytes(CHUNK))
    assert not outbound.gathering
    outbound.clear()
    assert (bool(outbound), outbound.sound) == (False, b"")
