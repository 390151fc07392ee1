"""What goes to Deepgram, and when, over real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_sockets
from websockets.exceptions import ConnectionClosed

from telephony.asr.deepgram_outbound import CHUNK
from telephony.asr.deepgram_sender import CLOSE_STREAM, MOST_AT_ONCE, MOST_UNSENT, Limits, Sender
from telephony.sockets import Peer, open_socket, unsent

FRAME = 160
QUICK = Limits(chunk=0.05, answer=0.3, kept_sound=2.0)


class Far:
    """The other end: what came, message by message; it may cease to read."""

    def __init__(self) -> None:
        self.came: list[str | bytes] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self._news = asyncio.Event()

    async def answer(self, connection: ServerConnection) -> None:
        """One socket."""
        try:
            while await self.reads.wait():
                self.came.append(await connection.recv())
                self._news.set()
        except ConnectionClosed:
            pass

    async def until(self, count: int) -> list[str | bytes]:
        """What came, when so much has come."""
        async with asyncio.timeout(5):
            while len(self.came) < count:
                self._news.clear()
                await self._news.wait()
        return self.came


@pytest.fixture
async def far() -> Far:
    """The other end."""
    return Far()


@pytest.fixture
async def connection(far: Far) -> AsyncIterator[ClientConnection]:
    """A socket to it, between which little fits."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        port = listening.getsockname()[1]
        async with serve_sockets(far.answer, sock=listening, max_queue=1, compression=None):
            opened = await open_socket(Peer("Deepgram", "KEY"), f"ws://127.0.0.1:{port}", headers={}, ping_s=None)
            opened.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            yield opened
            far.reads.set()
            opened.transport.abort()
            await opened.close()


def sender(
    connection: ClientConnection, *, limits: Limits = QUICK, idle: bytes | str = b"", idle_s: float = 9
) -> Sender:
    """A sender that has begun."""
    made = Sender(limits=limits, idle=lambda: idle, idle_s=idle_s)
    made.begin(connection)
    return made


def sound(number: int) -> bytes:
    """A frame that is told from others."""
    return number.to_bytes(2, "big") * (FRAME // 2)


def numbers(came: list[str | bytes]) -> list[int]:
    """The frames, in the order in which they came."""
    heard = b"".join(each for each in came if isinstance(each, bytes))
    return [int.from_bytes(heard[at : at + 2], "big") for at in range(0, len(heard), FRAME)]


async def test_a_chunk_is_sent_by_whoever_feeds_its_last_frame(far: Far, connection: ClientConnection) -> None:
    """Four frames are one message, without a wait in between; no frame is sent for itself."""
    ours = sender(connection)
    for number in range(8):
        ours.feed(sound(number))
    assert ours.sent_bytes == 2 * CHUNK
    assert await far.until(2) == [b"".join(map(sound, range(4))), b"".join(map(sound, range(4, 8)))]
    ours.stop()


async def test_a_request_waits_for_nothing(far: Far, connection: ClientConnection) -> None:
    """It goes at once, after the sound that was fed before it, also when that is no whole chunk."""
    ours = sender(connection)
    ours.feed(sound(1))
    ours.ask("settle")
    ours.feed(sound(2))
    ours.finish()
    assert await far.until(4) == [sound(1), "settle", sound(2), CLOSE_STREAM]
    assert ours.over.result() is None
    ours.feed(sound(3))
    ours.ask("more")
    assert ours.sent_bytes == 2 * FRAME
    ours.stop()


async def test_when_the_line_falls_dumb_the_rest_goes_all_the_same(far: Far, connection: ClientConnection) -> None:
    """Within its limit, however long nothing was looked at before."""
    ours = sender(connection)
    ours.feed(sound(1))
    began = asyncio.get_running_loop().time()
    assert await far.until(1) == [sound(1)]
    assert asyncio.get_running_loop().time() - began < 1.0
    ours.stop()


@pytest.mark.parametrize("filling", [b"\xff" * FRAME, "keep"])
async def test_silence_is_filled(far: Far, connection: ClientConnection, filling: bytes | str) -> None:
    """Again and again; sound that is not the caller's makes its times useless."""
    ours = sender(connection, idle=filling, idle_s=0.02)
    assert await far.until(3) == [filling] * 3
    assert ours.intact is isinstance(filling, str)
    ours.stop()


async def test_much_that_waited_goes_in_turns(far: Far, connection: ClientConnection) -> None:
    """What came while the socket was being opened does not hold up the others; nothing is lost of it."""
    ours = Sender(limits=Limits(), idle=lambda: b"", idle_s=9)
    for number in range(4 * (MOST_AT_ONCE + 5)):
        ours.feed(sound(number))
    ours.begin(connection)
    assert ours.sent_bytes == MOST_AT_ONCE * CHUNK
    assert numbers(await far.until(MOST_AT_ONCE + 5)) == list(range(4 * (MOST_AT_ONCE + 5)))
    ours.stop()


async def test_what_the_network_does_not_take_waits_and_is_bounded(far: Far, connection: ClientConnection) -> None:
    """The oldest goes; when the network takes again, the rest goes on in order."""
    far.reads.clear()
    ours = sender(connection, limits=Limits(chunk=0.05, answer=9, kept_sound=2.0))
    for number in range(40_000):
        ours.feed(sound(number))
    assert unsent(connection) <= MOST_UNSENT + 2 * CHUNK
    assert len(ours.waiting) == 16_000
    assert ours.dropped_bytes + ours.sent_bytes + 16_000 == 40_000 * FRAME
    assert not ours.intact
    far.reads.set()
    ours.finish()
    async with asyncio.timeout(5):
        assert await asyncio.shield(ours.over) is None
        while far.came[-1:] != [CLOSE_STREAM]:
            await far.until(len(far.came) + 1)
    heard = numbers(far.came)
    assert heard == sorted(heard)
    assert heard[-100:] == list(range(39_900, 40_000))
    ours.stop()


async def test_a_network_that_takes_nothing_is_given_up(far: Far, connection: ClientConnection) -> None:
    """After as long as an answer may take."""
    far.reads.clear()
    ours = sender(connection)
    for number in range(40_000):
        ours.feed(sound(number))
    failure = await asyncio.wait_for(ours.over, 5)
    assert failure is not None
    assert failure.fault == "timeout"
    ours.stop()


async def test_on_a_socket_that_is_gone_sending_is_nothing(far: Far, connection: ClientConnection) -> None:
    """Whoever reads learns of it."""
    ours = sender(connection)
    connection.transport.abort()
    await connection.wait_closed()
    ours.feed(sound(1) * 8)
    ours.ask("settle")
    ours.finish()
    assert ours.over.result() is None
    ours.stop()
    assert far.came == []
