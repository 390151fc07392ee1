"""Our client of Twilio's REST API, against the stand-in for it."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from structlog.testing import capture_logs

from agent.fakes import Fault
from agent.fakes.running import scripted, serve
from agent.fakes.twilio import TwilioFake
from telephony.twilio.account import look
from telephony.twilio.rest import IncomingNumber, TwilioError, TwilioRefused, TwilioRest, TwilioUnavailable

OWN = "+14155550100"
THEIRS = "+919800000001"
URL = "https://voice.example.com/twilio/voice"
KEY = "secret-token-of-ours"


@pytest.fixture
async def fake() -> AsyncIterator[TwilioFake]:
    """One that is served."""
    async with AsyncExitStack() as stack:
        found = TwilioFake(scripted(), key=KEY)
        await serve(found, stack)
        yield found


@pytest.fixture
async def rest(fake: TwilioFake) -> AsyncIterator[TwilioRest]:
    """As the settings say; what is about limits has its own, as a moment may be long on a busy machine."""
    opened = TwilioRest.configured(fake.settings(), limit_s=3)
    yield opened
    await opened.aclose()


async def test_a_call_is_placed_followed_changed_and_ended(fake: TwilioFake, rest: TwilioRest) -> None:
    """The whole life of a call; ending one that is over is no error."""
    call = await rest.create_call(
        to=THEIRS, from_=OWN, url=URL, status_callback=URL, events=["answered", "completed"], more={"Timeout": "30"}
    )
    form = fake.calls[call.sid].form
    assert (form.get("Url"), form.get("Timeout")) == (URL, "30")
    assert form.all("StatusCallbackEvent") == ["answered", "completed"]
    assert (await rest.fetch_call(call.sid)).status == "queued"
    with pytest.raises(TwilioRefused) as refused:
        await rest.update_call(call.sid, twiml="<Response/>")
    assert (refused.value.code, refused.value.status, refused.value.fault) == (21220, 400, "request")
    await fake.progress(call.sid, "in-progress")
    assert (await rest.update_call(call.sid, twiml="<Response/>")).status == "in-progress"
    await rest.end_call(call.sid)
    assert fake.calls[call.sid].status == "completed"
    await rest.end_call(call.sid)
    assert not fake.ignored


async def test_the_account_and_all_its_numbers_are_read(fake: TwilioFake, rest: TwilioRest) -> None:
    """From page to page."""
    for number in range(120):
        fake.add_number(f"+1415555{2000 + number}", VoiceUrl=f"{URL}?flow=support")
    assert (await rest.fetch_account()).status == "active"
    numbers = await rest.incoming_numbers()
    assert len(numbers) == 121
    assert sum(each.points_at(URL) for each in numbers) == 120


@pytest.mark.parametrize(
    ("number", "points"),
    [
        (IncomingNumber(OWN, "https://Voice.Example.com/twilio/voice/?flow=a"), True),
        (IncomingNumber(OWN, "http://voice.example.com/twilio/voice"), False),
        (IncomingNumber(OWN, "https://voice.example.com/twilio/status"), False),
        (IncomingNumber(OWN, URL, elsewhere=True), False),
        (IncomingNumber(OWN, ""), False),
    ],
)
def test_where_a_numbers_calls_are_led_is_compared_as_addresses_are(number: IncomingNumber, points: bool) -> None:
    """Capitals of the host, a slash and a query make no difference; a trunk or an application does."""
    assert number.points_at(URL) is points


async def test_a_refusal_is_told_in_our_words(rest: TwilioRest) -> None:
    """With Twilio's code, and what to do."""
    with pytest.raises(TwilioRefused, match=r"takes the number to call for none; write it like \+91.* \(21211\)"):
        await rest.create_call(to="98", from_=OWN, url=URL)
    with pytest.raises(TwilioRefused, match=r"buy or verify it in the console \(21210\)"):
        await rest.create_call(to=THEIRS, from_="+14155550111", url=URL)


async def test_a_wrong_token_is_told_with_the_settings_to_check(fake: TwilioFake) -> None:
    """And not with the token."""
    settings = {**fake.settings(), "TWILIO_AUTH_TOKEN": "another-secret"}
    rest = TwilioRest.configured(settings)
    with pytest.raises(TwilioRefused, match="check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN") as refused:
        await rest.fetch_account()
    await rest.aclose()
    assert refused.value.fault == "key"
    with pytest.raises(TwilioUnavailable, match="TWILIO_AUTH_TOKEN, which is not set") as unset:
        TwilioRest.configured({**settings, "TWILIO_AUTH_TOKEN": ""})
    assert unset.value.fault == "key"


