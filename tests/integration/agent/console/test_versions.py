"""Versions: published when they are sound, run where they are told to, gone back to; and the calls that ran them."""

import asyncio
import copy
from typing import Any

from agent.settings import Settings
from agent.store.calls import CallRecord, Calls
from agent.store.database import Database
from telephony.caller.plan import Wait
from telephony.caller.report import CallReport
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.console import Analyst
from tests.support.whole_service import WholeService, whole_service

OURS = "+912071110001"


async def ran(database: Database, report: CallReport) -> CallRecord:
    """What is recorded of a call that is over."""
    async with asyncio.timeout(10):
        while True:
            record = await Calls(database).read_call(report.call_id)
            if record is not None and record.ended_at is not None:
                return record
            await asyncio.sleep(0.02)


async def published(asha: Analyst, *words: str, flow: str = "hello", environment: str = "live") -> None:
    """A flow with a version for each greeting."""
    await asha.begins(flow)
    for each in words:
        await asha.says(flow, each)
        await asha.publishes(flow, environment=environment)


async def test_a_published_flow_takes_calls_at_once(asha: Analyst, running: WholeService, database: Database) -> None:
    """With its number and environment in the record of the call."""
    await asha.begins("hello")
    version = await asha.publishes("hello", note="First of all")
    record = await ran(database, await running.rings(Wait(0.1), flow="hello"))
    listed = await asha.asks("GET", "/flows/hello/versions")

    assert (version["number"], version["by"], version["environments"]) == (1, "Asha", ["live"])
    assert (record.flow, record.version, record.environment, record.result) == ("hello", 1, "live", "done")
    assert [(each["number"], each["note"], each["calls"]) for each in listed] == [(1, "First of all", 1)]
    entry = await asha.entry("hello")
    assert (entry["live"], entry["latest"], entry["draft"]["changed"], entry["calls_today"]) == (1, 1, False, 1)


async def test_only_what_was_looked_at_is_published(asha: Analyst, ravi: Analyst) -> None:
    """A draft that somebody changed meanwhile is another one; a note says what it is for."""
    await asha.begins("hello")
    await ravi.says("hello", "Something else.")
    refused = await asha.publishes("hello", wanted=409, revision=1)
    assert refused["error"]["code"] == "conflict"
    assert refused["current"]["revision"] == 2
    await asha.publishes("hello", wanted=422, note=" x ")
    assert await asha.asks("GET", "/flows/hello/versions") == []


async def test_a_flow_with_errors_is_not_published(asha: Analyst) -> None:
    """Its problems are told."""
    await asha.begins("hello")
    await asha.saves(await asha.draft("hello"), start="nowhere")
    refused = await asha.publishes("hello", wanted=422)
    assert refused["error"]["code"] == "errors"
    assert refused["problems"][0]["path"] == ["start"]


async def test_failing_tests_hold_a_publication_unless_somebody_says_why(asha: Analyst) -> None:
    """The reason is kept with the version."""
    await asha.begins("hello")
    tests = [{"name": "It sings", "script": [{"bot": "La la la"}]}]
    await asha.saves(await asha.draft("hello"), tests=tests)
    refused = await asha.publishes("hello", wanted=422)
    assert refused["error"]["code"] == "tests_fail"
    assert [report["name"] for report in refused["reports"]] == ["It sings"]
    version = await asha.publishes("hello", override_tests="The test is wrong")
    assert (version["override"], version["tests"]) == ("The test is wrong", {"passed": 0, "failed": 1})


async def test_rolling_back_is_one_step(asha: Analyst, running: WholeService, database: Database) -> None:
    """New calls run the older version; the draft is left alone."""
    await published(asha, "One.", "Two.")
    assert (await ran(database, await running.rings(Wait(0.1), flow="hello"))).version == 2
    await asha.asks("PUT", "/flows/hello/environments/live", json={"version": 1})
    assert (await ran(database, await running.rings(Wait(0.1), flow="hello"))).version == 1
    assert running.flows.get("hello").fixed_sentences()[0][0] == "One."
    draft = await asha.draft("hello")
    assert (draft["document"]["nodes"]["greeting"]["say"], draft["changed"]) == ("Two.", True)
    await asha.asks("PUT", "/flows/hello/environments/live", 404, json={"version": 9})


