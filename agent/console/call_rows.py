"""A call as one row: in lists, live, and at the head of its page."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

import orjson
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict
from sqlalchemy import text

from agent.console.desk import Desk
from agent.costs.pricing import money
from agent.flows import UnknownFlow
from agent.register import LiveCall
from agent.store.call_search import FoundCall
from agent.store.contents import Environment
from agent.store.database import Database
from graphs.titles import Tree, step_title
from telephony.call.timeline import Entry

Success = Literal["success", "partial", "failed"]
Direction = Literal["inbound", "outbound"]

MOST_VERSIONS = 500
"""Versions of which is remembered what they say."""

ROW: JsonDict = {
    "id": "CA311c73d19ac0d8d7daa51d5966ea193b",
    "flow": "scheduling",
    "version": 3,
    "environment": "live",
    "line": "twilio",
    "started_at": "2026-11-23T05:10:01.970000Z",
    "ended_at": "2026-11-23T05:11:10.718000Z",
    "seconds": 68.7,
    "caller": "+919812345678",
    "callee": "+912071110000",
    "direction": "inbound",
    "result": "nothing_done",
    "success": "failed",
    "ended_by": "agent",
    "why": None,
    "turns": 4,
    "cost": {"amount": 2.721283, "currency": "INR"},
    "live": False,
    "step": None,
    "step_title": None,
}


class Money(BaseModel):
    """An amount of money."""

    amount: float
    currency: str


class CallHead(BaseModel):
    """What is known of a call whatever is shown of it."""

    id: str
    flow: str
    version: int | None
    """The release of the flow; null for calls of before there were any, and of drafts."""
    environment: Environment | None
    line: str
    """`twilio`; `console`: somebody of ours tried a flow."""
    started_at: str
    ended_at: str | None
    seconds: float | None
    """How long it was, or has been so far; null when nobody knows."""
    caller: str | None
    callee: str | None
    direction: Direction
    result: str | None
    success: Success | None
    """What its flow says that its result is worth."""
    ended_by: str | None
    why: str | None
    live: bool
    step: str | None
    """Where a live call is in its flow; null for others."""
    step_title: str | None = None
    """What forms call that step."""


class CallRow(CallHead):
    """One call in short."""

    model_config = ConfigDict(json_schema_extra={"examples": [ROW]})

    turns: int | None
    """Times that the caller said or pressed something; null: not counted yet."""
    cost: Money | None
    """In the currency of the caller's country, or the one that is set; null: not known yet."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a version of a flow says of calls."""

    results: Mapping[str, Success]
    steps: Tree
    """Its steps with their titles, and nothing else of them."""


class Verdicts:
    """What results are worth and what steps are called, as the versions of flows say."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: OrderedDict[tuple[str, int], _Said] = OrderedDict()

    async def of(self, flow: str, version: int | None, result: str | None) -> Success | None:
        """Whether a call with that result was a success; None when nobody knows."""
        if not result:
            return None
        said = await self._said(flow, version)
        return said.results.get(result) if said else None

    async def title(self, flow: str, version: int | None, step: str | None) -> str | None:
        """What forms call a step; its name in plain letters when nobody knows."""
        if step is None:
            return None
        said = await self._said(flow, version)
        return step_title(step, said.steps if said else {})

    async def _said(self, flow: str, version: int | None) -> _Said | None:
        if version is None:
            return self._published(flow)
        key = flow, version
        if key not in self._known:
            said = _said_by(await released(self._desk.database, flow, version)) or self._published(flow)
            if said is None:
                return None
            self._known[key] = said
            if len(self._known) > MOST_VERSIONS:
                self._known.popitem(last=False)
        return self._known[key]

    def _published(self, flow: str) -> _Said | None:
        try:
            source = self._desk.flows.get(flow).source
        except UnknownFlow:
            return None
        return _Said(source.results, {"nodes": {name: {"title": step.title} for name, step in source.steps.items()}})


def _said_by(tree: Tree) -> _Said | None:
    results, nodes = tree.get("results"), tree.get("nodes")
    if not isinstance(nodes, dict):
        return None
    titles = {name: {"title": step.get("title")} for name, step in nodes.items() if isinstance(step, dict)}
    known = cast("Mapping[str, Success]", results) if isinstance(results, dict) else {}
    return _Said(known, {"nodes": titles})


async def released(database: Database, flow: str, version: int) -> Mapping[str, Any]:
    """The document of a version as a plain tree; nothing when there is none."""
    statement = text("select document from flow_releases where flow = :flow and number = :version")
    async with database.unit() as session:
        document: str | None = await session.scalar(statement, {"flow": flow, "version": version})
    return cast("Mapping[str, Any]", orjson.loads(document)) if document else {}


def moment(at: datetime | None) -> str | None:
    """A time as the console tells it."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


