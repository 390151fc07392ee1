"""The telephone numbers of ours: which flow answers each, and in which environment."""

import re
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from agent.console.desk import Desk
from agent.console.drafting import Drafting
from agent.console.guard import person
from agent.console.refusals import Refusal, refusals
from agent.store.contents import Environment
from agent.store.numbers import Number, Numbers

EXAMPLE: JsonDict = {"number": "+912071110000", "label": "Front desk", "flow": "scheduling", "environment": "live"}


class NumberEntry(BaseModel):
    """A number, and what its calls run."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**EXAMPLE, "updated_at": "2026-03-02T09:00:00Z", "updated_by": "Asha"}]}
    )

    number: str
    label: str
    flow: str
    environment: Environment
    updated_at: datetime
    updated_by: str


class NumberChange(BaseModel):
    """What the calls to a number are to run."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    number: str | None = None
    """As in the address."""
    label: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    flow: str
    environment: Environment = "live"


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/numbers", tags=["numbers"])
    numbers, drafting = Numbers(desk.database), Drafting(desk)

    @routes.get("", summary="All numbers", response_model=list[NumberEntry], responses=refusals())
    async def every() -> list[NumberEntry]:
        """Calls to others run TRUNKLINE_FLOW, live."""
        return [_entry(each) for each in await numbers.all()]

    @routes.get("/{number}", summary="A number", response_model=NumberEntry, responses=refusals(404, 422))
    async def one(number: str) -> NumberEntry:
        """What its calls run."""
        return _entry(await _find(numbers, _e164(number)))

    @routes.put(
        "/{number}",
        summary="Say what calls to a number run",
        response_model=NumberEntry,
        responses=refusals(404, 409, 422),
    )
    async def put(number: str, change: NumberChange, request: Request) -> NumberEntry:
        """A number that is not there yet is entered."""
        wanted = _e164(number)
        if change.number is not None and _e164(change.number) != wanted:
            raise Refusal(
                422, "unreadable", "The number in the address and that in the body differ; delete the old one."
            )
        await drafting.find(change.flow)
        if await drafting.published(change.flow) is None:
            message = f"“{change.flow}” was never published: publish it first, so that a call has something to run."
            raise Refusal(409, "never_published", message)
        told = {"label": change.label, "flow": change.flow, "by": person(request)}
        if not await numbers.put(wanted, environment=change.environment, **told):
            raise Refusal(404, "not_found", f"There is no flow called “{change.flow}”.")
        await desk.environments.read()
        return _entry(await _find(numbers, wanted))

    @routes.delete("/{number}", summary="Take a number out", status_code=204, responses=refusals(404, 422))
    async def delete(number: str) -> Response:
        """Calls to it run TRUNKLINE_FLOW, live."""
        if not await numbers.delete(_e164(number)):
            raise Refusal(404, "not_found", f"The number {number} is not in the list.")
        await desk.environments.read()
        return Response(status_code=204)

    return routes


async def _find(numbers: Numbers, number: str) -> Number:
    found = await numbers.read(number)
    if found is None:
        raise Refusal(404, "not_found", f"The number {number} is not in the list.")
    return found


def _e164(written: str) -> str:
    """A number without what people write between the digits. Raises Refusal."""
    number = re.sub(r"[\s().-]", "", written)
    if not re.fullmatch(r"\+[0-9]{3,15}", number):
        raise Refusal(422, "unreadable", f"“{written}” is not a number with its country code, such as +912071110000.")
    return number


def _entry(number: Number) -> NumberEntry:
    return NumberEntry(
        number=number.number,
        label=number.label,
        flow=number.flow,
        environment=number.environment,
        updated_at=number.changed_at,
        updated_by=number.changed_by,
    )