async def test_a_version_never_changes(asha: Analyst) -> None:
    """Whatever becomes of the draft."""
    await published(asha, "One.")
    await asha.says("hello", "Two.")
    version = await asha.asks("GET", "/flows/hello/versions/1")
    text = (await asha.client.get("/flows/hello/yaml", params={"version": 1})).text
    assert version["document"]["nodes"]["greeting"]["say"] == "One."
    assert "One." in text


async def test_what_is_different_is_told_in_words(asha: Analyst) -> None:
    """Between any two of draft, environments and versions; also as YAML, alone when words cannot tell."""
    await published(asha, "One.")
    await asha.says("hello", "Two.")
    page = await asha.asks("GET", "/flows/hello/differences", params={"from": "live"})
    none = await asha.asks("GET", "/flows/hello/differences", params={"from": "1", "to": "live"})

    assert [(each["path"], each["kind"], each["step"]) for each in page["changes"]] == [
        (["nodes", "greeting", "say"], "changed", "greeting")
    ]
    assert "“One.” → “Two.”" in page["changes"][0]["words"]
    assert ("One." in page["yaml"]["from"], "Two." in page["yaml"]["to"]) == (True, True)
    assert none["changes"] == []
    await asha.saves(await asha.draft("hello"), nodes=7)
    assert (await asha.asks("GET", "/flows/hello/differences", params={"from": "1"}))["changes"] == []
    await asha.asks("GET", "/flows/hello/differences", 404, params={"from": "test"})
    await asha.asks("GET", "/flows/hello/differences", 400, params={"from": "yesterday"})


async def test_a_number_runs_its_flow_in_its_environment(
    asha: Analyst, running: WholeService, database: Database
) -> None:
    """Other numbers run what the settings say; the webhook's own word goes before both."""
    await published(asha, "One.", environment="test")
    await asha.says("hello", "Two.")
    await asha.publishes("hello")
    change = {"label": "Front desk", "flow": "hello", "environment": "test"}
    entry = await asha.asks("PUT", "/numbers/+91 20 7111 0001", json=change)
    tested = await ran(database, await running.rings(Wait(0.1), callee=OURS))
    assert (entry["number"], entry["updated_by"]) == (OURS, "Asha")
    assert (tested.flow, tested.version, tested.environment) == ("hello", 1, "test")

    await asha.asks("PUT", f"/numbers/{OURS}", json={**change, "environment": "live"})
    live = await ran(database, await running.rings(Wait(0.1), callee=OURS))
    assert (live.version, live.environment) == (2, "live")
    told = await ran(database, await running.rings(hangup_after_s=0.5, callee=OURS, flow="support"))
    assert told.flow == "support"
    await asha.asks("DELETE", f"/numbers/{OURS}", 204)
    other = await ran(database, await running.rings(hangup_after_s=0.5, callee=OURS))
    assert (other.flow, other.version) == ("scheduling", 1)


async def test_numbers_are_numbers_and_their_flows_have_something_to_run(asha: Analyst) -> None:
    """Each mistake in a sentence."""
    await asha.begins("hello")
    change = {"flow": "hello", "label": ""}
    assert (await asha.asks("PUT", f"/numbers/{OURS}", 409, json=change))["error"]["code"] == "never_published"
    await asha.asks("PUT", "/numbers/12345", 422, json={**change, "flow": "scheduling"})
    await asha.asks("PUT", f"/numbers/{OURS}", 404, json={**change, "flow": "nothing"})
    await asha.asks("PUT", f"/numbers/{OURS}", 422, json={**change, "flow": "scheduling", "number": "+4912345"})
    await asha.asks("GET", f"/numbers/{OURS}", 404)
    await asha.asks("DELETE", f"/numbers/{OURS}", 404)
    assert await asha.asks("GET", "/numbers") == []


