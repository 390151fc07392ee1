"""The list of calls that go on, as it is told: real calls by a simulated caller, and calls of another worker."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from agent.console import live
from agent.console.call_rows import CallRow
from agent.console.live import Reader
from agent.memory.conversations import Opening
from agent.memory.memories import Memories
from agent.settings import Settings
from agent.store.calls import Calls, OpenedCall
from agent.store.database import Database
from telephony.caller.plan import HangUpAfter, Press
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.whole_service import WholeService, whole_service

Event = tuple[str, Any]


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[WholeService]:
    """A service that runs."""
    quick = settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


@asynccontextmanager
async def watching(service: WholeService, query: str = "") -> AsyncIterator[AsyncIterator[Event]]:
    """The events, for a reader who has been told of all calls that go on."""
    async with (
        web_client(timeout=20) as client,
        client.stream("GET", f"{service.url}/api/calls/live{query}") as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _events(answer)


async def _events(answer: httpx.Response) -> AsyncIterator[Event]:
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


async def until(events: AsyncIterator[Event], wanted: str) -> list[Event]:
    """The events up to the first of that name."""
    seen = []
    async for event in events:
        seen.append(event)
        if event[0] == wanted:
            break
    return seen


async def test_a_call_is_told_from_its_begin_to_its_end(service: WholeService) -> None:
    """Opened, changed as the caller does something, ended with what it came to."""
    async with watching(service) as events:
        ringing = asyncio.create_task(service.rings(Press("1"), HangUpAfter(2.0)))
        seen = await until(events, "ended")
        report = await ringing

    assert seen[0][0] == "opened"
    assert {call["id"] for _, call in seen} == {report.call_id}
    assert all(call["live"] and call["ended_at"] is None for name, call in seen if name != "ended")
    changed = [call for name, call in seen if name == "changed"]
    assert any((call["step"], call["step_title"], call["turns"]) == ("details", "Details", 1) for call in changed)
    last = seen[-1][1]
    assert (last["live"], last["ended_by"], last["step"]) == (False, "caller", None)
    assert last["seconds"] > 1


async def test_who_comes_later_is_told_of_the_calls_that_go_on(service: WholeService) -> None:
    """First of all, and not of those that were over before."""
    await service.rings(HangUpAfter(0.1))
    ringing = asyncio.create_task(service.rings(HangUpAfter(4.0)))
    async with watching(service) as first:
        await until(first, "opened")
        async with watching(service) as second:
            [(name, call)] = await until(second, "opened")
    report = await ringing

    assert (name, call["id"]) == ("opened", report.call_id)


async def test_calls_of_the_console_are_told_to_who_asks(service: WholeService) -> None:
    """Others do not see them."""
    assert not Reader(line=None).wants(_row("console"))
    assert Reader(line="console").wants(_row("console"))
    assert Reader(line=None).wants(_row("twilio"))
    assert not Reader(line="console").wants(_row("twilio"))


def _row(line: str) -> CallRow:
    known = dict.fromkeys(CallRow.model_fields)
    told = {"id": "CA-1", "flow": "f", "line": line, "started_at": "", "direction": "inbound", "live": True}
    return CallRow.model_validate({**known, **told})


async def test_a_call_of_another_worker_is_told(service: WholeService, database: Database) -> None:
    """What its worker has written down: where it is, and that it is over."""
    calls, other = Calls(database), Memories(await database.pool())
    await other.start()
    now = datetime.now(UTC)
    opened = OpenedCall(id="CA-other", line="twilio", direction="inbound", flow="scheduling", started_at=now)
    async with watching(service) as events:
        await calls.open_call(opened)
        memory = await other.begin(Opening("scheduling", "f" * 64, "+919812345678", "CA-other", "en"), now=now)
        [(_, begun)] = await until(events, "opened")
        await calls.append_events("CA-other", [(0, 10, "step", {"step": "menu", "type": "choose"})])
        [(_, changed)] = await until(events, "changed")
        await other.conversations.close(memory.thread_id, "booked", now=now)
        await calls.end_call("CA-other", ended_at=now, result="booked", ended_by="agent")
        [(_, ended)] = await until(events, "ended")
    await other.stop()

    assert (begun["id"], begun["live"], begun["flow"]) == ("CA-other", True, "scheduling")
    assert changed["step"] == "menu"
    assert (ended["result"], ended["success"], ended["live"]) == ("booked", "success", False)


async def test_nobody_looks_when_nobody_watches(service: WholeService) -> None:
    """The database is asked for live calls while there are readers, and not after the last has gone."""
    async with watching(service) as events:
        ringing = asyncio.create_task(service.rings(HangUpAfter(1.0)))
        await until(events, "ended")
        await ringing
        assert _looking()
    async with asyncio.timeout(5):
        while _looking():  # noqa: ASYNC110 -- another connection's end
            await asyncio.sleep(0.01)


def _looking() -> bool:
    return any(task.get_name() == "live calls" for task in asyncio.all_tasks())


async def test_a_reader_who_does_not_read_is_cut() -> None:
    """A bounded number of events waits for each; the next ends their stream, and nothing else waits for them."""
    reader = Reader(line=None)
    taken = [reader.tell(b"event") for _ in range(live.BEHIND + 1)]
    reader.end()

    assert taken == [True] * live.BEHIND + [False]
    assert (reader.waiting.qsize(), await reader.waiting.get()) == (1, None)


async def test_the_readers_streams_end_with_the_service(service: WholeService) -> None:
    """A service that goes away is not held up by who watches; who comes then is told to come again."""
    async with watching(service) as events:
        service.exchange.draining = True
        assert [event async for event in events] == []
        answer = await service.get("/api/calls/live")
        service.exchange.draining = False

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "too_many"
