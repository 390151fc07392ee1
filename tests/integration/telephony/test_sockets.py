"""A socket whose messages are handed over as they come, against a real server."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from itertools import pairwise

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Frame, Opcode
from websockets.utils import accept_key

from telephony.sockets import MOST_EARLY, Peer, PromptConnection, open_prompt, send_now

PEER = Peer("Somebody", "SOMEBODY_KEY")
CALL: ContextVar[str] = ContextVar("CALL", default="nobody's")


@asynccontextmanager
async def connected(play: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[PromptConnection]:
    """A connection to a server that plays this, until the end of the block."""
    async with serve(play, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        connection = await open_prompt(PEER, f"ws://127.0.0.1:{port}", headers={})
        try:
            yield connection
        finally:
            await connection.close()


async def test_messages_are_handed_over_in_order_whole_and_as_what_they_are() -> None:
    """Texts and bytes, whole or in fragments with a ping between them; then its end."""

    async def play(far: ServerConnection) -> None:
        await far.recv()
        await far.send("one")
        await far.send(["tw", "o ", "here"])
        await far.send(b"\x03")
        for fragment in (Frame(Opcode.TEXT, b"fo", fin=False), Frame(Opcode.PING, b""), Frame(Opcode.CONT, b"ur")):
            far.transport.write(fragment.serialize(mask=False))

    heard: list[str | bytes] = []
    async with connected(play) as connection:
        connection.hear(heard.append)
        await connection.send("begin")
        await connection.wait_closed()
    assert heard == ["one", "two here", b"\x03", "four"]
    assert connection.close_code == 1000


async def test_what_came_before_anybody_heard_comes_first() -> None:
    """A far end that speaks at once loses nothing."""
    said = asyncio.Event()

    async def play(far: ServerConnection) -> None:
        await far.send("early")
        await far.ping()
        said.set()
        await far.recv()
        await far.send("late")

    heard: list[str | bytes] = []
    async with connected(play) as connection:
        await said.wait()
        await (await connection.ping())
        connection.hear(heard.append)
        await connection.send("go on")
        await connection.wait_closed()
    assert heard == ["early", "late"]


async def test_a_far_end_that_floods_before_anybody_hears_is_left() -> None:
    """No queue without a bound."""

    told = asyncio.get_running_loop().create_future()

    async def play(far: ServerConnection) -> None:
        for number in range(MOST_EARLY + 1):
            await far.send(str(number))
        await far.wait_closed()
        told.set_result(far.close_code)

    async with connected(play) as connection:
        await connection.wait_closed()
        assert await told == 1008


async def test_a_text_that_is_none_ends_the_connection() -> None:
    """As the library does, with its code, and at once: not only with the next ping."""

    told = asyncio.get_running_loop().create_future()

    async def play(far: ServerConnection) -> None:
        far.transport.write(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=False))
        await far.wait_closed()
        told.set_result(far.close_code)

    heard: list[str | bytes] = []
    async with connected(play) as connection:
        connection.hear(heard.append)
        async with asyncio.timeout(10):
            await connection.wait_closed()
        assert await told == 1007
    assert heard == []


async def test_what_is_heard_is_nobodys() -> None:
    """A socket is shared: what it brings is not charged to whoever opened it."""

    async def play(far: ServerConnection) -> None:
        await far.recv()
        await far.send("for all")

    heard: list[str] = []
    CALL.set("the opener's")
    async with connected(play) as connection:
        connection.hear(lambda _message: heard.append(CALL.get()))
        await connection.send("begin")
        await connection.wait_closed()
    assert heard == ["nobody's"]


SENT: list[str | bytes] = ["", "short", "x" * 125, "y" * 126, b"\x00" * 65_535, "é" * 40_000, b"\xff" * 70_000, "end"]


async def test_what_is_sent_at_once_arrives_as_it_was() -> None:
    """Of every size and kind, in order."""
    got: list[str | bytes] = []

    async def play(far: ServerConnection) -> None:
        async for message in far:
            got.append(message)
            if message == "end":
                await far.close()

    async with connected(play) as connection:
        for message in SENT:
            send_now(connection, message)
        await connection.wait_closed()
        send_now(connection, "too late, and no trouble")
    assert got == SENT


UPGRADE = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n"
)
KEY = re.compile(r"sec-websocket-key: (\S+)", re.IGNORECASE)


@pytest.mark.parametrize("cuts", [(), (-150,), (40,), range(1, 450)], ids=["whole", "a frame", "the answer", "bytes"])
async def test_what_comes_with_the_answer_is_heard(cuts: Sequence[int]) -> None:
    """A far end that speaks in the same breath in which it opens the socket, however its bytes are cut."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.readuntil(b"\r\n\r\n")).decode()
        said = (Frame(Opcode.TEXT, b"one"), Frame(Opcode.PING, b""), Frame(Opcode.TEXT, b"two" * 100))
        whole = UPGRADE % accept_key(KEY.findall(asked)[0]).encode() + b"".join(
            frame.serialize(mask=False) for frame in said
        )
        ends = [at % len(whole) for at in cuts if at < len(whole)]
        for begin, end in pairwise([0, *ends, len(whole)]):
            writer.write(whole[begin:end])
            await writer.drain()
            await asyncio.sleep(0)
        await reader.read(1)  # until the client says something
        writer.close()

    heard: asyncio.Queue[str | bytes] = asyncio.Queue()
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        connection = await open_prompt(PEER, f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", headers={})
        connection.hear(heard.put_nowait)
        async with asyncio.timeout(5):
            assert [await heard.get(), await heard.get()] == ["one", "two" * 100]
        send_now(connection, "heard")
        await connection.wait_closed()
