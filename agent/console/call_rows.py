"""A call as one row: in lists, live, and at the head of its page."""

from collections import OrderedDict
from collections.abc import Mapping
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
from telephony.call.timeline import Entry

Success = Literal["success", "partial", "failed"]
Direction = Literal["inbound", "outbound"]

MOST_VERSIONS = 500
"""Versions whose results are remembered."""

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


class CallRow(CallHead):
    """One call in short."""

    model_config = ConfigDict(json_schema_extra={"examples": [ROW]})

    turns: int | None
    """Times that the caller said or pressed something; null: not counted yet."""
    cost: Money | None
    """In the currency of the caller's country, or the one that is set; null: not known yet."""


class Verdicts:
    """What results are worth, as the versions of flows say."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: OrderedDict[tuple[str, int], Mapping[str, Success]] = OrderedDict()

    async def of(self, flow: str, version: int | None, result: str | None) -> Success | None:
        """Whether a call with that result was a success; None when nobody knows."""
        if not result:
            return None
        results = await self._results(flow, version)
        return results.get(result)

    async def _results(self, flow: str, version: int | None) -> Mapping[str, Success]:
        if version is None:
            return self._published(flow)
        key = flow, version
        if key not in self._known:
            self._known[key] = await _results_of(self._desk.database, flow, version) or self._published(flow)
            if len(self._known) > MOST_VERSIONS:
                self._known.popitem(last=False)
        return self._known[key]

    def _published(self, flow: str) -> Mapping[str, Success]:
        try:
            return self._desk.flows.get(flow).document.results
        except UnknownFlow:
            return {}


async def released(database: Database, flow: str, version: int) -> Mapping[str, Any]:
    """The document of a version as a plain tree; nothing when there is none."""
    statement = text("select document from flow_releases where flow = :flow and number = :version")
    async with database.unit() as session:
        document: str | None = await session.scalar(statement, {"flow": flow, "version": version})
    return cast("Mapping[str, Any]", orjson.loads(document)) if document else {}


async def _results_of(database: Database, flow: str, version: int) -> Mapping[str, Success]:
    results = (await released(database, flow, version)).get("results")
    return cast("Mapping[str, Success]", results) if isinstance(results, dict) else {}


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
        told["step"] = _last_step(entries)
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
