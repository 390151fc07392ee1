"""What processes use, from /proc: CPU seconds and memory of a process with its children. Linux only."""

import contextlib
import os
from collections.abc import Collection, Iterable
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PROC = Path("/proc")


def family(root: int) -> set[int]:
    """A process, its children, and theirs."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def named(command: str, argument: str) -> int | None:
    """The process of that command with that argument that was there first."""
    for entry in sorted(_PROC.iterdir(), key=lambda each: (len(each.name), each.name)):
        with contextlib.suppress(OSError):
            if entry.name.isdecimal():
                line = (entry / "cmdline").read_bytes().split(b"\0")
                if Path(line[0].decode(errors="replace")).name == command and argument.encode() in line:
                    return int(entry.name)
    return None


def cpu_s(pids: Iterable[int], *, where: str = "stat", upto: int = 15) -> float:
    """CPU seconds so far, and those of children that have ended."""
    return sum(sum(map(int, fields[11:upto])) for pid in pids if (fields := _stat(pid, where))) / _TICK


def loop_cpu_s(pid: int) -> float:
    """CPU seconds of the first thread of a process, so far."""
    return cpu_s([pid], where=f"task/{pid}/stat", upto=13)


def memory_mb(pids: Iterable[int]) -> float:
    """Memory that is in use (resident)."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, IndexError):
            total += int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE
    return total / 1e6


def pin(pids: Iterable[int], cores: Collection[int]) -> None:
    """Let these run on those cores only, with all their threads; where that is not allowed, they run where they do."""
    for pid in pids:
        with contextlib.suppress(OSError):
            for thread in (_PROC / str(pid) / "task").iterdir():
                os.sched_setaffinity(int(thread.name), cores)


def _stat(pid: int, where: str = "stat") -> list[str]:
    """The fields after the name: state, parent, …; empty when the process is gone."""
    try:
        return (_PROC / str(pid) / where).read_text().rpartition(")")[2].split()
    except OSError:
        return []
