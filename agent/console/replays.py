"""Replays: the latest calls of a flow, played on its draft or a version, and what would have gone differently."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from agent.console.compiling import refused
from agent.console.desk import Desk
from agent.console.differing import Kind
from agent.console.drafting import WITH_MORE, Drafting, Ordinal
from agent.console.guard import person
from agent.console.refusals import Refusal, refusals
from agent.console.replay_jobs import Job
from agent.console.replaying import Became, Certainty
from agent.console.reports import Moment
from agent.store.replays import Group, ListedCall, Replay, Replays, WantedCalls
from graphs.problems import FlowError

MOST_CALLS = 1000
A_PAGE = 50

GROUP: JsonDict = {
    "became": "played",
    "kind": "result",
    "was": "transferred",
    "now": "booked",
    "certainty": "sure",
    "calls": 37,
}
DETAILS: JsonDict = {
    "result": ["transferred", "booked"],
    "end": ["person", "booked"],
    "transfers": [["reception"], []],
    "values": [{"slot": "service", "was": None, "now": "cleaning"}],
    "no_match": [3, 0],
    "gone": ["person"],
    "new": ["book", "booked"],
}

CALL: JsonDict = {"id": "CA31", "started_at": "2026-03-02T09:00:00Z", "caller": "+919822012345", "details": DETAILS}


class ReplayWish(BaseModel):
    """Which calls are to be played."""

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        json_schema_extra={
            "examples": [{"calls": 300}, {"calls": 1000, "version": 3, "result": "transferred", "on": 2}]
        },
    )

    calls: int = Field(default=300, ge=1, le=MOST_CALLS)
    """So many of the latest at most."""
    version: Ordinal | None = None
    """Those that ran this version."""
    result: str | None = Field(default=None, max_length=100)
    """Those that came to this result; empty: to none."""
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None
    """Those that began before this time."""
    on: Ordinal | None = None
    """The version that they are played on; without it, the draft."""


class ReplayGroup(BaseModel):
    """Calls with the same difference."""

    model_config = ConfigDict(json_schema_extra={"examples": [GROUP]})

    became: Became
    """`wordless`: the caller neither said nor pressed anything; `too_long`, `failed`: it could not be played."""
    kind: Kind
    """What differs most; `same`: nothing that is compared."""
    was: str
    """The result, the step or the names that it was in the call; empty: none."""
    now: str
    """The same when it is played again."""
    certainty: Certainty
    calls: int


class ReplayPage(BaseModel):
    """How a replay stands, and what it has found so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 4,
                    "flow": "scheduling",
                    "on": None,
                    "revision": 7,
                    "is_draft": True,
                    "wanted": {"calls": 300},
                    "calls": 300,
                    "done": 120,
                    "state": "running",
                    "why": "",
                    "started_by": "Asha",
                    "started_at": "2026-03-02T09:00:00Z",
                    "ended_at": None,
                    "groups": [GROUP],
                }
            ]
        }
    )

    id: int
    flow: str
    on: int | None
    """The version that the calls are played on; null: the draft."""
    revision: int
    """Of the draft when it began."""
    is_draft: bool
    """The calls are played on what the draft says now."""
    wanted: dict[str, Any]
    """Which calls, as they were asked for."""
    calls: int
    """How many of them there are."""
    done: int
    state: Literal["running", "done", "cancelled", "broken"]
    why: str
    """What broke it, in a sentence."""
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    groups: list[ReplayGroup]
    """The largest first."""


class ValueChange(BaseModel):
    """A value that differs."""

    slot: str
    was: Any
    now: Any


class ReplayDetails(BaseModel):
    """All that differs; of each pair the first is what it was in the call, the other what it is when played again."""

    result: tuple[str, str]
    end: tuple[str, str]
    transfers: tuple[list[str], list[str]]
    values: list[ValueChange]
    no_match: tuple[int, int]
    gone: list[str]
    """Steps that only the call came to."""
    new: list[str]


class ReplayedCall(BaseModel):
    """What became of one call."""

    id: str
    started_at: datetime
    caller: str | None
    details: ReplayDetails | None


