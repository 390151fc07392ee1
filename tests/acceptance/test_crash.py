"""What a caller notices of a service that dies in the middle of their call."""

import asyncio
import json
import os
import signal
import subprocess
import threading
import time

import httpx
import pytest

from telephony.caller.call import ring
from telephony.caller.plan import CallPlan
from telephony.caller.report import CallerEvent
from tests.support.running import Service, a_home, command, environment, said

NUMBER = "+919822012345"


def books(service: Service) -> "subprocess.Popen[str]":
    """A caller who asks for a cleaning, in a process of their own."""
    return subprocess.Popen(
        command("call", "--url", service.url, "--from", NUMBER, "--json", "--say", "Book a cleaning next Tuesday."),
        env=environment(service.home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_after_a_crash_the_caller_goes_on_where_they_stopped() -> None:
    """kill -9 in mid-call, start again, ring again from the same number: what was said before is still known."""
    with a_home() as home:
        service = Service(home).start()
        ringing = books(service)
        assert ringing.stdout
        for line in ringing.stdout:
            event = json.loads(line)
            if event["event"] == "turn_done" and event["turn"] == 1:
                break
        service.kill()
        drained = threading.Thread(target=ringing.communicate, kwargs={"timeout": 60})
        drained.start()
        drained.join()
        assert ringing.returncode == 1, "the caller learns that the line is gone"

        service.start()
        _, events = service.call("--from", NUMBER, "--say", "Yes.", "--hangup-after", "20")
        service.stop()

    assert "Shall we carry on where we stopped?" in said(events)
    assert "For a cleaning on Tuesday" in said(events)


def test_a_booking_survives_the_crash_of_everything() -> None:
    """What was confirmed to a caller is in the database, whatever dies afterwards."""
    with a_home() as home:
        service = Service(home).start()
        talk = "book a cleaning on Wednesday\nthe first one\nmy name is Asha Rao\nyes\nyes\n"
        done = service.run("chat", "--from", NUMBER, stdin=talk)
        assert "(ended: booked)" in done.stdout
        service.kill()
        postmaster = int(((home / "postgres").resolve() / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)

        rows = service.run("db", "query", "select name, phone, status from appointments").stdout
    assert "Asha Rao" in rows
    assert "booked" in rows


def test_two_services_with_two_homes_do_not_clash() -> None:
    """Each has its own database."""
    with a_home() as one, a_home() as two:
        first, second = Service(one).start(), Service(two).start()
        talk = "book a cleaning on Wednesday\nthe first one\nmy name is Asha Rao\nyes\nyes\n"
        assert first.run("chat", stdin=talk).returncode == 0
        counts = [each.run("db", "query", "select count(*) from appointments").stdout for each in (first, second)]
        assert first.stop() == 0
        assert second.stop() == 0

    assert [count.splitlines()[2].strip() for count in counts] == ["1", "0"]


def test_the_port_of_a_running_service_is_not_taken_twice() -> None:
    """The second service says so in one sentence."""
    with a_home() as home:
        service = Service(home).start()
        done = service.run("serve", "--port", str(service.port))
        service.stop()

    assert done.returncode == 1
    assert "Cannot listen at" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_of_a_call_names_nobody() -> None:
    """Numbers and words of callers are not in the service's log."""
    with a_home() as home:
        service = Service(home).start()
        _, events = service.call("--from", NUMBER, "--say", "Book a cleaning next Tuesday.", "--hangup-after", "13")
        written = "\n".join(line for line in service.written().splitlines() if line.startswith("{"))
        service.stop()

    assert "call.started" in written
    assert NUMBER not in written
    assert "cleaning" not in written.lower()
    assert "cleaning" in said(events)


def test_a_database_that_dies_is_started_again() -> None:
    """kill -9 of PostgreSQL under the running service: a moment later calls are taken again, and nothing was lost."""
    with a_home() as home:
        service = Service(home).start()
        talk = "book a cleaning on Wednesday\nthe first one\nmy name is Asha Rao\nyes\nyes\n"
        assert service.run("chat", "--from", NUMBER, stdin=talk).returncode == 0
        data = (home / "postgres").resolve() / "data"
        os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
        deadline = time.monotonic() + 30
        while httpx.get(f"{service.url}/readyz").status_code != 200:
            assert time.monotonic() < deadline, "the database never came back"
            time.sleep(0.05)
        _, events = service.call("--press", "1", "--hangup-after", "6")
        rows = service.run("db", "query", "select name from appointments").stdout
        service.stop()

    assert "cleaning" in said(events)
    assert "Asha Rao" in rows


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_stopped_in_mid_call_ends_it_cleanly(signal_number: signal.Signals) -> None:
    """The call is ended, the exit is clean, and the caller may go on later."""
    with a_home() as home:
        service = Service(home).start()
        assert service.process
        ringing = books(service)
        assert ringing.stdout
        events = []
        for line in ringing.stdout:
            events.append(json.loads(line))
            if events[-1]["event"] == "turn_done" and events[-1]["turn"] == 1:
                service.process.send_signal(signal_number)
        ringing.communicate(timeout=60)
        code = service.ends()
        written = service.written()
        service.start()
        _, again = service.call("--from", NUMBER, "--hangup-after", "5")
        service.stop()

    assert code == 0
    assert events[-1]["by"] == "draining"
    assert "postgres.stopped" in written
    assert "carry on" in said(again)


async def test_who_is_interrupted_by_a_stop_hears_that_we_come_back() -> None:
    """Twilio asks what comes next while the service is going away, and its voice says it."""
    spoken: list[str] = []
    with a_home() as home:
        service = await asyncio.to_thread(Service(home).start)
        assert service.process

        def happened(event: CallerEvent) -> None:
            assert service.process
            if event.name == "agent_speaking":
                service.process.send_signal(signal.SIGTERM)
            if event.name == "twiml_said":
                spoken.append(str(event.fields["text"]))

        report = await ring(service.url, CallPlan(limit_s=30), on_event=happened)
        code = await asyncio.to_thread(service.ends)

    assert code == 0
    assert report.streams == 1
    assert len(spoken) == 1
    assert "we go on where we stopped" in spoken[0]
