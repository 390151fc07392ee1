"""Where the embedded server keeps its things, and how its data folder is made.

<home>/postgres.lock        held while somebody starts or stops the server
<home>/postgres.users       shared by the processes that use it
<home>/postgres.password    of the only role; 0600
<home>/postgres/            or a link to <state>/homes/<hash>, when the server's user cannot reach the home
    data  log  log.1  run/
"""

import hashlib
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from agent.errors import EmbeddedPostgresError
from agent.store.account import Account, can_enter
from agent.store.binaries import Binaries

ROLE = "trunkline"
SOCKET = ".s.PGSQL.5432"
_SOCKET_PATH_LIMIT = 107
_INITDB_LIMIT_S = 180.0
_LITTLE_SPACE_MB = 32
_TELLS_NOTHING = ("Aborted", "child process", "removing data directory", "starting PostgreSQL", "is shut down")


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folders of one embedded server."""

    home: Path
    folder: Path
    """`<home>/postgres` with links resolved: what the server's user sees."""
    account: Account

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server wrote since it was started."""
        return self.folder / "log"

    @property
    def password_file(self) -> Path:
        """The password of the role."""
        return self.home / "postgres.password"


def prepare_home(home: Path) -> None:
    """Make the home, closed to others, when it is not there."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)


def prepare(home: Path, account: Account, state: Path) -> Cluster:
    """Make the folders of the server so that `account` can reach them. `state` is for homes that it cannot reach."""
    place = home / "postgres"
    if account.lent:
        _let_in(home, account)
    if place.is_symlink() and not place.exists():
        raise EmbeddedPostgresError(
            f"The database of {home} lay in {place.readlink()}, which is gone: bring that folder back, "
            f"or remove the link {place} to begin with an empty database.",
        )
    if not place.exists():
        if can_enter(home, account) or not account.lent:
            _make(place, account)
        else:
            elsewhere = state / "homes" / hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
            elsewhere.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            _make(elsewhere, account)
            place.symlink_to(elsewhere)
    if account.lent and not can_enter(place, account):
        raise EmbeddedPostgresError(
            f"The user {account.name}, who runs PostgreSQL for root, cannot reach {place.resolve()}: "
            "move the home to a folder that it can enter, or set DATABASE_URL to a server of yours.",
        )
    return Cluster(home, place.resolve(), account)


def _let_in(home: Path, account: Account) -> None:
    """Let the server's group, nobody else, pass through a home that is closed to all and holds only what is ours."""
    status = home.stat()
    ours = status.st_uid == os.geteuid() and stat.S_IMODE(status.st_mode) == 0o700
    if ours and can_enter(home.parent, account) and all(each.name.startswith("postgres") for each in home.iterdir()):
        os.chown(home, -1, account.gid)
        home.chmod(0o710)


def _make(folder: Path, account: Account) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if account.lent:
        os.chown(folder, -1, account.gid)
        folder.chmod(0o710)


def read_password(cluster: Cluster) -> str:
    """Give the password of the role, made at the first start. Raises EmbeddedPostgresError when it was lost."""
    path = cluster.password_file
    if path.exists():
        return path.read_text("utf-8").strip()
    if cluster.data.exists():
        raise EmbeddedPostgresError(
            f"{path} is missing, and the database in {cluster.data} cannot be opened without it: "
            "bring the file back from a backup, or move that folder away to begin with an empty database.",
        )
    password = secrets.token_urlsafe(24)
    _write_durably(path, password + "\n")
    return password


