"""Calls that the stand-in for Twilio really places."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from agent.fakes.running import scripted, serve
from agent.fakes.twilio import TwilioFake
from agent.fakes.twilio_calls import Callee
from agent.fakes.twilio_rules import OVER
from telephony.caller.plan import CallPlan, Press
from telephony.line import Digit
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.signature import Signatures
from tests.support.twilio_sdk import OWN, THEIRS, WHOLE, raw, sdk
from tests.support.twilio_service import running
from tests.support.web_service import served


@pytest.fixture
async def fake() -> AsyncIterator[TwilioFake]:
    """One that is served."""
    async with AsyncExitStack() as stack:
        found = TwilioFake(scripted())
        await serve(found, stack)
        yield found


class Hooks:
    """A service that gives documents and takes status callbacks, and checks every signature."""

    def __init__(self, fake: TwilioFake) -> None:
        self._signatures = Signatures(fake.key)
        self.documents: list[str] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.unsigned = 0
        self.url = ""

    async def answer(self, request: Request) -> Response:
        """The next document, or nothing for a callback."""
        form = dict((await request.form()).items())
        pairs = [(name, str(value)) for name, value in form.items()]
        url = self.url + str(request.url)[len(str(request.base_url)) - 1 :]
        self.unsigned += not self._signatures.of_webhook(url, pairs, request.headers.get("X-Twilio-Signature"))
        fields = {name: str(value) for name, value in {**request.query_params, **form}.items()}
        self.asked.append((request.url.path, fields))
        if request.url.path != "/voice":
            return Response(status_code=204)
        return Response(self.documents.pop(0) if self.documents else "<Response/>", media_type="text/xml")

    def states(self, path: str = "/status") -> list[str]:
        """The statuses that were told, by their number."""
        told = [fields for where, fields in self.asked if where == path]
        assert [fields["SequenceNumber"] for fields in told] == [str(n) for n in range(len(told))]
        return [fields["CallStatus"] for fields in told]


@asynccontextmanager
async def hooks(fake: TwilioFake) -> AsyncIterator[Hooks]:
    """Served."""
    found = Hooks(fake)
    app = Starlette(routes=[Route("/{path:path}", found.answer, methods=["GET", "POST"])])
    async with served(app) as url:
        found.url = url
        yield found


EVENTS = ["initiated", "ringing", "answered", "completed"]


async def over(fake: TwilioFake, sid: str) -> str:
    """How the call ended."""
    await fake.until(lambda: fake.calls[sid].status in OVER and sid not in fake._placed)
    return fake.calls[sid].status


async def test_a_call_to_this_machine_is_placed_and_every_request_is_signed(fake: TwilioFake) -> None:
    """It rings, is picked up, the document is asked for, and the status callbacks come in order."""
    async with hooks(fake) as service:
        call = await sdk(fake).calls.create_async(
            to=THEIRS,
            from_=OWN,
            url=f"{service.url}/voice?lead=7",
            machine_detection="Enable",
            status_callback=f"{service.url}/status",
            status_callback_event=EVENTS,
        )
        assert await over(fake, call.sid) == "completed"
        assert service.states() == ["initiated", "ringing", "in-progress", "completed"]
        voice = next(fields for path, fields in service.asked if path == "/voice")
        assert voice["lead"] == "7"
        assert (voice["CallSid"], voice["Direction"], voice["CallStatus"]) == (call.sid, "outbound-api", "in-progress")
        assert (voice["From"], voice["To"], voice["AnsweredBy"]) == (OWN, THEIRS, "human")
        last = service.asked[-1][1]
        assert (last["CallDuration"], last["Duration"]) == ("0", "0")
        assert service.unsigned == 0
    fetched = await sdk(fake).calls(call.sid).fetch_async()
    assert (fetched.status, fetched.duration, fetched.answered_by) == ("completed", "0", "human")
    assert not fake.refused


async def test_a_document_may_be_asked_for_with_get(fake: TwilioFake) -> None:
    """Then the form is in the URL, and the URL alone is signed."""
    async with hooks(fake) as service:
        call = await sdk(fake).calls.create_async(to=THEIRS, from_=OWN, url=f"{service.url}/voice", method="GET")
        assert await over(fake, call.sid) == "completed"
        assert service.asked[0][1]["CallSid"] == call.sid
        assert service.unsigned == 0


@pytest.mark.parametrize(("does", "status"), [("busy", "busy"), ("no-answer", "no-answer"), ("fails", "failed")])
async def test_not_everybody_picks_up(fake: TwilioFake, does: Any, status: str) -> None:
    """Then no document is asked for; by default the last status alone is told."""
    fake.callees[THEIRS] = Callee(picks_up=does)
    async with hooks(fake) as service:
        call = await sdk(fake).calls.create_async(
            to=THEIRS, from_=OWN, url=f"{service.url}/voice", status_callback=f"{service.url}/status"
        )
        assert await over(fake, call.sid) == status
        assert service.states() == [status]
        assert [path for path, _ in service.asked] == ["/status"]


async def test_a_call_can_be_canceled_while_it_rings(fake: TwilioFake) -> None:
    """Nobody picks up then."""
    fake.callee = Callee(rings_s=60)
    async with hooks(fake) as service:
        client = sdk(fake)
        call = await client.calls.create_async(
            to=THEIRS, from_=OWN, url=f"{service.url}/voice", status_callback=f"{service.url}/status"
        )
        assert (await client.calls(call.sid).update_async(status="canceled")).status == "canceled"
        assert service.states() == ["canceled"]


async def test_what_machine_detection_finds_later_is_told_later(fake: TwilioFake) -> None:
    """AsyncAmd: a request of its own."""
    fake.callee = Callee(answered_by="machine_start")
    async with hooks(fake) as service:
        call = await sdk(fake).calls.create_async(
            to=THEIRS,
            from_=OWN,
            url=f"{service.url}/voice",
            machine_detection="Enable",
            async_amd="true",
            async_amd_status_callback=f"{service.url}/amd",
        )
        assert await over(fake, call.sid) == "completed"
        amd = next(fields for path, fields in service.asked if path == "/amd")
        assert amd["AnsweredBy"] == "machine_start"
        assert all("AnsweredBy" not in fields for path, fields in service.asked if path == "/voice")


async def test_a_service_that_does_not_answer_is_among_what_was_refused(fake: TwilioFake) -> None:
    """11200: the document could not be had; the caller hears nothing."""
    call = await sdk(fake).calls.create_async(to=THEIRS, from_=OWN, url="http://127.0.0.1:9/voice")
    assert await over(fake, call.sid) == "completed"
    assert fake.refused[0].startswith("11200: The service at http://127.0.0.1:9/voice cannot be reached")


async def test_a_call_talks_to_a_service_over_its_media_stream(fake: TwilioFake) -> None:
    """To the end: what the callee says is heard, what they press comes, and the service's sound is played to them."""
    fake.callee = Callee(says=["Hello."], plan=CallPlan(script=[Press("0")], quiet_s=0.1, patience_s=0.3))
    async with running(TwilioConfig()) as service:
        call = await sdk(fake).calls.create_async(
            to=THEIRS, from_=OWN, url=f"{service.url}/twilio/voice", status_callback=f"{service.url}/twilio/status"
        )
        assert await over(fake, call.sid) == "completed"
        await service.idle()
        assert service.offered[0].direction == "outbound-api"
        assert Digit("0") in service.events[call.sid]
        assert service.heard[call.sid].strip(b"\xff")
        assert [form["CallStatus"] for form in service.told] == ["completed"]
        report = fake.calls[call.sid].report
        assert report is not None
        assert (report.heard_ms, report.protocol_errors) == (200, 0)
    assert not fake.refused


