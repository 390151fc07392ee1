"""The whole service over real sockets: what becomes of calls, and of their record."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
import pytest
from websockets.asyncio.client import ClientConnection, connect

from agent.settings import Settings
from agent.store.calls import Calls
from agent.store.database import Database
from graphs.flows import flow_text
from graphs.loading import load_flow
from telephony.caller.call import ring
from telephony.caller.plan import CallPlan, Press, Wait
from telephony.caller.report import CallerEvent
from telephony.caller.twiml_document import Dialled, HungUp, Spoken, Stream
from telephony.twilio.far_side import FarSide
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.whole_service import FORM, WholeService, whole_service


def monday() -> datetime:
    """A Monday morning, when the clinic is open."""
    return MONDAY_MORNING


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """A service whose voice takes five milliseconds a letter."""
    return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})


async def test_a_call_is_recorded_with_its_timeline_and_its_result(quick: Settings, database: Database) -> None:
    """After a call its row says how it ended, and its events are there in order."""
    async with whole_service(quick, clock=monday) as service:
        await service.flows.publish(load_flow(flow_text("scheduling").replace("listen: 6s", "listen: 1s")))
        report = await service.rings(Press("0"), Wait(0.1))
    calls = Calls(database)
    record = await calls.read_call(report.call_id)
    events = await calls.read_events(report.call_id)

    assert record is not None
    assert (record.flow, record.caller, record.direction) == ("scheduling", FORM["From"], "inbound")
    assert record.ended_at is not None
    assert record.result == "nothing_done"
    assert record.thread_id
    assert [ordinal for ordinal, *_ in events] == list(range(len(events)))
    assert events[-1][2] == "ended"


async def test_a_transfer_dials_the_person_after_the_announcement(quick: Settings, database: Database) -> None:
    """The socket closes, Twilio asks what next, and is told to dial."""
    people = quick.model_copy(update={"trunkline_transfers": {"reception": "+912071110000"}})
    async with whole_service(people, clock=monday) as service:
        report = await service.rings(Press("0"))
    record = await Calls(database).read_call(report.call_id)

    assert report.transferred_to == "+912071110000"
    assert record is not None
    assert (record.result, record.ended_by) == ("transferred", "transferred")


async def test_a_full_service_says_that_its_lines_are_busy(quick: Settings) -> None:
    """The call beyond the bound is refused with a sentence; the running one is not disturbed."""
    one = quick.model_copy(update={"trunkline_max_calls": 1})
    async with whole_service(one, clock=monday) as service:
        first = asyncio.create_task(service.rings(Wait(3), hangup_after_s=3.0))
        while not (await service.get("/healthz")).json()["calls"]:  # noqa: ASYNC110 -- another program's state
            await asyncio.sleep(0.01)
        [sentence, *_] = await service.webhook("CA" + "1" * 32)
        report = await first

    assert isinstance(sentence, Spoken)
    assert "busy" in sentence.text
    assert report.heard_ms > 200


async def test_without_its_database_the_service_says_sorry_and_recovers(quick: Settings, server_url: str) -> None:
    """A new call is not let into silence; when the database is back, so is the service."""
    assert quick.database_url
    name = quick.database_url.get_secret_value().split("?")[0].rsplit("/", 1)[1]
    async with whole_service(quick, clock=monday) as service:
        admin = await asyncpg.connect(server_url)
        await admin.execute(f"alter database {name} allow_connections false")
        await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        [sentence, *_] = await service.webhook("CA" + "7" * 32)
        unready = await service.get("/readyz")
        await admin.execute(f"alter database {name} allow_connections true")
        await admin.close()
        report = await service.rings(Press("1"), hangup_after_s=2.0)

    assert isinstance(sentence, Spoken)
    assert "ring again" in sentence.text
    assert unready.status_code == 503
    assert report.heard_ms > 200


async def test_a_lost_socket_is_opened_again_and_the_question_asked_again(quick: Settings) -> None:
    """When only the line breaks, the same call goes on in the same conversation, without asking whether to."""
    call_id = "CA" + "2" * 32
    async with whole_service(quick, clock=monday) as service:
        await _break_off_after_booking_was_chosen(service, call_id)
        again = await service.stream(call_id, "/twilio/connect-ended", CallStatus="in-progress")
        async with _line(again, call_id):
            events = await _until(service, call_id, _asks_what_for)

    assert "carry on" not in " ".join(str(event.get("text", "")) for event in events)


async def test_calls_that_were_answered_and_are_not_there_yet_keep_their_place(quick: Settings) -> None:
    """Four rings at once for one line: one is answered."""
    one = quick.model_copy(update={"trunkline_max_calls": 1})
    async with whole_service(one, clock=monday) as service:
        answers = await asyncio.gather(*(service.webhook("CA" + str(number) * 32) for number in range(4)))

    assert sum(isinstance(verbs[0], Stream) for verbs in answers) == 1


async def test_a_call_that_went_on_is_recorded_with_its_last_end(quick: Settings, database: Database) -> None:
    """A lost line in the middle is not how the call ended."""
    call_id = "CA" + "8" * 32
    async with whole_service(quick, clock=monday) as service:
        await _break_off_after_booking_was_chosen(service, call_id)
        again = await service.stream(call_id, "/twilio/connect-ended", CallStatus="in-progress")
        async with _line(again, call_id) as (line, far):
            events = await _until(service, call_id, _asks_what_for)
            await line.send(far.stop())
            await _until(service, call_id, lambda event: event["event"] == "ended")
    record = await Calls(database).read_call(call_id)

    assert record is not None
    assert record.ended_by == "caller"
    assert events[-1]["at_ms"] > 0


async def test_a_call_has_one_stream_at_a_time(quick: Settings) -> None:
    """A second stream of a call ends the first, which had not noticed that it was lost, and goes on."""
    call_id = "CA" + "6" * 32
    async with (
        whole_service(quick, clock=monday) as service,
        _line(await service.stream(call_id), call_id) as (first, far),
    ):
        await _until(service, call_id, lambda event: event["event"] == "turn_done")
        await first.send(far.dtmf("1"))
        await _until(service, call_id, lambda event: event["event"] == "turn_done" and event["turn"] == 1)
        asked = (await _until(service, call_id, _asks_what_for))[-1]["n"]
        async with _line(await service.stream(call_id), call_id):
            await asyncio.wait_for(first.wait_closed(), 10)
            await _until(service, call_id, lambda event: event["n"] > asked and _asks_what_for(event))
            assert (await service.get("/healthz")).json()["calls"] == 1


async def test_who_rings_again_goes_on_although_the_former_line_seems_alive(quick: Settings) -> None:
    """Nothing comes from it, and it has not closed: whoever was cut off there is asked whether to carry on here."""
    call_id, rings = "CA" + "a" * 32, 0
    async with (
        whole_service(quick, clock=monday) as service,
        _line(await service.stream(call_id), call_id) as (first, far),
    ):
        await first.send(far.dtmf("2"))
        await _until(service, call_id, lambda event: event["event"] == "turn_done" and event["turn"] == 1)
        closed = asyncio.create_task(first.wait_closed())
        async with asyncio.timeout(10):
            while not closed.done():
                rings += 1
                again = f"CA{rings:032d}"
                stream = await service.stream(again)
                await asyncio.wait({closed}, timeout=0.3)
        async with _line(stream, again):
            await _until(service, again, lambda event: event["event"] == "say" and "carry on" in event["text"])


async def test_two_people_may_ring_from_one_number(quick: Settings) -> None:
    """A call from which sound comes is left alone."""
    call_id, again = "CA" + "c" * 32, "CA" + "d" * 32
    async with (
        whole_service(quick, clock=monday) as service,
        _line(await service.stream(call_id), call_id) as (first, far),
    ):
        await _until(service, call_id, lambda event: event["event"] == "turn_done")
        await first.send(far.media(b"\xff" * 160))
        async with _line(await service.stream(again), again):
            await _until(service, again, lambda event: event["event"] == "turn_done")
            assert (await service.get("/healthz")).json()["calls"] == 2


async def test_after_a_lost_socket_and_a_hang_up_nothing_is_streamed(quick: Settings) -> None:
    """A caller who is gone is not called back through a stream."""
    call_id = "CA" + "3" * 32
    async with whole_service(quick, clock=monday) as service:
        await _break_off_after_booking_was_chosen(service, call_id)
        [verb] = await service.webhook(call_id, "/twilio/connect-ended", CallStatus="completed")

    assert isinstance(verb, HungUp)


async def test_an_unknown_call_is_hung_up(quick: Settings) -> None:
    """A socket that closed of a call that nobody knows leads nowhere."""
    async with whole_service(quick, clock=monday) as service:
        [verb] = await service.webhook("CA" + "4" * 32, "/twilio/connect-ended")

    assert isinstance(verb, HungUp)


async def test_the_call_of_a_service_that_stops_can_be_taken_up(quick: Settings) -> None:
    """A restart in mid-call ends the call's stream; the next start answers Twilio with another."""
    call_id = "CA" + "5" * 32
    async with whole_service(quick, clock=monday) as service:
        await _break_off_after_booking_was_chosen(service, call_id)
    async with whole_service(quick, clock=monday) as service:
        again = await service.stream(call_id, "/twilio/connect-ended", CallStatus="in-progress")
        async with _line(again, call_id):
            events = await _until(service, call_id, _asks_what_for)

    assert events[0]["n"] > 10, "the timeline goes on where the former process stopped"


