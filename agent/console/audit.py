"""The audit log, for administrators: who saw, changed, published, listened, exported and erased."""

import asyncio
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.config import JsonDict

from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.forgetting import NotANumber, variants
from agent.safety.audit.chain import Entry, Walk
from agent.store.audit import WantedEntries

MOST = 200
_ACCOUNT = re.compile(r"account ([0-9A-Za-z]{1,40})")
ENTRY: JsonDict = {
    "ordinal": 812,
    "at": "2026-03-02T09:00:00Z",
    "who": "asha@example.com",
    "did": "recording.heard",
    "what": "call CA31",
    "details": {"status": 200, "visitor": "account"},
    "hash": "5f2c…",
}
CHANGED: JsonDict = {
    "ordinal": 811,
    "at": "2026-03-02T08:55:00Z",
    "who": "asha@example.com",
    "did": "account.changed",
    "what": "account 9aF3kQ0zLm2x",
    "details": {"role": "publish"},
    "hash": "77b0…",
}

Text = Annotated[str | None, Query(max_length=300)]


class AuditEntry(BaseModel):
    """One entry."""

    model_config = ConfigDict(json_schema_extra={"examples": [ENTRY]})

    ordinal: int
    at: datetime
    who: str
    did: str
    """`call.seen`, `recording.heard`, `flow.published`, `caller.erased`, …, or a route by its method and path."""
    what: str
    details: dict[str, Any]
    hash: str


class AuditPage(BaseModel):
    """Entries, the latest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"entries": [ENTRY, CHANGED], "people": {"9aF3kQ0zLm2x": "Ravi"}, "next": 811}]}
    )

    entries: list[AuditEntry]
    people: dict[str, str]
    """What the accounts that entries are about are called now, by their ids; those that are gone are left out."""
    next: int | None
    """What to ask for as `before` for those that follow; null: there are no more."""


class AuditCheck(BaseModel):
    """Whether the log is whole."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"whole": True, "entries": 812, "head": "5f2c…", "broken_at": None, "why": None}]
        }
    )

    whole: bool
    entries: int
    head: str | None
    """The hash of the last entry: to be noted elsewhere, as an anchor."""
    broken_at: int | None
    """The first entry at which the chain is broken."""
    why: str | None


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/audit", tags=["audit"])
    audit = desk.kept.audit

    @routes.get("", summary="Who did what", response_model=AuditPage, responses=refusals(422))
    async def page(  # noqa: PLR0913 -- what can be asked for
        *,
        who: Text = None,
        did: Text = None,
        what: Text = None,
        caller: Annotated[str | None, Query(max_length=40, description="A number: what was done about them.")] = None,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        before: Annotated[int | None, Query(ge=1, description="Entries before this ordinal.")] = None,
        most: Annotated[int, Query(ge=1, le=MOST)] = 50,
    ) -> AuditPage:
        """The latest first. What was told a moment ago may stand there half a second later."""
        await audit.flush()
        if caller is not None:
            what = await _about(desk, caller)
        found = await audit.entries.page(WantedEntries(who, did, what, since, until), before=before, most=most)
        people = await _people(desk, found)
        return AuditPage(entries=_told(found), people=people, next=found[-1].ordinal if len(found) == most else None)

    @routes.get("/check", summary="Whether the log is whole", response_model=AuditCheck, responses=refusals(422))
    async def check(
        head: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$", description="A hash that was noted.")] = None,
    ) -> AuditCheck:
        """Every entry is hashed again, from the first to the last."""
        walk = Walk(anchor=bytes.fromhex(head) if head else None, tenant=audit.entries.tenant)
        async for entries in audit.entries.all():
            await asyncio.to_thread(walk.take_all, entries)
        broken = walk.end()
        return AuditCheck(
            whole=broken is None,
            entries=walk.seen,
            head=walk.last.hash.hex() if walk.last else None,
            broken_at=broken.ordinal if broken else None,
            why=str(broken) if broken else None,
        )

    return routes


async def _about(desk: Desk, number: str) -> str:
    try:
        return await desk.kept.audit.caller(variants(number)[0])
    except NotANumber as why:
        raise Refusal(422, "unreadable", str(why)) from why


async def _people(desk: Desk, entries: Sequence[Entry]) -> dict[str, str]:
    about = {found[1] for each in entries if (found := _ACCOUNT.fullmatch(each.what))}
    return await desk.access.people.names(about) if about else {}


def _told(entries: Sequence[Entry]) -> list[AuditEntry]:
    return [
        AuditEntry(
            ordinal=each.ordinal,
            at=each.at,
            who=each.who,
            did=each.did,
            what=each.what,
            details=orjson.loads(each.details),
            hash=each.hash.hex(),
        )
        for each in entries
    ]
