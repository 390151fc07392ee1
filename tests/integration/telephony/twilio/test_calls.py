"""Whole calls over real sockets, in real time: the simulated caller against the routes."""

import asyncio
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from telephony.caller import CallerError, CallerEvent, HangUpAfter, Press, Say
from telephony.line import Clear, Digit, Heard, Line, Mark, Play, Played, Started, Stopped
from telephony.twilio.desk import After, DialNumber, Refuse, StreamAgain, TwilioConfig
from tests.support.twilio_service import GREETING, Service, a_short_call, parrot, running

HELLO = b"\x30" * 800


async def test_a_call_goes_through(service: Service, tmp_path: Path) -> None:
    """Webhook, TwiML, socket, greeting, the caller's words and key, goodbye: everything arrives, in order, once."""
    seen: list[CallerEvent] = []
    plan = a_short_call(
        flow="support", script=[Say(HELLO, "hello"), Press("50")], patience_s=0.3, hangup_after_s=None,
        record=tmp_path / "call.wav",
    )  # fmt: skip
    report = await service.rings(plan, on_event=seen.append)

    (incoming,) = service.offered
    assert (incoming.flow, incoming.caller, incoming.direction) == ("support", "+919800000001", "inbound")
    assert incoming.form["ApiVersion"] == "2010-04-01"
    (payload,) = service.payloads
    known = {"flow": "support", "from": "+919800000001", "to": "+14155550100", "direction": "inbound"}
    assert payload == {**known, "lead": "7"}
    started, *events = service.events[report.call_id]
    assert isinstance(started, Started)
    assert started.parameters == payload
    assert events == [Played("greeting"), Digit("5"), Digit("0"), Stopped("hung_up", "We hung up.")]
    assert HELLO in service.heard[report.call_id]
    assert service.asked == [report.call_id]
    assert [form["CallStatus"] for form in service.told] == ["completed"]

    assert report.ended_by == "agent"
    assert (report.heard_ms, report.said_ms, report.marks, report.actions_done) == (200, 100, 1, 2)
    assert report.protocol_errors == 0
    assert report.twiml_errors == ()
    names = [event.name for event in seen]
    assert names == ["connected", "agent_speaking", "agent_quiet", "said", "pressed", "disconnected", "ended"]
    assert [event.at_ms for event in seen] == sorted(event.at_ms for event in seen)


async def test_both_sides_are_recorded(service: Service, tmp_path: Path) -> None:
    """Left what the caller said, right what the caller heard."""
    report = await service.rings(a_short_call(record=tmp_path / "call.wav"))
    with wave.open(str(tmp_path / "call.wav")) as written:
        sides = np.frombuffer(written.readframes(written.getnframes()), "<i2").reshape(-1, 2)
    assert np.count_nonzero(sides[:, 0]) == report.said_ms * 8 == len(HELLO)
    assert np.count_nonzero(sides[:, 1]) == report.heard_ms * 8 == len(GREETING)


