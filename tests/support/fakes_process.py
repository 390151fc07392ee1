"""`trunkline fakes` in a process of its own, as a user would run it."""

import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.running import command, environment

READY_LIMIT_S = 60


@dataclass
class FakesProcess:
    """The running stand-ins. `settings`: what they printed, by name."""

    process: subprocess.Popen[str]
    settings: Mapping[str, str]
    told: str = ""
    """What stood on standard error, when it is over."""

    def at(self, setting: str, path: str) -> str:
        """An address of the stand-in whose address this setting is."""
        return str(httpx.URL(self.settings[setting]).copy_with(path=path))

    def stop(self) -> int:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        _, self.told = self.process.communicate(timeout=20)
        return self.process.returncode


@contextmanager
def fakes_process(home: Path, *arguments: str) -> Iterator[FakesProcess]:
    """Serve stand-ins on free ports."""
    process = subprocess.Popen(
        command("fakes", "--port", "0", *arguments),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        ready = process.stderr.readline()
        assert ready.startswith("Ready: "), ready + process.stderr.read()
        settings: dict[str, str] = {}
        # As many lines as there are settings; the pipe stays open.
        for line in iter(process.stdout.readline, "\n"):
            name, _, value = line.strip().partition("=")
            settings[name] = value
        yield FakesProcess(process, settings)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
        process.stdout.close()
        process.stderr.close()
