"""Who runs the embedded server, and what that user can reach.

PostgreSQL refuses to run as root. An ordinary user runs the server as themselves; root lends it a system user of its
own. No folder that exists is ever opened for that user: what it cannot reach is copied, or lies elsewhere.
"""

import os
import pwd
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from agent.errors import EmbeddedPostgresError

SYSTEM_USER = "trunkline-postgres"
_SYSTEM_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


@dataclass(frozen=True, slots=True)
class Account:
    """The user whose processes the server's are."""

    name: str
    uid: int
    gid: int

    @property
    def lent(self) -> bool:
        """Whether it is another user than the one this process runs as."""
        return self.uid != os.geteuid()


def server_account(data: Path) -> Account:
    """Who is to run the server over `data`. Raises EmbeddedPostgresError when there is nobody.

    Root takes the owner of a database that is already there, so that `sudo trunkline` works on a user's home.
    """
    try:
        if os.geteuid() != 0:
            return _account(pwd.getpwuid(os.geteuid()))
        owner = data.stat().st_uid if data.exists() else 0
        if owner != 0:
            return _account(pwd.getpwuid(owner))
    except KeyError as error:
        raise EmbeddedPostgresError(
            f"PostgreSQL needs a user with an entry in the user database ({error.args[0]}): "
            "add one to /etc/passwd, run as another user, or set DATABASE_URL to a server of yours.",
        ) from None
    return _system_account()


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_account() -> Account:
    found = _find_system_account()
    if found is not None:
        return found
    for command in (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
         "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        ["adduser", "--system", "--group", "--no-create-home", "--home", "/nonexistent", SYSTEM_USER],
    ):  # fmt: skip
        program = shutil.which(command[0], path=_SYSTEM_PATH)
        if program is None:
            continue
        done = subprocess.run(  # noqa: S603 - a fixed command, no shell
            [program, *command[1:]], capture_output=True, text=True, timeout=30, check=False
        )
        found = _wait_for_system_account()
        if found is not None:
            return found
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and its user {SYSTEM_USER} could not be created "
            f"({done.stderr.strip() or done.returncode}): create it, run as another user, or set DATABASE_URL.",
        )
    raise EmbeddedPostgresError(
        f"PostgreSQL does not run as root, and neither useradd nor adduser is here to create its user: "
        f"create a user {SYSTEM_USER}, run as another user, or set DATABASE_URL to a server of yours.",
    )


def _find_system_account() -> Account | None:
    try:
        return _account(pwd.getpwnam(SYSTEM_USER))
    except KeyError:
        return None


def _wait_for_system_account() -> Account | None:
    """Find the user; another process that began at the same moment may be the one that creates it."""
    for _ in range(50):
        found = _find_system_account()
        if found is not None:
            return found
        time.sleep(0.02)
    return None


def permits(status: os.stat_result, account: Account, wanted: int) -> bool:
    """Whether the mode bits give `account` the `wanted` permissions (a sum of 4 read, 2 write, 1 enter)."""
    if account.uid == 0:
        return True
    if status.st_uid == account.uid:
        shift = 6
    elif status.st_gid == account.gid:
        shift = 3
    else:
        shift = 0
    return (stat.S_IMODE(status.st_mode) >> shift) & wanted == wanted


def can_enter(path: Path, account: Account) -> bool:
    """Whether `account` can go down to the existing folder `path` and into it."""
    folder = path.resolve()
    return all(permits(each.stat(), account, 1) for each in (folder, *folder.parents))


def can_read(path: Path, account: Account) -> bool:
    """Whether `account` can read the existing file or list the existing folder `path`."""
    place = path.resolve()
    wanted = 5 if place.is_dir() else 4
    return permits(place.stat(), account, wanted) and all(permits(each.stat(), account, 1) for each in place.parents)
