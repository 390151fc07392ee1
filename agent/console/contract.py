"""The contract of the API, whole: the console's application tells its own routes, this those that stand beside it.

The functions here answer nothing: what they say of parameters and answers is for the contract alone. The routes are in
`agent.api` and `agent.costs.api`; a test holds the two together.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, FastAPI, Path, Query
from fastapi.openapi.utils import get_openapi
from fastapi.responses import PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from agent.access.needs import READS
from agent.api import NDJSON, Happened
from agent.console.refusals import ErrorAnswer, refusals
from agent.prometheus import MEDIA_TYPE

CallId = Annotated[str, Path(description="Of letters, digits, `_`, `.` and `-`: 2 to 64 of them.")]
AT_THE_ROOT: Final = ("/metrics", "/healthz", "/readyz")
"""Not below `/api`."""
RECORD: JsonDict = {
    "id": "CA31",
    "line": "twilio",
    "direction": "inbound",
    "flow": "scheduling",
    "started_at": "2026-03-02T09:00:00Z",
    "caller": "+919822012345",
    "callee": "+912071110000",
    "thread_id": "c-5f2c",
    "ended_at": "2026-03-02T09:03:12Z",
    "result": "booked",
    "ended_by": "agent",
    "why": None,
    "version": 7,
    "environment": "live",
}
COST: JsonDict = {
    "call_id": "CA31",
    "currency": "USD",
    "total": 0.031,
    "per_minute": 0.0097,
    "stages": {"recognition": 0.0247, "line": 0.0063},
    "unpriced": [],
    "seconds": 192.0,
    "items": [
        {
            "stage": "recognition",
            "provider": "deepgram",
            "model": "nova-3",
            "unit": "seconds",
            "amount": 192.0,
            "cost": 0.0247,
            "price": {
                "price": 0.0077,
                "per": 60,
                "rounds_up_to": None,
                "currency": "USD",
                "since": "2026-01-01",
                "source": "the vendor's price list",
                "confirmed": True,
            },
        }
    ],
}
EVENTS: Final = (
    '{"n":0,"at_ms":0,"event":"started","caller":"+919822012345"}\n'
    '{"n":1,"at_ms":140,"event":"say","text":"Riverside Dental, hello."}\n'
)
PAGE: Final = (
    "# HELP trunkline_calls_live Calls that go on.\n# TYPE trunkline_calls_live gauge\ntrunkline_calls_live 3\n"
)


class RecordedCall(BaseModel):
    """A call as it is recorded; `ended_at`, `result`, `ended_by` and `why` are null while it goes on."""

    model_config = ConfigDict(json_schema_extra={"examples": [RECORD]})

    id: str
    line: str
    direction: Literal["inbound", "outbound"]
    flow: str
    started_at: datetime
    caller: str | None
    callee: str | None
    thread_id: str | None
    ended_at: datetime | None
    result: str | None
    ended_by: str | None
    why: str | None
    version: int | None
    environment: str | None


class ItemPrice(BaseModel):
    """What so many units cost, since when, and who says so."""

    price: float
    per: float
    rounds_up_to: float | None
    currency: str
    since: date
    source: str
    confirmed: bool


class CostItem(BaseModel):
    """What was used of one thing, and what that cost; null: nobody knows its price."""

    stage: str
    provider: str
    model: str
    unit: str
    amount: float
    cost: float | None
    price: ItemPrice | None


class CallCost(BaseModel):
    """What a call has cost, item by item."""

    model_config = ConfigDict(json_schema_extra={"examples": [COST]})

    call_id: str
    currency: str
    total: float
    per_minute: float
    stages: dict[str, float]
    unpriced: list[str]
    seconds: float
    items: list[CostItem]


class Health(BaseModel):
    """How the process is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok", "calls": 3}]})

    status: str
    calls: int


