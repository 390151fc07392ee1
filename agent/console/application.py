"""The console's API: an application of its own, mounted under `/api` behind the service's other routes there."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from agent.console import (
    access,
    audit,
    call_page,
    callers,
    calls,
    catalogue,
    contract,
    desk_work,
    drafts,
    flows,
    keys,
    limits,
    live,
    numbers,
    people,
    recordings,
    rehearsals,
    replays,
    reports,
    setup,
    test_calls,
    versions,
)
from agent.console.desk import Desk
from agent.console.intake import Intake, few_fields
from agent.console.refusals import REFUSED, refusals, tell_refusals

ROUTERS: Sequence[Callable[[Desk], APIRouter]] = (
    access.router,
    people.router,
    keys.router,
    catalogue.router,
    flows.router,
    drafts.router,
    versions.router,
    numbers.router,
    limits.router,
    rehearsals.router,
    replays.router,
    test_calls.router,
    recordings.router,
    setup.router,
    calls.router,
    live.router,
    call_page.router,
    callers.router,
    audit.router,
    reports.router,
    desk_work.router,
)
"""One line a subject. Of two routes that fit an address the first is taken."""


class Console(FastAPI):
    """The application, whose contract tells of the routes beside it, too."""

    def openapi(self) -> dict[str, Any]:
        """The contract."""
        self.openapi_schema = self.openapi_schema or contract.whole(self)
        return self.openapi_schema


def console(desk: Desk) -> FastAPI:
    """The application; its contract is at `/openapi.json` below where it is mounted."""
    app = Console(
        title="Trunkline",
        summary="What the console's pages ask: flows, versions, rehearsals, calls and reports.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": "/api"}],
        responses={**refusals(), **REFUSED},
        dependencies=[Depends(few_fields)],
    )
    app.add_middleware(Intake)
    tell_refusals(app)
    for router in ROUTERS:
        app.include_router(router(desk))
    return app