async def test_clear_stops_the_sound_and_brings_the_marks_back(service: Service) -> None:
    """What was cleared is never heard; its mark comes back at once, and sound sent afterwards is heard."""

    async def interrupted(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        await line.send(Play(GREETING * 50))
        await line.send(Mark("long"))
        async for event in line.events():
            service.note(started.call_id, event)
            if isinstance(event, Heard) and event.at_ms == 200:
                await line.send(Clear())
                await line.send(Play(GREETING))
                await line.send(Mark("short"))
            if event == Played("short"):
                return

    service.take = interrupted
    seen: list[CallerEvent] = []
    report = await service.rings(a_short_call(script=[], hangup_after_s=None), on_event=seen.append)
    assert [event for event in service.events[report.call_id] if isinstance(event, Played)] == [
        Played("long"),
        Played("short"),
    ]
    assert report.cleared == 1
    assert report.marks == 2
    assert 200 <= report.heard_ms < 2000
    assert report.ended_by == "agent"
    (cleared,) = [event for event in seen if event.name == "cleared"]
    assert cleared.fields["dropped_ms"] == pytest.approx(10_200 - report.heard_ms, abs=20)


async def test_the_caller_hangs_up(service: Service) -> None:
    """Twilio says stop; nobody asks what comes next, because there is nobody left."""
    report = await service.rings(a_short_call(script=[Say(HELLO, "hello"), HangUpAfter(0.1)], patience_s=0.2))
    assert report.ended_by == "caller"
    assert service.stops(report.call_id) == [Stopped("hung_up")]
    assert report.call_id not in service.asked


async def test_a_call_without_end_reaches_its_limit(service: Service) -> None:
    """The simulated caller does not wait for ever."""
    report = await service.rings(a_short_call(script=[], hangup_after_s=None, limit_s=0.6))
    assert report.ended_by == "limit"
    assert report.seconds < 3


async def test_the_caller_can_barge_in(service: Service) -> None:
    """It speaks while the agent still does."""

    async def talkative(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        await line.send(Play(GREETING * 10))
        await parrot(service, line, started, payload)

    service.take = talkative
    seen: list[CallerEvent] = []
    await service.rings(a_short_call(barge_in_s=0.2), on_event=seen.append)
    at = {event.name: event.at_ms for event in seen}
    assert 180 <= at["said"] - at["agent_speaking"] <= 400


async def test_a_failing_call_asks_what_comes_next(service: Service) -> None:
    """When the service fails in the middle of a call, its socket closes, and the other calls go on."""

    async def failing(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        raise LookupError("no such flow")

    service.take = failing
    report = await service.rings(a_short_call())
    assert report.ended_by == "agent"
    assert service.asked == [report.call_id]


async def test_a_lost_socket_is_opened_again(service: Service) -> None:
    """The service answers with another stream: a new ticket, a new socket, the same call, the script goes on."""

    async def losing(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        service.take = parrot
        raise ConnectionError("the worker died")

    async def again(service: Service, call_id: str) -> After:
        return StreamAgain({"flow": "support"}) if len(service.asked) == 1 else DialNumber("+918040000000")

    service.take, service.after = losing, again
    report = await service.rings(a_short_call(script=[Press("0")], hangup_after_s=None))
    assert report.streams == 2
    assert service.asked == [report.call_id] * 2
    assert service.payloads[1] == {
        "flow": "support", "from": "+919800000001", "to": "+14155550100", "direction": "inbound",
    }  # fmt: skip
    assert report.ended_by == "transferred"
    assert report.transferred_to == "+918040000000"
    assert service.told[0]["DialCallStatus"] == "completed"


async def test_a_refused_call_is_told_why(service: Service) -> None:
    """Twilio's voice says the sentence; without one the line is busy."""
    seen: list[CallerEvent] = []
    service.answer = Refuse("We are closed today.")
    report = await service.rings(on_event=seen.append)
    assert (report.ended_by, report.streams) == ("refused", 0)
    assert seen[0].fields == {"text": "We are closed today."}
    service.answer = Refuse()
    assert "busy" in (await service.rings()).why


async def test_twenty_callers_at_once_are_served() -> None:
    """Each hears its greeting and brings its words and key; no call's events end up in another's."""
    plans = [a_short_call(script=[Say(bytes([n]) * 800, str(n)), Press("0")], patience_s=0.3) for n in range(1, 21)]
    async with running(TwilioConfig()) as service:
        reports = await asyncio.gather(*(service.rings(plan) for plan in plans))
    assert len({report.call_id for report in reports}) == 20
    for n, report in enumerate(reports, start=1):
        assert report.heard_ms == 200
        assert report.protocol_errors == 0
        assert service.heard[report.call_id].strip(b"\xff") == bytes([n]) * 800
        assert len(service.stops(report.call_id)) == 1


async def test_a_service_that_is_not_there_is_said_to_be(unused_tcp_port: int) -> None:
    """The sentence says what to check."""
    with pytest.raises(CallerError, match=r"cannot be reached.*Is it running"):
        await Service(url=f"http://127.0.0.1:{unused_tcp_port}").rings()


async def test_a_refused_socket_is_said_to_be() -> None:
    """With the service's own words."""
    async with running(TwilioConfig(waiting_sockets=0)) as service:
        with pytest.raises(CallerError, match=r"refused the socket .* with 503: Too many sockets"):
            await service.rings()