class ReplayedCalls(BaseModel):
    """Calls of a group."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"calls": [CALL], "next": None}]})

    calls: list[ReplayedCall]
    """The latest first."""
    next: int | None
    """To be given back as `after` for those behind them; null: these are the last."""


class GroupQuestion(BaseModel):
    """Of which group, as it tells itself."""

    model_config = ConfigDict(extra="forbid")

    became: Became = "played"
    kind: Kind
    was: Annotated[str, Field(max_length=2000)] = ""
    now: Annotated[str, Field(max_length=2000)] = ""
    certainty: Certainty = "sure"
    after: Annotated[int, Field(ge=0, le=MOST_CALLS)] = 0


Number = Annotated[int, Path(ge=1, le=2_147_483_647)]


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows/{flow}/replays", tags=["replays"])
    _running(routes, desk)
    _reading(routes, desk)
    return routes


def _running(routes: APIRouter, desk: Desk) -> None:
    drafting, replays = Drafting(desk), Replays(desk.database)

    @routes.post(
        "",
        status_code=201,
        summary="Play the latest calls on the draft, or on a version",
        response_model=ReplayPage,
        responses={**refusals(404, 409), 422: WITH_MORE[422]},
    )
    async def begin(flow: str, wish: ReplayWish, request: Request) -> ReplayPage:
        """Beside the calls; ask for it again to see how far it is. Actions only answer what they answered then."""
        draft = await drafting.find(flow)
        content = draft.content if wish.on is None else await drafting.content(flow, wish.on)
        tree: dict[str, Any] = json.loads(content.document)
        try:
            await asyncio.to_thread(desk.compiling.compiled, tree, desk.flows.library)
        except FlowError as wrong:
            raise await asyncio.to_thread(refused, wrong, tree) from None
        calls = await replays.wanted(_wanted(flow, wish))
        if not calls:
            raise Refusal(422, "no_calls", "No call of this flow fits: choose other days, or another version.")
        told = wish.model_dump(mode="json", by_alias=True, exclude_none=True)
        begun = await replays.begin(flow, draft.revision, wanted=told, calls=len(calls), by=person(request))
        if begun is None:
            message = "Calls of this flow are being played already; wait until that is over, or end it."
            raise Refusal(409, "running", message)
        desk.replays.begin(Job(begun, flow, calls, content.document, drafting.around(tree)))
        return await _page(replays, await _found(replays, flow, begun), draft.revision)

    @routes.delete("/{number}", summary="End a replay", response_model=ReplayPage, responses=refusals(404))
    async def end(flow: str, number: Number) -> ReplayPage:
        """What it has found stays. Nothing happens to one that is over."""
        draft = await drafting.find(flow)
        await _found(replays, flow, number)
        await replays.end(number, "cancelled")
        return await _page(replays, await _found(replays, flow, number), draft.revision)


def _reading(routes: APIRouter, desk: Desk) -> None:
    drafting, replays = Drafting(desk), Replays(desk.database)

    @routes.get("", summary="The latest replays", response_model=list[ReplayPage], responses=refusals(404))
    async def latest(flow: str) -> list[ReplayPage]:
        """Newest first; they outlive the service, and the last five of a flow are kept."""
        draft = await drafting.find(flow)
        return [await _page(replays, each, draft.revision) for each in await replays.replays(flow)]

    @routes.get("/{number}", summary="A replay", response_model=ReplayPage, responses=refusals(404))
    async def one(flow: str, number: Number) -> ReplayPage:
        """As far as it is."""
        draft = await drafting.find(flow)
        return await _page(replays, await _found(replays, flow, number), draft.revision)

    @routes.get("/{number}/calls", summary="Calls of a group", response_model=ReplayedCalls, responses=refusals(404))
    async def calls(flow: str, number: Number, asked: Annotated[GroupQuestion, Query()]) -> ReplayedCalls:
        """With all that differs in each."""
        await _found(replays, flow, number)
        group = asked.model_dump(exclude={"after"})
        found = await replays.calls(number, group, skipped=asked.after, most=A_PAGE + 1)
        following = asked.after + A_PAGE if len(found) > A_PAGE else None
        return ReplayedCalls(calls=[_call(each) for each in found[:A_PAGE]], next=following)


async def _found(replays: Replays, flow: str, number: int) -> Replay:
    found = await replays.replays(flow, number)
    if not found:
        raise Refusal(404, "not_found", f"“{flow}” has no replay {number}; only the last are kept.")
    return found[0]


async def _page(replays: Replays, replay: Replay, revision: int) -> ReplayPage:
    known = {name: getattr(replay, name) for name in ReplayPage.model_fields if hasattr(replay, name)}
    groups = [_group(each) for each in await replays.groups(replay.id)]
    on = replay.wanted.get("on")
    return ReplayPage(**known, on=on, is_draft=on is None and replay.revision == revision, groups=groups)


def _group(group: Group) -> ReplayGroup:
    return ReplayGroup.model_validate({name: getattr(group, name) for name in Group.__slots__})


def _call(call: ListedCall) -> ReplayedCall:
    details = ReplayDetails.model_validate(call.details) if call.details is not None else None
    return ReplayedCall(id=call.id, started_at=call.started_at, caller=call.caller, details=details)


def _wanted(flow: str, wish: ReplayWish) -> WantedCalls:
    return WantedCalls(flow, wish.calls, wish.version, wish.result, wish.since, wish.until)
