"""The latest calls of a flow, played on its draft: on a real service, in a process of its own."""

import asyncio
import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from agent.console import replay_jobs
from agent.settings import Settings
from agent.store.database import Database
from agent.store.replays import Replays
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import FlowDocument
from graphs.flows import flow_text
from graphs.loading import plain, read_yaml
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.console import Analyst
from tests.support.conversation import until
from tests.support.past_calls import Past
from tests.support.played_calls import played, spoken_tests
from tests.support.whole_service import WholeService, whole_service

MONDAY = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
TIMES = [{"start": "2026-03-10T11:30", "staff": "Dr Rao"}, {"start": "2026-03-10T15:00", "staff": "Dr Rao"}]
BOOKS = [
    {"caller": "I'd like to book a cleaning next Tuesday"},
    {"caller": "the second one please"},
    {"caller": "Ana Gomez"},
    {"caller": "yes"},
    {"caller": "yes"},
]


def scheduling() -> CompiledFlow:
    """The shipped flow."""
    return compile_flow(FlowDocument.model_validate(plain(read_yaml(flow_text("scheduling")))))


@pytest.fixture
async def past(database: Database, running: WholeService) -> Past:
    """Calls of before, of a service that runs."""
    assert running.url
    return Past(database)


async def enter(past: Past, *scripts: tuple[list[dict[str, Any]], dict[str, Any]], **more: Any) -> list[str]:
    """Calls that went as these scripts go on the shipped flow; their ids."""
    flow, ids = scheduling(), []
    for number, (lines, mocks) in enumerate(scripts):
        story, result = await played(flow, lines, mocks=mocks)
        at = MONDAY + timedelta(minutes=number)
        by = "agent" if result else "caller"
        call = f"CA-{more.get('version', 'x')}-{number}"
        ids.append(await past.enter(call, story, at=at, result=result, by=by, **more))
    return ids


async def over(asha: Analyst, begun: dict[str, Any]) -> dict[str, Any]:
    """The replay when it is over: the service is in this process, and its job has the replay's name."""
    jobs = [task for task in asyncio.all_tasks() if task.get_name() == f"replay {begun['id']}"]
    if jobs:
        await asyncio.wait(jobs, timeout=60)
    found: dict[str, Any] = await asha.asks("GET", f"/flows/{begun['flow']}/replays/{begun['id']}")
    assert found["state"] != "running"
    return found


async def replayed(asha: Analyst, **wish: Any) -> dict[str, Any]:
    """The latest calls of scheduling, played on its draft."""
    return await over(asha, await asha.asks("POST", "/flows/scheduling/replays", 201, json=wish))


async def calls_of(asha: Analyst, replay: dict[str, Any], group: dict[str, Any]) -> list[Any]:
    """The calls of one of its groups."""
    asked = {name: group[name] for name in ("became", "kind", "was", "now", "certainty")}
    path = f"/flows/scheduling/replays/{replay['id']}/calls"
    return list((await asha.asks("GET", path, params=asked))["calls"])


BOOKED = (BOOKS, {"find_times": TIMES, "book": {"ref": "K7Q2"}})


async def test_on_the_flow_that_they_ran_calls_go_as_they_went(asha: Analyst, past: Past) -> None:
    """Every conversation of the shipped tests, played from its timeline, comes to the same."""
    flow = scheduling()
    count = 0
    for number, (lines, call, mocks) in enumerate(spoken_tests(flow.document)):
        story, result = await played(flow, lines, call=call, mocks=mocks)
        known = {"direction": call.direction, "caller": call.caller, "result": result}
        await past.enter(f"CA-{number}", story, at=_local(call.now), by="agent" if result else "caller", **known)
        count += 1
    found = await replayed(asha, calls=1000)

    assert (found["state"], found["calls"], found["done"]) == ("done", count, count)
    assert [group for group in found["groups"] if group["kind"] != "same"] == []
    assert count > 10


