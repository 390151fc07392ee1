"""Twilio's HTTP requests: who is admitted, what is required, and what is answered when things go wrong."""

from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telephony.caller import CallerError
from telephony.twilio.desk import Answer, Connect, Desk, Form, HangUpNow, Incoming, TwilioConfig
from telephony.twilio.routes import TROUBLE, twilio_routes
from telephony.twilio.signature import HEADER
from tests.support.clients import web_client
from tests.support.twilio_service import FORM, Service, a_short_call, running

TOKEN = "12345"
PUBLIC = "https://voice.example.com"


async def posted(
    service: Service,
    path: str = "/twilio/voice",
    *,
    form: Mapping[str, str] = FORM,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    """The service's answer to this form."""
    async with web_client() as client:
        return await client.post(service.url + path, data=dict(form), headers=dict(headers or {}))


async def test_the_answer_connects_a_stream_with_a_ticket(service: Service) -> None:
    """The socket's address is where the request came to; the ticket is the only parameter."""
    response = await posted(service)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/xml")
    assert f'<Stream url="{service.url.replace("http", "ws")}/twilio/media">' in response.text
    assert '<Connect action="/twilio/connect-ended" method="POST">' in response.text
    assert response.text.count("<Parameter") == 1
    assert FORM["From"] not in response.text


async def test_a_get_is_answered_like_a_post(service: Service) -> None:
    """Twilio can be set up with either."""
    async with web_client() as client:
        response = await client.get(service.url + "/twilio/voice", params={**FORM, "flow": "sales"})
    assert "<Stream" in response.text
    assert service.offered[0].flow == "sales"


@pytest.mark.parametrize("missing", ["CallSid", "From", "To"])
@pytest.mark.parametrize("value", [None, "", "a\nb", "x" * 300])
async def test_a_call_needs_its_id_and_both_numbers(service: Service, missing: str, value: str | None) -> None:
    """The sentence names the field."""
    form = {name: text for name, text in FORM.items() if name != missing}
    response = await posted(service, form=form if value is None else {**form, missing: value})
    assert response.status_code == 400
    assert response.text.startswith(missing)
    assert service.offered == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"\xff\xfe", 400),
        (b"a=%FF", 400),
        (b"&".join(b"a%d=1" % n for n in range(501)), 400),
        (b'{"CallSid": "CA1"}', 400),
        (b"a=" + b"x" * 70_000, 413),
    ],
)
async def test_a_body_that_is_no_form_is_refused(service: Service, body: bytes, status: int) -> None:
    """Wrong bytes, too many fields, too large: each has its answer."""
    async with web_client() as client:
        response = await client.post(service.url + "/twilio/voice", content=body)
    assert response.status_code == status
    assert response.text.endswith(".")


async def test_every_webhook_wants_the_id_of_its_call(service: Service) -> None:
    """Without it there is nothing to tell."""
    for path in ["/twilio/connect-ended", "/twilio/dial-ended", "/twilio/status"]:
        assert (await posted(service, path, form={})).status_code == 400


async def test_a_host_that_is_none_is_refused(service: Service) -> None:
    """The socket's address is built from it, and goes to Twilio; and it is no name of this machine."""
    response = await posted(service, headers={"host": 'evil"/><x'})
    assert response.status_code == 403
    assert "TWILIO_AUTH_TOKEN" in response.text


async def test_without_a_key_only_this_machine_may_call(service: Service) -> None:
    """A tunnel on this machine speaks for somebody else."""
    for name, value in [("x-forwarded-for", "203.0.113.7"), ("forwarded", "for=203.0.113.7")]:
        response = await posted(service, headers={name: value})
        assert response.status_code == 403
        assert "TWILIO_AUTH_TOKEN" in response.text
    stream = await service.ticket()
    with pytest.raises(InvalidStatus, match="403"):
        await connect(stream.url, additional_headers={"x-forwarded-for": "203.0.113.7"}, proxy=None)