def _write_durably(path: Path, text: str) -> None:
    """Write a file of mode 0600 that is complete or not there, also after a power cut."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_data(cluster: Cluster, binaries: Binaries) -> None:
    """Check that the data folder, if there is one, is for these programs. Raises EmbeddedPostgresError."""
    if not cluster.data.exists():
        return
    try:
        major = (cluster.data / "PG_VERSION").read_text("utf-8").strip()
    except FileNotFoundError:
        raise EmbeddedPostgresError(
            f"{cluster.data} is not a database of PostgreSQL: move it away, and Trunkline makes a new one.",
        ) from None
    if major != binaries.major:
        raise EmbeddedPostgresError(
            f"The database in {cluster.data} was made by PostgreSQL {major}, and this Trunkline brings "
            f"PostgreSQL {binaries.major}: dump it with the Trunkline that made it and load the dump here, "
            "or move the folder away to begin with an empty database.",
        )


def ensure_data(cluster: Cluster, binaries: Binaries, password: str) -> None:
    """Make the data folder if there is none. Raises EmbeddedPostgresError.

    initdb works beside the final place and its folder is renamed, so that a half-made one never passes for a database.
    """
    for left_over in cluster.folder.glob("initdb-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    if cluster.data.exists():
        return
    unfinished = cluster.folder / f"initdb-{secrets.token_hex(4)}"
    unfinished.mkdir(mode=0o700)
    password_file = unfinished / "password"
    _write_durably(password_file, password)
    if cluster.account.lent:
        for path in (unfinished, password_file):
            os.chown(path, cluster.account.uid, cluster.account.gid)
    command = [
        str(binaries.program("initdb")), "-D", str(unfinished / "data"), "-U", ROLE, "--pwfile", str(password_file),
        "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums",
    ]  # fmt: skip
    try:
        done = run_as(cluster.account, command, limit_s=_INITDB_LIMIT_S)
        if done.returncode != 0:
            raise EmbeddedPostgresError(
                f"A database could not be made in {cluster.folder} ({complaint(done.stderr, cluster.folder)}): "
                "make room or mend the permissions there, or set DATABASE_URL to a server of yours.",
            )
        (unfinished / "data").rename(cluster.data)
        _sync_folder(cluster.folder)
    except subprocess.TimeoutExpired:
        raise EmbeddedPostgresError(
            f"Making a database in {cluster.folder} took longer than {_INITDB_LIMIT_S:.0f} s: "
            "check that the disk is healthy, and start again.",
        ) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def run_as(account: Account, command: list[str], *, limit_s: float) -> subprocess.CompletedProcess[str]:
    """Run a program as `account`, with nothing of our environment, in a session of its own."""
    return subprocess.run(  # noqa: S603 - the wheel's programs, no shell input from outside
        command,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        timeout=limit_s,
        check=False,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": "/nonexistent"},
        user=account.uid if account.lent else None,
        group=account.gid if account.lent else None,
        extra_groups=() if account.lent else None,
        umask=0o077,
        start_new_session=True,
    )


def complaint(output: str, folder: Path) -> str:
    """What a program complains of, on one line; with a word on the disk of `folder` when that is full."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if not any(phrase in line for phrase in _TELLS_NOTHING)]
    said = " / ".join(telling[-3:]) or "it said nothing"
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    return f"{said}; only {free_mb} MB are free on its disk" if free_mb < _LITTLE_SPACE_MB else said


def socket_folder(cluster: Cluster) -> Path:
    """Make the folder of the server's socket, 0700 and the server's: in the cluster, or in /tmp if that is too long.

    The name of one in /tmp is remembered in the home, and believed only when the folder is still ours.
    """
    run = cluster.folder / "run"
    if _fits(run):
        run.mkdir(mode=0o700, exist_ok=True)
        _give(run, cluster.account)
        return run
    memory = cluster.home / "postgres.run"
    if memory.exists():
        remembered = Path(memory.read_text().strip())
        if _private(remembered, cluster.account):
            return remembered
    made = _make_short_folder(cluster.account)
    _write_durably(memory, f"{made}\n")
    return made


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / SOCKET)) <= _SOCKET_PATH_LIMIT


def _private(folder: Path, account: Account) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and stat.S_IMODE(status.st_mode) == 0o700


def _make_short_folder(account: Account) -> Path:
    for parent in dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):  # noqa: S108 - mkdtemp below
        if parent.is_dir() and can_enter(parent, account) and _fits(parent / "trunkline-xxxxxxxx"):
            folder = Path(tempfile.mkdtemp(prefix="trunkline-", dir=parent))
            _give(folder, account)
            return folder
    raise EmbeddedPostgresError(
        "The path of the home is too long for a socket, and no temporary folder can be used instead: "
        "set TRUNKLINE_HOME to a shorter path.",
    )


def _give(folder: Path, account: Account) -> None:
    if account.lent:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
