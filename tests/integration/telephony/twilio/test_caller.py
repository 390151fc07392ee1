"""The simulated caller against services that do wrong: it counts, it reports, and it always comes to an end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.caller import CallerError, Press, Wait, ring
from tests.support.twilio_service import a_short_call

STREAM = '<Stream url="{ws}/media"><Parameter name="token" value="t"/></Stream>'
CONNECT = f'<Response><Connect action="/after">{STREAM}</Connect></Response>'

Talk = Callable[[WebSocket], Awaitable[None]]


async def goodbye(websocket: WebSocket) -> None:
    """Closes at once."""
    await websocket.close()


@dataclass
class Wrong:
    """A service that answers with given documents, and does on the socket what the test says."""

    documents: list[str]
    """In order; the last again and again."""
    talk: Talk = goodbye
    url: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """The next document; none at all after an empty one."""
        form = (await request.body()).decode()
        self.asked.append((request.url.path, form))
        document = self.documents.pop(0) if len(self.documents) > 1 else self.documents[0]
        return Response(document.replace("{ws}", self.url.replace("http", "ws")), status_code=200 if document else 500)

    async def media(self, websocket: WebSocket) -> None:
        """The socket, up to its end."""
        await websocket.accept()
        try:
            await self.talk(websocket)
        except WebSocketDisconnect:
            return

    @asynccontextmanager
    async def served(self) -> AsyncIterator["Wrong"]:
        """On a real port."""
        routes = [
            WebSocketRoute("/media", self.media),
            Route("/{path:path}", self.answer, methods=["POST"]),
        ]
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_level="critical", lifespan="off"))
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                yield self
            finally:
                server.should_exit = True
                await serving


async def test_messages_that_twilio_would_warn_of_are_counted() -> None:
    """Each wrong message counts, the first few are told in words, and the call goes on."""

    async def sloppy(websocket: WebSocket) -> None:
        await websocket.send_text('{"event":"clear"}')
        await websocket.send_bytes(b"\x00")
        for _ in range(20):
            await websocket.send_text("{")
        await websocket.close()

    async with Wrong([CONNECT, "<Response/>"], sloppy).served() as service:
        report = await ring(service.url, a_short_call())
    assert report.protocol_errors == 22
    assert len(report.protocol_error_details) == 10
    assert report.protocol_error_details[0].startswith("31951")
    assert report.protocol_error_details[1].startswith("31950")
    assert report.ended_by == "agent"


async def test_more_than_ten_minutes_ahead_is_counted_as_wrong() -> None:
    """Of six pieces of two and a half minutes four fit; the queue is bounded."""

    async def flood(websocket: WebSocket) -> None:
        start = await _start(websocket)
        for _ in range(6):
            payload = "////" * 400_000
            await websocket.send_text(f'{{"event":"media","streamSid":"{start}","media":{{"payload":"{payload}"}}}}')
        await websocket.close()

    async with Wrong([CONNECT, "<Response/>"], flood).served() as service:
        report = await ring(service.url, a_short_call())
    assert report.protocol_errors == 2
    assert "ten minutes" in report.protocol_error_details[0]


async def _start(websocket: WebSocket) -> str:
    """Read up to the start; the stream's id."""
    await websocket.receive_json()
    message = await websocket.receive_json()
    stream_id: str = message["streamSid"]
    return stream_id


async def test_a_document_without_an_action_goes_on_with_its_next_verb() -> None:
    """As Twilio does after the socket has closed."""
    document = f"<Response><Connect>{STREAM}</Connect><Say>Bye.</Say></Response>"
    async with Wrong([document]).served() as service:
        seen: list[str] = []
        report = await ring(service.url, a_short_call(), on_event=lambda event: seen.append(event.name))
    assert seen == ["connected", "disconnected", "twiml_said", "ended"]
    assert report.ended_by == "agent"


async def test_a_socket_that_dies_and_a_service_that_does_not_know_is_a_lost_call() -> None:
    """Both are reported, with Twilio's number."""

    async def dying(websocket: WebSocket) -> None:
        await _start(websocket)

    async with Wrong([CONNECT, ""], dying).served() as service:
        report = await ring(service.url, a_short_call())
    assert report.ended_by == "lost"
    assert report.why == "The socket broke, and the service could not say what comes next."
    assert report.twiml_errors[0].startswith("31903")
    assert "answered 500" in report.twiml_errors[1]


async def test_a_transfer_without_an_action_is_a_transfer() -> None:
    """Nobody needs to be asked then."""
    async with Wrong(["<Response><Dial>+918040000000</Dial></Response>"]).served() as service:
        report = await ring(service.url, a_short_call())
    assert (report.ended_by, report.transferred_to) == ("transferred", "+918040000000")


async def test_a_service_that_goes_round_in_circles_is_left() -> None:
    """A stream after a stream after a stream has an end."""
    async with Wrong([CONNECT]).served() as service:
        with pytest.raises(CallerError, match="without coming to an end"):
            await ring(service.url, a_short_call())


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("", "answered 500"),
        ("hello", "not XML"),
        ("<Response><Gather/></Response>", "cannot follow <Gather>"),
        ('<Response><Connect><Stream url="ws://127.0.0.1:1/media"/></Connect></Response>', "cannot be opened"),
        ('<Response><Connect><Stream url="nonsense"/></Connect></Response>', "cannot be opened"),
        ('<Response><Connect><Stream url="{ws}/none"/></Connect></Response>', "refused the socket .* with 403"),
    ],
)
async def test_what_cannot_be_followed_ends_the_call_with_a_sentence(document: str, complaint: str) -> None:
    """The service's fault is named."""
    async with Wrong([document]).served() as service:
        with pytest.raises(CallerError, match=complaint):
            await ring(service.url, a_short_call())


async def test_silence_and_keys_can_be_scripted() -> None:
    """Waiting is an action like any other; keys come one by one."""
    keys: list[str] = []

    async def listening(websocket: WebSocket) -> None:
        while len(keys) < 2:
            message = await websocket.receive_json()
            if message["event"] == "dtmf":
                keys.append(message["dtmf"]["digit"])
        await websocket.close()

    async with Wrong([CONNECT, "<Response/>"], listening).served() as service:
        plan = a_short_call(script=[Wait(0.1), Press("4#")], patience_s=0.1, hangup_after_s=None)
        report = await ring(service.url, plan)
    assert keys == ["4", "#"]
    assert report.actions_done == 2