async def test_the_api_speaks_of_calls_only_to_this_machine(quick: Settings) -> None:
    """What is asked for and does not exist is a sentence; strangers are told nothing."""
    async with whole_service(quick, clock=monday) as service:
        report = await service.rings(Press("0"), hangup_after_s=2.0)
        assert (await service.get("/readyz")).json()["status"] == "ready"
        assert (await service.get(f"/api/calls/{report.call_id}")).json()["caller"] == FORM["From"]
        assert (await service.get("/api/calls/nothing")).status_code == 404
        assert (await service.get("/api/calls/%00")).status_code == 404
        assert (await service.get("/api/calls/nothing/events")).status_code == 404
        assert (await service.get(f"/api/calls/{report.call_id}/events?after=x")).status_code == 400
        part = await service.get(f"/api/calls/{report.call_id}/events?after=3")

    assert json.loads(part.text.splitlines()[0])["n"] == 4


async def test_a_dialled_person_who_does_not_answer_ends_the_call(quick: Settings) -> None:
    """After a transfer that failed, Twilio is told to hang up."""
    people = quick.model_copy(update={"trunkline_transfers": {"reception": "+912071110000"}})
    async with whole_service(people, clock=monday) as service:
        report = await service.rings(Press("0"))
        [verb] = await service.webhook(report.call_id, "/twilio/connect-ended")
        [after] = await service.webhook(report.call_id, "/twilio/dial-ended", DialCallStatus="no-answer")

    assert isinstance(verb, Dialled)
    assert isinstance(after, HungUp)


