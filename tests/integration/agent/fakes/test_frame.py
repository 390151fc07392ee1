"""The frame of the stand-ins, over real sockets, with a small stand-in of the test's own."""

import asyncio
import contextlib
import gc
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import web
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidMessage, InvalidStatus

from agent.fakes import Fault, open_fakes
from agent.fakes.faults import Course
from agent.fakes.running import scripted, serve
from agent.fakes.stand_in import GARBAGE
from tests.support.clients import web_client
from tests.support.parrot import Parrot, a_parrot, body, collected, socket


@pytest.fixture
async def parrot() -> AsyncIterator[Parrot]:
    """One that is served."""
    async with a_parrot() as served:
        yield served


# ── what came ─────────────────────────────────────────────────────────────────


async def test_what_came_over_a_socket_is_remembered(parrot: Parrot) -> None:
    """Headers, parameters, objects, text; sound is counted; with which code it was closed."""
    async with socket(parrot, "/socket?model=a&model=b") as client:
        await client.send('{"type": "hello"}')
        await client.send(b"\xff" * 160)
        await client.send("no json")
        await client.send("[1]")
        for _ in range(20):
            await client.recv()
        await client.close(4002, "enough")
    await parrot.until(lambda: parrot.live == 0)
    (seen,) = parrot.requests
    assert (seen.method, seen.path, seen.values("model")) == ("GET", "/socket", ["a", "b"])
    assert seen.headers["authorization"] == "fake-key"
    assert seen.messages == [{"type": "hello"}, "no json", [1]]
    assert seen.sound_bytes == 160
    assert seen.over
    assert seen.close_code == 4002
    assert not parrot.refused


async def test_what_is_no_object_is_given_as_the_text_it_is(parrot: Parrot) -> None:
    """Whoever answers must not take a list for an object."""
    async with socket(parrot) as client:
        for text in ("[1]", "3", "null", "{", "[" * 100_000):
            await client.send(text)
            assert json.loads(await client.recv())["said"] == text
            for _ in range(4):
                await client.recv()


async def test_what_came_over_http_is_remembered(parrot: Parrot) -> None:
    """JSON as what it says; what is no JSON as bytes, and it breaks nothing."""
    async with web_client(base_url=parrot.url) as client:
        await client.post("/body", json={"text": "hello"})
        await client.post("/body", content=b"\xff{", headers={"Content-Type": "application/json"})
        await client.post("/body", content=b"raw")
        await client.get("/nowhere?x=1")
    assert [seen.body for seen in parrot.requests] == [{"text": "hello"}, b"\xff{", b"raw", None]
    assert list(parrot.refused) == ["404: parrot has nothing at GET /nowhere"]


async def test_a_client_that_left_without_a_word_has_no_close_code(parrot: Parrot) -> None:
    """The connection was lost."""
    async with socket(parrot) as client:
        await client.send("hello")
        await client.recv()
        client.transport.abort()
    await parrot.until(lambda: parrot.live == 0 and bool(parrot.requests))
    assert parrot.requests[0].close_code is None


async def test_a_key_that_is_wrong_is_refused_and_the_refusal_remembered(parrot: Parrot) -> None:
    """Before the socket is opened."""
    with pytest.raises(InvalidStatus) as refused:
        await socket(parrot, key="other")
    assert refused.value.response.status_code == 401
    assert list(parrot.refused) == ["401: wrong key"]


async def test_a_stand_in_that_breaks_says_so(parrot: Parrot) -> None:
    """Its own mistakes must not pass for the vendor's: they are among what was refused."""
    async with web_client(base_url=parrot.url) as client:
        assert (await client.get("/broken")).status_code == 500
    assert list(parrot.refused) == ["500: the stand-in itself broke: LookupError: a mistake of ours"]


