"""The whole service in this process, on a real port: scripted speech, and everything else real."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from agent.access.access import Access
from agent.app import open_service
from agent.exchange import Exchange
from agent.flows import Flows
from agent.settings import Settings
from agent.tenancy.branches import Branches
from graphs.ports import Clock
from telephony.caller.call import ring
from telephony.caller.plan import Action, CallPlan
from telephony.caller.report import CallReport
from telephony.caller.twiml_document import Stream, Verb, read
from telephony.twilio.prompt_socket import PromptWebSocket
from tests.support.clients import web_client

FORM = {"AccountSid": "AC" + "0" * 32, "From": "+919822012345", "To": "+912071110000", "CallStatus": "ringing"}


@dataclass
class WholeService:
    """A running service, as seen by Twilio and by people."""

    url: str
    exchange: Exchange
    access: Access
    """Who may use the console."""
    branches: Branches
    """The tenants beside the first."""

    @property
    def flows(self) -> Flows:
        """What calls run."""
        return self.exchange.flows

    async def rings(self, *script: Action, host: str = "", **plan: Any) -> CallReport:
        """A simulated call, to its end, which the service notices a moment after its caller; `host`: of another tenant
        than the first.
        """
        quick = {"quiet_s": 0.3, "limit_s": 40.0, "patience_s": 8.0, "caller": FORM["From"]}
        url = self.url.replace("127.0.0.1", host) if host else self.url
        report = await ring(url, CallPlan(script=script, **{**quick, **plan}))
        async with asyncio.timeout(20):
            while self._goes_on(report.call_id):  # noqa: ASYNC110 -- another program's state
                await asyncio.sleep(0.01)
        return report

    def _goes_on(self, call_id: str) -> bool:
        exchanges = (self.exchange, *self.branches.exchanges)
        return any(call_id == each for exchange in exchanges for each, _ in exchange.going_on)

    async def webhook(self, call_id: str, path: str = "/twilio/voice", **fields: str) -> list[Verb]:
        """What the service answers Twilio."""
        async with web_client() as client:
            answer = await client.post(self.url + path, data={**FORM, "CallSid": call_id, **fields})
        return read(answer.raise_for_status().text)

    async def stream(self, call_id: str, path: str = "/twilio/voice", **fields: str) -> Stream:
        """The same where a stream is the answer."""
        [stream] = await self.webhook(call_id, path, **fields)
        assert isinstance(stream, Stream)
        return stream

    async def get(self, path: str) -> httpx.Response:
        """A page of the service."""
        async with web_client() as client:
            return await client.get(self.url + path)


@asynccontextmanager
async def whole_service(settings: Settings, *, clock: Clock) -> AsyncIterator[WholeService]:
    """The service, until the end of the block."""
    async with open_service(settings, clock=clock) as opened:
        options = uvicorn.Config(opened.app, log_level="critical", lifespan="off", ws=PromptWebSocket)
        server = uvicorn.Server(options)
        with socket.create_server(("127.0.0.1", 0)) as listening:
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                url = f"http://127.0.0.1:{listening.getsockname()[1]}"
                yield WholeService(url, opened.exchange, opened.access, opened.branches)
            finally:
                server.should_exit = True
                await serving
