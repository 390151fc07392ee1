"""Where tests write: into memory, where there is enough of it.

A database is copied for each of more than a thousand tests. That is some ten megabytes in three hundred files, which
cost a tenth to a third of a second on a disk, nearly all of it spent by its file system, and a fiftieth in memory.
"""

import os
import re
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4 * 1024**3
"""Bytes. Databases and homes that are there at the same moment take less than a quarter of it."""


def write_into_memory() -> None:
    """Put temporary files there from now on, those of processes that this one starts too. TMPDIR decides if it is set:
    `TMPDIR=/tmp scripts/test` keeps to the disk.
    """
    if "TMPDIR" not in os.environ and _room() >= ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _room() -> int:
    """What may be written there, in bytes: no more than the machine has to spare."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return 0
    spare = re.search(r"^MemAvailable: *(\d+) kB$", Path("/proc/meminfo").read_text(), flags=re.MULTILINE)
    return min(shutil.disk_usage(MEMORY).free, int(spare[1]) * 1024 // 2 if spare else 0)
