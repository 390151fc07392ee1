"""The reader of a line's frames beside the ordinary parser: whatever the far end sends, both take the same."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame, Opcode

from telephony.twilio.prompt_socket import EXTENSION, PromptWebSocket

REQUEST = (
    b"GET /media HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
LARGEST = 70_000


class Wire(asyncio.Transport):
    """What the protocol writes, and whether it closed."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.written = b""
        self.closed = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def taken(kind: type[WebSocketsSansIOProtocol], pieces: Iterable[bytes]) -> tuple[list[Any], bytes, bool]:
    """What the application was given of these bytes, what was written, and whether we closed."""
    got: list[Any] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        if prompt := scope["extensions"].get(EXTENSION):
            prompt(got.append)
        accepted.set_result(None)
        while (message := await receive())["type"] != "websocket.disconnect":
            got.append(message["bytes"] if message.get("text") is None else message["text"])
        got.append(message["code"])

    accepted = asyncio.get_running_loop().create_future()
    config = uvicorn.Config(
        application,
        log_level="critical",
        lifespan="off",
        ws_max_size=LARGEST,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
    )
    state = ServerState()
    protocol, wire = kind(config, state, {}), Wire()
    protocol.connection_made(wire)
    protocol.data_received(REQUEST)
    await accepted
    wire.written = b""
    for piece in pieces:
        if wire.closed:
            break
        protocol.data_received(piece)
    protocol.connection_lost(None)
    await asyncio.gather(*state.tasks)
    return got, wire.written, wire.closed


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    """The same bytes, in pieces as a network might make them."""
    at = sorted(place % (len(stream) + 1) for place in places)
    return [stream[a:b] for a, b in zip([0, *at], [*at, len(stream)], strict=True) if b > a]


FRAMES = st.one_of(
    st.builds(Frame, st.just(Opcode.TEXT), st.text(max_size=80).map(str.encode)),
    st.builds(Frame, st.just(Opcode.TEXT), st.sampled_from([125, 126, 127, 400]).map(bytes)),
    st.builds(Frame, st.just(Opcode.TEXT), st.binary(max_size=40)),
    st.builds(Frame, st.just(Opcode.BINARY), st.binary(max_size=300)),
    st.builds(Frame, st.sampled_from([Opcode.TEXT, Opcode.CONT]), st.just(b"part"), st.booleans()),
    st.builds(Frame, st.sampled_from([Opcode.PING, Opcode.PONG]), st.binary(max_size=125)),
    st.builds(Frame, st.just(Opcode.CLOSE), st.just(b"\x03\xe8bye")),
)
ON_THE_WIRE: st.SearchStrategy[bytes | int] = st.one_of(
    st.sampled_from([65_535, 65_536, 70_001]),  # a text of so many bytes, which nobody wants to see printed
    *(FRAMES.map(lambda frame: frame.serialize(mask=True)) for _ in range(12)),
    FRAMES.map(lambda frame: frame.serialize(mask=False)),
    st.sampled_from(
        [b"\xc1\x82mask..", b"\x81\xfe\x00\x02mask..", b"\x83\x80mask", b"\x89\xfe\x01\x00mask" + bytes(256)]
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ON_THE_WIRE, max_size=8), st.lists(st.integers(0, 2**20), max_size=6))
def test_frames_are_read_as_by_the_ordinary_parser(drawn: list[bytes | int], places: list[int]) -> None:
    """Short and long, whole and in parts, control frames, none that is allowed, cut anywhere: the same comes of it.

    The ordinary one is given them frame by frame: it forgets what lies before a mistake in the same piece.
    """
    frames = [Frame(Opcode.TEXT, bytes(each)).serialize(mask=True) if isinstance(each, int) else each for each in drawn]

    async def both() -> None:
        ours = await taken(PromptWebSocket, cut(b"".join(frames), places))
        assert ours == await taken(WebSocketsSansIOProtocol, frames)

    asyncio.run(both())


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
async def test_a_text_is_sent_as_the_ordinary_way_sends_it(size: int) -> None:
    """Of any size."""
    sent: list[bool] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        wire.written = b""
        sent.append(scope["extensions"][EXTENSION](lambda _message: None)("x" * size))

    state, wire = ServerState(), Wire()
    protocol = PromptWebSocket(uvicorn.Config(application, log_level="critical", lifespan="off"), state, {})
    protocol.connection_made(wire)
    protocol.data_received(REQUEST)
    await asyncio.gather(*state.tasks)
    assert sent == [True]
    assert wire.written == Frame(Opcode.TEXT, b"x" * size).serialize(mask=False)
    protocol.connection_lost(None)
