"""Sockets that misbehave: each costs at most its own call. The fixture makes a healthy call after every test."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telephony.line import Digit, Heard, Line, Play, Started, Stopped
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.media_stream import MAX_BAD_IN_A_ROW
from telephony.twilio.tickets import LocalTickets, Tickets
from telephony.twilio.websocket import NORMAL, POLICY_VIOLATION, SocketLine
from tests.support.clients import web_client
from tests.support.twilio_service import FORM, Service, closed, running, told

CALL = FORM["CallSid"]
OTHER = "CA" + "1" * 32
SOUND = b"\x40" * 160


async def test_garbage_between_good_messages_costs_nothing(service: Service) -> None:
    """What cannot be read is skipped; words and keys around it arrive."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, far):
        for garbage in ["", "{", "[]", "null", '{"event":"x"}', far.start(), far.connected(), "x" * 70_000]:
            await socket.send(garbage)
            await socket.send(garbage.encode())
            await socket.send(far.media(SOUND))
        await socket.send(far.dtmf("0"))
        assert await closed(socket) == NORMAL
    await service.idle()
    assert service.heard[CALL] == SOUND * 8
    assert service.events[CALL][1:] == [Digit("0"), Stopped("hung_up", "We hung up.")]


async def test_nothing_but_garbage_ends_the_call(service: Service) -> None:
    """After so many bad messages in a row the line stops, once, and the socket is closed."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, _):
        await told(socket, "mark")
        for _ in range(MAX_BAD_IN_A_ROW + 20):
            await socket.send("garbage")
        await service.idle()
        assert await closed(socket) == POLICY_VIOLATION
    assert [stopped.why for stopped in service.stops()] == ["protocol"]


async def test_a_frame_that_is_too_large_ends_the_call(service: Service) -> None:
    """The server takes no messages above its bound into memory; the call sees a lost line."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, _):
        await told(socket, "mark")
        await socket.send("x" * 200_000)
        assert await closed(socket) == 1009
    await service.idle()
    assert [stopped.why for stopped in service.stops()] == ["lost"]


async def test_a_killed_socket_is_a_lost_line(service: Service) -> None:
    """No stop, no goodbye: the call learns it once."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, _):
        await told(socket, "mark")
        socket.transport.abort()
        await service.idle()
    assert [stopped.why for stopped in service.stops()] == ["lost"]


async def test_a_socket_that_closes_without_a_stop_is_a_lost_line(service: Service) -> None:
    """However politely it closes."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, _):
        await told(socket, "mark")
    await service.idle()
    assert [stopped.why for stopped in service.stops()] == ["lost"]


async def test_what_comes_after_the_stop_is_not_heard(service: Service) -> None:
    """Stop is the last event, whatever is still sent."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, far):
        await socket.send(far.stop())
        await socket.send(far.dtmf("1"))
        await socket.send(far.stop())
        await closed(socket)
    await service.idle()
    assert service.events[CALL][1:] == [Stopped("hung_up")]


@pytest.mark.parametrize("token", [None, "", "wrong"])
async def test_without_the_right_ticket_nobody_comes_in(service: Service, token: str | None) -> None:
    """Missing, empty or made up."""
    stream = replace(await service.ticket(), parameters={} if token is None else {"token": token})
    async with service.socket(stream) as (socket, _):
        assert await closed(socket) == POLICY_VIOLATION
    assert service.payloads == []


async def test_a_ticket_admits_once(service: Service) -> None:
    """Whoever saw it on the way cannot use it again."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, _):
        await told(socket, "mark")
        async with service.socket(stream) as (replayed, _):
            assert await closed(replayed) == POLICY_VIOLATION
    assert len(service.payloads) == 1


async def test_a_ticket_admits_its_own_call_only(service: Service) -> None:
    """Shown by another call it is worth nothing, and is spent."""
    stream = await service.ticket()
    async with service.socket(stream, CallSid=OTHER) as (socket, _):
        assert await closed(socket) == POLICY_VIOLATION
    async with service.socket(stream) as (socket, _):
        assert await closed(socket) == POLICY_VIOLATION
    assert service.payloads == []


@pytest.mark.parametrize("said", [[], ['{"event":"connected","protocol":"Call","version":"1.0.0"}'], ["garbage"] * 9])
async def test_a_socket_that_does_not_start_is_closed(service: Service, said: list[str]) -> None:
    """In time, and without a call."""
    stream = await service.ticket()
    async with connect(stream.url, proxy=None) as socket:
        for text in said:
            await socket.send(text)
        assert await closed(socket) == POLICY_VIOLATION
    assert service.payloads == []


async def test_a_wrong_start_is_closed_at_once(service: Service) -> None:
    """Sound in a format that is not ours cannot become a call."""
    stream = await service.ticket()
    async with connect(stream.url, proxy=None) as socket:
        await socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
        start = {"streamSid": "MZ1", "callSid": CALL, "mediaFormat": {"encoding": "audio/opus"}}
        await socket.send(json.dumps({"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": start}))
        assert await closed(socket) == POLICY_VIOLATION


