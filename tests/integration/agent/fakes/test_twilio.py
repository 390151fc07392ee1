"""The stand-in for Twilio: what it refuses, what its SDK makes of it, and the calls that it really places."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.base.exceptions import TwilioRestException
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client

from agent.fakes import Fault
from agent.fakes.running import scripted, serve
from agent.fakes.twilio import TwilioFake
from agent.fakes.twilio_calls import Callee
from agent.fakes.twilio_rules import OVER
from telephony.caller.plan import CallPlan, Press
from telephony.line import Digit
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.signature import Signatures
from tests.support.twilio_service import running
from tests.support.web_service import served

OWN = "+14155550100"
THEIRS = "+919800000001"
URL = "https://voice.example.com/twilio/voice"


class Rewriting:
    """The SDK's way out, to another host."""

    is_async = True

    def __init__(self, url: str) -> None:
        self._url = url

    async def request(self, method: str, uri: str, **options: Any) -> TwilioResponse:
        """One request."""
        parts = urlsplit(uri)
        assert parts.netloc == "api.twilio.com"
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.request(
                method,
                self._url + path,
                params={**(options.get("params") or {})} or None,
                data=options.get("data"),
                headers=options.get("headers"),
                auth=options.get("auth"),
            )
        return TwilioResponse(response.status_code, response.text, response.headers)


@pytest.fixture
async def fake() -> AsyncIterator[TwilioFake]:
    """One that is served."""
    async with AsyncExitStack() as stack:
        found = TwilioFake(scripted())
        await serve(found, stack)
        yield found


def sdk(fake: TwilioFake, user: str = "", password: str = "") -> Client:
    """Twilio's own client."""
    user, password = user or fake.account_sid, password or fake.key
    return Client(user, password, fake.account_sid, http_client=Rewriting(fake.url))


def raw(fake: TwilioFake) -> httpx.AsyncClient:
    """A client that may say anything."""
    return httpx.AsyncClient(
        base_url=f"{fake.url}/2010-04-01/Accounts/{fake.account_sid}",
        auth=(fake.account_sid, fake.key),
        trust_env=False,
    )


# ── the SDK ───────────────────────────────────────────────────────────────────


async def test_the_sdk_reads_the_account_and_its_balance(fake: TwilioFake) -> None:
    """Dates are those of RFC 2822."""
    account = await sdk(fake).api.accounts(fake.account_sid).fetch_async()
    assert (account.sid, account.status, account.type) == (fake.account_sid, "active", "Full")
    assert isinstance(account.date_created, datetime)
    balance = await sdk(fake).api.accounts(fake.account_sid).balance.fetch_async()
    assert (balance.balance, balance.currency) == ("12.34", "USD")


async def test_the_sdk_places_a_call_and_follows_it(fake: TwilioFake) -> None:
    """A call to the internet stays queued; a test moves it."""
    client = sdk(fake)
    call = await client.calls.create_async(
        to=THEIRS, from_=OWN, url=URL, status_callback_event=["initiated", "completed"], timeout=30
    )
    assert (call.status, call.direction, call.to, call._from) == ("queued", "outbound-api", THEIRS, OWN)
    assert abs((datetime.now(UTC) - call.date_created).total_seconds()) < 5
    assert call.uri == f"/2010-04-01/Accounts/{fake.account_sid}/Calls/{call.sid}.json"
    await fake.progress(call.sid, "in-progress")
    fetched = await client.calls(call.sid).fetch_async()
    assert fetched.status == "in-progress"
    ended = await client.calls(call.sid).update_async(status="completed")
    assert ended.status == "completed"
    assert not fake.refused
    assert not fake.ignored


async def test_the_sdk_pages_through_calls(fake: TwilioFake) -> None:
    """Newest first; filters stay from page to page."""
    client = sdk(fake)
    made = [(await client.calls.create_async(to=THEIRS, from_=OWN, url=URL)).sid for _ in range(5)]
    await client.calls.create_async(to="+919800000002", from_=OWN, url=URL)
    assert [call.sid for call in await client.calls.list_async(to=THEIRS, page_size=2)] == made[::-1]
    assert len(await client.calls.list_async()) == 6
    assert await client.calls.list_async(status="busy") == []


async def test_the_sdk_reads_and_changes_the_numbers(fake: TwilioFake) -> None:
    """Where a number's calls are led."""
    fake.add_number("+14155550199", VoiceUrl=URL, FriendlyName="Clinic")
    client = sdk(fake)
    (clinic,) = await client.incoming_phone_numbers.list_async(phone_number="+14155550199")
    assert (clinic.voice_url, clinic.voice_method, clinic.friendly_name) == (URL, "POST", "Clinic")
    other = next(each for each in await client.incoming_phone_numbers.list_async() if each.phone_number == OWN)
    changed = await client.incoming_phone_numbers(other.sid).update_async(voice_url=URL, voice_method="GET")
    assert (changed.voice_url, changed.voice_method) == (URL, "GET")
    with pytest.raises(TwilioRestException) as refused:
        await client.incoming_phone_numbers(other.sid).update_async(voice_url="voice.example.com")
    assert refused.value.code == 21402


