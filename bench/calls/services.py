"""The services that the bench measures: how each is started, where it is rung, and which of its processes count."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.calls import processes

ROOT = Path(__file__).parents[2]
PEER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
READY_S = 120.0
STOP_S = 30.0
IDLE_SHARE = 0.05
"""A service that uses less of a core has finished its start."""


OURS = "agent"
"""The `trunkline` command."""


class NotRunning(Exception):
    """A service did not start, or is gone. The message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a service has to know to be started. `at`: the working copy that is measured, of ours."""

    folder: Path
    at: Path
    providers: int
    peer_python: Path


@dataclass(frozen=True, slots=True)
class Service:
    """One way to start one. `{port}`, `{providers}` and `{folder}` in arguments and settings are filled in."""

    name: str
    module: str
    arguments: tuple[str, ...]
    door: str
    ready: str = ""
    """A line that it prints when it is ready; without one it is ready when its port is open."""
    started: str = ""
    """What it logs when it has done what it does once after a start, such as making the sound of sentences."""
    settings: Mapping[str, str] = field(default_factory=dict)
    peer: bool = False


def _ours(name: str, flow: str, **more: str) -> Service:
    settings = {**_SETTINGS, "TRUNKLINE_FLOWS": str(ROOT / "bench/calls/flows"), "TRUNKLINE_FLOW": flow, **more}
    return Service(
        name, OURS, ("serve", "--port", "{port}"), "webhook", "answers at", "speech.prepared", settings=settings
    )


_SETTINGS = {
    "TRUNKLINE_HOME": "{folder}/home",
    "TRUNKLINE_ASR": "deepgram:flux-general-en",
    "TRUNKLINE_ASR_FALLBACK": "none",
    "TRUNKLINE_TTS": "cartesia",
    "TRUNKLINE_TTS_FALLBACK": "none",
    "TRUNKLINE_LLM": "openai:gpt-4.1",
    "TRUNKLINE_LLM_FALLBACK": "none",
    "TRUNKLINE_MAX_CALLS": "500",
    "TRUNKLINE_LOG_LEVEL": "info",
    # As with a number of Twilio's: without its token, every call from this machine is one for trial and is recorded.
    "TRUNKLINE_RECORD": "none",
    "DEEPGRAM_URL": "http://127.0.0.1:{providers}",
    "CARTESIA_URL": "http://127.0.0.1:{providers}",
    "OPENAI_BASE_URL": "http://127.0.0.1:{providers}/v1",
    "DEEPGRAM_API_KEY": "bench",
    "CARTESIA_API_KEY": "bench",
    "OPENAI_API_KEY": "bench",
}
_PEER = ("--port", "{port}", "--providers", "{providers}")
SERVICES: Mapping[str, Service] = {
    each.name: each
    for each in (
        _ours("ours", "bench"),
        _ours("ours-fixed", "bench_fixed", TRUNKLINE_LLM="none"),
        Service("floor", "bench.calls.floor", ("--port", "{port}"), "socket:/ws"),
        Service("peer-default", "bench.calls.peer", _PEER, "socket:/ws", peer=True),
        Service("peer-tuned", "bench.calls.peer", (*_PEER, "--tuned"), "socket:/ws", peer=True),
    )
}


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs."""

    service: Service
    port: int
    pid: int
    database: int | None
    log: Path

    def cpu_s(self) -> tuple[float, float, float]:
        """CPU seconds so far: the service's own, its database's, and of its own those of the event loop's thread."""
        database = processes.family(self.database) if self.database else set()
        own = processes.family(self.pid) - database
        return processes.cpu_s(own), processes.cpu_s(database), processes.loop_cpu_s(self.pid)

    def memory_mb(self) -> float:
        """Without the database's."""
        database = processes.family(self.database) if self.database else set()
        return processes.memory_mb(processes.family(self.pid) - database)


@asynccontextmanager
async def run(service: Service, place: Place, *, cores: "Cores") -> AsyncIterator[Running]:
    """Start it on the core that is measured, wait until it is idle, and stop it. Raises `NotRunning`."""
    port = free_port()
    filled = {"port": port, "providers": place.providers, "folder": place.folder}
    python = str(place.peer_python) if service.peer else sys.executable
    command = [python, "-W", "ignore", "-m", service.module, *(each.format(**filled) for each in service.arguments)]
    settings = {name: value.format(**filled) for name, value in service.settings.items()}
    log = place.folder / f"{service.name}.log"
    directory = ROOT if service.peer or service.module != OURS else place.at
    process = _start(command, directory, settings={**_environment(), **settings}, log=log)
    processes.pin({process.pid}, cores.measured)
    try:
        await _ready(service, process, port=port, log=log)
        database = processes.named("postgres", str(place.folder / "home" / "postgres" / "data"))
        if database:
            processes.pin(processes.family(database), cores.other)
        running = Running(service, port, process.pid, database, log)
        await _started(running)
        yield running
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@dataclass(frozen=True, slots=True)
class Cores:
    """Where what runs."""

    measured: frozenset[int]
    other: frozenset[int]

    @classmethod
    def of_machine(cls) -> "Cores":
        """The first for what is measured, the others for everything else; a machine with one shares it."""
        first, *others = sorted(os.sched_getaffinity(0))
        return cls(frozenset({first}), frozenset(others or {first}))


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def _ready(service: Service, process: "subprocess.Popen[bytes]", *, port: int, log: Path) -> None:
    for _ in range(int(READY_S / 0.1)):
        if process.poll() is not None:
            raise NotRunning(f"{service.name} has ended:\n{_end(log)}")
        if service.ready and service.ready in _end(log, most=1_000_000):
            return
        if not service.ready and _is_open(port):
            return
        await asyncio.sleep(0.1)
    raise NotRunning(f"{service.name} was not ready within {READY_S:g} s:\n{_end(log)}")


async def _started(running: Running) -> None:
    """Until it has done what it does after its start: that is no part of what a call costs."""
    for _ in range(int(READY_S)):
        before = running.cpu_s()[0]
        await asyncio.sleep(1)
        if running.cpu_s()[0] - before < IDLE_SHARE and running.service.started in _end(running.log, most=1_000_000):
            return


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _end(log: Path, *, most: int = 2_000) -> str:
    return log.read_text(errors="replace")[-most:]


def _start(
    command: Sequence[str], directory: Path, *, settings: Mapping[str, str], log: Path
) -> "subprocess.Popen[bytes]":
    with log.open("wb") as written:
        return subprocess.Popen(command, cwd=directory, env=settings, stdout=written, stderr=subprocess.STDOUT)


def _environment() -> dict[str, str]:
    """Ours, without settings of a service that somebody has set for another purpose."""
    own = ("TRUNKLINE_", "OPENAI_", "DEEPGRAM_", "CARTESIA_", "TWILIO_", "DATABASE_URL", "PUBLIC_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)} | {"PYTHONUNBUFFERED": "1"}
