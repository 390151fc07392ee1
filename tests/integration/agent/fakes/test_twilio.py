"""The stand-in for Twilio: what it refuses, and what Twilio's SDK makes of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException

from agent.fakes import Fault
from agent.fakes.running import scripted, serve
from agent.fakes.twilio import TwilioFake
from tests.support.clients import web_client
from tests.support.twilio_sdk import OWN, THEIRS, URL, WHOLE, raw, sdk


@pytest.fixture
async def fake() -> AsyncIterator[TwilioFake]:
    """One that is served."""
    async with AsyncExitStack() as stack:
        found = TwilioFake(scripted())
        await serve(found, stack)
        yield found


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
    async with web_client() as client:
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
    async with web_client() as client:
        for header in ("Bearer x", "Basic !", "Basic //79", "Basic"):
            url = f"{fake.url}/2010-04-01/Accounts/{fake.account_sid}.json"
            assert (await client.get(url, headers={"Authorization": header})).status_code == 401


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


async def test_what_is_over_can_be_deleted(fake: TwilioFake) -> None:
    """Calls that are over, messages, numbers; a call that is not over cannot. The text of a message can be emptied."""
    client = sdk(fake)
    call = await client.calls.create_async(to=THEIRS, from_=OWN, url=URL)
    with pytest.raises(TwilioRestException) as refused:
        await client.calls(call.sid).delete_async()
    assert (refused.value.status, refused.value.code) == (409, 20009)
    await client.calls(call.sid).update_async(status="canceled")
    assert await client.calls(call.sid).delete_async()
    message = await client.messages.create_async(to=THEIRS, from_=OWN, body="Hello.")
    assert (await client.messages(message.sid).update_async(body="")).body == ""
    assert await client.messages(message.sid).delete_async()
    (number,) = await client.incoming_phone_numbers.list_async()
    assert await client.incoming_phone_numbers(number.sid).delete_async()
    assert not fake.calls
    assert not fake.messages
    assert not fake.numbers
    assert (await client.api.accounts(fake.account_sid).fetch_async()).status == "active"