async def test_what_would_have_gone_differently_is_grouped(asha: Analyst, past: Past) -> None:
    """The weightiest difference makes the group; each call tells all of its own."""
    changed, same = await enter(past, BOOKED, ([{"caller": "what are your opening hours"}], {}), version=1)
    draft = await asha.draft()
    nodes = copy.deepcopy(draft["document"]["nodes"])
    booked = next(name for name, node in nodes.items() if node.get("result") == "booked")
    nodes[booked]["result"] = "moved"
    await asha.saves(draft, nodes=nodes)
    found = await replayed(asha)
    groups = {(group["kind"], group["was"], group["now"]): group for group in found["groups"]}

    assert found["is_draft"]
    assert set(groups) == {("result", "booked", "moved"), ("same", "", "")}
    [call] = await calls_of(asha, found, groups["result", "booked", "moved"])
    assert call["id"] == changed
    assert call["details"]["result"] == ["booked", "moved"]
    assert call["details"]["values"] == []
    assert [each["id"] for each in await calls_of(asha, found, groups["same", "", ""])] == [same]


async def test_calls_are_played_on_a_version_too(asha: Analyst, past: Past) -> None:
    """On an old one they go as they did there, whatever the draft says now; one that there is not is said so."""
    await enter(past, BOOKED, version=1)
    draft = await asha.draft()
    nodes = copy.deepcopy(draft["document"]["nodes"])
    booked = next(name for name, node in nodes.items() if node.get("result") == "booked")
    nodes[booked]["result"] = "moved"
    await asha.saves(draft, nodes=nodes)
    on_draft, on_first = await replayed(asha), await replayed(asha, on=1)
    missing = await asha.asks("POST", "/flows/scheduling/replays", 404, json={"on": 99})

    assert [(each["on"], each["is_draft"]) for each in (on_draft, on_first)] == [(None, True), (1, False)]
    assert [group["kind"] for group in on_draft["groups"]] == ["result"]
    assert [group["kind"] for group in on_first["groups"]] == ["same"]
    assert missing["error"]["code"] == "not_found"


async def test_what_actions_were_asked_anew_is_told_apart(asha: Analyst, past: Past) -> None:
    """A draft that asks an action something else gets the old answer, or an example: it may be because of that."""
    await enter(past, BOOKED, version=1)
    draft = await asha.draft()
    nodes = copy.deepcopy(draft["document"]["nodes"])
    asks = next(node for node in nodes.values() if node.get("action") == "find_times")
    asks["with"] = {**asks["with"], "day": "empty()"}
    booked = next(node for node in nodes.values() if node.get("result") == "booked")
    booked["result"] = "moved"
    await asha.saves(draft, nodes=nodes)
    [group] = (await replayed(asha))["groups"]

    assert (group["kind"], group["now"], group["certainty"]) == ("result", "moved", "answers")


async def test_what_goes_otherwise_on_its_own_version_too_is_not_the_drafts_doing(asha: Analyst, past: Past) -> None:
    """As a call whose words a language model understood."""
    flow = scheduling()
    story, _ = await played(flow, BOOKS, mocks=BOOKED[1])
    await past.enter("CA-model", story, at=MONDAY, result="message_taken", version=1)
    draft = await asha.draft()
    nodes = copy.deepcopy(draft["document"]["nodes"])
    nodes["welcome"]["say"] = "Good morning."
    await asha.saves(draft, nodes=nodes)
    [group] = (await replayed(asha))["groups"]

    assert (group["kind"], group["certainty"], group["calls"]) == ("same", "unlike", 1)


async def test_calls_are_chosen_by_version_result_time_and_number(asha: Analyst, past: Past) -> None:
    """The latest; those of the console and of other flows are left out."""
    hours: tuple[list[dict[str, Any]], dict[str, Any]] = ([{"caller": "what are your opening hours"}], {})
    await enter(past, BOOKED, hours, hours, version=1)
    await enter(past, BOOKED, version=2)
    await enter(past, BOOKED, version=3, line="console")
    await enter(past, BOOKED, version=4, flow="support")
    wishes: list[tuple[dict[str, Any], int]] = [
        ({}, 4),
        ({"calls": 2}, 2),
        ({"version": 1}, 3),
        ({"version": 1, "result": "booked"}, 1),
        ({"result": ""}, 2),
        ({"from": (MONDAY + timedelta(minutes=1)).isoformat(), "until": "2026-03-03T00:00:00Z"}, 2),
    ]
    for wish, count in wishes:
        assert (await replayed(asha, **wish))["calls"] == count, wish
    refused = await asha.asks("POST", "/flows/scheduling/replays", 422, json={"version": 99})
    assert refused["error"]["code"] == "no_calls"
    listed = await asha.asks("GET", "/flows/scheduling/replays")
    assert len(listed) == 5
    assert listed[0]["wanted"]["calls"] == 300


