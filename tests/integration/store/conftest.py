"""Homes of embedded servers, each in a folder of its own that anybody may enter and nobody else may write to."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for homes; servers that a test left running there are ended with it."""
    folder = Path(tempfile.mkdtemp(prefix="tl-"))
    folder.chmod(0o755)
    yield folder
    for file in folder.glob("**/postmaster.pid"):
        program = Path("/proc", file.read_text().partition("\n")[0] or "none", "cmdline")
        if program.exists() and os.fsencode(file.parent) in program.read_bytes():
            os.kill(int(program.parent.name), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(place: Path) -> Path:
    """A home that is not there yet."""
    return place / "home"