async def test_a_call_can_be_ended_and_redirected_while_it_streams(fake: TwilioFake) -> None:
    """New TwiML replaces the stream; a stop is told to the socket, and the call ends when Twilio is told to."""
    fake.callee = Callee(plan=CallPlan(script=[Press("1")], quiet_s=0.1))
    async with running(TwilioConfig()) as service, raw(fake) as client:
        made = await client.post("/Calls.json", data={**WHOLE, "Url": f"{service.url}/twilio/voice"})
        first = made.json()["sid"]
        await fake.until(lambda: Digit("1") in service.events.get(first, []))
        redirected = await client.post(f"/Calls/{first}.json", data={"Twiml": "<Response><Hangup/></Response>"})
        assert redirected.status_code == 200
        assert await over(fake, first) == "completed"
        assert len(service.stops(first)) == 1
        second = (await client.post("/Calls.json", data={**WHOLE, "Url": f"{service.url}/twilio/voice"})).json()["sid"]
        await fake.until(lambda: Digit("1") in service.events.get(second, []))
        ended = await client.post(f"/Calls/{second}.json", data={"Status": "completed"})
        assert ended.json()["status"] == "completed"
        assert fake.calls[second].report is not None
        await service.idle()


async def test_calls_that_are_being_led_end_with_the_stand_in(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing hangs."""
    async with running(TwilioConfig()) as service:
        async with asyncio.timeout(5), AsyncExitStack() as stack:
            fake = TwilioFake(scripted())
            await serve(fake, stack)
            call = await sdk(fake).calls.create_async(to=THEIRS, from_=OWN, url=f"{service.url}/twilio/voice")
            await fake.until(lambda: fake.calls[call.sid].status == "in-progress")
        assert fake.calls[call.sid].status == "canceled"
        await service.idle()
