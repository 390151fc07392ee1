"""Trying a flow by voice: a simulated caller speaks with a draft over a real socket, as a browser would."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from agent.cli.spoken import sounds
from agent.settings import Settings
from agent.store.calls import Calls
from agent.store.database import Database
from graphs.flows import flow_text
from graphs.loading import plain, read_yaml
from graphs.whys import why
from telephony.caller.call import SimulatedCall
from telephony.caller.plan import Action, CallPlan, HangUpAfter, Press, Say
from telephony.caller.report import CallReport
from telephony.caller.twiml_document import Stream
from telephony.twilio.far_side import FarSide
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.running import timeline
from tests.support.whole_service import WholeService, whole_service


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """A service that hears what it was told to hear, and asks Twilio for signatures."""
    heard = "scripted:book a cleaning next Tuesday|the second one|goodbye"
    return settings.model_copy(
        update={"trunkline_tts": "scripted:5", "trunkline_asr": heard, "twilio_auth_token": SecretStr("a" * 32)}
    )


@pytest.fixture
async def service(quick: Settings) -> AsyncIterator[WholeService]:
    """It runs."""
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


def draft() -> dict[str, Any]:
    """A shipped flow, edited."""
    tree = plain(read_yaml(flow_text("scheduling")))
    tree["nodes"]["welcome"]["say"] = "This is the draft."
    return tree


async def begin(service: WholeService, flow: str = "scheduling", **asked: Any) -> httpx.Response:
    """What the console answers."""
    async with web_client(timeout=30) as client:
        return await client.post(f"{service.url}/api/flows/{flow}/test-calls", json=asked)


async def talk(service: WholeService, begun: dict[str, Any], script: Sequence[Action]) -> CallReport:
    """Open the socket that was named, and hold the call."""
    plan = CallPlan(script=[*script, HangUpAfter(0.3)], quiet_s=0.3, limit_s=30.0, patience_s=5.0, hangup_after_s=None)
    form = {"CallSid": begun["call_id"], "AccountSid": "AC" + "0" * 32}
    call = SimulatedCall(service.url, plan, form=form)
    try:
        return call.report(await call.follow([Stream(begun["url"], "", begun["parameters"])]))
    finally:
        await call.aclose()


async def events(service: WholeService, begun: dict[str, Any]) -> list[dict[str, Any]]:
    """All that is told of the call."""
    return timeline((await service.get(begun["events"])).text)


async def test_a_caller_speaks_with_the_draft_and_hears_its_answer(service: WholeService, database: Database) -> None:
    """The very path of a phone call runs what was sent; its actions answer as mocked and nothing is booked."""
    mocks = {"find_times": [{"start": "2027-03-09T10:00"}, {"start": "2027-03-09T16:30"}]}
    begun = (await begin(service, document=draft(), mocks=mocks, caller="+919822012345")).raise_for_status().json()
    made = await sounds([("say", "I would like to book a cleaning next Tuesday"), ("say", "the second one")])
    script = [Say(sound) for sound in made.values()]
    report = await talk(service, begun, [*script])
    told = await events(service, begun)
    said = " ".join(event["text"] for event in told if event["event"] == "say")
    record = await Calls(database).read_call(begun["call_id"])

    assert report.heard_ms > 500
    assert report.protocol_errors == 0
    assert "This is the draft." in said
    assert "ten o'clock or half past four" in said
    assert "What name" in said
    assert next(event["outcome"] for event in told if event["event"] == "tool") == "ok"
    assert record is not None
    assert (record.line, record.flow, record.caller) == ("console", "scheduling", "+919822012345")


async def test_the_timeline_of_a_real_call_tells_why_as_a_rehearsal_does(service: WholeService) -> None:
    """The commands with the words that they were read from, and the conditions with their values."""
    begun = (await begin(service)).raise_for_status().json()
    made = await sounds([("say", "I would like to book a cleaning next Tuesday")])
    await talk(service, begun, [Say(sound) for sound in made.values()])
    told = why([(event["event"], event) for event in await events(service, begun)])

    assert {
        "command": "fill",
        "slot": "service",
        "value": "cleaning",
        "said": "a cleaning",
        "by": "rules",
    } in told["commands"]
    assert {"step": "menu", "when": "date >= today()", "values": {"date": "2027-03-09"}, "true": True} in told[
        "conditions"
    ]
    assert told["actions"][0]["arguments"]["service"] == "cleaning"


async def test_the_clock_of_a_call_is_set(service: WholeService) -> None:
    """Days that the caller names are counted from there; the call's record says so."""
    begun = (await begin(service, now="2027-08-01T21:00")).raise_for_status().json()
    made = await sounds([("say", "I would like to book a cleaning next Tuesday")])
    await talk(service, begun, [Say(sound) for sound in made.values()])
    told = why([(event["event"], event) for event in await events(service, begun)])
    page = (await service.get(f"/api/calls/{begun['call_id']}/page")).json()

    assert next(each["value"] for each in told["commands"] if each.get("slot") == "date") == "2027-08-03"
    assert page["circumstances"] == {"now": "2027-08-01T21:00", "open": None}
    assert page["transcript"][0]["text"] == "The clock was set to 2027-08-01 21:00."


