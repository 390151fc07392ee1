"""Who is not Twilio: every door is tried, and every try is refused in a sentence and counted, with no trace of ours."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest
import structlog
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telephony.caller import CallerError
from telephony.caller.twiml_document import Stream, read
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.far_side import FarSide
from telephony.twilio.signature import HEADER
from telephony.twilio.websocket import POLICY_VIOLATION
from tests.support.clients import web_client
from tests.support.twilio_service import FORM, Service, a_short_call, closed, running, told

TOKEN = "12345"
PUBLIC = "https://voice.example.com"
OURS = FORM["AccountSid"]
SIGNED = TwilioConfig(auth_token=TOKEN, account_sid=OURS, public_url=PUBLIC)
DOORS = ("/twilio/voice", "/twilio/connect-ended", "/twilio/dial-ended", "/twilio/whisper", "/twilio/status")


def signature(path: str, form: Mapping[str, str] = FORM, *, token: str = TOKEN, base: str = PUBLIC) -> dict[str, str]:
    """As Twilio would send it."""
    return {HEADER: str(RequestValidator(token).compute_signature(base + path, dict(form)))}


async def knocks(
    service: Service, path: str, headers: Mapping[str, str], form: Mapping[str, str] = FORM
) -> httpx.Response:
    """Somebody at a webhook."""
    async with web_client() as client:
        return await client.post(service.url + path, data=dict(form), headers=dict(headers))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: ""},
        {HEADER: "made up"},
        {HEADER: "ÿ"},
        signature("/twilio/voice", token="54321"),
        signature("/twilio/other"),
        signature("/twilio/voice", base="http://127.0.0.1"),
        signature("/twilio/voice", {**FORM, "From": "+919800000099"}),
    ],
)
async def test_every_webhook_wants_the_signature(door: str, headers: dict[str, str]) -> None:
    """Missing, made up, of another key, another address, another form."""
    sent = httpx.Headers(headers, encoding="latin-1")
    async with running(SIGNED) as service, web_client() as client:
        answer = await client.post(service.url + door, data=FORM, headers=sent)
    assert (answer.status_code, service.refused) == (403, ["signature"])
    assert "Traceback" not in answer.text
    assert (service.offered, service.asked, service.told) == ([], [], [])


@pytest.mark.parametrize("door", DOORS)
async def test_every_webhook_wants_our_account(door: str) -> None:
    """A form that another account's Twilio has signed with our key cannot be; one without an account neither."""
    async with running(SIGNED) as service:
        for account in ("AC" + "9" * 32, "", OURS.lower()):
            form = {**FORM, "AccountSid": account}
            answer = await knocks(service, door, signature(door, form), form)
            assert (answer.status_code, "TWILIO_ACCOUNT_SID" in answer.text) == (403, True)
        form = {name: value for name, value in FORM.items() if name != "AccountSid"}
        assert (await knocks(service, door, signature(door, form), form)).status_code == 403
    assert service.refused == ["account"] * 4


async def test_a_call_of_our_account_goes_through_from_webhook_to_socket() -> None:
    """Signed with a slash at the end as well, as some proxies have it."""
    async with running(SIGNED) as service:
        slash = await knocks(service, "/twilio/voice", signature("/twilio/voice/"))
        report = await service.rings(a_short_call(auth_token=TOKEN, account_sid=OURS, public_url=PUBLIC))
    assert slash.status_code == 200
    assert (report.heard_ms, service.refused) == (200, [])


async def test_a_socket_of_another_account_is_closed() -> None:
    """Its handshake is signed, its ticket is good, and its start names another account."""
    async with running(replace(SIGNED, public_url=None)) as service:
        form = {**FORM, "CallSid": "CA" + "7" * 32}
        headers = signature("/twilio/voice", form, base=service.url)
        stream = await _ticket(service, form, headers)
        handshake = {HEADER: RequestValidator(TOKEN).compute_signature(stream["url"], {})}
        async with connect(stream["url"], additional_headers=handshake, proxy=None, compression=None) as socket:
            await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
            await socket.send(_start(form["CallSid"], "AC" + "9" * 32, stream["token"]))
            assert await closed(socket) == POLICY_VIOLATION
        async with connect(stream["url"], additional_headers=handshake, proxy=None, compression=None) as socket:
            await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
            await socket.send(_start(form["CallSid"], OURS, stream["token"]))
            await told(socket, "mark")
        await service.idle()
    assert service.refused == ["account"]
    assert len(service.payloads) == 1


async def _ticket(service: Service, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, str]:
    [stream] = read((await knocks(service, "/twilio/voice", headers, form)).text)
    assert isinstance(stream, Stream)
    return {"url": stream.url, "token": stream.parameters["token"]}


def _start(call_id: str, account: str, token: str) -> str:
    far = FarSide("MZ" + "0" * 32, call_id, account, {"token": token})
    far.connected()
    return far.start()


