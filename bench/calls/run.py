"""Measure services under whole calls over real sockets, interleaved, and write what was seen.

    python -m bench.calls.run --quick
    python -m bench.calls.run --calls 1,10,25,50,100 --seconds 60 --service ours,floor,peer-default,peer-tuned

The service runs on the first core; the stand-ins of the providers, the callers and the database on the others. Each
service is started afresh for each number of calls, and services take turns within a number of calls, so that all share
whatever else the machine does: read the ratios. See bench/README.md for what is measured and how.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.calls import processes, speech
from bench.calls.conditions import how
from bench.calls.figures import Moments, of_run
from bench.calls.journal import rows
from bench.calls.report import markdown
from bench.calls.script import Delays
from bench.calls.services import PEER_PYTHON, ROOT, SERVICES, Cores, NotRunning, Place, Running, Service, free_port
from bench.calls.services import run as running_service

QUICK = {"calls": [10], "seconds": 20.0, "service": ["ours", "floor", "peer-default"], "scene": ["talk"]}
SCENES = ("talk", "coming", "fixed", "leak")
COMING_S = 2.0
BARGE_IN_EVERY = 3
LEAK_AT_ONCE = 20
RESTED_S = 5.0
"""After the last call, before memory is looked at."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What lasts from one run to the next."""

    place: Place
    cores: Cores
    delays: Delays
    voice: Path
    seconds: float
    keep: Path | None
    """Where what callers and stand-ins noted is kept."""


async def measure(bench: Bench, service: Service, *, calls: int, scene: str) -> dict[str, Any]:
    """One run: so many calls at one service. Raises `NotRunning`."""
    began, load = datetime.now(UTC), os.getloadavg()[0]
    async with providers(bench), running_service(service, bench.place, cores=bench.cores) as running:
        before_mb = running.memory_mb()
        told, used = await _called(bench, running, calls=calls, scene=scene)
        journal = await asyncio.to_thread(_journal, bench.place.providers)
        await asyncio.sleep(RESTED_S)
        after_mb = running.memory_mb()
        _keep(bench.keep, f"{scene}-{calls}-{service.name}", {"turns": told, "journal": journal}, log=running.log)
    figures = of_run(told, Moments(rows(journal)), bench.delays)
    return {
        "service": service.name,
        "scene": scene,
        "calls": calls,
        "seconds": round(told["ended"] - told["began"], 1),
        "at": began.isoformat(timespec="seconds"),
        "load_before": round(load, 2),
        "load_after": round(os.getloadavg()[0], 2),
        **figures,
        **used,
        "mb_before": round(before_mb, 1),
        "mb_rested": round(after_mb, 1),
        "refused": told["refused"],
        "faults": told["faults"],
        "unmarked_s": round(told["unmarked_s"], 2),
        "instrument_late_ms": {share: round(ms, 2) for share, ms in told["late_ms"].items()},
    }