@pytest.mark.parametrize(
    ("asked", "is_open"),
    [
        ({}, True),
        ({"now": "2027-08-01T21:00"}, False),
        ({"now": "2027-08-01T21:00", "open": True}, True),
        ({"open": False}, False),
    ],
)
async def test_somebody_is_there_as_it_is_said(service: WholeService, asked: dict[str, Any], is_open: bool) -> None:
    """Else as the opening hours have it at the time that the clock is set to."""
    tree = draft()
    steps = tree["nodes"]
    steps["welcome"] = {"type": "check", "cases": [{"when": "call.open", "to": "there"}], "else": "gone"}
    steps["there"] = {"type": "say", "say": "Open.", "next": "menu"}
    steps["gone"] = {"type": "say", "say": "Closed.", "next": "menu"}
    begun = (await begin(service, document=tree, **asked)).raise_for_status().json()
    await talk(service, begun, [Press("0")])
    said = [event["text"] for event in await events(service, begun) if event["event"] == "say"]

    assert said[0].startswith("Open." if is_open else "Closed.")


async def test_a_call_may_be_one_that_we_placed(service: WholeService, database: Database) -> None:
    """Then the number is that of whom we called."""
    begun = (await begin(service, direction="outbound", caller="+919822012345")).raise_for_status().json()
    await talk(service, begun, [Press("0")])
    record = await Calls(database).read_call(begun["call_id"])

    assert record is not None
    assert (record.direction, record.caller, record.callee) == ("outbound", None, "+919822012345")


async def test_a_clock_shows_times_that_there_are(service: WholeService) -> None:
    """Neither a month too many nor the year 1."""
    for now in ("2027-13-01T09:00", "0001-01-01T00:00", "tomorrow"):
        assert (await begin(service, now=now)).status_code == 422


async def test_the_published_flow_goes_on_as_it_is(service: WholeService) -> None:
    """A draft that is called changes nothing for others, and its calls are not counted."""
    begun = (await begin(service, document=draft())).raise_for_status().json()
    report = await talk(service, begun, [Press("0")])

    assert report.heard_ms > 0
    assert "This is the draft." not in str(service.flows.get("scheduling").source.nodes["welcome"])
    assert 'trunkline_calls_started_total{flow="scheduling"}' not in (await service.get("/metrics")).text


async def test_the_saved_draft_is_called_when_no_document_is_sent(service: WholeService) -> None:
    """In the language that the caller speaks."""
    begun = (await begin(service, language="hi")).raise_for_status().json()
    await talk(service, begun, [Press("0")])
    said = " ".join(event["text"] for event in await events(service, begun) if event["event"] == "say")

    assert "नमस्ते" in said


async def test_a_ticket_admits_one_socket_and_only_of_its_own_call(service: WholeService) -> None:
    """Spent, or of another call, it admits nobody."""
    first = (await begin(service)).raise_for_status().json()
    other = (await begin(service)).raise_for_status().json()
    await talk(service, first, [Press("0")])

    assert (await talk(service, first, [])).heard_ms == 0
    assert (await talk(service, {**other, "call_id": first["call_id"]}, [])).heard_ms == 0


async def test_a_socket_that_nobody_signs_needs_a_ticket_of_the_console(service: WholeService) -> None:
    """Twilio's tickets are for sockets that Twilio opens; without the mark in its address, none is opened unsigned."""
    begun = (await begin(service)).raise_for_status().json()
    with pytest.raises(InvalidStatus) as refused:
        await connect(begun["url"].partition("?")[0], proxy=None)
    far = FarSide("MZ" + "0" * 32, begun["call_id"], "AC" + "0" * 32, {"token": "made-up"})
    async with connect(begun["url"], proxy=None) as socket:
        await socket.send(far.connected())
        await socket.send(far.start())
        await socket.wait_closed()

    assert refused.value.response.status_code == 403
    assert socket.close_code == 1008


async def test_what_is_no_flow_is_not_called(service: WholeService) -> None:
    """Nothing is kept ready for it."""
    broken = draft()
    broken["start"] = "nowhere"
    refused = await begin(service, document=broken)
    nobody = await begin(service, "nowhere")
    number = await begin(service, caller="my phone")

    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "errors")
    assert refused.json()["problems"][0]["path"] == ["start"]
    assert nobody.status_code == 404
    assert number.status_code == 422


async def test_a_test_call_is_never_gone_on_with_by_another_caller(service: WholeService, quick: Settings) -> None:
    """Who rings the published flow from the same number begins anew, although a test call was cut off."""
    number = "+919822012345"
    begun = (await begin(service, caller=number)).raise_for_status().json()
    await talk(service, begun, [Press("1")])
    token = quick.twilio_auth_token
    assert token is not None
    signed = {"caller": number, "auth_token": token.get_secret_value()}
    report = await service.rings(Press("0"), hangup_after_s=4.0, **signed)
    events = timeline((await service.get(f"/api/calls/{report.call_id}/events")).text)
    said = [event["text"] for event in events if event["event"] == "say"]

    assert said[0].endswith("hello.")
    assert not any("carry on" in text for text in said)