async def test_whoever_takes_a_warm_transfer_hears_first_what_it_is_about(quick: Settings) -> None:
    """Twilio is told where to ask; there, the summary is said. Of a call that nobody knows, nothing is."""
    people = quick.model_copy(update={"trunkline_transfers": {"reception": "+912071110000"}})
    warm = load_flow(flow_text("scheduling").replace("to: reception\n", "to: reception\n    mode: warm\n", 1))
    whispered: list[str] = []

    def happened(event: CallerEvent) -> None:
        if event.name == "whispered":
            whispered.append(str(event.fields["text"]))

    async with whole_service(people, clock=monday) as service:
        await service.flows.publish(warm)
        plan = CallPlan(script=(Press("1"), Press("1"), Press("0")), quiet_s=0.3, limit_s=40.0, patience_s=8.0)
        report = await ring(service.url, plan, on_event=happened)
        [dialled] = await service.webhook(report.call_id, "/twilio/connect-ended")
        unknown = await service.webhook("CA" + "e" * 32, "/twilio/whisper?call=CA" + "f" * 32)

    assert report.transferred_to == "+912071110000"
    assert isinstance(dialled, Dialled)
    assert dialled.whisper == f"/twilio/whisper?call={report.call_id}"
    assert len(whispered) == 1
    assert "cleaning" in whispered[0]
    assert unknown == []


WAITING = """\
flow: paying
format: 1
title: Paying
languages: [en]
start: wait
tries: {no_match: 3, no_input: 2, then: over}
on_error: over
vars: {payment: {type: record}}
results: {paid: success, left: failed}
nodes:
  wait:
    type: wait
    event: payment_made
    timeout: 120s
    say: I wait here.
    save: payment
    next: thanks
    if_timeout: over
  thanks: {type: end, say: "Thank you for {payment.amount}.", result: paid}
  over: {type: end, say: Goodbye., result: left}
"""


async def _tells(service: WholeService, call_id: str, body: str, kind: str = "application/json") -> int:
    async with web_client() as client:
        answer = await client.post(
            f"{service.url}/api/calls/{call_id}/events", content=body, headers={"content-type": kind}
        )
    return answer.status_code