async def test_a_flow_that_numbers_run_is_not_put_away(asha: Analyst, running: WholeService) -> None:
    """Without a number it is, and takes no calls any more."""
    await published(asha, "One.")
    await asha.asks("PUT", f"/numbers/{OURS}", json={"flow": "hello"})
    assert (await asha.asks("DELETE", "/flows/hello", 409))["error"]["code"] == "in_use"
    assert (await asha.asks("DELETE", "/flows/scheduling", 409))["error"]["code"] == "in_use"
    await asha.asks("DELETE", f"/numbers/{OURS}", 204)
    await asha.asks("DELETE", "/flows/hello", 204)
    assert "hello" not in running.flows.names
    assert "hello" not in [each["name"] for each in await asha.asks("GET", "/flows")]
    await asha.begins("hello", 409)


async def test_a_share_of_the_callers_runs_the_challenger(
    asha: Analyst, running: WholeService, database: Database
) -> None:
    """The same callers at each call; those who ran it go on running it as the share grows."""
    await published(asha, "One.", "Two.")
    shared = {"version": 1, "challenger": {"version": 2, "share": 0.3}}
    told = await asha.asks("PUT", "/flows/hello/environments/live", json=shared)
    assert told == {"environment": "live", **shared}
    assert told in await asha.asks("GET", "/flows/hello/environments")
    callers = [f"+9198220{number:05}" for number in range(1000)]

    def runs() -> dict[str, int | None]:
        return {caller: running.flows.choose("hello", caller=caller).version for caller in callers}

    first = runs()
    assert 200 < sum(version == 2 for version in first.values()) < 400
    for caller in (next(each for each in callers if first[each] == number) for number in (1, 2)):
        for _ in range(2):
            record = await ran(database, await running.rings(Wait(0.1), flow="hello", caller=caller))
            assert record.version == first[caller]
    shared["challenger"] = {"version": 2, "share": 0.6}
    await asha.asks("PUT", "/flows/hello/environments/live", json=shared)
    grown = runs()
    assert all(grown[caller] == 2 for caller in callers if first[caller] == 2)
    assert 500 < sum(version == 2 for version in grown.values()) < 700
    same = {"version": 1, "challenger": {"version": 1, "share": 0.3}}
    await asha.asks("PUT", "/flows/hello/environments/live", 422, json=same)


async def test_another_worker_runs_what_was_published_within_two_seconds(
    asha: Analyst, scripted: Settings, running: WholeService
) -> None:
    """And says so itself, without being asked."""
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as other:
        await published(asha, "One.")
        async with asyncio.timeout(2):
            while True:
                if "hello" in other.flows.names:
                    break
                await asyncio.sleep(0.02)
        assert other.flows.choose("hello").version == 1


async def test_a_restart_keeps_what_was_published(asha: Analyst, scripted: Settings, running: WholeService) -> None:
    """Flows of one's own, versions of shipped flows, and numbers."""
    await published(asha, "One.")
    await asha.saves(await asha.draft(), title="Ours")
    await asha.publishes("scheduling")
    await asha.asks("PUT", f"/numbers/{OURS}", json={"flow": "hello"})
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as again:
        assert again.flows.get("scheduling").document.title == "Ours"
        assert again.flows.choose("scheduling").version == 2
        assert again.flows.choose("hello").version == 1
        assert again.flows.answering(OURS) == ("hello", "live")


async def test_a_flow_that_calls_another_is_published_with_it(asha: Analyst, running: WholeService) -> None:
    """In the version that is live then; a flow that is not there is a problem of the one that calls it."""
    await asha.begins("caller")
    draft = await asha.draft("caller")
    nodes: dict[str, Any] = copy.deepcopy(draft["document"]["nodes"])
    nodes["greeting"] = {"type": "call", "flow": "called", "next": "goodbye"}
    saved = await asha.saves(draft, nodes=nodes)
    assert {problem["code"] for problem in saved["problems"] if problem["level"] == "error"} == {"unknown_flow"}
    await published(asha, "Called.", flow="called")
    await asha.publishes("caller")
    await asha.says("called", "Other words.")
    await asha.publishes("called")
    said = [sentence for sentence, _ in running.flows.get("caller").fixed_sentences()]
    assert ("Called." in said, "Other words." in said) == (True, False)
