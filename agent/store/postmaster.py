"""The process of the embedded server: whether it runs, starting it, waiting for it, stopping it.

Everything here blocks; it is called from a worker thread. What the server says of itself is its file `postmaster.pid`
(PostgreSQL, src/include/utils/pidfile.h): pid, data folder, start, port, socket folder, address, key, status.
"""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.errors import EmbeddedPostgresError
from agent.store.binaries import Binaries
from agent.store.cluster import SOCKET, Cluster, complaint, run_as

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    # What callers said can stand in a failed statement: the log tells of the server, not of the data.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
}

# The shell goes away at once, so the server is nobody's child: no process of ours has to collect it when it ends.
_LAUNCH = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'

START_LIMIT_S = 120.0
"""Long enough to replay the write-ahead log of a server that was killed under load."""
_ORPHANS_LIMIT_S = 30.0
_FAST_STOP_LIMIT_S = 30.0
_IMMEDIATE_STOP_LIMIT_S = 10.0
_TORN_FILE_LIMIT_S = 1.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Running:
    """What a server says of itself."""

    pid: int
    socket_folder: Path
    status: str
    """`starting`, `ready`, `stopping`, … or empty."""


def running(data: Path) -> Running | None:
    """The server over `data`, if one runs. A pid file that is left over and would stop the next start is removed.

    PostgreSQL itself ignores a left-over file whose pid is free, but not one whose pid is now another program's, nor
    an empty one.
    """
    file = data / "postmaster.pid"
    _wait(lambda: _read_pid_file(data) is not None or not file.exists(), _TORN_FILE_LIMIT_S)
    said = _read_pid_file(data)
    if said is not None and _is_server(said.pid, data):
        return said
    if said is None or _exists(said.pid):
        file.unlink(missing_ok=True)
    return None


def _read_pid_file(data: Path) -> Running | None:
    try:
        lines = (data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * (8 - len(lines))
    return Running(int(lines[0]), Path(lines[4]), lines[7].strip()) if lines[0].strip().isdecimal() else None


def _exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _is_server(pid: int, data: Path) -> bool:
    """Whether process `pid` lives and is the server that was started over `data`."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    dead = status.rpartition(")")[2].split()[0] in {"Z", "X"}
    return not dead and Path(os.fsdecode(arguments[0])).name == "postgres" and os.fsencode(data) in arguments


def start(cluster: Cluster, binaries: Binaries, socket_folder: Path) -> None:
    """Start the server, which must not run, and wait until it takes connections. Raises EmbeddedPostgresError."""
    # Left over by a server that was killed; as with postmaster.pid, its pid may be another program's now.
    (socket_folder / f"{SOCKET}.lock").unlink(missing_ok=True)
    orphans_until = time.monotonic() + _ORPHANS_LIMIT_S
    while True:
        pid = _launch(cluster, binaries, socket_folder)
        if wait_ready(cluster.data, pid):
            return
        other = running(cluster.data)  # from a process that was killed while it launched one
        if other is not None and wait_ready(cluster.data, other.pid):
            return
        said = _log_tail(cluster.log)
        # The last children of a killed server still hold its memory; they leave as soon as they notice.
        if "shared memory block" not in said or time.monotonic() > orphans_until:
            raise EmbeddedPostgresError(
                f"The embedded PostgreSQL does not start ({complaint(said, cluster.folder)}): mend what it names, "
                f"or set DATABASE_URL to a server of yours; its log is {cluster.log}.",
            )
        time.sleep(0.2)


def _launch(cluster: Cluster, binaries: Binaries, socket_folder: Path) -> int:
    _begin_log(cluster)
    command = ["/bin/sh", "-c", _LAUNCH, "sh", str(cluster.log)]
    command += [str(binaries.program("postgres")), "-D", str(cluster.data)]
    for name, value in {**_SETTINGS, "unix_socket_directories": _listed(socket_folder)}.items():
        command += ["-c", f"{name}={value}"]
    done = run_as(cluster.account, command, limit_s=10.0)
    if not done.stdout.strip().isdecimal():
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL cannot be run ({complaint(done.stderr, cluster.folder)}): "
            "install Trunkline again, or set DATABASE_URL to a server of yours.",
        )
    return int(done.stdout)


def _listed(folder: Path) -> str:
    """A folder as an element of a list setting, where a comma separates."""
    quoted = str(folder).replace('"', '""')
    return f'"{quoted}"'


def _begin_log(cluster: Cluster) -> None:
    """Begin a new log and keep one older: together they stay small, for the server logs only what concerns itself."""
    if cluster.log.exists():
        cluster.log.replace(cluster.log.with_name("log.1"))
    os.close(os.open(cluster.log, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if cluster.account.lent:
        os.chown(cluster.log, cluster.account.uid, cluster.account.gid, follow_symlinks=False)


def _log_tail(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        return file.read().decode("utf-8", "replace")


def wait_ready(data: Path, pid: int) -> bool:
    """Wait until server `pid` takes connections: False when it ended first. Raises after START_LIMIT_S."""

    def settled() -> bool:
        said = _read_pid_file(data)
        return not _is_server(pid, data) or (said is not None and said.pid == pid and said.status == "ready")

    if not _wait(settled, START_LIMIT_S):
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL is not ready after {START_LIMIT_S:.0f} s: it may still be recovering {data}; "
            "start again in a while.",
        )
    return _is_server(pid, data)


def wait_ended(data: Path, pid: int) -> bool:
    """Wait for a server that is stopping; False when it has not ended in time."""
    return _wait(lambda: not _is_server(pid, data), _FAST_STOP_LIMIT_S)


def stop(data: Path) -> bool:
    """Stop the server, fast; if that takes too long, at once, from which the next start recovers. False: none ran."""
    said = running(data)
    if said is None:
        return False
    for how, limit_s in ((signal.SIGINT, _FAST_STOP_LIMIT_S), (signal.SIGQUIT, _IMMEDIATE_STOP_LIMIT_S)):
        try:
            os.kill(said.pid, how)
        except ProcessLookupError:
            return True
        if _wait(lambda: not _is_server(said.pid, data), limit_s):
            return True
    raise EmbeddedPostgresError(f"The embedded PostgreSQL (process {said.pid}) does not stop: end it by hand.")


def _wait(done: Callable[[], bool], limit_s: float) -> bool:
    until = time.monotonic() + limit_s
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_S)
    return True
