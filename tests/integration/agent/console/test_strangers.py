"""What strangers did to the console, and what it says to that."""

import asyncio

from agent.settings import Settings
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
