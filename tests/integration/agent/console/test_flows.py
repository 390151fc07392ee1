"""Flows put away and taken back, on a real service."""

from telephony.caller.plan import Wait
from tests.support.console import Analyst
from tests.support.whole_service import WholeService


async def test_an_archived_flow_is_listed_apart_and_taken_back_as_it_was(asha: Analyst, running: WholeService) -> None:
    """With its draft, its versions, and what its environments run: calls get it again."""
    await asha.begins("hello")
    await asha.publishes("hello")
    await asha.says("hello", "A new greeting.")
    before = await asha.draft("hello")
    await asha.asks("DELETE", "/flows/hello", 204)
    away = await asha.asks("GET", "/flows", params={"archived": "true"})
    listed = [each["name"] for each in await asha.asks("GET", "/flows")]
    entry = await asha.asks("POST", "/flows/hello/unarchive", json={})
    await running.rings(Wait(0.1), flow="hello")
    calls = (await asha.entry("hello"))["calls_today"]

    assert [each["name"] for each in away] == ["hello"]
    assert "hello" not in listed
    assert (entry["name"], entry["live"], entry["draft"]["changed"]) == ("hello", 1, True)
    assert await asha.draft("hello") == before
    assert await asha.asks("GET", "/flows", params={"archived": "true"}) == []
    assert calls == 1


async def test_what_is_not_archived_cannot_be_taken_back(asha: Analyst) -> None:
    """It is said so."""
    for flow in ("scheduling", "nowhere"):
        refused = await asha.asks("POST", f"/flows/{flow}/unarchive", 404, json={})
        assert flow in refused["error"]["message"]
