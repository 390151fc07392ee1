"""What Twilio calls: the webhooks of a call, and its socket."""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Mapping
from typing import Final, TypeVar
from urllib.parse import urlencode

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from telephony.twilio import twiml
from telephony.twilio.admission import Admission, NotAdmittedError
from telephony.twilio.desk import (
    Connect,
    Desk,
    DialNumber,
    Form,
    HangUpNow,
    Incoming,
    Refuse,
    StreamAgain,
    TwilioConfig,
)
from telephony.twilio.media import TOKEN, MediaEndpoint
from telephony.twilio.tickets import LocalTickets, TicketOffice, Tickets

log = structlog.get_logger(__name__)

VOICE: Final = "/twilio/voice"
MEDIA: Final = "/twilio/media"
CONNECT_ENDED: Final = "/twilio/connect-ended"
DIAL_ENDED: Final = "/twilio/dial-ended"
WHISPER: Final = "/twilio/whisper"
STATUS: Final = "/twilio/status"

TROUBLE: Final = "Sorry, we cannot take your call at the moment. Please try again later."
"""Said by Twilio's voice when the service failed to decide."""

_CALL_ID: Final = re.compile(r"[A-Za-z0-9_.-]{2,64}")
_NUMBER: Final = re.compile(r"[^\x00-\x1f\x7f]{1,256}")
_HOST: Final = re.compile(r"[A-Za-z0-9.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_PATH: Final = re.compile(r"[A-Za-z0-9._~/%-]*")
_SOCKET_SCHEME: Final = {"https": "wss", "http": "ws"}

T = TypeVar("T")


def twilio_routes(
    config: TwilioConfig, desk: Desk, *, tickets: TicketOffice | None = None
) -> list[Route | WebSocketRoute]:
    """The routes for Starlette.

    Workers that share their calls need to share a ticket office; without one, tickets live in this process.
    Raises `ValueError` when the public URL is none.
    """
    _check_public_url(config.public_url)
    office = tickets or local_tickets()
    admission = Admission(config)
    webhooks = Webhooks(config, desk, admission=admission, tickets=office)
    media = MediaEndpoint(config, desk, admission=admission, tickets=office)
    return [
        Route(VOICE, webhooks.voice, methods=["GET", "POST"]),
        Route(CONNECT_ENDED, webhooks.connect_ended, methods=["POST"]),
        Route(DIAL_ENDED, webhooks.dial_ended, methods=["POST"]),
        Route(WHISPER, webhooks.whisper, methods=["POST"]),
        Route(STATUS, webhooks.status, methods=["POST"]),
        WebSocketRoute(MEDIA, media.open),
    ]


def local_tickets() -> LocalTickets:
    """The ticket office of a single worker."""
    return LocalTickets(Tickets(lambda: secrets.token_urlsafe(32)), time.monotonic)


class Webhooks:
    """Twilio's HTTP requests, answered with TwiML."""

    def __init__(self, config: TwilioConfig, desk: Desk, *, admission: Admission, tickets: TicketOffice) -> None:
        self._config = config
        self._desk = desk
        self._admission = admission
        self._tickets = tickets

    async def voice(self, request: Request) -> Response:
        """A call comes in, or one that we placed was picked up."""
        try:
            form = await self._admission.webhook(request)
            incoming = _incoming(form, request)
            socket_url = self._socket_url(request)
        except NotAdmittedError as refusal:
            return self._refused(refusal)
        log.info("twilio.call_offered", call_id=incoming.call_id, flow=incoming.flow, direction=incoming.direction)
        answer = await self._decided(self._desk.answer(incoming), incoming.call_id)
        match answer:
            case Connect(parameters):
                known = {"from": incoming.caller, "to": incoming.callee, "direction": incoming.direction}
                if incoming.flow is not None:
                    known["flow"] = incoming.flow
                return await self._stream(incoming.call_id, socket_url, {**known, **parameters})
            case Refuse(reason) if reason:
                return self._goodbye(reason)
            case Refuse():
                return _twiml(twiml.reject("busy"))
            case None:
                return self._goodbye(TROUBLE)

    async def connect_ended(self, request: Request) -> Response:
        """The call's socket has closed, from our side or by accident: what next?"""
        try:
            form = await self._admission.webhook(request)
            call_id = _call_id(form)
            socket_url = self._socket_url(request)
        except NotAdmittedError as refusal:
            return self._refused(refusal)
        match await self._decided(self._desk.after(call_id, form), call_id):
            case DialNumber(number, caller_id, whisper):
                action = self._own_url(DIAL_ENDED)
                first = f"{self._own_url(WHISPER)}?{urlencode({'call': call_id})}" if whisper else ""
                return _twiml(twiml.dial(number, action=action, caller_id=caller_id, whisper=first))
            case StreamAgain(parameters):
                known = {"from": form.get("From", ""), "to": form.get("To", "")}
                known["direction"] = form.get("Direction", "inbound")
                return await self._stream(call_id, socket_url, {**known, **parameters})
            case HangUpNow(sentence) if sentence:
                return self._goodbye(sentence)
            case HangUpNow():
                return _twiml(twiml.hang_up())
            case None:
                return self._goodbye(TROUBLE)

    async def dial_ended(self, request: Request) -> Response:
        """A transfer is over, or nobody answered it."""
        try:
            form = await self._admission.webhook(request)
            call_id = _call_id(form)
        except NotAdmittedError as refusal:
            return self._refused(refusal)
        await self._decided(self._desk.status(call_id, form), call_id)
        return _twiml(twiml.hang_up())

    async def whisper(self, request: Request) -> Response:
        """Somebody takes a call that was handed over: what they hear before the caller is let in.

        The request is about their leg of the call; which caller it is for is in the URL, which Twilio signs.
        """
        try:
            await self._admission.webhook(request)
            call_id = _call_id({"CallSid": request.query_params.get("call", "")})
        except NotAdmittedError as refusal:
            return self._refused(refusal)
        said = await self._decided(self._desk.whisper(call_id), call_id) if self._desk.whisper else None
        return _twiml(twiml.say(said or "", language=self._config.say_language))

    async def status(self, request: Request) -> Response:
        """The call rings, was answered, is over, or came to nothing."""
        try:
            form = await self._admission.webhook(request)
            call_id = _call_id(form)
        except NotAdmittedError as refusal:
            return self._refused(refusal)
        await self._decided(self._desk.status(call_id, form), call_id)
        return Response(status_code=204)

    async def _decided(self, decision: Awaitable[T], call_id: str) -> T | None:
        """What the service says; None when it fails or takes longer than Twilio waits."""
        try:
            async with asyncio.timeout(self._config.desk_limit_s):
                return await decision
        except Exception:  # the edge of a call: the caller still gets an answer
            log.exception("twilio.desk_failed", call_id=call_id)
            return None

    async def _stream(self, call_id: str, socket_url: str, payload: Mapping[str, str]) -> Response:
        token = await self._decided(self._tickets.issue(call_id, payload), call_id)
        if token is None:
            return self._goodbye(TROUBLE)
        action = self._own_url(CONNECT_ENDED)
        return _twiml(twiml.connect_stream(socket_url, action=action, parameters={TOKEN: token}))

    def _refused(self, refusal: NotAdmittedError) -> Response:
        log.warning("twilio.request_refused", status=refusal.status, why=refusal.why, reason=refusal.sentence)
        if self._desk.refused:
            self._desk.refused(refusal.why)
        return PlainTextResponse(refusal.sentence, status_code=refusal.status)

    def _goodbye(self, sentence: str) -> Response:
        return _twiml(twiml.say_then_hang_up(sentence, language=self._config.say_language))

    def _own_url(self, path: str) -> str:
        """Twilio resolves a path against the URL it asked; behind a base with a path of its own that would go wrong."""
        return path if self._config.public_url is None else self._config.public_url.rstrip("/") + path

    def _socket_url(self, request: Request) -> str:
        return socket_url(self._config.public_url or own_base(request))


def own_base(request: HTTPConnection) -> str:
    """The address under which this request reached us. Raises `NotAdmittedError`."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise NotAdmittedError(400, "The Host header does not name a host. Set PUBLIC_URL.")
    return f"{request.url.scheme}://{host}"


def socket_url(base: str) -> str:
    """Where the media socket of a service at this address is."""
    scheme, _, rest = base.rstrip("/").partition("://")
    return f"{_SOCKET_SCHEME[scheme]}://{rest}{MEDIA}"


def _check_public_url(public_url: str | None) -> None:
    if public_url is None:
        return
    scheme, _, rest = public_url.partition("://")
    host, _, path = rest.partition("/")
    if scheme not in _SOCKET_SCHEME or not _HOST.fullmatch(host) or not _PATH.fullmatch(path):
        raise ValueError(f"PUBLIC_URL is {public_url!r}; write it like https://voice.example.com, without a query.")


def _incoming(form: Form, request: Request) -> Incoming:
    return Incoming(
        call_id=_call_id(form),
        caller=_number(form, "From"),
        callee=_number(form, "To"),
        direction=form.get("Direction") or "inbound",
        flow=request.query_params.get("flow"),
        form=form,
        language=request.query_params.get("language"),
    )


def _call_id(form: Form) -> str:
    call_id = form.get("CallSid", "")
    if not _CALL_ID.fullmatch(call_id):
        raise NotAdmittedError(400, "CallSid is missing or is no call's id, such as CA and 32 hexadecimal digits.")
    return call_id


def _number(form: Form, name: str) -> str:
    value = form.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise NotAdmittedError(400, f"{name} is missing or is no number or address, such as +919800000001.")
    return value


def _twiml(document: str) -> Response:
    return Response(document, media_type=twiml.MEDIA_TYPE)