async def test_the_sdk_sends_a_message(fake: TwilioFake) -> None:
    """It is queued, and can be read."""
    client = sdk(fake)
    message = await client.messages.create_async(to=THEIRS, from_=OWN, body="Your table is booked.")
    assert (message.status, message.num_segments, message.error_code) == ("queued", "1", None)
    assert (await client.messages(message.sid).fetch_async()).body == "Your table is booked."
    assert [each.sid for each in await client.messages.list_async()] == [message.sid]


async def test_an_api_key_is_as_good_as_the_token(fake: TwilioFake) -> None:
    """Its SID and its secret."""
    ((key, secret),) = fake.api_keys.items()
    assert (await sdk(fake, key, secret).calls.create_async(to=THEIRS, from_=OWN, url=URL)).status == "queued"


async def test_the_sdk_sees_twilios_errors(fake: TwilioFake) -> None:
    """Code, status and message."""
    with pytest.raises(TwilioRestException) as refused:
        await sdk(fake).calls.create_async(to="12", from_=OWN, url=URL)
    assert (refused.value.status, refused.value.code) == (400, 21211)
    with pytest.raises(TwilioRestException) as unknown:
        await sdk(fake).calls("CA" + "0" * 32).fetch_async()
    assert (unknown.value.status, unknown.value.code) == (404, 20404)
    assert [each.split()[:2] for each in fake.refused] == [["400:", "21211:"], ["404:", "20404:"]]


