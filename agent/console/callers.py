"""What is kept of one caller: looked up, erased, handed out. The number stands in the request's body, so that it is in
no address and no log.
"""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from agent.console.desk import Desk
from agent.console.guard import recorded_as
from agent.console.refusals import Refusal, refusals
from agent.forgetting import CallGoesOn, Holdings, NotANumber, Unerasable, variants
from agent.safety.audit import acts

PIECE: Final = 256 * 1024
NUMBER: Final = "+919822012345"
REPORT: JsonDict = {
    "number": NUMBER,
    "looked_for": [NUMBER, "919822012345", "00919822012345"],
    "calls": ["CA31"],
    "own": {"calls": 1, "timeline events": 114, "recordings": 1},
    "records": {"appointments": 1},
    "kept": {"wishes not to be called": 1},
}

Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=40)]


class WantedCaller(BaseModel):
    """A caller."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"number": NUMBER}]})

    number: Number
    """With its country."""


class Erasure(WantedCaller):
    """A caller who is to be erased."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"number": NUMBER, "confirm": NUMBER, "records": False}]}
    )

    confirm: Number
    """The number once more."""
    records: bool = False
    """Also the business's own records: appointments, messages, tickets, leads."""
    even_now: bool = False
    """Also while a call of theirs goes on, which then ends."""


class CallerReport(BaseModel):
    """How much is kept, or was until now, by kind."""

    model_config = ConfigDict(json_schema_extra={"examples": [REPORT]})

    number: str
    looked_for: list[str]
    """The ways of writing the number that were looked for."""
    calls: list[str]
    """Their ids."""
    own: dict[str, int]
    """What the service keeps for its own work."""
    records: dict[str, int]
    """The business's records."""
    kept: dict[str, int]
    """What is kept whatever is asked."""


class ErasureReport(CallerReport):
    """What there was, and what of it is gone."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**REPORT, "erased": {"calls": 1}, "left": {"appointments": 1}}]}
    )

    erased: dict[str, int]
    left: dict[str, int]
    """What was not erased."""


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/callers", tags=["callers"])
    kept = desk.kept

    @routes.post("/look", summary="What is kept of a caller", response_model=CallerReport, responses=refusals(422, 500))
    async def look(wanted: WantedCaller, request: Request) -> CallerReport:
        """How much of what. That it was asked stands in the audit log."""
        number = _number(wanted.number)
        found = await kept.callers.find(number)
        about = await kept.audit.caller(number)
        await kept.audit.record(who=recorded_as(request), did=acts.LOOKED_UP, what=about, details={})
        return CallerReport(**_told(found))

    @routes.post("/erase", summary="Erase a caller", response_model=ErasureReport, responses=refusals(409, 422, 500))
    async def erase(erasure: Erasure, request: Request) -> ErasureReport:
        """Everything, everywhere, at once and for good; or nothing. Recordings on other machines go within minutes."""
        number = _number(erasure.number)
        if _number(erasure.confirm) != number:
            raise Refusal(422, "unreadable", "The two numbers differ: write the same number twice.")
        try:
            found = await kept.callers.forget(
                number, records=erasure.records, who=recorded_as(request), even_now=erasure.even_now
            )
        except CallGoesOn as why:
            raise Refusal(409, "goes_on", str(why)) from why
        except Unerasable as why:
            raise Refusal(409, "unerasable", str(why)) from why
        desk.exchange.forget(found.calls)
        gone, left = (found.records, {}) if erasure.records else ({}, found.records)
        return ErasureReport(**_told(found), erased={**found.own, **gone}, left={**left, **found.kept})

    @routes.post(
        "/export",
        summary="Everything that is known of a caller, as a ZIP file",
        response_class=Response,
        responses={200: {"content": {"application/zip": {}}}, **refusals(422, 500, 507)},
    )
    async def export(wanted: WantedCaller, request: Request) -> Response:
        """JSON and sound; the README in it says what is where."""
        number = _number(wanted.number)
        file, path = await asyncio.to_thread(_nameless, desk.settings.trunkline_home)
        with ExitStack() as unfinished:
            unfinished.callback(file.close)
            try:
                await kept.export.write(number, path, who=recorded_as(request))
            finally:
                await asyncio.to_thread(path.unlink)
            unfinished.pop_all()
        headers = {"Content-Disposition": 'attachment; filename="caller.zip"', "Cache-Control": "no-store"}
        return StreamingResponse(_pieces(file), headers=headers, media_type="application/zip")

    return routes


def _number(written: str) -> str:
    try:
        return variants(written)[0]
    except NotANumber as why:
        raise Refusal(422, "unreadable", str(why)) from why


def _told(found: Holdings) -> dict[str, Any]:
    return {
        "number": found.numbers[0],
        "looked_for": list(found.numbers),
        "calls": list(found.calls),
        "own": found.own,
        "records": found.records,
        "kept": found.kept,
    }


def _nameless(home: Path) -> tuple[BinaryIO, Path]:
    """A file that only this process may read; once its name is gone, it goes when it is closed."""
    number, name = tempfile.mkstemp(prefix="export-", suffix=".zip", dir=home)
    return os.fdopen(number, "rb"), Path(name)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