async def test_frames_that_are_none_close_the_socket_and_are_remembered(parrot: Parrot) -> None:
    """Text that is no UTF-8."""
    async with socket(parrot) as client:
        await client.send(b"\xff\xfe", text=True)
        await client.wait_closed()
        assert client.close_code == 1007
    await parrot.until(lambda: bool(parrot.refused))
    assert "frames" in parrot.refused[0]


async def test_silence_for_longer_than_is_allowed_is_noticed_and_pings_are_silence(parrot: Parrot) -> None:
    """`idle_s` counts messages."""

    class Impatient(Parrot):
        async def _socket(self, request: web.Request, course: Course) -> web.StreamResponse:
            async with self.socket(request, request["seen"], course) as accepted:
                try:
                    async for _ in accepted.messages(idle_s=0.15):
                        pass
                except TimeoutError:
                    await accepted.close(1011, "idle")
            return accepted.response

    async with AsyncExitStack() as stack:
        fake = Impatient(scripted())
        await serve(fake, stack)
        async with socket(fake) as client:
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await (await client.ping())
            assert (client.close_code, client.close_reason) == (1011, "idle")


# ── what goes wrong with a socket ─────────────────────────────────────────────


async def test_a_cut_before_anything_tears_the_opening_of_a_socket(parrot: Parrot) -> None:
    """No status, no handshake: the connection ends."""
    parrot.troubles.add(Fault("cut"))
    with pytest.raises((InvalidMessage, OSError, EOFError)):
        await socket(parrot)
    async with socket(parrot) as client:
        await client.send("again")
        assert await client.recv()


async def test_a_cut_within_a_socket_tears_it_at_once_after_so_many_messages(parrot: Parrot) -> None:
    """The client gets them all, and then no close but an end."""
    parrot.troubles.add(Fault("cut", after=3))
    async with asyncio.timeout(1), socket(parrot) as client:
        await client.send(b"x" * 500_000)
        assert [len(message) for message in await collected(client)] == [500_000] * 3
        with pytest.raises(ConnectionClosedError) as closed:
            await client.recv()
    assert closed.value.rcvd is None, "no close frame"


async def test_a_fault_within_a_group_of_tasks_is_the_same_fault(parrot: Parrot) -> None:
    """A stand-in may send from tasks."""
    parrot.troubles.add(Fault("cut", after=1), Fault("close", after=2, code=1008))
    async with socket(parrot, "/crowd") as client:
        assert len(await collected(client)) == 1
        assert client.close_code == 1006
    async with socket(parrot, "/crowd") as client:
        assert len(await collected(client)) == 2
        assert client.close_code == 1008
    assert not parrot.refused


async def test_a_close_has_the_code_that_was_asked_for(parrot: Parrot) -> None:
    """Orderly, in the middle of the stream."""
    parrot.troubles.add(Fault("close", after=2, code=1008, reason="policy"))
    async with socket(parrot) as client:
        await client.send("hello")
        assert len(await collected(client)) == 2
        assert (client.close_code, client.close_reason) == (1008, "policy")


async def test_a_stall_ends_when_the_client_leaves(parrot: Parrot) -> None:
    """Nothing more comes, however long it is waited for; then the stand-in is free again."""
    parrot.troubles.add(Fault("stall", after=1))
    async with socket(parrot) as client:
        await client.send("hello")
        await client.recv()
        await client.send("and again")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.recv(), 0.05)
        assert parrot.live == 1
    await parrot.until(lambda: parrot.live == 0, limit_s=1)


