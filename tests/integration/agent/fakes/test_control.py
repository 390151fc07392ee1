"""Steering a stand-in over HTTP, as tests in other languages do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import httpx
import pytest
from aiohttp import web
from websockets.asyncio.client import connect

from agent.fakes import StandIn
from agent.fakes.faults import Course
from agent.fakes.running import PortTaken, scripted, serve
from agent.fakes.stand_in import Handler
from tests.support.clients import web_client


class Bell(StandIn):
    """Rings."""

    name = "bell"

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        return {("POST", "/ring"): self._ring, ("GET", "/socket"): self._socket}

    def settings(self) -> Mapping[str, str]:
        return {"BELL_URL": self.url}

    async def _ring(self, request: web.Request, course: Course) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return self.refuse(401, "wrong key")
        return web.json_response({"rang": True})

    async def _socket(self, request: web.Request, course: Course) -> web.StreamResponse:
        async with self.socket(request, request["seen"], course) as socket:
            async for _ in socket.messages():
                pass
        return socket.response


@pytest.fixture
async def bell() -> AsyncIterator[Bell]:
    """One that is served."""
    async with AsyncExitStack() as stack:
        fake = Bell(scripted())
        await serve(fake, stack)
        yield fake


@pytest.fixture
async def client(bell: Bell) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who uses it, with its key."""
    async with web_client(base_url=bell.url, headers={"Authorization": "Bearer fake-key"}) as opened:
        yield opened


async def test_it_says_what_it_is(bell: Bell, client: httpx.AsyncClient) -> None:
    """Its name, the settings it wants, and what has happened so far; asking is no request."""
    about = (await client.get("/_fakes")).json()
    assert about == {"name": "bell", "settings": {"BELL_URL": bell.url}, "live": 0, "requests": 0, "refused": 0}


async def test_faults_are_given_and_taken_away(bell: Bell, client: httpx.AsyncClient) -> None:
    """They befall the requests after them, and not the steering."""
    assert (await client.post("/_fakes/troubles", json={"fault": ["429", "503x0"], "retry_after_s": 2})).json() == {
        "added": 2
    }
    assert (await client.get("/_fakes")).status_code == 200
    first = await client.post("/ring")
    assert (first.status_code, first.headers["Retry-After"]) == (429, "2")
    assert [(await client.post("/ring")).status_code for _ in range(2)] == [503, 503]
    await client.delete("/_fakes/troubles")
    assert (await client.post("/ring")).status_code == 200


async def test_it_can_be_made_slow(bell: Bell, client: httpx.AsyncClient) -> None:
    """Before the answer, and before each piece of it."""
    await client.post("/_fakes/troubles", json={"delay_s": 0.05, "piece_s": 0.01})
    assert (bell.troubles.delay_s, bell.troubles.piece_s) == (0.05, 0.01)
    await client.post("/_fakes/troubles", json={"fault": "cut"})
    assert bell.troubles.delay_s == 0.05
    await client.delete("/_fakes/troubles")
    assert bell.troubles.delay_s == 0


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"fault": "burn"}', "'burn' is no fault. Write a status from 400 to 599"),
        (b'{"falt": "cut"}', "falt: Extra inputs are not permitted"),
        (b'{"fault": "close", "code": 7}', "code: Input should be greater"),
        (b"cut", "Invalid JSON"),
        (b"", "Invalid JSON"),
    ],
)
async def test_what_is_no_fault_is_told_in_a_sentence(client: httpx.AsyncClient, body: bytes, told: str) -> None:
    """Nobody believes that something goes wrong when nothing does."""
    answer = await client.post("/_fakes/troubles", content=body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


async def test_what_came_and_what_was_refused_can_be_read_without_the_keys(client: httpx.AsyncClient) -> None:
    """Whoever reads it may print it."""
    await client.post("/ring?api_key=secret&loud=yes", json={"times": 3})
    await client.post("/ring", content=b"\xff", headers={"Authorization": "Bearer real-key"})
    first, second = (await client.get("/_fakes/requests")).json()
    assert (first["method"], first["path"], first["over"]) == ("POST", "/ring", True)
    assert first["query"] == [["api_key", "(hidden)"], ["loud", "yes"]]
    assert first["body"] == {"times": 3}
    assert first["headers"]["authorization"] == "(hidden)"
    assert second["body"] == "\ufffd"
    assert (await client.get("/_fakes/refused")).json() == ["401: wrong key"]
    await client.delete("/_fakes/requests")
    assert (await client.get("/_fakes/requests")).json() == (await client.get("/_fakes/refused")).json() == []


async def test_what_is_open_can_be_torn(bell: Bell, client: httpx.AsyncClient) -> None:
    """Sockets too."""
    async with asyncio.timeout(5), connect(bell.url.replace("http", "ws") + "/socket", proxy=None) as socket:
        await bell.until(lambda: bell.live == 1)
        assert (await client.post("/_fakes/tear")).json() == {"torn": 1}
        await socket.wait_closed()
        assert socket.close_code == 1006


async def test_a_port_that_is_taken_is_told(bell: Bell) -> None:
    """With the name of the stand-in that cannot be served."""
    port = int(bell.url.rpartition(":")[2])
    async with AsyncExitStack() as stack:
        with pytest.raises(PortTaken, match=f"Port {port} .* bell cannot be served"):
            await serve(Bell(scripted()), stack, port=port)