async def test_a_call_that_waits_for_a_payment_hears_of_it(quick: Settings, database: Database) -> None:
    """Whoever takes the money tells the service, which tells the call; the flow goes on, with what came with it."""
    call_id = "CA" + "9" * 32
    paid = '{"event": "payment_made", "value": {"amount": 500}}'
    async with whole_service(quick, clock=monday) as service:
        await service.flows.publish(load_flow(WAITING))
        stream = await service.stream(call_id, "/twilio/voice?flow=paying")
        assert await _tells(service, call_id, paid) == 404
        async with _line(stream, call_id) as (line, far):
            await _until(service, call_id, lambda event: event["event"] == "say")
            assert await _tells(service, call_id, '{"event": "form_sent"}') == 202
            assert await _tells(service, call_id, paid) == 202
            asyncio.create_task(_plays(line, far))  # noqa: RUF006 -- ends with its line
            said = await _until(service, call_id, lambda event: event["event"] == "ended")
        assert await _tells(service, call_id, paid) == 409
    record = await Calls(database).read_call(call_id)

    assert "Thank you for 500." in [event.get("text") for event in said]
    assert record is not None
    assert record.result == "paid"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("nothing", "application/json", 400),
        ('{"value": 1}', "application/json", 400),
        ('{"event": "Payment Made"}', "application/json", 400),
        ('{"event": "paid", "more": 1}', "application/json", 400),
        ('{"event": "paid", "value": "' + "x" * 20_000 + '"}', "application/json", 400),
        ('{"event": "paid"}', "text/plain", 415),
        ('{"event": "paid"}', "application/json", 404),
    ],
)
async def test_an_event_that_is_none_is_refused(quick: Settings, body: str, kind: str, status: int) -> None:
    """With a sentence that says what to send; web pages, which cannot send JSON unasked, cannot tell calls anything."""
    async with whole_service(quick, clock=monday) as service:
        assert await _tells(service, "CA-nobody", body, kind) == status


async def test_a_call_of_another_worker_is_said_to_be_there(quick: Settings) -> None:
    """Two services share a database: the one that has not got the call says which has."""
    call_id = "CA" + "d" * 32
    async with (
        whole_service(quick, clock=monday) as one,
        whole_service(quick, clock=monday) as other,
        _line(await one.stream(call_id), call_id),
    ):
        await _until(one, call_id, lambda event: event["event"] == "say")
        assert await _tells(other, call_id, '{"event": "payment_made"}') == 409


@asynccontextmanager
async def _line(stream: Stream, call_id: str) -> AsyncIterator[tuple[ClientConnection, FarSide]]:
    """A socket that has started its stream."""
    far = FarSide("MZ" + "0" * 32, call_id, FORM["AccountSid"], stream.parameters)
    async with connect(stream.url, compression=None, proxy=None, close_timeout=1) as line:
        await line.send(far.connected())
        await line.send(far.start())
        yield line, far


async def _break_off_after_booking_was_chosen(service: WholeService, call_id: str) -> None:
    """A caller chooses to book by key, and their line breaks when the answer has begun."""
    async with _line(await service.stream(call_id), call_id) as (line, far):
        await _until(service, far.call_id, lambda event: event["event"] == "say" and "book, move" in event["text"])
        await line.send(far.dtmf("1"))
        await _until(service, far.call_id, lambda event: event["event"] == "turn_done" and event["turn"] == 1)
        line.transport.abort()
    await _until(service, far.call_id, lambda event: event["event"] == "ended")


def _asks_what_for(event: dict[str, Any]) -> bool:
    return event["event"] == "say" and str(event["text"]).startswith("What would you like to come in for")


async def _until(service: WholeService, call_id: str, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """The call's events up to the first that is wanted, waited for."""
    async with asyncio.timeout(15), web_client() as client:
        while True:
            events: list[dict[str, Any]] = []
            async with client.stream("GET", f"{service.url}/api/calls/{call_id}/events") as answer:
                async for entry in answer.aiter_lines():
                    events.append(json.loads(entry))
                    if wanted(events[-1]):
                        return events
            await asyncio.sleep(0.02)


async def _plays(line: ClientConnection, far: FarSide) -> None:
    """Twilio's side plays what it is sent, at once, and says so."""
    async for message in line:
        told = json.loads(message)
        if told["event"] == "mark":
            await line.send(far.mark(told["mark"]["name"]))
