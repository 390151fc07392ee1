"""`trunkline fakes`: stand-ins in a process of their own, and whole calls that are led with them."""

import asyncio
import logging
import socket
import subprocess
import tempfile
import wave
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from agent.cli.demo import SCRIPT
from agent.cli.spoken import sounds
from telephony.audio import ulaw
from tests.support.fakes_process import FakesProcess, fakes_process
from tests.support.running import Service, a_home, command, environment

log = logging.getLogger(__name__)


def fakes(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The verb, where it is to end by itself."""
    return subprocess.run(
        command("fakes", *arguments),
        env=environment(Path(tempfile.gettempdir())),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# ── the verb ──────────────────────────────────────────────────────────────────


def test_they_print_the_settings_of_a_service_and_run_until_they_are_stopped(tmp_path: Path) -> None:
    """On standard output and in a file; in the end they say what they refused."""
    file = tmp_path / "fakes.env"
    with fakes_process(tmp_path, "deepgram", "elevenlabs", "--scripted", "--env", str(file)) as running:
        assert set(running.settings) == {"DEEPGRAM_URL", "DEEPGRAM_API_KEY", "ELEVENLABS_URL", "ELEVENLABS_API_KEY"}
        lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
        assert dict(line.split("=", 1) for line in lines) == running.settings
        assert httpx.get(running.at("DEEPGRAM_URL", "/v1/nothing")).status_code == 404
        assert running.stop() == 0
    assert "deepgram: 1 requests, 1 refused\n  404: " in running.told
    assert "Traceback" not in running.told


def test_faults_and_delays_can_be_given_at_the_start_and_over_http(tmp_path: Path) -> None:
    """Any language can test with them."""
    with fakes_process(tmp_path, "openai", "--scripted", "--fault", "openai:503", "--delay", "openai=50ms") as running:
        key = {"Authorization": f"Bearer {running.settings['OPENAI_API_KEY']}"}
        models = running.at("OPENAI_BASE_URL", "/v1/models")
        first = httpx.get(models, headers=key)
        assert (first.status_code, first.elapsed.total_seconds() > 0.05) == (503, True)
        assert httpx.get(models, headers=key).status_code == 200
        httpx.post(running.at("OPENAI_BASE_URL", "/_fakes/troubles"), json={"fault": "429"}).raise_for_status()
        assert httpx.get(models, headers=key).status_code == 429
        assert len(httpx.get(running.at("OPENAI_BASE_URL", "/_fakes/requests")).json()) == 3


def test_a_port_that_is_taken_is_one_clear_sentence() -> None:
    """With the name of the stand-in that cannot be served."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = fakes("twilio", "--scripted", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} of this machine is taken" in done.stderr
    assert "--port" in done.stderr
    assert done.stdout == ""


def test_a_file_that_may_hold_keys_is_not_written_over(tmp_path: Path) -> None:
    """Only files that the verb wrote itself."""
    file = tmp_path / ".env"
    file.write_text("DEEPGRAM_API_KEY=a-real-one\n")
    done = fakes("deepgram", "--scripted", "--port", "0", "--env", str(file))
    assert done.returncode == 1
    assert "may hold keys" in done.stderr
    assert file.read_text() == "DEEPGRAM_API_KEY=a-real-one\n"


# ── whole calls ───────────────────────────────────────────────────────────────

ROW = """
select s.label, to_char(lower(a.during), 'Dy HH24:MI') as start, a.name
from appointments a join services s on s.key = a.service where a.phone = '{}'
"""

PROVIDERS = [
    ("deepgram", "elevenlabs"),
    ("deepgram:flux-general-en", "elevenlabs"),
    ("openai", "elevenlabs"),
    ("whisper", "elevenlabs"),
    ("deepgram", "cartesia"),
    ("deepgram", "polly"),
    ("deepgram", "openai"),
]
"""Who recognises and who speaks: the first, and then one setting changed each."""
AT_A_TIME = 3
"""Services that hear and speak; more are too much for two processors, on which other tests run beside."""
ADDRESSES = {
    "deepgram": "DEEPGRAM_URL",
    "elevenlabs": "ELEVENLABS_URL",
    "cartesia": "CARTESIA_URL",
    "polly": "AWS_ENDPOINT_URL_POLLY",
    "openai": "OPENAI_BASE_URL",
    "whisper": "OPENAI_BASE_URL",
}


@dataclass(frozen=True)
class Booked:
    """What a call came to."""

    code: int
    result: str
    row: str
    answers_ms: list[float]
    turns: list[str]


def spoken(folder: Path) -> list[str]:
    """What the caller of the demonstration says, once for all calls, as options of `trunkline call`."""
    made = asyncio.run(sounds([("say", line) for line in SCRIPT]))
    options: list[str] = []
    for number, line in enumerate(SCRIPT):
        samples = (ulaw.to_samples(made["say", line]) * 32767).astype("<i2")
        with wave.open(str(folder / f"{number}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(samples.tobytes())
        options += ["--wav", str(folder / f"{number}.wav")]
    return options


def booking(settings: Mapping[str, str], said: list[str], number: str) -> Booked:
    """A service of its own, one call at it, and the row in its database."""
    with a_home() as home:
        service = Service(home, **settings).start()
        try:
            code, events = service.call("--flow", "scheduling", "--from", number, *said)
            row = service.run("db", "query", ROW.format(number)).stdout
        finally:
            service.stop()
    first_turn = next(at for at, event in enumerate(events) if event["event"] == "turn")
    answers = [event["ms"] for event in events[first_turn:] if event["event"] == "first_sound"]
    turns = [event["text"] for event in events if event["event"] == "turn"]
    return Booked(code, str(events[-1].get("result")), row, answers, turns)


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[FakesProcess]:
    """All of them in one process. They really hear; they speak in tones, which cost nothing."""
    with fakes_process(Path(tempfile.gettempdir()), "--voice", "tone") as running:
        yield running


@pytest.fixture(scope="module")
def bookings(
    stand_ins: FakesProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[tuple[str, str], "Future[Booked]"]]:
    """The same call with everybody, some at a time: most of it is waiting for somebody to finish a sentence."""
    said = spoken(tmp_path_factory.mktemp("said"))
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        made: dict[tuple[str, str], Future[Booked]] = {}
        for count, (asr, tts) in enumerate(PROVIDERS):
            settings = {
                **stand_ins.settings,
                "TRUNKLINE_ASR": asr,
                "TRUNKLINE_TTS": tts,
                # Nobody helps out: what is heard and said is theirs.
                "TRUNKLINE_ASR_FALLBACK": "none",
                "TRUNKLINE_TTS_FALLBACK": "none",
                # Of the stand-in for Twilio nothing is wanted here.
                "TWILIO_AUTH_TOKEN": "",
            }
            number = f"+91980000{count:04d}"
            made[asr, tts] = pool.submit(booking, settings, said, number)
        yield made


@pytest.mark.timeout(500)
@pytest.mark.parametrize(("asr", "tts"), PROVIDERS)
def test_an_appointment_is_booked_by_voice_whoever_recognises_and_speaks(
    stand_ins: FakesProcess,
    bookings: Mapping[tuple[str, str], "Future[Booked]"],
    asr: str,
    tts: str,
) -> None:
    """One setting is changed, the flow is the same, and so is what it comes to."""
    booked = bookings[asr, tts].result()
    first = bookings[PROVIDERS[0]].result()

    assert (booked.code, booked.result) == (0, "booked"), booked.turns
    assert booked.row == first.row
    assert all(part in booked.row for part in ("a cleaning", "Tue", "Anna Gomez"))
    assert len(booked.answers_ms) >= 5
    log.info("%s, %s: ms to the answers: %s", asr, tts, sorted(map(round, booked.answers_ms)))
    for vendor in (asr.partition(":")[0], tts):
        assert httpx.get(stand_ins.at(ADDRESSES[vendor], "/_fakes/requests")).json(), f"{vendor} was not asked"
        assert httpx.get(stand_ins.at(ADDRESSES[vendor], "/_fakes/refused")).json() == []
