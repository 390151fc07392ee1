"""The console's pages that are committed are those that its sources are built into."""

import subprocess
from pathlib import Path

import pytest

from agent.console.site import BUILT

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built now."""
    folder = tmp_path_factory.mktemp("site")
    command = [str(ROOT / "scripts/npm"), "run", "--silent", "build", "--", "--outDir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_committed_build_is_fresh(built: Path) -> None:
    """Else: run “make console” and commit what it makes."""
    assert _files(BUILT) == _files(built), "The committed build is stale: run “make console”."


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
