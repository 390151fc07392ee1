"""`trunkline call` at a running service: sound in, sound out, over real sockets."""

import asyncio
import json
import socket
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.support.running import Service, said, timeline


def test_words_are_understood_from_sound(service: Service) -> None:
    """A sentence that is spoken is recognised and answered with what was asked for."""
    code, events = service.call("--say", "I'd like to book a cleaning next Tuesday.", "--hangup-after", "16")

    [turn] = [event for event in events if event["event"] == "turn" and event["text"]]
    assert "book a cleaning next tuesday" in turn["text"].lower().rstrip(".")
    assert "For a cleaning on Tuesday" in said(events)
    assert code == 1, "the caller hung up before there was a result"
    assert events[-1]["event"] == "ended"
    assert events[-1]["by"] == "caller"


def test_the_timeline_of_a_call_can_be_read_afterwards(service: Service) -> None:
    """What `--json` printed is kept, in order, and only this machine may read it."""
    _, events = service.call("--press", "1", "--hangup-after", "9")
    call_id = events[-1]["call_id"]
    stored = timeline(httpx.get(f"{service.url}/api/calls/{call_id}/events").text)

    assert [event["event"] for event in events] == [event["event"] for event in stored]
    assert [event["n"] for event in stored] == list(range(len(stored)))
    forwarded = httpx.get(f"{service.url}/api/calls/{call_id}/events", headers={"X-Forwarded-For": "203.0.113.7"})
    assert forwarded.status_code == 403


def test_keys_alone_lead_through_the_menu(service: Service) -> None:
    """The keypad stops the prompt and answers it."""
    _, events = service.call("--press", "1", "--press", "2", "--hangup-after", "14")

    assert "Which day suits you" in said(events)


def test_a_caller_may_talk_over_the_agent(service: Service) -> None:
    """With --barge-in the agent stops, and the timeline tells what was heard of its sentence."""
    _, events = service.call("--barge-in", "2.2", "--say", "I want to book a filling tomorrow.", "--hangup-after", "12")

    [cut, *_] = [event for event in events if event["event"] == "cut"]
    assert "Would you like to book, move or cancel an appointment?".startswith(cut["heard"])
    assert any(event["event"] == "barge_in" for event in events)


def test_hindi_prompts_are_spoken_when_the_call_is_hindi(service: Service) -> None:
    """`--language hi` gives the Hindi wording."""
    _, events = service.call("--language", "hi", "--press", "1", "--hangup-after", "10")

    assert "नमस्ते" in said(events)


def test_a_call_is_recorded_on_both_sides(service: Service, tmp_path: Path) -> None:
    """--record writes a stereo WAV."""
    wav = tmp_path / "call.wav"
    service.call("--press", "1", "--hangup-after", "6", "--record", str(wav))

    assert wav.read_bytes()[:4] == b"RIFF"
    assert wav.stat().st_size > 8000 * 2 * 2 * 4


def test_garbage_and_dead_sockets_leave_the_service_healthy(service: Service) -> None:
    """Noise on the port, half-open sockets and floods of nonsense cost nobody their call."""
    asyncio.run(_be_rude(service))

    assert httpx.get(f"{service.url}/healthz").json()["status"] == "ok"
    assert httpx.get(f"{service.url}/readyz").status_code == 200
    _, events = service.call("--press", "1", "--hangup-after", "7")
    assert "cleaning" in said(events)


async def _be_rude(service: Service) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", service.port)) as raw:
            raw.sendall(b"\x00\xff" * 500)
    address = service.url.replace("http", "ws") + "/twilio/media"
    for message in ("not json", "{}", json.dumps({"event": "media"}), "[" * 10_000, b"\x00" * 100):
        async with connect(address) as media:
            await media.send(message)
            media.transport.abort()
    for _ in range(10):
        async with connect(address) as media:
            await media.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
            media.transport.abort()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "http://127.0.0.1:1"], "127.0.0.1:1"),
        (["--wav", "/nowhere.wav"], "must be a WAV file"),
        (["--press", "five"], "keys of a telephone"),
        (["--wait", "long"], "takes seconds"),
    ],
)
def test_a_call_that_cannot_be_made_says_why(service: Service, arguments: list[str], sentence: str) -> None:
    """One sentence on standard error, no traceback."""
    done = service.run("call", "--url", service.url, *arguments)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_flow_is_refused_politely(service: Service) -> None:
    """A number that points at a flow that is not there is answered and hung up."""
    done = service.run("call", "--url", service.url, "--flow", "nothing", "--json")

    assert done.returncode == 1
    assert timeline(done.stdout)[-1]["by"] == "refused"
