"""What the contract says is what the service answers: the document itself, and the routes beside the application."""

import errno
import json
import tempfile
from typing import Any

import httpx
import pytest

from agent.console.contract import CallCost, Health, RecordedCall
from agent.console.refusals import Refusal
from agent.console.workshop import Workshop
from agent.recordings import RecordingFiles
from agent.store.calls import CallRecord
from telephony.caller.plan import HangUpAfter
from tests.contract.test_openapi import OF_THE_WORKSHOP
from tests.support.console import Analyst
from tests.support.console_types import contract
from tests.support.whole_service import WholeService


async def test_the_contract_that_is_served_is_the_one_that_is_looked_at(asha: Analyst) -> None:
    """Of a console that works with something, and of one that works with nothing."""
    assert await asha.asks("GET", "/openapi.json") == contract()


def test_a_call_is_told_with_all_that_is_recorded() -> None:
    """And nothing else."""
    assert set(RecordedCall.model_fields) == set(CallRecord.__slots__)


async def test_what_stands_beside_the_application_answers_as_it_is_told(running: WholeService) -> None:
    """A call as it is recorded, its events and its cost, the numbers of the process and how it is."""
    call_id = (await running.rings(HangUpAfter(1.0))).call_id
    record = (await running.get(f"/api/calls/{call_id}")).json()
    assert set(record) == set(RecordedCall.model_fields)
    RecordedCall.model_validate(record)
    cost = (await running.get(f"/api/calls/{call_id}/cost")).json()
    assert set(cost) == set(CallCost.model_fields)
    assert CallCost.model_validate(cost).items
    events = await running.get(f"/api/calls/{call_id}/events")
    assert events.headers["content-type"].startswith("application/x-ndjson")
    assert all({"n", "at_ms", "event"} <= set(json.loads(line)) for line in events.text.splitlines())
    metrics = await running.get("/metrics")
    assert metrics.headers["content-type"] in contract()["paths"]["/metrics"]["get"]["responses"]["200"]["content"]
    for path in ("/healthz", "/readyz"):
        Health.model_validate((await running.get(path)).json())


async def test_a_disk_that_is_full_or_broken_is_told(asha: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file is read, written or deleted."""

    def full(**_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def broken(*_: Any) -> bool:
        raise OSError(errno.EIO, "Input/output error")

    sent = {"number": "+919822012345"}
    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert (await asha.asks("POST", "/callers/export", 507, json=sent))["error"]["code"] == "disk_full"
    monkeypatch.setattr(tempfile, "mkstemp", lambda **_: broken())
    assert (await asha.asks("POST", "/callers/export", 500, json=sent))["error"]["code"] == "disk"
    monkeypatch.setattr(RecordingFiles, "path", broken)
    for method, path in (
        ("GET", "/calls/CA31/recording"),
        ("GET", "/calls/CA31/recording/outline"),
        ("DELETE", "/calls/CA31/recording"),
    ):
        assert (await asha.asks(method, path, 500))["error"]["code"] == "disk"


async def test_work_on_a_flow_that_fails_is_told(asha: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """By each route that has such work done; they are those of which the contract says so."""
    await asha.begins("hello")
    await asha.publishes("hello")
    draft = await asha.draft("hello")

    async def failing(self: Workshop, *_: Any) -> None:
        raise Refusal(500, "failed", "Something went wrong while working on the flow; the log says what.")

    monkeypatch.setattr(Workshop, "do", failing)
    saving = {
        "revision": draft["revision"],
        "document": draft["document"],
        "layout": draft["layout"],
        "label": "Edited",
    }
    publishing = {"revision": draft["revision"], "note": "As agreed", "environment": "live"}
    yaml = {"Content-Type": "text/yaml", "If-Match": f'"{draft["revision"]}"'}
    flow = "/flows/hello"
    asked: dict[str, dict[str, Any]] = {
        "POST /api/flows": {"path": "/flows", "json": {"name": "other"}},
        "GET /api/flows/{flow}/draft": {"path": f"{flow}/draft"},
        "PUT /api/flows/{flow}/draft": {"path": f"{flow}/draft", "json": saving},
        "DELETE /api/flows/{flow}/draft": {"path": f"{flow}/draft"},
        "POST /api/flows/{flow}/draft/restore": {"path": f"{flow}/draft/restore", "json": {"version": 1}},
        "PUT /api/flows/{flow}/yaml": {"path": f"{flow}/yaml", "content": "flow: hello\n", "headers": yaml},
        "POST /api/flows/{flow}/check": {"path": f"{flow}/check", "json": {"document": draft["document"]}},
        "POST /api/flows/{flow}/tests": {"path": f"{flow}/tests", "json": {"document": draft["document"]}},
        "GET /api/flows/{flow}/differences": {"path": f"{flow}/differences?from=1&to=draft"},
        "POST /api/flows/{flow}/versions": {"path": f"{flow}/versions", "json": publishing},
    }
    assert set(asked) == OF_THE_WORKSHOP
    for line, how in asked.items():
        answer: httpx.Response = await asha.client.request(line.partition(" ")[0], how.pop("path"), **how)
        assert answer.status_code == 500, f"{line}: {answer.text[:500]}"
