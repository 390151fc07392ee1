"""What people and programs beside Twilio ask over HTTP: is it well, and what happens in a call."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

import orjson
import structlog
from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints, ValidationError
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from agent.bookkeeping import AWAY
from agent.errors import TrunklineError
from agent.exchange import Exchange
from agent.metrics import Metrics
from agent.prometheus import MEDIA_TYPE
from agent.store.calls import Calls
from agent.store.database import Database
from telephony.call.timeline import Entry


class CallId(Convertor[str]):
    """What a call's id may look like in an address; anything else is a page that is not there, or the console's."""

    regex = "(?!live$)[A-Za-z0-9_.-]{2,64}"

    def convert(self, value: str) -> str:
        """As it is."""
        return value

    def to_string(self, value: str) -> str:
        """As it is."""
        return value


register_url_convertor("call_id", CallId())

log = structlog.get_logger(__name__)

NDJSON = "application/x-ndjson"

READY_S = 1.0
"""How long it is believed that the database answers, or does not."""
LARGEST_EVENT = 16_384
"""Bytes of an event that is told to a call."""

EXPECTED = 'Send an event such as {"event": "payment_made", "value": {"amount": 500}}.'

_BECAME = {
    "taken": (202, "The call is told when its current turn is over."),
    "full": (429, "Too many events wait for this call already; try again in a moment."),
    "over": (409, "The call is over."),
    "elsewhere": (409, "Another worker has this call: {worker}. Send the event to it."),
    "unknown": (404, "There is no call of that id."),
}


class Happened(BaseModel):
    """What happened."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"event": "payment_made", "value": {"amount": 500}}]},
    )

    event: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    """As the flow's `wait` step calls it."""
    value: JsonValue = None


class Api:
    """The routes; made with what they show."""

    def __init__(self, exchange: Exchange, calls: Calls, database: Database, metrics: Metrics) -> None:
        self._exchange = exchange
        self._calls = calls
        self._database = database
        self._metrics = metrics
        self._asking = asyncio.Lock()
        self._answered = (False, float("-inf"))
        """Whether the database answered, and when that was, on the monotonic clock."""

    def routes(self) -> list[Route]:
        """For Starlette."""
        return [
            Route("/healthz", self.health),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
            Route("/api/calls/{call_id:call_id}", self.call),
            Route("/api/calls/{call_id:call_id}/events", self.events),
            Route("/api/calls/{call_id:call_id}/events", self.happen, methods=["POST"]),
        ]

    async def health(self, _: Request) -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok", "calls": self._exchange.live})

    async def ready(self, _: Request) -> Response:
        """The process can take a call: the database answers, and it is not going away."""
        if self._exchange.draining:
            return JSONResponse({"status": "draining"}, status_code=503)
        if not await self._database_answers():
            return JSONResponse({"status": "the database does not answer"}, status_code=503)
        return JSONResponse({"status": "ready", "calls": self._exchange.live})

    async def metrics(self, _: Request) -> Response:
        """What calls come to, in numbers, as Prometheus reads them."""
        return Response(self._metrics.page(), media_type=MEDIA_TYPE)

    async def call(self, request: Request) -> Response:
        """One call as it is recorded."""
        try:
            record = await self._calls.read_call(request.path_params["call_id"])
        except AWAY as why:
            return _away(why)
        if record is None:
            return PlainTextResponse("There is no call of that id.", status_code=404)
        fields = {name: getattr(record, name) for name in record.__slots__}
        return Response(orjson.dumps(fields), media_type="application/json")

    async def events(self, request: Request) -> Response:
        """The call's timeline, a JSON line an event; it goes on until the call has ended."""
        call_id = request.path_params["call_id"]
        after = request.query_params.get("after", "-1")
        if not after.removeprefix("-").isdecimal():
            return PlainTextResponse("“after” is the number (n) of the last event that you have.", status_code=400)
        if live := self._exchange.find(call_id):
            return StreamingResponse(_lines(live.timeline.follow(after=int(after))), media_type=NDJSON)
        try:
            known = await self._calls.read_call(call_id)
        except AWAY as why:
            return _away(why)
        if known is None:
            return PlainTextResponse("There is no call of that id.", status_code=404)
        return StreamingResponse(self._stored(call_id, int(after)), media_type=NDJSON)

    async def happen(self, request: Request) -> Response:
        """Something happened that the call's flow may be waiting for: `{"event": "payment_made", "value": …}`."""
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return PlainTextResponse("Send JSON, as application/json.", status_code=415)
        try:
            happened = Happened.model_validate_json(await _body(request))
        except (ValidationError, ValueError) as why:
            return PlainTextResponse(f"{EXPECTED} {_reason(why)}", status_code=400)
        try:
            told = await self._exchange.happen(request.path_params["call_id"], happened.event, happened.value)
        except AWAY as why:
            return _away(why)
        log.info("api.event", call_id=request.path_params["call_id"], name=happened.event, became=told.became)
        status, sentence = _BECAME[told.became]
        return PlainTextResponse(sentence.format(worker=told.worker), status_code=status)

    async def _database_answers(self) -> bool:
        """Asked once a second at most, by one connection, however many want to know: anybody may."""
        async with self._asking:
            answers, at = self._answered
            if time.monotonic() - at < READY_S:
                return answers
            try:
                await self._database.check()
                answers = True
            except TrunklineError as why:
                log.warning("api.not_ready", why=str(why))
                answers = False
            self._answered = answers, time.monotonic()
            return answers

    async def _stored(self, call_id: str, after: int) -> AsyncIterator[bytes]:
        while events := await self._calls.read_events(call_id, after=after):
            for ordinal, at_ms, event, fields in events:
                after = ordinal
                yield orjson.dumps(Entry(ordinal, at_ms, event, fields).public()) + b"\n"


def _away(why: BaseException) -> Response:
    log.warning("api.no_database", why=type(why).__name__)
    return PlainTextResponse("The database does not answer; try again.", status_code=503)


async def _body(request: Request) -> bytes:
    """The body, if it is not too long. Raises ValueError."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_EVENT:
            raise ValueError(f"It is longer than {LARGEST_EVENT} bytes.")
    return body


def _reason(why: ValueError) -> str:
    """What is wrong with a body, without repeating what it holds."""
    if isinstance(why, ValidationError):
        first = why.errors(include_url=False, include_input=False)[0]
        return f"({'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']})"
    return str(why)


async def _lines(entries: AsyncIterator[Entry]) -> AsyncIterator[bytes]:
    async for entry in entries:
        yield orjson.dumps(entry.public(), default=str) + b"\n"
