"""A small stand-in to test what all stand-ins share, and clients of it."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
from aiohttp import web
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent.fakes import StandIn
from agent.fakes.faults import Course
from agent.fakes.running import scripted, serve
from agent.fakes.stand_in import Handler, send_body
from tests.support.clients import web_client


class Parrot(StandIn):
    """Says after you: over a socket each message five times, over HTTP the body in ten chunks."""

    name = "parrot"

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        return {
            ("GET", "/socket"): self._socket,
            ("GET", "/crowd"): self._crowd,
            ("POST", "/body"): self._body,
            ("GET", "/broken"): self._broken,
        }

    def settings(self) -> Mapping[str, str]:
        return {"PARROT_URL": self.url, "PARROT_API_KEY": self.key}

    async def _socket(self, request: web.Request, course: Course) -> web.StreamResponse:
        if request.headers.get("Authorization") != self.key:
            return self.refuse(401, "wrong key")
        async with self.socket(request, request["seen"], course) as socket:
            async for message in socket.messages(idle_s=2):
                for number in range(5):
                    await socket.send(message if isinstance(message, bytes) else {"n": number, "said": message})
        return socket.response

    async def _crowd(self, request: web.Request, course: Course) -> web.StreamResponse:
        async with self.socket(request, request["seen"], course) as socket, asyncio.TaskGroup() as tasks:
            for number in range(3):
                tasks.create_task(socket.send({"n": number}))
        return web.Response()

    async def _body(self, request: web.Request, course: Course) -> web.StreamResponse:
        async def chunks() -> AsyncIterator[bytes]:
            for number in range(10):
                yield bytes([48 + number]) * 1000

        return await send_body(request, course, chunks(), "text/plain")

    async def _broken(self, request: web.Request, course: Course) -> web.StreamResponse:
        raise LookupError("a mistake of ours")


@asynccontextmanager
async def a_parrot() -> AsyncIterator[Parrot]:
    """One that is served; afterwards it is free, and the loop had nothing to complain of."""
    loop = asyncio.get_running_loop()
    complaints: list[object] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    async with AsyncExitStack() as stack:
        fake = Parrot(scripted())
        await serve(fake, stack)
        yield fake
        await fake.until(lambda: fake.live == 0, limit_s=2)
    gc.collect()
    await asyncio.sleep(0)
    assert complaints == []


def socket(parrot: Parrot, path: str = "/socket", key: str = "fake-key") -> connect:
    """A client's socket."""
    return connect(
        parrot.url.replace("http", "ws") + path,
        additional_headers={"Authorization": key},
        proxy=None,
        close_timeout=0.2,
    )


async def collected(client: ClientConnection) -> list[str | bytes]:
    """All that comes until the end, whatever end that is."""
    messages: list[str | bytes] = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            messages.append(await client.recv())
    return messages


WHOLE = b"".join(bytes([48 + number]) * 1000 for number in range(10))


async def body(parrot: Parrot) -> tuple[list[bytes], Exception | None]:
    """The chunks that came, and what the client saw go wrong."""
    received: list[bytes] = []
    async with web_client(base_url=parrot.url, timeout=0.3) as client:
        try:
            async with client.stream("POST", "/body") as response:
                chunks = response.aiter_raw()
                while True:
                    received.append(await anext(chunks))
        except StopAsyncIteration:
            pass
        except httpx.HTTPError as error:
            return received, error
    return received, None
