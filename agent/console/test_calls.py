"""Trying a flow by voice: the draft answers on the voice path of any call, and the browser is the telephone."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints, field_validator
from pydantic.config import JsonDict

from agent.access.needs import EDIT
from agent.console.compiling import draft_tree, refused
from agent.console.desk import Desk
from agent.console.guard import attendee, recorded_as
from agent.console.refusals import Refusal, refusals
from agent.test_calls import Circumstances, TestCall
from graphs.problems import FlowError
from graphs.scripts import moment
from graphs.trying import MockedActions
from telephony.twilio.admission import UNSIGNED, NotAdmittedError
from telephony.twilio.desk import Refuse
from telephony.twilio.media import TOKEN
from telephony.twilio.routes import own_base, socket_url

CALLER = "+919800000001"
"""Who rings, where nobody says."""
EXAMPLE: JsonDict = {
    "caller": "+919822012345",
    "language": "en",
    "now": "2026-03-01T21:00",
    "mocks": {"book": {"ref": "K7Q2"}},
}

BEGUN: JsonDict = {
    "call_id": "console-5f2c9aF3kQ0zLm2x",
    "url": "wss://voice.example.com/twilio/media?unsigned=1",
    "parameters": {"token": "k2JfM0…"},
    "events": "/api/calls/console-5f2c9aF3kQ0zLm2x/events",
}


class TestCallRequest(BaseModel):
    """A call to be held."""

    __test__ = False
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    document: dict[str, Any] | None = None
    """As the editor has it; without it, the saved draft."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    """What the caller speaks; without it, the flow's first language."""
    caller: Annotated[str, StringConstraints(pattern=r"^(\+?[0-9]{3,15}|anonymous|)$")] = CALLER
    """Their number."""
    direction: Literal["inbound", "outbound"] = "inbound"
    """Who rang whom."""
    now: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")] | None = None
    """What the clock shows when the call begins, where the business is; it goes on from there. Without it: now."""
    open: bool | None = None
    """Whether somebody is there to take transferred calls; without it, as the opening hours say for that time."""
    mocks: dict[str, JsonValue] = {}
    """What each action answers, as in a flow's tests; any other answers with an example."""

    @field_validator("now")
    @classmethod
    def _is_a_time(cls, now: str | None) -> str | None:
        if now is not None:
            moment(now)
        return now


class TestCallAnswer(BaseModel):
    """How to begin the call."""

    __test__ = False
    model_config = ConfigDict(json_schema_extra={"examples": [BEGUN]})

    call_id: str
    """For `start.callSid`."""
    url: str
    """The socket, on which Twilio's Media Streams protocol is spoken."""
    parameters: dict[str, str]
    """For `start.customParameters`. They are good for one socket, within a minute."""
    events: str
    """Where the call is told, a JSON line an event."""


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows/{flow}", tags=["trying"])

    @routes.post(
        "/test-calls",
        status_code=201,
        summary="Begin a call to a draft",
        response_model=TestCallAnswer,
        responses=refusals(400, 404, 422),
    )
    async def begin(
        flow: Annotated[str, Path(max_length=60)], asked: TestCallRequest, request: Request
    ) -> TestCallAnswer:
        """The call is expected from now on, as long as the session or key of whoever asks is good: it ends with that.
        It is recorded as one of the line “console”, and counted nowhere.
        """
        tree = await draft_tree(desk.database, flow) if asked.document is None else asked.document
        call_id = f"console-{secrets.token_hex(16)}"
        test = replace(await _test_call(desk, tree, asked), maker=attendee(desk.access, request, EDIT))
        answer = await desk.exchange.expect(call_id, test, by=recorded_as(request))
        if isinstance(answer, Refuse):
            raise Refusal(503, "busy", answer.reason)
        token = await desk.tickets.issue(call_id, {**answer.parameters, UNSIGNED: "yes"})
        return TestCallAnswer(
            call_id=call_id,
            url=f"{_socket(request)}?{UNSIGNED}=1",
            parameters={TOKEN: token},
            events=f"/api/calls/{call_id}/events",
        )

    return routes


async def _test_call(desk: Desk, tree: Mapping[str, Any], asked: TestCallRequest) -> TestCall:
    """The document, made ready off the loop. Raises Refusal when it cannot be."""
    try:
        flow = await asyncio.to_thread(desk.compiling.compiled, tree, desk.flows.library)
    except FlowError as wrong:
        raise await asyncio.to_thread(refused, wrong, tree) from None
    languages = flow.document.languages
    circumstances = Circumstances(
        caller=asked.caller,
        language=asked.language if asked.language in languages else languages[0],
        direction=asked.direction,
        now=moment(asked.now) if asked.now else None,
        open=asked.open,
    )
    now = (circumstances.now or desk.around.clock()).isoformat(timespec="minutes")
    return TestCall.of(flow, MockedActions(flow.document, asked.mocks, now), desk.around, circumstances)


def _socket(request: Request) -> str:
    """On the host that the browser asked: the public address may be one that only Twilio reaches."""
    try:
        return socket_url(own_base(request))
    except NotAdmittedError as why:
        raise Refusal(400, "bad_request", why.sentence) from None
