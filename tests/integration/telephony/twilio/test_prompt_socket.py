"""uvicorn's WebSocket protocol, with and without the shorter way for messages."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telephony.twilio.prompt_socket import EXTENSION, PromptWebSocket

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


@asynccontextmanager
async def served(application: Application) -> AsyncIterator[str]:
    """The application's address, until the end of the block."""
    options = uvicorn.Config(application, log_level="critical", lifespan="off", ws=PromptWebSocket)
    server = uvicorn.Server(options)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


@pytest.mark.parametrize("early", [0, 3])
async def test_messages_come_in_order_and_only_the_end_is_left_to_be_received(early: int) -> None:
    """Those that came before, those that wait, and those that come; texts and bytes; then the disconnect."""
    given: list[str | bytes] = []
    ended = asyncio.get_running_loop().create_future()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        given.extend([(await receive())["text"] for _ in range(early)])
        scope["extensions"][EXTENSION](given.append)
        ended.set_result(await receive())

    sent: list[str | bytes] = [*(str(number) for number in range(200)), b"\x01", "x" * 100_000, "end"]
    async with served(application) as url:
        async with connect(url, proxy=None) as opened:
            for message in sent:
                await opened.send(message)
        assert (await ended)["type"] == "websocket.disconnect"
    assert given == sent


async def test_a_fragmented_message_is_one_message() -> None:
    """However the client cuts it."""
    given: list[str | bytes] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        scope["extensions"][EXTENSION](given.append)
        await receive()

    async with served(application) as url, connect(url, proxy=None) as opened:
        await opened.send(["one ", "mess", "age"])
        await (await opened.ping())
    assert given == ["one message"]


async def test_who_does_not_use_it_receives_as_ever() -> None:
    """An application that has never heard of the extension echoes, and is told of the end."""
    ended = asyncio.Event()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        ended.set()

    async with served(application) as url:
        async with connect(url, proxy=None) as opened:
            for number in range(50):
                await opened.send(str(number))
            assert [await opened.recv() for _ in range(50)] == [str(number) for number in range(50)]
        await ended.wait()


async def test_our_own_close_is_answered_and_ends_the_receiving() -> None:
    """The application closes; what the client still sends is dropped, and both sides know the code."""
    given: list[str | bytes] = []
    ended = asyncio.get_running_loop().create_future()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        scope["extensions"][EXTENSION](given.append)
        await send({"type": "websocket.close", "code": 1008})
        ended.set_result(await receive())

    async with served(application) as url, connect(url, proxy=None) as opened:
        await opened.wait_closed()
        assert opened.close_code == 1008
    assert (await ended)["type"] == "websocket.disconnect"
    assert given == []


async def test_a_handshake_that_is_no_handshake_is_refused() -> None:
    """Before any application, as by uvicorn itself."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError("never reached")

    async with served(application) as url:
        with pytest.raises(InvalidStatus):
            async with connect(url, proxy=None, additional_headers={"Sec-WebSocket-Version": "7"}):
                pass