async def test_a_desk_that_fails_still_answers(service: Service) -> None:
    """The caller hears an apology; after the socket, the call ends; a status is taken."""

    async def failing(incoming: Incoming) -> Answer:
        raise LookupError("no flow")

    async def after(call_id: str, form: Form) -> HangUpNow:
        raise LookupError("no call")

    async def status(call_id: str, form: Form) -> None:
        raise LookupError("no call")

    app = Starlette(routes=twilio_routes(TwilioConfig(), Desk(failing, service.desk().take, after, status)))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert TROUBLE in (await client.post("/twilio/voice", data=FORM)).text
        assert "<Hangup" in (await client.post("/twilio/connect-ended", data=FORM)).text
        assert "<Hangup" in (await client.post("/twilio/dial-ended", data=FORM)).text
        assert (await client.post("/twilio/status", data=FORM)).status_code == 204


async def test_signed_calls_go_through_behind_a_public_url() -> None:
    """Twilio signs the public URL; the socket is offered under it."""
    async with running(TwilioConfig(auth_token=TOKEN, public_url=PUBLIC)) as service:
        plan = a_short_call(auth_token=TOKEN, public_url=PUBLIC, flow="support")
        report = await service.rings(plan)
        assert report.heard_ms == 200
        assert report.twiml_errors == ()
        validator = RequestValidator(TOKEN)
        signature = validator.compute_signature(f"{PUBLIC}/twilio/voice?flow=a", FORM)
        response = await posted(service, "/twilio/voice?flow=a", headers={HEADER: signature})
        assert '<Stream url="wss://voice.example.com/twilio/media">' in response.text
        assert f'action="{PUBLIC}/twilio/connect-ended"' in response.text


async def test_signed_calls_go_through_without_a_public_url() -> None:
    """The URL that was asked for is the one that was signed."""
    async with running(TwilioConfig(auth_token=TOKEN)) as service:
        report = await service.rings(a_short_call(auth_token=TOKEN))
        assert report.heard_ms == 200


@pytest.mark.parametrize("token", [None, "54321"])
async def test_a_wrong_signature_is_refused(token: str | None) -> None:
    """Webhook and socket alike; and nobody is told that there was a call."""
    async with running(TwilioConfig(auth_token=TOKEN, public_url=PUBLIC)) as service:
        with pytest.raises(CallerError, match="answered 403: The signature is missing or wrong"):
            await service.rings(a_short_call(auth_token=token, public_url=PUBLIC))
        for path in ["/twilio/connect-ended", "/twilio/dial-ended", "/twilio/status"]:
            assert (await posted(service, path)).status_code == 403
        socket_url = service.url.replace("http", "ws") + "/twilio/media"
        signature = RequestValidator(token or "").compute_signature("wss://voice.example.com/twilio/media", {})
        with pytest.raises(InvalidStatus, match="403"):
            await connect(socket_url, additional_headers={HEADER: signature}, proxy=None)
        assert service.offered == []
        assert service.asked == []
        assert service.told == []


async def test_the_socket_of_a_signed_call_needs_the_wss_signature() -> None:
    """The right one opens it, and the ticket is still needed."""
    async with running(TwilioConfig(auth_token=TOKEN, public_url=PUBLIC, start_limit_s=0.2)) as service:
        socket_url = service.url.replace("http", "ws") + "/twilio/media"
        validator = RequestValidator(TOKEN)
        right = validator.compute_signature("wss://voice.example.com/twilio/media", {})
        async with connect(socket_url, additional_headers={HEADER: right}, proxy=None) as socket:
            await socket.wait_closed()
        assert service.payloads == []


@pytest.mark.parametrize("url", ["voice.example.com", "ftp://h", "https://", "https://h/?a=1", "https://a b"])
def test_a_public_url_that_is_none_is_refused_at_the_start(url: str) -> None:
    """Not when the first call comes in."""

    desk = Service().desk()
    with pytest.raises(ValueError, match="PUBLIC_URL"):
        twilio_routes(TwilioConfig(public_url=url), desk)


def test_an_answer_has_parameters_of_its_own() -> None:
    """Two answers without parameters share nothing."""
    assert Connect().parameters is not Connect().parameters
