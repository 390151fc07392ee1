"""Frames of sockets and heads of HTTP messages, as the bench's instruments speak them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, OPEN, SERVER, Protocol

from bench.calls.wire import BINARY, TEXT, BrokenWire, Frames, chunk, frame, read_head, response, upgrade_answer

payloads = st.one_of(st.binary(max_size=300), st.sampled_from([b"x" * 125, b"x" * 126, b"x" * 65_535, b"x" * 70_000]))


@given(told=st.lists(payloads, max_size=4), client=st.booleans(), cut=st.integers(1, 1000))
def test_messages_come_whole_however_they_are_cut(told: list[bytes], client: bool, cut: int) -> None:
    """Of any size, masked or not."""
    data = b"".join(frame(payload, opcode=BINARY, client=client) for payload in told)
    frames, heard = Frames(), []
    for at in range(0, len(data), cut):
        heard += frames.feed(data[at : at + cut])
    assert heard == [(BINARY, payload) for payload in told]


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_others_read_what_we_write(size: int) -> None:
    """A library that follows the standard takes our messages, from either side."""
    for client, side in ((True, SERVER), (False, CLIENT)):
        other = Protocol(side, state=OPEN, max_size=None)
        other.receive_data(frame(b"a" * size, client=client))
        (event,) = other.events_received()
        assert isinstance(event, Frame)
        assert (event.opcode, bytes(event.data)) == (Opcode.TEXT, b"a" * size)


def test_we_read_what_others_mask() -> None:
    """Clients mask with keys of their own."""
    other = Protocol(CLIENT, state=OPEN)
    other.send_text(b"hello")
    assert Frames().feed(b"".join(other.data_to_send())) == [(TEXT, b"hello")]


def test_what_the_bench_does_not_speak_is_told() -> None:
    """A message in several frames ends the run, instead of being measured wrongly."""
    other = Protocol(CLIENT, state=OPEN)
    other.send_text(b"hel", fin=False)
    with pytest.raises(BrokenWire, match="several frames"):
        Frames().feed(b"".join(other.data_to_send()))


def test_a_head_is_read_when_it_is_whole() -> None:
    """With its path, its query, and the length of what follows."""
    asked = b"POST /v2/listen?model=flux&keyterm=a&keyterm=b HTTP/1.1\r\nContent-Length: 5\r\nX: y\r\n\r\nhello"
    assert read_head(asked[:40]) is None
    found = read_head(asked)
    assert found is not None
    head, body_at = found
    assert (head.method, head.path, head.query["keyterm"], head.length) == ("POST", "/v2/listen", "a", 5)
    assert asked[body_at:] == b"hello"


def test_a_socket_is_opened_as_the_standard_says() -> None:
    """The answer proves that the question was read (RFC 6455, section 1.3)."""
    asked = read_head(b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    assert asked is not None
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in upgrade_answer(asked[0])


def test_responses_say_how_long_they_are() -> None:
    """Whole ones by a length, others piece by piece to an empty one."""
    whole = read_head(response(b"abc"))
    assert whole is not None
    assert (whole[0].status, whole[0].length) == (200, 3)
    assert chunk(b"abc") + chunk(b"") == b"3\r\nabc\r\n0\r\n\r\n"