@pytest.mark.parametrize("fault", ["429", "503", "cut", "garbage"])
async def test_reading_is_tried_once_more(fake: TwilioFake, rest: TwilioRest, fault: str) -> None:
    """What is over in a moment costs nothing."""
    fake.troubles.add(Fault.parse(fault))
    assert (await rest.fetch_account()).status == "active"
    assert len(fake.requests) == 2


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("429", "busy"), ("503", "broken"), ("cut", "network"), ("garbage", "broken"), ("close", "broken")],
)
async def test_what_does_not_pass_is_told_after_the_second_time(
    fake: TwilioFake, rest: TwilioRest, fault: str, kind: str
) -> None:
    """Every retry has an end."""
    fake.troubles.add(Fault.parse(f"{fault}x0"))
    with pytest.raises(TwilioError) as failure:
        await rest.fetch_account()
    assert failure.value.fault == kind
    assert len(fake.requests) == 2


@pytest.mark.parametrize("fault", ["429", "503", "cut", "garbage", "stall"])
async def test_what_changes_something_is_sent_once(fake: TwilioFake, rest: TwilioRest, fault: str) -> None:
    """Nobody is rung twice."""
    fake.troubles.add(Fault.parse(fault))
    with pytest.raises(TwilioError):
        await rest.create_call(to=THEIRS, from_=OWN, url=URL)
    assert len(fake.requests) == 1


async def test_a_wish_to_be_asked_later_is_followed_within_a_limit(fake: TwilioFake, rest: TwilioRest) -> None:
    """Retry-After: 0 is, an hour is not."""
    fake.troubles.add(Fault("refuse", retry_after_s=0))
    assert (await rest.fetch_account()).status == "active"
    fake.troubles.add(Fault("refuse", retry_after_s=3600))
    async with asyncio.timeout(20):
        with pytest.raises(TwilioRefused) as refused:
            await rest.fetch_account()
    assert refused.value.retry_after_s == 3600


@pytest.mark.parametrize("fault", ["stall", "drip"])
async def test_every_request_has_a_limit(fake: TwilioFake, fault: str) -> None:
    """An answer that never ends, too."""
    fake.troubles.add(Fault.parse(fault))
    fake.troubles.piece_s = 0.05
    rest = TwilioRest.configured(fake.settings(), limit_s=0.2)
    with pytest.raises(TwilioUnavailable, match=r"did not answer within 0\.2 s") as failure:
        await rest.fetch_account()
    assert failure.value.fault == "timeout"
    await rest.aclose()


async def test_the_pages_of_a_list_are_asked_of_twilio_alone(
    fake: TwilioFake, rest: TwilioRest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account's token goes nowhere else, whatever an answer says."""
    pages: dict[str, object] = {"next_page_uri": "https://elsewhere.example.com/", "incoming_phone_numbers": []}

    async def get(_: str) -> dict[str, object]:
        return pages

    monkeypatch.setattr(rest, "_get", get)
    with pytest.raises(TwilioUnavailable, match="not an answer of its API"):
        await rest.incoming_numbers()


@pytest.mark.parametrize("fault", ["401", "404", "400", "429x0", "503x0", "cutx0", "garbagex0", "stall"])
async def test_no_error_and_no_log_holds_the_token(fake: TwilioFake, rest: TwilioRest, fault: str) -> None:
    """Nor what Twilio said, nor the number that was to be rung."""
    fake.troubles.add(Fault.parse(fault))
    with capture_logs() as logs, pytest.raises(TwilioError) as failure:
        await rest.fetch_account()
    told = "".join(traceback.format_exception(failure.value))
    assert failure.value.__context__ is None
    assert KEY not in told + str(logs) + repr(rest)
    assert "Basic " not in told


# ── the doctor's question ─────────────────────────────────────────────────────


async def test_the_doctor_sees_which_numbers_lead_here(fake: TwilioFake) -> None:
    """The others are named too."""
    fake.add_number("+14155550199", VoiceUrl=URL)
    seen = await look(fake.settings(), voice_url=URL)
    assert (seen.key_good, seen.active, seen.why) == (True, True, "")
    assert (seen.pointing_here, seen.pointing_elsewhere) == (("+14155550199",), (OWN,))


async def test_the_doctor_sees_a_suspended_account(fake: TwilioFake) -> None:
    """Its token is good all the same."""
    fake.account_status = "suspended"
    seen = await look(fake.settings())
    assert (seen.key_good, seen.active) == (True, False)


async def test_the_doctor_is_told_why_it_cannot_see(fake: TwilioFake) -> None:
    """In one sentence; what was seen before is kept."""
    wrong = await look({**fake.settings(), "TWILIO_AUTH_TOKEN": "other"})
    assert (wrong.key_good, wrong.fault) == (False, "key")
    assert "TWILIO_AUTH_TOKEN" in wrong.why
    nobody = await look({**fake.settings(), "TWILIO_API_URL": "http://127.0.0.1:9"})
    assert nobody.fault == "network"
    assert (await look({})).fault == "key"
