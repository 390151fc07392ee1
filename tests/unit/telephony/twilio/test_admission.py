"""Who may come in, and what a request must look like; in memory, without a network."""

import asyncio
from collections.abc import Mapping

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message
from twilio.request_validator import RequestValidator

from telephony.line import Line, Started
from telephony.twilio import admission
from telephony.twilio.desk import After, Answer, Connect, Desk, Form, Incoming, StreamAgain, TwilioConfig
from telephony.twilio.routes import TROUBLE, twilio_routes

FORM = {"CallSid": "CA01", "From": "+919800000001", "To": "+14155550100"}


class BrokenOffice:
    """A ticket office whose store is down."""

    async def issue(self, call_id: str, payload: Mapping[str, str]) -> str:
        """Never issues."""
        raise ConnectionError("the store is down")

    async def redeem(self, token: str, call_id: str) -> Mapping[str, str] | None:
        """Never redeems."""
        raise ConnectionError("the store is down")


def service(
    config: TwilioConfig | None = None,
    *,
    office: BrokenOffice | None = None,
    desk_limit_s: float = 5.0,
    slow: bool = False,
) -> Starlette:
    """The routes with a desk that takes every call, after a while or never."""

    async def answer(incoming: Incoming) -> Answer:
        if slow:
            await asyncio.Event().wait()
        return Connect()

    async def take(line: Line, started: Started, payload: Mapping[str, str]) -> None:
        raise AssertionError("no socket is opened here")

    async def after(call_id: str, form: Form) -> After:
        return StreamAgain()

    async def status(call_id: str, form: Form) -> None:
        return None

    config = config or TwilioConfig(desk_limit_s=desk_limit_s)
    return Starlette(routes=twilio_routes(config, Desk(answer, take, after, status), tickets=office))


async def posted(
    app: Starlette, path: str = "/twilio/voice", *, client: str = "127.0.0.1", headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """The answer to a client at that address."""
    transport = httpx.ASGITransport(app, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as caller:
        return await caller.post(path, data=FORM, headers=headers)


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_may_call_without_a_key(client: str) -> None:
    """By any of its own addresses."""
    assert (await posted(service(), client=client)).status_code == 200


@pytest.mark.parametrize("client", ["10.0.0.7", "203.0.113.7", "::ffff:203.0.113.7", "2001:db8::1", "", "localhost"])
async def test_others_may_not_call_without_a_key(client: str) -> None:
    """Nor may who has no address."""
    response = await posted(service(), client=client)
    assert response.status_code == 403
    assert "TWILIO_AUTH_TOKEN" in response.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_web_page_in_this_machines_browser_may_not_call_without_a_key(headers: dict[str, str]) -> None:
    """A form of any page could else place calls here."""
    assert (await posted(service(), headers=headers)).status_code == 403


@pytest.mark.parametrize("host", ["voice.example.com", "x/twilio/status#", "x/twilio/voice?a=", "["])
async def test_behind_a_public_url_the_host_header_is_no_part_of_what_was_signed(host: str) -> None:
    """What Twilio signed for one address admits to no other, and a strange host spoils nothing."""
    public, token = "https://voice.example.com/line", "a" * 32
    signed = {
        path: RequestValidator(token).compute_signature(f"{public}{path}", FORM)
        for path in ("/twilio/voice", "/twilio/status")
    }
    app = service(TwilioConfig(auth_token=token, public_url=public))
    right = {"Host": host, "X-Twilio-Signature": signed["/twilio/voice"]}
    assert (await posted(app, headers=right)).status_code == 200
    wrong = {"Host": host, "X-Twilio-Signature": signed["/twilio/status"]}
    assert (await posted(app, headers=wrong)).status_code == 403


async def test_a_desk_that_takes_too_long_is_not_waited_for() -> None:
    """The caller hears an apology before Twilio gives up."""
    assert TROUBLE in (await posted(service(desk_limit_s=0.01, slow=True))).text


async def test_without_a_ticket_there_is_no_stream() -> None:
    """When the office is down the caller hears an apology, first and second time alike."""
    for path in ["/twilio/voice", "/twilio/connect-ended"]:
        assert TROUBLE in (await posted(service(office=BrokenOffice()), path)).text


async def _status(receive_next: Message | None) -> int:
    """The status for a client that sends half a body and then this; None: nothing more."""
    messages: list[Message] = [{"type": "http.request", "body": b"CallSid=", "more_body": True}]
    sent: list[Message] = []

    async def receive() -> Message:
        if messages:
            return messages.pop()
        if receive_next is None:
            await asyncio.Event().wait()
        assert receive_next is not None
        return receive_next

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/twilio/voice", "query_string": b"",
        "headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "scheme": "http",
    }  # fmt: skip
    await service()(scope, receive, send)
    status: int = sent[0]["status"]
    return status


async def test_a_client_that_goes_away_costs_nothing() -> None:
    """Half a body is no request."""
    assert await _status({"type": "http.disconnect"}) == 400


async def test_a_client_that_dawdles_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body has a time limit."""
    monkeypatch.setattr(admission, "BODY_LIMIT_S", 0.01)
    assert await _status(None) == 408
