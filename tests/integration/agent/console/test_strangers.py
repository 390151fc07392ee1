"""What strangers did to the console, and what it says to that."""

import asyncio
import json

from sqlalchemy import text

from agent.settings import Settings
from agent.store.database import Database
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.console import Analyst
from tests.support.whole_service import whole_service


async def test_publishing_twice_makes_one_version(asha: Analyst) -> None:
    """Also at the same moment; what was put into test becomes live under the same number."""
    await asha.begins("hello")
    revision = (await asha.draft("hello"))["revision"]
    sent = {"revision": revision, "note": "As agreed", "environment": "test"}
    answers = await asyncio.gather(*(asha.client.post("/flows/hello/versions", json=sent) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    refused = [answer.json()["error"]["code"] for answer in answers if answer.status_code == 409]
    assert set(refused) == {"nothing_changed"}
    live = await asha.publishes("hello")
    assert (live["number"], live["environments"]) == (1, ["live", "test"])


async def test_after_a_roll_back_the_draft_says_that_it_differs(asha: Analyst) -> None:
    """What is edited is compared with what takes calls."""
    await asha.begins("hello")
    for words in ("One.", "Two."):
        await asha.says("hello", words)
        await asha.publishes("hello")
    assert (await asha.draft("hello"))["changed"] is False
    await asha.asks("PUT", "/flows/hello/environments/live", json={"version": 1})
    assert (await asha.draft("hello"))["changed"] is True
    assert (await asha.entry("hello"))["draft"]["changed"] is True


async def test_a_flow_that_another_runs_is_not_archived(asha: Analyst) -> None:
    """The refusal names the other."""
    await asha.begins("inner")
    await asha.publishes("inner")
    await asha.begins("outer")
    draft = await asha.draft("outer")
    nodes = draft["document"]["nodes"]
    nodes["greeting"] = {"type": "call", "flow": "inner", "next": "goodbye"}
    await asha.saves(draft, nodes=nodes)
    await asha.publishes("outer")
    refused = await asha.asks("DELETE", "/flows/inner", 409)
    assert "“outer”" in refused["error"]["message"]


async def test_a_new_flow_that_cannot_help_says_so(asha: Analyst) -> None:
    """A caller who is not understood has not been served, and no report says otherwise."""
    await asha.begins("hello")
    document = (await asha.draft("hello"))["document"]
    last = document["nodes"][document["on_error"]]
    assert document["results"][last["result"]] == "failed"
    assert document["tries"]["then"] == document["on_error"]


async def test_a_transfer_to_nobody_is_told(scripted: Settings) -> None:
    """Before a caller finds out: with who has a number."""
    settings = scripted.model_copy(update={"trunkline_transfers": {"pharmacist": "+912071110000"}})
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as running, Analyst(running.url) as asha:
        await asha.begins("hello")
        draft = await asha.draft("hello")
        nodes = draft["document"]["nodes"]
        nodes["greeting"]["next"] = "through"
        nodes["through"] = {"type": "transfer", "to": "pharmacst", "if_failed": "sorry"}
        saved = await asha.saves(draft, nodes=nodes)
        [problem] = [each for each in saved["problems"] if each["code"] == "no_number"]
        assert (problem["path"], problem["level"]) == (["nodes", "through", "to"], "warning")
        assert "pharmacist" in problem["fix"]
        nodes["through"]["to"] = "pharmacist"
        saved = await asha.saves(await asha.draft("hello"), nodes=nodes)
        assert "no_number" not in [each["code"] for each in saved["problems"]]


async def test_what_cannot_be_kept_is_not_taken_for_a_database_that_is_away(asha: Analyst) -> None:
    """A program that asked so need not try again."""
    large, early = "version=2147483648", "from=0001-01-01T00:00:00%2B14:00"
    for path in ("/calls?flow=%00", f"/calls?{large}", f"/calls?{early}", "/flows/%00/draft"):
        answer = await asha.client.get(path)
        assert answer.status_code in {400, 404, 422}, path
        assert answer.json()["error"]["message"]


async def test_a_draft_beyond_the_bounds_can_be_read_and_mended(asha: Analyst, database: Database) -> None:
    """As another software may have left it: its problem is told, and a smaller one is saved over it."""
    await asha.begins("hello")
    draft = await asha.draft("hello")
    large = {**draft["document"], "tests": [{"name": f"Test {number}", "script": []} for number in range(3000)]}
    async with database.unit() as session:
        values = {"document": json.dumps(large), "yaml": json.dumps(large)}
        await session.execute(text("update flow_revisions set document = :document, yaml = :yaml"), values)
    found = await asha.draft("hello")
    saved = await asha.saves(found, tests=[])

    assert len(found["document"]["tests"]) == 3000
    assert [each["code"] for each in found["problems"]] == ["too_large"]
    assert [each["code"] for each in saved["problems"]] == []
    assert (await asha.draft("hello"))["document"]["tests"] == []


async def test_an_empty_document_is_not_played_as_another(asha: Analyst) -> None:
    """It has errors; the saved draft is what is tried only where no document is sent."""
    for path in ("rehearsals", "test-calls"):
        refused = await asha.asks("POST", f"/flows/scheduling/{path}", 422, json={"document": {}})
        assert refused["error"]["code"] == "errors"
        assert refused["problems"]


async def test_a_layout_that_is_none_is_told_as_an_empty_one(asha: Analyst, database: Database) -> None:
    """Of a version as of a draft."""
    await asha.begins("hello")
    await asha.publishes("hello")
    async with database.unit() as session:
        await session.execute(text("""update flow_releases set layout = '{"zoom": 2}' where flow = 'hello'"""))

    assert (await asha.asks("GET", "/flows/hello/versions/1"))["layout"] == {}


async def test_a_rehearsal_that_goes_round_names_the_steps(asha: Analyst) -> None:
    """Among what is said of the turn, beside where the flow goes then."""
    await asha.begins("hello")
    document = (await asha.draft("hello"))["document"]
    document["nodes"]["greeting"]["next"] = "again"
    document["nodes"]["again"] = {
        "type": "check",
        "cases": [{"when": "rounds > 100000", "to": "goodbye"}],
        "else": "count",
    }
    document["nodes"]["count"] = {"type": "set", "set": {"rounds": "rounds + 1"}, "next": "again"}
    document["vars"] = {"rounds": {"type": "number", "default": 0}}
    tried = await asha.asks("POST", "/flows/hello/rehearsals", json={"document": document})
    [turn] = tried["turns"]

    assert turn["ended"] == "not_helped"
    [note] = [each for each in turn["why"]["notes"] if "went round" in each]
    assert "“Again” → “Count” → “Again”" in note
    assert not [each for each in turn["why"]["notes"] if "Error" in each or "Endless" in each]


async def test_test_calls_that_were_never_taken_keep_nobody_from_trying(asha: Analyst, ravi: Analyst) -> None:
    """Whoever begins another gives up their oldest; somebody else is told that the lines are busy, for a moment."""
    answers = [await asha.client.post("/flows/scheduling/test-calls", json={}) for _ in range(25)]
    other = await ravi.client.post("/flows/scheduling/test-calls", json={})

    assert {answer.status_code for answer in answers} == {201}
    assert other.status_code == 503