async def test_a_socket_whose_opening_stalls_is_free_when_the_client_gives_up(parrot: Parrot) -> None:
    """The fault before anything."""
    parrot.troubles.add(Fault("stall"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(socket(parrot).__aenter__(), 0.05)
    await parrot.until(lambda: parrot.live == 0, limit_s=1)


async def test_garbage_comes_instead_of_one_message(parrot: Parrot) -> None:
    """Those before and after it are what they should be."""
    parrot.troubles.add(Fault("garbage", after=1))
    async with socket(parrot) as client:
        await client.send("hello")
        messages = [await client.recv() for _ in range(5)]
        assert messages[1] == GARBAGE
        assert [json.loads(message)["n"] for message in messages if isinstance(message, str)] == [0, 2, 3, 4]


async def test_a_socket_that_drips_sends_the_same_in_fragments(parrot: Parrot) -> None:
    """Also where a letter is cut in two."""
    parrot.troubles.add(Fault("drip", after=4))
    async with socket(parrot) as client:
        await client.send("नमस्ते " * 20)
        for _ in range(4):
            await client.recv()
        fragments = [fragment async for fragment in client.recv_streaming()]
        assert len(fragments) > 10
        assert json.loads("".join(str(each) for each in fragments))["said"] == "नमस्ते " * 20
        await asyncio.wait_for(await client.ping(), 1)


async def test_a_refusal_instead_of_an_opening(parrot: Parrot) -> None:
    """With its status, and when to come again."""
    parrot.troubles.add(Fault("refuse", status=429, retry_after_s=2))
    with pytest.raises(InvalidStatus) as refused:
        await socket(parrot)
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "2"


async def test_all_that_is_open_can_be_torn_at_once(parrot: Parrot) -> None:
    """As when the vendor's machine dies. Returns how many there were."""
    async with asyncio.timeout(2):
        clients = [await socket(parrot) for _ in range(3)]
        await parrot.until(lambda: parrot.live == 3)
        assert parrot.tear() == 3
        for client in clients:
            assert await collected(client) == []
            assert client.close_code == 1006
        await parrot.until(lambda: parrot.live == 0)
    assert parrot.tear() == 0


# ── its end ───────────────────────────────────────────────────────────────────


async def test_it_ends_at_once_with_clients_that_are_still_there(caplog: pytest.LogCaptureFixture) -> None:
    """Idle ones, stalled ones, and one in the middle of a body: nothing hangs, and nothing is complained of."""
    loop = asyncio.get_running_loop()
    complaints: list[object] = []
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    async with AsyncExitStack() as clients:
        async with AsyncExitStack() as stack:
            fake = Parrot(scripted())
            await serve(fake, stack)
            idle = await clients.enter_async_context(socket(fake))
            fake.troubles.add(Fault("stall", after=1), Fault("stall", after=1))
            stalled = await clients.enter_async_context(socket(fake))
            await stalled.send("hello")
            await stalled.recv()
            reading = asyncio.create_task(body(fake))
            await fake.until(lambda: fake.live == 3)
            before = loop.time()
        assert loop.time() - before < 1.0
        assert await collected(idle) == await collected(stalled) == []
        assert (await reading)[1] is not None
    gc.collect()
    await asyncio.sleep(0)
    assert complaints == []
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == []


async def test_torn_requests_leave_no_errors_in_the_log(parrot: Parrot, caplog: pytest.LogCaptureFixture) -> None:
    """What was asked for is no error."""
    parrot.troubles.add(Fault("cut"), Fault("cut", after=2), Fault("close", after=1), Fault("cut", after=2))
    for _ in range(3):
        await body(parrot)
    async with socket(parrot) as client:
        await client.send("hello")
        await collected(client)
    await parrot.until(lambda: parrot.live == 0)
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "WARNING"}] == []


async def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    """Before anything is served."""
    with pytest.raises(ValueError, match=r"no stand-in for 'deepgrom'.*deepgram, elevenlabs"):
        async with open_fakes(["deepgrom"]):
            pass


async def test_waiting_for_a_state_has_a_limit(parrot: Parrot) -> None:
    """A test that waits in vain fails."""
    with pytest.raises(TimeoutError):
        await parrot.until(lambda: False, limit_s=0.05)


async def test_what_changes_without_a_request_is_noticed_too(parrot: Parrot) -> None:
    """A stand-in may do things in the background."""
    found: list[int] = []
    asyncio.get_running_loop().call_later(0.02, found.append, 1)
    await parrot.until(lambda: bool(found), limit_s=1)
