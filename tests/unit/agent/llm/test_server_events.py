"""Server-sent events, however they are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm.server_events import ServerEvents

LINES = st.sampled_from(["data: one", "data:two", "data", "data:  three", ": a comment", "event: x", "id: 7", "", ""])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def whole(stream: bytes) -> list[bytes]:
    """The events of a stream that comes in one piece."""
    return ServerEvents().feed(stream)


def test_the_data_of_an_event_is_what_stands_in_its_lines() -> None:
    """One space after the colon is no part of it; comments and other fields are passed over."""
    stream = b": hello\nevent: e\ndata: one\ndata:  two\ndata\n\nid: 7\n\ndata:three\n\n"
    assert whole(stream) == [b"one\n two\n", b"three"]


def test_an_event_that_is_not_over_is_none_yet() -> None:
    """Nor is one that is cut off."""
    events = ServerEvents()
    assert events.feed(b"data: o") == events.feed(b"ne\n") == []
    assert events.feed(b"\n") == [b"one"]


@given(st.lists(st.tuples(LINES, ENDS), max_size=12), st.data())
def test_how_a_stream_is_cut_changes_nothing(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    """The same events come out, also where a line's end is torn in two."""
    stream = "".join(line + end for line, end in lines).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    events, found = ServerEvents(), list[bytes]()
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += events.feed(stream[begin:end])
    normal = stream.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert found == whole(normal) == whole(stream)


@pytest.mark.parametrize("stream", [b"<html>no</html>\n", b"\x00\xffdata: x\n\n", b'{"error": 1}\n', b"data\xff: x\n"])
def test_what_is_no_stream_of_events_is_refused(stream: bytes) -> None:
    """It is not passed over as a field that nobody knows."""
    with pytest.raises(ValueError, match="no stream of events"):
        whole(stream)


@pytest.mark.parametrize("large", [b"data: " + b"x" * 999, b"data: x\n" * 99, b": x\n" * 200])
def test_an_event_is_bounded(large: bytes) -> None:
    """In one line, or in many; those before it do not count."""
    events = ServerEvents(most=500)
    for _ in range(50):
        events.feed(b"data: " + b"x" * 90 + b"\n\n")
    with pytest.raises(ValueError, match="larger"):
        events.feed(large)