@pytest.mark.parametrize(
    "signed",
    [None, "", "made up", "https://voice.example.com/twilio/media", "wss://else.example.com/twilio/media"],
)
async def test_the_handshake_wants_the_signature_of_its_wss_address(signed: str | None) -> None:
    """Missing, made up, of the https form, of another host: the socket is not opened."""
    async with running(SIGNED) as service:
        url = service.url.replace("http", "ws") + "/twilio/media"
        known = signed and "://" in signed
        value = RequestValidator(TOKEN).compute_signature(signed, {}) if known else signed
        headers = {} if value is None else {HEADER: str(value)}
        with pytest.raises(InvalidStatus) as refused:
            await connect(url, additional_headers=headers, proxy=None)
    assert refused.value.response.status_code == 403
    assert b"Traceback" not in (refused.value.response.body or b"")
    assert service.refused == ["signature"]


@pytest.mark.parametrize("slash", ["", "/"])
async def test_the_handshake_may_be_signed_with_a_slash_at_the_end(slash: str) -> None:
    """Behind a proxy that adds one. The ticket is still wanted, in time."""
    async with running(replace(SIGNED, start_limit_s=0.2)) as service:
        url = service.url.replace("http", "ws") + "/twilio/media"
        right = RequestValidator(TOKEN).compute_signature(f"wss://voice.example.com/twilio/media{slash}", {})
        async with connect(url, additional_headers={HEADER: right}, proxy=None) as socket:
            await socket.wait_closed()
    assert service.refused == ["malformed"]


FOOLING = [
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-For": "127.0.0.1", "Host": "localhost"},
    {"X-Forwarded-Host": "localhost"},
    {"X-Forwarded-Proto": "https", "Host": "localhost"},
    {"X-Forwarded-Port": "443"},
    {"Forwarded": "for=127.0.0.1;host=localhost"},
    {"X-Real-Ip": "127.0.0.1"},
    {"X-Client-Ip": "127.0.0.1"},
    {"Cf-Connecting-Ip": "127.0.0.1"},
    {"Via": "1.1 tunnel"},
    {"Host": "voice.example.com"},
    {"Host": "localhost.example.com"},
    {"Host": "127.0.0.1.example.com"},
]


@pytest.mark.parametrize("headers", FOOLING)
@pytest.mark.parametrize("public_url", [None, PUBLIC])
async def test_without_a_key_a_tunnel_does_not_pass_for_this_machine(
    headers: dict[str, str], public_url: str | None
) -> None:
    """It ends on this machine, so its requests come from a loopback address; whatever they claim to be, they are
    refused at every door. So is the socket.
    """
    async with running(TwilioConfig(public_url=public_url)) as service:
        for door in DOORS:
            answer = await knocks(service, door, headers)
            assert (answer.status_code, "TWILIO_AUTH_TOKEN" in answer.text) == (403, True)
        given = {name: value for name, value in headers.items() if name != "Host"}
        if given:
            with pytest.raises(InvalidStatus, match="403"):
                await connect(service.url.replace("http", "ws") + "/twilio/media", additional_headers=given, proxy=None)
    assert set(service.refused) == {"no_key"}
    assert service.offered == []


async def test_without_a_key_this_machine_itself_may_call_also_where_there_is_a_public_url() -> None:
    """A trial asks the service by its own address."""
    async with running(TwilioConfig(public_url=PUBLIC)) as service:
        report = await service.rings(a_short_call(public_url=PUBLIC))
    assert report.heard_ms == 200


async def test_with_a_key_nothing_is_open_to_this_machine_either() -> None:
    """No signature, no call: whoever asks from a loopback address is nobody special."""
    async with running(TwilioConfig(auth_token=TOKEN)) as service:
        with pytest.raises(CallerError, match="403"):
            await service.rings(a_short_call())
        for door in DOORS:
            assert (await knocks(service, door, {})).status_code == 403
        url = service.url.replace("http", "ws") + "/twilio/media"
        for query in ("", "?unsigned=1"):
            if query:  # the console's own sockets come in by a ticket alone, and there is none
                async with connect(url + query, proxy=None) as socket:
                    await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
                    await socket.send(_start(FORM["CallSid"], OURS, "made up"))
                    assert await closed(socket) == POLICY_VIOLATION
            else:
                with pytest.raises(InvalidStatus, match="403"):
                    await connect(url, proxy=None)
    assert service.payloads == []


async def test_a_ticket_that_is_shown_again_is_refused_and_counted() -> None:
    """By two sockets at once, one call comes of it."""
    async with running(TwilioConfig()) as service:
        stream = await service.ticket()
        async with service.socket(stream) as (socket, _):
            await told(socket, "mark")
            for _ in range(3):
                async with service.socket(stream) as (replayed, _far):
                    assert await closed(replayed) == POLICY_VIOLATION
        await service.idle()
    assert service.refused == ["ticket"] * 3
    assert len(service.payloads) == 1


async def test_refusals_are_told_in_the_log_without_a_stack() -> None:
    """An event each, with the reason as a word."""
    with structlog.testing.capture_logs() as logged:
        async with running(SIGNED) as service:
            await asyncio.gather(*(knocks(service, door, {}) for door in DOORS))
    events = [each for each in logged if each["event"] == "twilio.request_refused"]
    assert [each["why"] for each in events] == ["signature"] * len(DOORS)
    assert not any("exc_info" in each or "exception" in each for each in logged)
