"""A service with nothing but the Twilio routes, on a real port, whose desk does what the test says."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from telephony.caller import CallPlan, CallReport, Press, Say, ring
from telephony.caller.twiml_document import Stream, read
from telephony.line import Digit, Heard, Line, LineEvent, Mark, Play, Started, Stopped
from telephony.twilio.desk import After, Answer, Connect, Desk, Form, HangUpNow, Incoming, TwilioConfig
from telephony.twilio.far_side import FarSide
from telephony.twilio.prompt_socket import PromptWebSocket
from telephony.twilio.routes import twilio_routes
from telephony.twilio.tickets import TicketOffice
from tests.support.clients import web_client

GREETING = b"\x20" * 1600
"""200 ms of sound."""
FORM = {"CallSid": "CA" + "0" * 32, "AccountSid": "AC" + "0" * 32, "From": "+919800000001", "To": "+14155550100"}

Take = Callable[["Service", Line, Started, Mapping[str, str]], Awaitable[None]]


async def parrot(service: "Service", line: Line, started: Started, payload: Mapping[str, str]) -> None:
    """Greets, notes what happens, and hangs up on the key 0."""
    await line.send(Play(GREETING))
    await line.send(Mark("greeting"))
    async for event in line.events():
        service.note(started.call_id, event)
        if event == Digit("0"):
            await line.close()


async def prompt_parrot(service: "Service", line: Line, started: Started, payload: Mapping[str, str]) -> None:
    """The same, told of each event in the moment when it comes."""
    ended: list[asyncio.Task[None]] = []

    def take(event: LineEvent) -> None:
        service.note(started.call_id, event)
        if event == Digit("0"):
            ended.append(asyncio.create_task(line.close()))

    await line.send(Play(GREETING))
    await line.send(Mark("greeting"))
    await line.deliver(take)
    await asyncio.gather(*ended)


async def hang_up(service: "Service", call_id: str) -> After:
    """Nothing comes after the socket."""
    return HangUpNow()


@dataclass
class Service:
    """The running service, and what its desk saw."""

    url: str = ""
    answer: Answer = field(default_factory=lambda: Connect({"lead": "7"}))
    usual: Take = parrot
    """Whoever takes calls unless a test says otherwise."""
    take: Take = parrot
    after: Callable[["Service", str], Awaitable[After]] = hang_up
    offered: list[Incoming] = field(default_factory=list)
    payloads: list[Mapping[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Calls for which Twilio asked what comes next."""
    told: list[Form] = field(default_factory=list)
    """Status callbacks."""
    refused: list[str] = field(default_factory=list)
    """Why somebody was not admitted."""
    events: dict[str, list[LineEvent]] = field(default_factory=dict)
    """What happened on the line of each call, without the sound."""
    heard: dict[str, bytes] = field(default_factory=dict)
    running: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def note(self, call_id: str, event: LineEvent) -> None:
        """Something happened on the line."""
        if isinstance(event, Heard):
            self.heard[call_id] = self.heard.get(call_id, b"") + event.audio
        else:
            self.events.setdefault(call_id, []).append(event)

    def stops(self, call_id: str = FORM["CallSid"]) -> list[Stopped]:
        """How the lines of that call ended."""
        return [event for event in self.events.get(call_id, []) if isinstance(event, Stopped)]

    async def idle(self) -> None:
        """Wait until no call is running."""
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(lambda: self.running == 0)

    def desk(self) -> Desk:
        """The desk behind the routes."""

        async def answer(incoming: Incoming) -> Answer:
            self.offered.append(incoming)
            return self.answer

        async def take(line: Line, started: Started, payload: Mapping[str, str]) -> None:
            self.running += 1
            self.payloads.append(payload)
            try:
                await self.take(self, line, started, payload)
            finally:
                async with self.changed:
                    self.running -= 1
                    self.changed.notify_all()

        async def after(call_id: str, form: Form) -> After:
            self.asked.append(call_id)
            return await self.after(self, call_id)

        async def status(call_id: str, form: Form) -> None:
            self.told.append(form)

        return Desk(answer, take, after, status, refused=self.refused.append)

    async def rings(self, plan: CallPlan | None = None, **callbacks: Callable[..., None]) -> CallReport:
        """A simulated call."""
        return await ring(self.url, plan or a_short_call(), **callbacks)

    async def healthy(self) -> bool:
        """Whether a call goes through from the greeting to the goodbye."""
        self.take = self.usual
        self.after = hang_up
        self.answer = Connect()
        report = await self.rings(a_short_call(script=[Press("0")]))
        return report.heard_ms == 200 and report.protocol_errors == 0 and len(self.stops(report.call_id)) == 1

    async def ticket(self, **fields: str) -> Stream:
        """What the webhook says to do with a new call."""
        async with web_client() as client:
            response = await client.post(self.url + "/twilio/voice", data={**FORM, **fields})
        (stream,) = read(response.text)
        assert isinstance(stream, Stream)
        return stream

    @asynccontextmanager
    async def socket(self, stream: Stream, **fields: str) -> AsyncIterator[tuple[ClientConnection, FarSide]]:
        """A raw socket that has started its stream: for callers that do not behave."""
        call_id = fields.get("CallSid", FORM["CallSid"])
        far = FarSide("MZ" + "0" * 32, call_id, FORM["AccountSid"], stream.parameters)
        async with connect(stream.url, compression=None, proxy=None, close_timeout=1) as opened:
            await opened.send(far.connected())
            await opened.send(far.start())
            yield opened, far


def a_short_call(**changes: Any) -> CallPlan:
    """The caller says something, and hangs up soon after."""
    plan = CallPlan(script=[Say(b"\x30" * 800, "hello")], quiet_s=0.1, hangup_after_s=0.8, limit_s=20.0)
    return replace(plan, **changes)


async def closed(connection: ClientConnection) -> int:
    """Wait for the service to close; the code it gave."""
    async with asyncio.timeout(10):
        try:
            while True:
                await connection.recv()
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 1006


async def told(connection: ClientConnection, event: str) -> Mapping[str, object]:
    """Wait for the service's next message of that kind."""
    async with asyncio.timeout(10):
        while True:
            message: Mapping[str, object] = json.loads(await connection.recv())
            if message["event"] == event:
                return message


@asynccontextmanager
async def running(
    config: TwilioConfig,
    *,
    ws_max_size: int = 1_048_576,
    tickets: TicketOffice | None = None,
    prompt: bool = False,
) -> AsyncIterator[Service]:
    """The service, until the end of the block. `prompt`: on a server, and with calls, that nobody has to wake."""
    usual = prompt_parrot if prompt else parrot
    service = Service(usual=usual, take=usual)
    app = Starlette(routes=twilio_routes(config, service.desk(), tickets=tickets))
    options = uvicorn.Config(
        app,
        log_level="critical",
        lifespan="off",
        ws=PromptWebSocket if prompt else "websockets-sansio",
        ws_max_size=ws_max_size,
        ws_per_message_deflate=False,
    )
    server = uvicorn.Server(options)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # Callers queue at the listening socket until the server takes them.
        service.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield service
        finally:
            server.should_exit = True
            await serving