async def test_a_call_without_a_word_is_not_played(asha: Analyst, past: Past) -> None:
    """It is counted apart."""
    await enter(past, ([], {}))
    [group] = (await replayed(asha))["groups"]

    assert (group["became"], group["calls"]) == ("wordless", 1)


async def test_one_replay_of_a_flow_runs_at_a_time_and_can_be_ended(
    asha: Analyst, past: Past, database: Database
) -> None:
    """Whoever comes second is told; what was found stays."""
    await enter(past, *[BOOKED] * 40)
    begun = await asha.asks("POST", "/flows/scheduling/replays", 201, json={})
    again = await asha.asks("POST", "/flows/scheduling/replays", 409, json={})
    ended = await asha.asks("DELETE", f"/flows/scheduling/replays/{begun['id']}")

    assert again["error"]["code"] == "running"
    assert ended["state"] == "cancelled"
    assert ended["done"] < 40
    assert not await Replays(database).keep(begun["id"], [], done=1)
    assert (await replayed(asha))["state"] == "done"


async def test_a_replay_whose_calls_take_long_is_not_taken_for_dead(
    asha: Analyst, past: Past, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process says that it lives also while it waits for the next of them."""
    monkeypatch.setattr(replay_jobs, "AT_ONCE", 1)
    monkeypatch.setattr(replay_jobs, "BEAT_S", 0.02)
    await enter(past, *[BOOKED] * 20)
    begun = await asha.asks("POST", "/flows/scheduling/replays", 201, json={})
    async with database.owner() as owner, owner.transaction():
        # Who reads the next call waits for this; what came of the former one can be kept, so that no row is held.
        await owner.execute("lock table call_events in access exclusive mode")
        pool = await database.pool()

        async def waits() -> bool:
            return bool(await pool.fetchval("select count(*) from pg_locks where not granted"))

        async def seen() -> bool:
            return bool(await pool.fetchval("select seen_at > now() - interval '9 seconds' from flow_replays"))

        await until(waits)
        await pool.execute("update flow_replays set seen_at = now() - interval '59 seconds'")
        await until(seen)
        assert await waits()
    assert (await over(asha, begun))["state"] == "done"


async def test_a_draft_with_errors_is_not_played(asha: Analyst, past: Past) -> None:
    """Its problems are told."""
    await enter(past, BOOKED)
    await asha.saves(await asha.draft(), start="nowhere")
    refused = await asha.asks("POST", "/flows/scheduling/replays", 422, json={})

    assert refused["problems"][0]["path"] == ["start"]


async def test_a_replay_outlives_its_service_and_no_call_that_is_erased(scripted: Settings, database: Database) -> None:
    """What was found is in the database; one that ran is told as broken off. Erased calls leave nothing."""
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as first, Analyst(first.url) as asha:
        kept, erased = await enter(Past(database), BOOKED, BOOKED)
        assert (await replayed(asha))["state"] == "done"
        await enter(Past(database), *[BOOKED] * 60, version=1)
        running = await asha.asks("POST", "/flows/scheduling/replays", 201, json={"calls": 60})
    async with database.unit() as session:
        await session.execute(text("delete from calls where id = :call"), {"call": erased})
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as second, Analyst(second.url) as asha:
        latest, done = await asha.asks("GET", "/flows/scheduling/replays")
        [call] = await calls_of(asha, done, done["groups"][0])

    assert (latest["id"], latest["state"]) == (running["id"], "broken")
    assert "stopped" in latest["why"]
    assert call["id"] == kept


async def test_a_replay_that_there_is_not_is_said_so(asha: Analyst) -> None:
    """Nor one of another flow."""
    for path in (
        "/flows/scheduling/replays/99",
        "/flows/nowhere/replays",
        "/flows/scheduling/replays/99/calls?kind=same",
    ):
        refused = await asha.asks("GET", path, 404)
        assert refused["error"]["code"] == "not_found"


def _local(minute: str) -> datetime:
    """Where the business is."""
    return datetime.fromisoformat(f"{minute}+05:30")
