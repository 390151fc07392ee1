"""The real command line in processes of its own: the service on a free port, and whatever rings it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from agent.settings import Settings

START_LIMIT_S = 90


def command(*arguments: str) -> list[str]:
    """The command line, as this Python's module."""
    return [sys.executable, "-m", "agent", *arguments]


def environment(home: Path, **more: str) -> dict[str, str]:
    """A new user's environment: no settings but these."""
    known = {name.upper() for name in Settings.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in known}
    return {**kept, "TRUNKLINE_HOME": str(home), **more}


SPOKEN = "TESTS_SPOKEN"
"""Names a folder with what services of this run of the tests have said before. A new home has no sound, and its service
speaks some hundred sentences ahead of its calls, for nine seconds of a processor.
"""


@contextmanager
def a_home(*, new: bool = False) -> Iterator[Path]:
    """A TRUNKLINE_HOME, where the user of PostgreSQL may go: with nothing in it but sentences that were spoken before.
    `new`: it does not even exist yet, as a new user has it.
    """
    home = Path(tempfile.gettempdir(), f"trunkline-home-{secrets.token_hex(4)}")
    if not new and SPOKEN in os.environ:
        home.mkdir(mode=0o755)
        (home / "speech").symlink_to(os.environ[SPOKEN])
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
        log_of(home).unlink(missing_ok=True)


def log_of(home: Path) -> Path:
    """Where the log of a service with this home is written."""
    return home.with_name(f"{home.name}.log")


class Service:
    """`trunkline serve` in a process."""

    program: Sequence[str] = ("-m", "agent")
    """What Python runs to serve."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.settings = settings
        self.process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self, port: int = 0) -> "Service":
        self.log = log_of(self.home).open("a")
        self.process = subprocess.Popen(
            [sys.executable, *self.program, "serve", "--port", str(port)],
            env=environment(self.home, **self.settings),
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert "answers at" in line, f"the service did not start: {line!r}, see {self.log.name}"
        self.url = line.split("answers at ")[1].split()[0]
        return self

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """As a power cut would."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._close()

    def stop(self) -> int:
        assert self.process
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        code = self.ends()
        Path(self.log.name).unlink(missing_ok=True)
        return code

    def ends(self) -> int:
        """Wait for its end, and give the exit code."""
        assert self.process
        code = self.process.wait(30)
        self._close()
        return code

    def written(self) -> str:
        """The log until now."""
        return Path(self.log.name).read_text()

    def _close(self) -> None:
        assert self.process
        if self.process.stdout:
            self.process.stdout.close()
        self.log.close()

    def run(self, *arguments: str, limit_s: float = 170, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Another verb of the command line, with the same home."""
        return subprocess.run(
            command(*arguments),
            env=environment(self.home, **self.settings),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )

    def call(self, *arguments: str, limit_s: float = 170) -> tuple[int, list[dict[str, Any]]]:
        """`trunkline call --json` at this service: the exit code, and the timeline."""
        done = self.run("call", "--url", self.url, "--json", *arguments, limit_s=limit_s)
        return done.returncode, timeline(done.stdout)


def timeline(lines: str) -> list[dict[str, Any]]:
    """JSON lines as records."""
    return [json.loads(line) for line in lines.splitlines()]


def said(events: Sequence[dict[str, Any]]) -> str:
    """Everything the agent said, in one line."""
    return " ".join(event["text"] for event in events if event["event"] == "say")