def whole(app: FastAPI) -> dict[str, Any]:
    """The contract of the application, and of what stands beside it."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        routes=[*app.routes, *_beside().routes],
        servers=app.servers,
    )
    for path, methods in told["paths"].items():
        for method, route in methods.items():
            if path in AT_THE_ROOT:
                route["servers"] = [{"url": "/"}]
            if path in BESIDE:
                route["responses"].pop("422", None)  # an address that is none is a page that is not there
            elif method.upper() not in READS:
                route["responses"] |= _OF_BODIES
    return told


def _text(**examples: str) -> dict[str, Any]:
    """An error in one sentence."""
    return {"content": {"text/plain": {"examples": {name: {"value": text} for name, text in examples.items()}}}}


def _responses(statuses: Mapping[int | str, dict[str, Any]], **media: Any) -> dict[int | str, dict[str, Any]]:
    """`media`: an example of what is answered when all is well, by its type."""
    told = refusals(422)
    if media:
        told[200] = {"content": {kind: {"example": example} for kind, example in media.items()}}
    told.update(statuses)
    return told


_REFUSED: Final = {"$ref": f"#/components/schemas/{ErrorAnswer.__name__}"}
_OF_BODIES: Final = {
    status: {"description": meaning, "content": {"application/json": {"schema": _REFUSED}}}
    for status, meaning in (("400", "Bad Request"), ("413", "Content Too Large"))
}
"""Of whatever is no JSON, or too large (`agent.console.intake`)."""
_NO_CALL: Final[Mapping[int | str, dict[str, Any]]] = {404: _text(unknown="There is no call of that id.")}
BESIDE: Final = (
    "/openapi.json",
    "/calls/{call_id}",
    "/calls/{call_id}/events",
    "/calls/{call_id}/cost",
    *AT_THE_ROOT,
)
"""The paths that are told of here."""


def _beside() -> APIRouter:
    routes = APIRouter()
    _of_calls(routes)
    _of_the_process(routes)
    return routes


def _of_calls(routes: APIRouter) -> None:
    @routes.get(
        "/calls/{call_id}",
        summary="A call as it is recorded",
        response_model=RecordedCall,
        responses=_responses(_NO_CALL),
        tags=["calls"],
    )
    def call(call_id: CallId) -> None:
        """`/api/calls/{id}/page` tells more."""

    @routes.get(
        "/calls/{call_id}/events",
        summary="What happens in a call, as it happens",
        response_class=Response,
        responses=_responses({**_NO_CALL, 400: _text(after="“after” is the number (n) …")}, **{NDJSON: EVENTS}),
        tags=["calls"],
    )
    def events(
        call_id: CallId,
        after: Annotated[int, Query(description="The number (`n`) of the last event that one has.")] = -1,
    ) -> None:
        """The call's timeline, a JSON line an event, each with its number `n`, `at_ms` since the call's beginning, its
        name `event` and fields of its own. It goes on until the call has ended; also when it has ended already.
        """

    @routes.post(
        "/calls/{call_id}/events",
        summary="Tell a call what happened",
        status_code=202,
        response_class=PlainTextResponse,
        responses=_responses(
            {
                202: _text(taken="The call is told when its current turn is over."),
                **_NO_CALL,
                400: _text(unreadable='Send an event such as {"event": "payment_made", "value": {"amount": 500}}.'),
                409: _text(over="The call is over.", elsewhere="Another worker has this call: w-2. …"),
                415: _text(form="Send JSON, as application/json."),
            }
        ),
        tags=["calls"],
    )
    def happen(call_id: CallId, happened: Happened) -> None:
        """What its flow may be waiting for, at a `wait` step. At most 16 KB."""

    @routes.get(
        "/calls/{call_id}/cost",
        summary="What a call has cost",
        response_model=CallCost,
        responses=_responses({**_NO_CALL, 400: _text(currency="There is no rate …")}),
        tags=["calls"],
    )
    def cost(
        call_id: CallId,
        currency: Annotated[str | None, Query(description="Such as EUR; else the caller's.")] = None,
    ) -> None:
        """Item by item, also while the call goes on."""


def _of_the_process(routes: APIRouter) -> None:
    @routes.get(
        "/metrics",
        summary="What calls come to, in numbers",
        response_class=PlainTextResponse,
        responses=_responses({}, **{MEDIA_TYPE: PAGE}),
        tags=["process"],
    )
    def metrics() -> None:
        """As Prometheus reads them; a key needs the scope `metrics:read`."""

    @routes.get("/healthz", summary="Whether the process lives", response_model=Health, tags=["process"])
    def health() -> None:
        """Asked by whatever keeps it alive; nobody need be signed in."""

    @routes.get(
        "/readyz",
        summary="Whether the process can take a call",
        response_model=Health,
        responses={503: {"content": {"application/json": {"example": {"status": "draining"}}}}},
        tags=["process"],
    )
    def ready() -> None:
        """The database answers, and the service is not being stopped; nobody need be signed in."""

    @routes.get(
        "/openapi.json",
        summary="This contract",
        response_class=Response,
        responses=_responses({}, **{"application/json": {"openapi": "3.1.0"}}),
        tags=["process"],
    )
    def contract() -> None:
        """Of OpenAPI 3.1."""