# ── what is refused ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "auth", [None, ("AC" + "0" * 32, "fake-key"), ("AC" + "0" * 31 + "1", "wrong"), ("SK" + "0" * 31 + "1", "wrong")]
)
async def test_who_is_not_known_is_refused(fake: TwilioFake, auth: tuple[str, str] | None) -> None:
    """401, with Twilio's body."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{fake.url}/2010-04-01/Accounts/{fake.account_sid}.json", auth=auth)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


async def test_a_broken_authorization_is_refused(fake: TwilioFake) -> None:
    """Not the basic one, not base64, not text."""
    async with httpx.AsyncClient(trust_env=False) as client:
        for header in ("Bearer x", "Basic !", "Basic //79", "Basic"):
            url = f"{fake.url}/2010-04-01/Accounts/{fake.account_sid}.json"
            assert (await client.get(url, headers={"Authorization": header})).status_code == 401


WHOLE = {"To": THEIRS, "From": OWN, "Url": URL}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": None}, 21201),
        ({"From": None}, 21213),
        ({"Url": None}, 21205),
        ({"Url": "voice.example.com"}, 21205),
        ({"Url": "ftp://voice.example.com"}, 21205),
        ({"Url": "https://voice_box.example.com/"}, 21205),
        ({"Url": "https://voice.example.com:port/"}, 21205),
        ({"Url": None, "Twiml": "<Response/>" * 400}, 20001),
        ({"Url": None, "ApplicationSid": "AP1"}, 21218),
        ({"To": "98000"}, 21211),
        ({"To": "+1415555010a"}, 21211),
        ({"To": "+15005550001"}, 21217),
        ({"To": "+15005550002"}, 21214),
        ({"To": "+15005550003"}, 21215),
        ({"To": "+15005550004"}, 21216),
        ({"From": "14155550100"}, 21212),
        ({"From": "+15005550001"}, 21212),
        ({"From": "+14155550111"}, 21210),
        ({"StatusCallback": "nowhere"}, 21205),
        ({"StatusCallbackEvent": "answered picked-up"}, 21626),
        ({"Method": "PUT"}, 21209),
        ({"Timeout": "0"}, 21208),
        ({"Timeout": "601"}, 21208),
        ({"SendDigits": "12x"}, 21206),
        ({"MachineDetection": "Yes"}, 20001),
    ],
)
async def test_a_call_that_twilio_would_not_place_is_refused(
    fake: TwilioFake, changes: dict[str, str | None], code: int
) -> None:
    """With its code."""
    form = {name: value for name, value in {**WHOLE, **changes}.items() if value is not None}
    async with raw(fake) as client:
        answer = await client.post("/Calls.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not fake.calls


@pytest.mark.parametrize(
    "changes",
    [
        {"From": "+15005550006"},
        {"To": "sip:anna@example.com"},
        {"To": "client:anna"},
        {"Timeout": "600", "Record": "true", "MachineDetection": "DetectMessageEnd", "SendDigits": "ww12#"},
        {"Twiml": "<Response/>"},
        {"StatusCallbackEvent": ["initiated", "answered"]},
    ],
)
async def test_a_call_that_twilio_would_place_is_placed(fake: TwilioFake, changes: dict[str, Any]) -> None:
    """Everything that is allowed."""
    async with raw(fake) as client:
        assert (await client.post("/Calls.json", data={**WHOLE, **changes})).status_code == 201
    assert not fake.ignored


async def test_json_is_no_form(fake: TwilioFake) -> None:
    """Twilio reads forms: it does not see what is sent otherwise."""
    async with raw(fake) as client:
        assert (await client.post("/Calls.json", json=WHOLE)).json()["code"] == 21201


async def test_misspelt_parameters_are_ignored_and_noted(fake: TwilioFake) -> None:
    """As Twilio does, which tells nobody; a test can look."""
    async with raw(fake) as client:
        assert (await client.post("/Calls.json", data={**WHOLE, "StatusCallBack": URL})).status_code == 201
    assert list(fake.ignored) == ["StatusCallBack"]


async def test_what_cannot_be_changed_of_a_call_is_refused(fake: TwilioFake) -> None:
    """An unknown call, one that is not in progress, one that is over, and wishes that are none."""
    async with raw(fake) as client:
        sid = (await client.post("/Calls.json", data=WHOLE)).json()["sid"]

        async def change(form: dict[str, str], of: str = sid) -> tuple[int, int]:
            answer = await client.post(f"/Calls/{of}.json", data=form)
            return answer.status_code, answer.json().get("code", 0)

        assert await change({"Status": "completed"}, of="CA" + "0" * 32) == (404, 20404)
        assert await change({"Twiml": "<Response/>"}) == (400, 21220)
        await fake.progress(sid, "in-progress")
        assert await change({"Twiml": "<Response/>"}) == (200, 0)
        assert await change({"Twiml": "<Response/>", "Url": URL}) == (400, 20001)
        assert await change({"Status": "busy"}) == (400, 20001)
        assert await change({}) == (400, 20001)
        assert await change({"Status": "canceled"}) == (200, 0)
        assert fake.calls[sid].status == "in-progress", "canceling does nothing to a call that was answered"
        assert await change({"Status": "completed"}) == (200, 0)
        assert await change({"Status": "completed"}) == (404, 20404)
        assert await change({"Twiml": "<Response/>"}) == (400, 21220)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": None}, 21604),
        ({"To": "98"}, 21211),
        ({"From": None}, 21603),
        ({"From": "+14155550111"}, 21606),
        ({"Body": None}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "nowhere"}, 21609),
    ],
)
async def test_a_message_that_twilio_would_not_send_is_refused(
    fake: TwilioFake, changes: dict[str, str | None], code: int
) -> None:
    """With its code."""
    whole = {"To": THEIRS, "From": OWN, "Body": "hello", **changes}
    async with raw(fake) as client:
        answer = await client.post("/Messages.json", data={k: v for k, v in whole.items() if v is not None})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_a_suspended_account_can_be_read_and_places_no_calls(fake: TwilioFake) -> None:
    """20005."""
    fake.account_status = "suspended"
    async with raw(fake) as client:
        assert (await client.get(".json")).status_code == 404
        assert (await client.post("/Calls.json", data=WHOLE)).json()["code"] == 20005
    account = await sdk(fake).api.accounts(fake.account_sid).fetch_async()
    assert account.status == "suspended"


async def test_pages_have_a_bound(fake: TwilioFake) -> None:
    """A thousand."""
    async with raw(fake) as client:
        assert (await client.get("/Calls.json?PageSize=1001")).json()["code"] == 20007
        assert (await client.get("/Calls.json?PageSize=none")).json()["code"] == 20001


async def test_faults_befall_the_api_as_they_befall_others(fake: TwilioFake) -> None:
    """A refusal in Twilio's words, garbage, crumbs, a torn connection."""
    fake.troubles.add(Fault.parse("429"), Fault("garbage"), Fault("drip"), Fault("close"), Fault("cut"))
    async with raw(fake) as client:
        busy = await client.get("/Calls.json")
        assert (busy.status_code, busy.json()["code"]) == (429, 20429)
        with pytest.raises(ValueError, match=r"codec|Expecting"):
            (await client.get("/Calls.json")).json()
        assert (await client.get("/Calls.json")).json()["calls"] == []
        assert (await client.get("/Calls.json")).content == b""
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/Calls.json")


# ── calls that are really placed ──────────────────────────────────────────────


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
