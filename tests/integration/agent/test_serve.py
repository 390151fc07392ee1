"""The socket at which the service answers."""

import asyncio
import socket

import pytest

from agent.cli.serve import CannotListen, listen


async def test_small_pieces_leave_at_once() -> None:
    """A frame of sound does not wait until the one before it was acknowledged (Nagle's algorithm is off)."""
    accepted: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        accepted.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listening = listen("127.0.0.1", 0)
    async with await asyncio.start_server(answer, sock=listening):
        _, writer = await asyncio.open_connection(*listening.getsockname())
        assert await accepted != 0
        writer.close()
        await writer.wait_closed()


def test_a_port_that_is_taken_is_named() -> None:
    """One sentence, with what to do."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port} .*--port"):
            listen("127.0.0.1", port)
