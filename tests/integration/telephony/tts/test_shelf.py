"""Several processes keep speech in one folder."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from structlog.testing import capture_logs

from telephony.tts.port import Speech
from telephony.tts.shelf import Shelf

SPEECH = [Speech(b"\x01" * 80)]


def user(folder: Path, seed: int, *, rounds: int, bound: int) -> subprocess.Popen[str]:
    """A process that uses the folder."""
    command = [sys.executable, "-m", "tests.support.shelf_user", str(folder), str(seed), str(rounds), str(bound)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_who_reads_while_others_write_and_evict_gets_whole_entries(tmp_path: Path) -> None:
    """Three processes write the same few texts, read them, and throw out the oldest, all at once: every entry that is
    read is whole, none is taken for damaged, and the folder keeps its bound.
    """
    users = [user(tmp_path, seed, rounds=600, bound=30_000) for seed in range(3)]
    answers = [each.communicate(timeout=60) for each in users]
    for each, (said, errors) in zip(users, answers, strict=True):
        assert (each.returncode, errors) == (0, "")
        assert "warning" not in said
        assert int(said.split()[-1]) > 50
    Shelf(tmp_path, bound_bytes=30_000).write("last", SPEECH)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 30_000
    assert not list(tmp_path.glob("*.part"))


def test_a_process_that_is_killed_while_it_writes_leaves_nothing_that_is_believed(tmp_path: Path) -> None:
    """Whatever it had begun is no entry; what it had finished is whole; what it left lying is cleared away later."""
    shelf = Shelf(tmp_path, bound_bytes=1_000_000)
    for seed in range(4):
        before = time.time()
        doomed = user(tmp_path, seed, rounds=1_000_000, bound=1_000_000)
        while doomed.poll() is None and not any(file.stat().st_mtime > before for file in tmp_path.glob("*.speech")):
            assert time.time() < before + 30
        doomed.send_signal(signal.SIGKILL)
        doomed.communicate()
        with capture_logs() as logs:
            assert all(shelf.read(file.stem) for file in tmp_path.glob("*.speech"))
        assert logs == []
    left = tmp_path / ".left.part"
    left.write_bytes(b"begun")
    Shelf(tmp_path, bound_bytes=1_000_000).write("young", SPEECH)
    assert left.exists()
    long_ago = time.time() - 2 * 3600
    os.utime(left, (long_ago, long_ago))
    Shelf(tmp_path, bound_bytes=1_000_000).write("old", SPEECH)
    assert not left.exists()
