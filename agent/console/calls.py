"""The list of calls: searched, filtered, and read page by page."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from agent.console.call_rows import ROW, CallRow, Verdicts, row
from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.store.call_search import At, CallSearch, UnknownPlace, Wanted, place_of

LONGEST_QUESTION = 200
MOST = 200


class CallList(BaseModel):
    """A page of the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"calls": [ROW], "next": "MjAyNi0xMS0yMy"}]})

    calls: list[CallRow]
    """The latest first."""
    next: str | None
    """The `cursor` of the page after it; null on the last."""


class CallQuestion(BaseModel):
    """Which calls are wanted."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    flow: str | None = None
    version: int | None = None
    result: str | None = Field(default=None, description="A result; empty: calls without one.")
    direction: Literal["inbound", "outbound"] | None = None
    line: str | None = Field(default=None, description="`console`: calls that tried a flow, which are else left out.")
    q: str | None = Field(
        default=None, max_length=LONGEST_QUESTION, description="Words that either side said, or a part of a number."
    )
    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = Field(default=None, description="Calls that began before this time.")
    step: str | None = Field(default=None, description="Calls that came to this step.")
    at: At | None = Field(default=None, description="With `step`: to which this happened there.")
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=MOST)


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/calls", tags=["calls"])
    search, verdicts = CallSearch(desk.database), Verdicts(desk)

    @routes.get("", summary="Calls, the latest first", response_model=CallList, responses=refusals(400))
    async def calls(asked: Annotated[CallQuestion, Query()]) -> CallList:
        """Those of the console are left out unless they are asked for. What was said is found once a call is over."""
        try:
            found = await search.page(_wanted(asked), after=asked.cursor, most=asked.limit + 1)
        except UnknownPlace as why:
            raise Refusal(400, "bad_request", str(why)) from None
        shown = found[: asked.limit]
        following = place_of(shown[-1]) if len(found) > asked.limit else None
        return CallList(calls=[await row(desk, verdicts, each) for each in shown], next=following)

    return routes


def _wanted(asked: CallQuestion) -> Wanted:
    return Wanted(
        flow=asked.flow,
        version=asked.version,
        result=asked.result,
        direction=asked.direction,
        line=asked.line,
        words=asked.q,
        since=asked.since,
        before=asked.until,
        step=asked.step,
        at=asked.at,
    )
