"""How a measurement was made: versions, processor, cores, command."""

import os
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.calls.script import Delays
from bench.calls.services import Cores


def how(at: Path, peer_python: Path, *, cores: Cores, delays: Delays) -> dict[str, Any]:
    """The conditions. `at`: the working copy that was measured; `peer_python`: the Python that has the peer."""
    return {
        "command": " ".join(["python -m bench.calls.run", *sys.argv[1:]]),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": _git(at),
        "python": platform.python_version(),
        "peer": _peer_version(peer_python),
        "uvicorn": version("uvicorn"),
        "cpu": _cpu(),
        "cores": {"measured": sorted(cores.measured), "other": sorted(cores.other)},
        "delays": asdict(delays),
    }


def _git(at: Path) -> str:
    found = subprocess.run(
        ["git", "-C", str(at), "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def _peer_version(python: Path) -> str:
    if not python.exists():
        return ""
    code = "import platform, importlib.metadata as m; print(m.version('pipecat-ai'), platform.python_version())"
    told = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=False).stdout.split()
    return " on Python ".join(told)


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{name}, {os.cpu_count()} cores"
