"""Whom mode bits let in."""

import os
import stat

import pytest

from agent.store.account import Account, permits

SOMEBODY = Account("somebody", 1000, 2000)


def status(mode: int, uid: int, gid: int) -> os.stat_result:
    """What stat says of a folder."""
    return os.stat_result((stat.S_IFDIR | mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))


class TestPermits:
    @pytest.mark.parametrize(
        ("mode", "uid", "gid", "wanted", "allowed"),
        [
            (0o700, 1000, 0, 5, True),
            (0o700, 0, 0, 1, False),
            (0o710, 0, 2000, 1, True),
            (0o710, 0, 2000, 5, False),
            (0o701, 0, 0, 1, True),
            (0o755, 0, 0, 5, True),
            (0o754, 0, 0, 5, False),
        ],
    )
    def test_bits(self, mode: int, uid: int, gid: int, wanted: int, allowed: bool) -> None:
        """The owner's bits count for the owner, the group's for the group, the others' for everybody else."""
        assert permits(status(mode, uid, gid), SOMEBODY, wanted) is allowed

    def test_first_match_decides(self) -> None:
        """An owner who is shut out is shut out, though the group or the world may enter."""
        assert not permits(status(0o077, 1000, 2000), SOMEBODY, 1)
        assert not permits(status(0o707, 0, 2000), SOMEBODY, 1)

    def test_root(self) -> None:
        """Root is let in everywhere."""
        assert permits(status(0o000, 1000, 2000), Account("root", 0, 0), 7)
