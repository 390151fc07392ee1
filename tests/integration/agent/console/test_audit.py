"""Who did what, as administrators read it; and callers who are looked up, erased and exported from the console."""

import io
import zipfile
from typing import Any

import orjson
import pytest

from agent.store.database import Database
from telephony.caller.plan import HangUpAfter
from tests.support.clients import web_client
from tests.support.console import Analyst
from tests.support.whole_service import FORM, WholeService

NUMBER = FORM["From"]


async def told(asha: Analyst, **wanted: Any) -> list[dict[str, Any]]:
    """The entries of the log, the latest first."""
    page = await asha.asks("GET", "/audit", params=wanted)
    return list(page["entries"])


@pytest.fixture
async def call(running: WholeService) -> str:
    """A call of NUMBER that is over, its recording written."""
    report = await running.rings(HangUpAfter(1.0), caller=NUMBER)
    await running.exchange.recordings.flush()
    return report.call_id


async def test_who_saw_a_call_is_told_once_in_a_while(asha: Analyst, ravi: Analyst, call: str) -> None:
    """A page that is looked at again and again is one look; another's look is another."""
    for _ in range(3):
        await asha.asks("GET", f"/calls/{call}/page")
    await ravi.asks("GET", f"/calls/{call}/page")
    theirs, hers = await told(asha, did="call.seen")
    assert {theirs["what"], hers["what"]} == {f"call {call}"}
    assert (theirs["who"].partition(" ")[0], hers["who"].partition(" ")[0]) == ("रवि", "Asha")


async def test_who_heard_a_recording_is_told(running: WholeService, asha: Analyst, call: str) -> None:
    """However many parts of it a player asks for. A recording that there is not was heard by nobody."""
    for part in ("bytes=0-99", "bytes=100-199"):
        async with web_client() as client:
            answer = await client.get(f"{running.url}/api/calls/{call}/recording", headers={"Range": part})
        assert answer.status_code == 206
    await asha.asks("GET", "/calls/CA-none/recording", 404)
    assert [each["what"] for each in await told(asha, did="recording.heard")] == [f"call {call}"]
    await asha.asks("DELETE", f"/calls/{call}/recording", 204)
    assert [each["what"] for each in await told(asha, did="recording.deleted")] == [f"call {call}"]


async def test_what_was_published_is_told_before_it_is_answered(asha: Analyst, database: Database) -> None:
    """By its flow. What was refused stands there as what was asked."""
    pool = await database.pool()
    await asha.begins("hello")
    await asha.publishes("hello")
    assert await pool.fetchval("select count(*) from audit_log where did = 'flow.published'") == 1
    await asha.publishes("hello", wanted=409)
    [entry] = await told(asha, did="flow.published")
    assert entry["what"] == "flow hello"
    refused = await told(asha, did="POST /api/flows/{flow}/versions")
    assert [each["details"]["status"] for each in refused] == [409]


async def test_entries_come_page_by_page(asha: Analyst) -> None:
    """The latest first; `next` leads on, until there is none."""
    for name in ("one", "two", "three"):
        await asha.begins(name)
    first = await asha.asks("GET", "/audit", params={"most": 2, "did": "POST /api/flows"})
    rest = await asha.asks("GET", "/audit", params={"most": 2, "did": "POST /api/flows", "before": first["next"]})
    ordinals = [each["ordinal"] for each in first["entries"] + rest["entries"]]
    assert (len(ordinals), ordinals, rest["next"]) == (3, sorted(ordinals, reverse=True), None)


async def test_the_log_is_checked_from_the_console(running: WholeService, asha: Analyst) -> None:
    """It is whole, and has the head that it had; a hash that it never had is missed."""
    await asha.begins("hello")
    await told(asha)
    found = await asha.asks("GET", "/audit/check")
    assert found["whole"]
    assert found["entries"] >= 1
    assert (await asha.asks("GET", "/audit/check", params={"head": found["head"]}))["whole"]
    missed = await asha.asks("GET", "/audit/check", params={"head": "ab" * 32})
    assert (missed["whole"], missed["why"][:24]) == (False, "No entry has the hash th")
    await asha.asks("GET", "/audit/check", 422, params={"head": "zz"})


async def test_a_caller_is_looked_up_and_erased(running: WholeService, asha: Analyst, call: str) -> None:
    """Of the call nothing is left, in the database, on the disk and in memory; the log tells by a key."""
    await running.exchange.recordings.flush()
    shown = await asha.asks("POST", "/callers/look", json={"number": NUMBER})
    assert shown["calls"] == [call]
    assert shown["own"]["recordings"] == 1
    assert running.exchange.find(call) is not None

    report = await asha.asks("POST", "/callers/erase", json={"number": NUMBER, "confirm": f"{NUMBER[:3]} {NUMBER[3:]}"})

    assert report["erased"]["calls"] == 1
    await asha.asks("GET", f"/calls/{call}/page", 404)
    assert running.exchange.find(call) is None
    assert not running.exchange.recordings.files.has(call)
    assert (await asha.asks("POST", "/callers/look", json={"number": NUMBER}))["own"] == {}
    [entry] = await told(asha, did="caller.erased")
    assert entry["details"]["erased"] == report["erased"]
    about = await told(asha, caller=NUMBER)
    assert [each["did"] for each in about] == ["caller.looked_up", "caller.erased", "caller.looked_up"]
    assert NUMBER[1:] not in orjson.dumps(await told(asha, most=200)).decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"number": NUMBER, "confirm": "+919822012346"}, 422),
        ({"number": NUMBER}, 422),
        ({"number": "Asha", "confirm": "Asha"}, 422),
        ({"number": NUMBER, "confirm": NUMBER, "all": True}, 422),
    ],
)
async def test_nobody_is_erased_by_a_slip_of_the_pen(
    asha: Analyst, call: str, sent: dict[str, Any], status: int
) -> None:
    """The number has to be written twice."""
    await asha.asks("POST", "/callers/erase", status, json=sent)
    assert (await asha.asks("POST", "/callers/look", json={"number": NUMBER}))["calls"] == [call]


async def test_a_caller_is_exported(running: WholeService, asha: Analyst, call: str) -> None:
    """As a file to keep; no copy of it stays on the service's disk."""
    answer = await asha.client.post("/callers/export", json={"number": NUMBER})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"caller.json", f"calls/{call}.json", f"recordings/{call}.wav"} <= set(archive.namelist())
    home = running.exchange.recordings.files.folder.parent
    assert list(home.glob("export-*")) == []
    assert [each["did"] for each in await told(asha, caller=NUMBER)] == ["caller.exported"]
    await asha.asks("POST", "/callers/export", 422, json={"number": "nobody"})