async def _called(bench: Bench, running: Running, *, calls: int, scene: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let the callers ring. What they noted, and what the service used meanwhile."""
    out = bench.place.folder / "turns.json"
    options = [
        "--port",
        str(running.port),
        "--door",
        running.service.door,
        "--voice",
        str(bench.voice),
        "--out",
        str(out),
    ]
    if scene == "leak":
        options += ["--calls", str(calls), "--at-once", str(LEAK_AT_ONCE)]
    else:
        options += ["--calls", str(calls), "--seconds", str(bench.seconds)]
        options += ["--coming", str(COMING_S)] if scene == "coming" else []
        options += ["--barge-in-every", str(BARGE_IN_EVERY)] if scene in {"talk", "coming"} else []
    command = [sys.executable, "-m", "bench.calls.callers", *options]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    processes.pin({process.pid}, bench.cores.other)
    used = await _used(process, running)
    if await process.wait():
        raise NotRunning("the callers have failed")
    return json.loads(out.read_text()), used


async def _used(process: asyncio.subprocess.Process, running: Running) -> dict[str, Any]:
    """CPU between `steady` and `over`, and memory in the middle and along many short calls."""
    assert process.stdout
    began: tuple[float, tuple[float, float, float]] = (0.0, (0.0, 0.0, 0.0))
    used: dict[str, Any] = {"mb_along": []}
    async for line in process.stdout:
        told = json.loads(line)
        now = (time.monotonic(), running.cpu_s())
        match told["what"]:
            case "steady":
                began = now
            case "over":
                minutes = (now[0] - began[0]) / 60 * max(told["calls"], 1)
                own, database, loop = (after - before for after, before in zip(now[1], began[1], strict=True))
                used["mb"] = round(running.memory_mb(), 1)
                used["cpu_s_a_call_minute"] = round(own / minutes, 4)
                used["loop_cpu_s_a_call_minute"] = round(loop / minutes, 4)
                used["database_cpu_s_a_call_minute"] = round(database / minutes, 4)
                used["core_share"] = round(own / (now[0] - began[0]), 3)
            case "calls":
                used["mb_along"].append([told["calls"], round(running.memory_mb(), 1)])
    return used


@asynccontextmanager
async def providers(bench: Bench) -> AsyncIterator[None]:
    """The stand-ins, in a process of their own."""
    options = [text for field in fields(Delays) for text in (f"--{field.name}", str(getattr(bench.delays, field.name)))]
    command = [sys.executable, "-m", "bench.calls.providers", "--port", str(bench.place.providers), *options]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    processes.pin({process.pid}, bench.cores.other)
    try:
        assert process.stdout
        await asyncio.wait_for(process.stdout.readline(), 10)
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


def _journal(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/journal", timeout=60) as answer:
        return str(answer.read().decode())


def _keep(folder: Path | None, name: str, noted: dict[str, Any], *, log: Path) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(json.dumps(noted))
        shutil.copyfile(log, folder / f"{name}.log")


# ── the plan ──────────────────────────────────────────────────────────────────


def planned(given: argparse.Namespace) -> list[tuple[str, int, Service]]:
    """Every run, in order: scene, calls, service. Services change places from one number of calls to the next."""
    services = [SERVICES[name] for name in given.service]
    steps = []
    for scene in given.scene:
        for place, calls in enumerate([given.leak_calls] if scene == "leak" else given.calls):
            order = services[place % len(services) :] + services[: place % len(services)]
            if scene == "fixed":
                order = [SERVICES["ours-fixed"]]
            if scene in {"fixed", "leak"}:
                order = [service for service in order if service.name != "floor"]
            steps += [(scene, calls, service) for service in order]
    return [step for _ in range(given.rounds) for step in steps]


async def measure_all(given: argparse.Namespace) -> dict[str, Any]:
    """Everything that was asked for; what fails is told, and the rest goes on."""
    cores = Cores.of_machine()
    os.sched_setaffinity(0, cores.other)
    steps, results = planned(given), []
    with _folder() as name:
        folder = Path(name)
        voice = folder / "turn.ulaw"
        voice.write_bytes(await speech.make())
        place = Place(folder, given.at, free_port(), given.peer_python)
        bench = Bench(place, cores, given.delays, voice, given.seconds, given.keep)
        for number, (scene, calls, service) in enumerate(steps, 1):
            print(f"{number}/{len(steps)}: {scene}, {calls} calls, {service.name}", file=sys.stderr, flush=True)
            try:
                results.append(await measure(bench, service, calls=calls, scene=scene))
            except NotRunning as why:
                print(why, file=sys.stderr)
                results.append({"service": service.name, "scene": scene, "calls": calls, "failed": str(why)})
                continue
            _tell(results[-1])
    told = how(given.at, given.peer_python, cores=cores, delays=given.delays)
    return {"how": {**told, "seconds": given.seconds}, "runs": results}


@contextmanager
def _folder() -> Iterator[str]:
    """A place for the time of the bench, which the database can enter: it has a user of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-calls-") as name:
        Path(name).chmod(0o711)
        yield name


def _tell(result: dict[str, Any]) -> None:
    brief = {
        name: result.get(name) for name in ("added_ms", "clear_ms", "lost", "cpu_s_a_call_minute", "gaps", "faults")
    }
    print(f"  {json.dumps(brief)}", file=sys.stderr, flush=True)


def delays(text: str) -> Delays:
    """The usual delays, but for those that are named. Raises ValueError."""
    return replace(Delays(), **{name: int(ms) for name, _, ms in (each.partition("=") for each in text.split(","))})


def options() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    command.add_argument(
        "--calls", type=lambda text: [int(each) for each in text.split(",")], default=[1, 10, 25, 50, 100]
    )
    command.add_argument("--seconds", type=float, default=60)
    command.add_argument(
        "--service", type=lambda text: text.split(","), default=["ours", "floor", "peer-default", "peer-tuned"]
    )
    command.add_argument("--scene", type=lambda text: text.split(","), default=list(SCENES))
    command.add_argument("--leak-calls", type=int, default=1000, help="short calls after which memory is looked at")
    command.add_argument("--rounds", type=int, default=1, help="everything so many times over")
    command.add_argument("--quick", action="store_true", help="about two minutes: 10 calls, 20 seconds each")
    command.add_argument("--delays", type=delays, default=Delays(), help="of the stand-ins, such as end=300,sound=130")
    command.add_argument("--at", type=Path, default=ROOT, help="the working copy whose service is measured")
    command.add_argument("--peer-python", type=Path, default=PEER_PYTHON, help="the Python that has the peer")
    command.add_argument("--keep", type=Path, help="a folder for every moment that was noted, and the services' logs")
    command.add_argument("--out", type=Path, help="a file for the figures, JSON; its name with .md gets the tables")
    return command


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and measure."""
    given = options().parse_args(arguments)
    if given.quick:
        for name, value in QUICK.items():
            setattr(given, name, value)
    unknown = [name for name in given.service if name not in SERVICES] + [
        name for name in given.scene if name not in SCENES
    ]
    if unknown:
        raise SystemExit(f"unknown: {', '.join(unknown)}; there are {', '.join((*SERVICES, *SCENES))}")
    if any(SERVICES[name].peer for name in given.service) and not given.peer_python.exists():
        raise SystemExit(f"{given.peer_python} is not there: run bench/calls/setup, or measure --service ours,floor")
    found = asyncio.run(measure_all(given))
    if given.out:
        given.out.write_text(json.dumps(found, indent=1))
        given.out.with_suffix(".md").write_text(markdown(found))
    print(markdown(found))


if __name__ == "__main__":
    main()