async def test_sockets_without_a_ticket_are_few(service: Service) -> None:
    """Beyond the bound they are turned away until one has started or gone; the calls that run do not count."""
    stream = await service.ticket()
    async with service.socket(stream) as (socket, far):
        await told(socket, "mark")
        idle = [await connect(stream.url, proxy=None) for _ in range(3)]
        with pytest.raises(InvalidStatus, match="503"):
            await connect(stream.url, proxy=None)
        for each in idle:
            assert await closed(each) == POLICY_VIOLATION
        await socket.send(far.dtmf("0"))
        assert await closed(socket) == NORMAL


async def test_a_slow_call_loses_old_sound_and_no_keys(service: Service) -> None:
    """The socket is read on; when the call looks again it finds the newest sound, every key, and the end."""
    awake = asyncio.Event()

    async def slow(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        await awake.wait()
        async for event in line.events():
            service.note(started.call_id, event)

    service.take = slow
    stream = await service.ticket()
    async with service.socket(stream) as (socket, far):
        for n in range(200):
            await socket.send(far.media(bytes([n]) * 160))
            if n % 50 == 0:
                await socket.send(far.dtmf(str(n // 50)))
        await socket.send(far.stop())
        # The service answers a ping when it has read what was sent before it.
        await (await socket.ping())
        awake.set()
        await service.idle()
    assert service.events[CALL][1:] == [*(Digit(str(n)) for n in range(4)), Stopped("hung_up")]
    kept = service.heard[CALL][::160]
    assert list(kept) == list(range(200 - len(kept), 200))
    assert 40 <= len(kept) <= 50


async def test_a_flood_of_keys_ends_the_call(service: Service) -> None:
    """What must not be dropped and finds no room ends the line, instead of filling the memory."""

    async def slow(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        assert isinstance(line, SocketLine)
        while line._stopped is None:  # noqa: ASYNC110 - only the call itself is told, and it does not listen yet
            await asyncio.sleep(0)
        async for event in line.events():
            service.note(started.call_id, event)

    service.take = slow
    stream = await service.ticket()
    async with service.socket(stream) as (socket, far):
        for _ in range(60):
            await socket.send(far.dtmf("1"))
        assert await closed(socket) == POLICY_VIOLATION
    assert [stopped.why for stopped in service.stops()] == ["protocol"]
    assert len(service.events[CALL]) == 51


async def test_a_ticket_office_that_fails_admits_nobody() -> None:
    """The socket is closed; the service goes on."""

    class Failing(LocalTickets):
        async def redeem(self, token: str, call_id: str) -> Mapping[str, str] | None:
            raise ConnectionError("the store is down")

    office = Failing(Tickets(lambda: "t"), lambda: 0.0)
    async with running(TwilioConfig(), tickets=office) as service:
        stream = await service.ticket()
        async with service.socket(stream) as (socket, _):
            assert await closed(socket) == POLICY_VIOLATION
        assert service.payloads == []


async def test_a_far_end_that_does_not_listen_is_lost(service: Service) -> None:
    """Sending waits for so long and no longer."""

    async def talkative(service: Service, line: Line, started: Started, payload: Mapping[str, str]) -> None:
        events = line.events()
        while not service.stops():
            await line.send(Play(b"s" * 200_000))
            while not isinstance(event := await anext(events), Heard):
                service.note(started.call_id, event)
                if isinstance(event, Stopped):
                    break

    service.take = talkative
    stream = await service.ticket()
    async with service.socket(stream) as (socket, far):
        socket.transport.pause_reading()
        while service.running or not service.payloads:
            await socket.send(far.media(SOUND))
            await asyncio.sleep(0.01)
        socket.transport.abort()
    assert [stopped.why for stopped in service.stops()] == ["lost"]
    assert "took no message" in service.stops()[0].detail


async def test_a_silent_socket_is_lost() -> None:
    """A far end that vanished without closing is noticed by its silence."""
    async with running(TwilioConfig(idle_limit_s=0.3)) as service:
        stream = await service.ticket()
        async with service.socket(stream) as (socket, _):
            await service.idle()
            assert await closed(socket) == NORMAL
        assert [stopped.why for stopped in service.stops()] == ["lost"]


async def test_a_service_that_stops_loses_its_lines() -> None:
    """Twilio then asks the next worker; no call hangs on."""
    async with running(TwilioConfig()) as service:
        stream = await service.ticket()
        async with service.socket(stream) as (socket, _):
            await told(socket, "mark")
            leaving = service
    assert [stopped.why for stopped in leaving.stops()] == ["lost"]


async def test_a_web_request_to_the_socket_is_no_call(service: Service) -> None:
    """And no failure either."""
    async with web_client() as client:
        assert (await client.get(service.url + "/twilio/media")).status_code in {404, 405, 426}