async def row(desk: Desk, verdicts: Verdicts, found: FoundCall, *, step: str | None = None) -> CallRow:
    """The row of a recorded call; one that this process has is told as it is now."""
    told = CallRow(
        id=found.id,
        flow=found.flow,
        version=found.version,
        environment=cast("Environment | None", found.environment),
        line=found.line,
        started_at=moment(found.started_at) or "",
        ended_at=moment(found.ended_at),
        seconds=None if found.ended_at is None else round((found.ended_at - found.started_at).total_seconds(), 1),
        caller=found.caller,
        callee=found.callee,
        direction=cast("Direction", found.direction),
        result=found.result,
        success=await verdicts.of(found.flow, found.version, found.result),
        ended_by=found.ended_by,
        why=found.why,
        turns=found.turns,
        cost=_cost(found),
        live=found.live,
        step=step,
        step_title=await verdicts.title(found.flow, found.version, step),
    )
    here = desk.exchange.find(found.id)
    if here is not None:
        told = told.model_copy(update=await _now(desk, verdicts, found, here))
    elif told.live and told.ended_at is None:
        told.seconds = round((datetime.now(UTC) - found.started_at).total_seconds(), 1)
    return told


def _cost(found: FoundCall) -> Money | None:
    if found.cost is None or found.currency is None:
        return None
    return Money(amount=money(found.cost), currency=found.currency)


async def _now(desk: Desk, verdicts: Verdicts, found: FoundCall, here: LiveCall) -> dict[str, object]:
    """What this process knows better than the database."""
    entries = here.timeline.entries
    told: dict[str, object] = {"live": not here.over.is_set()}
    if here.account is not None:
        cost = desk.accounts.cost(here.account)
        told["cost"] = Money(amount=money(cost.total), currency=cost.currency)
    if here.over.is_set():
        if found.ended_at is None and here.outcome is not None:
            outcome = here.outcome
            told.update(result=outcome.result or None, ended_by=outcome.ended, why=outcome.why or None)
            told["success"] = await verdicts.of(found.flow, found.version, outcome.result)
            told["seconds"] = length = round(entries[-1].at_ms / 1000, 1) if entries else 0.0
            told["ended_at"] = moment(datetime.fromtimestamp(here.began + length, UTC))
    else:
        told.update(ended_at=None, result=None, success=None, ended_by=None, why=None)
        told["seconds"] = round(max(0.0, datetime.now(UTC).timestamp() - here.began), 1)
        told["step"] = step = _last_step(entries)
        told["step_title"] = await verdicts.title(found.flow, found.version, step)
    if here.streams == 1:
        told["turns"] = sum(_by_the_caller(entry) for entry in entries)
    return told


def _last_step(entries: list[Entry]) -> str | None:
    for entry in reversed(entries):
        if entry.event == "step":
            return str(entry.fields["step"])
    return None


def _by_the_caller(entry: Entry) -> bool:
    return entry.event == "turn" and not entry.fields.get("silence") and not entry.fields.get("happened")
