"""The calendar of a fresh database, at a time of the tests' choosing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent.store.database import Database
from agent.tools.registry import Toolbox
from agent.tools.tool import Context

ZONE = ZoneInfo("Asia/Kolkata")


class Wall:
    """A clock that stands where it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - a wall clock is local; this is a Monday

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wall() -> Wall:
    """The clock, at nine on Monday the second of March 2026."""
    return Wall()


@pytest.fixture
def toolbox(database: Database, wall: Wall) -> Toolbox:
    """The tools over a fresh calendar."""
    return Toolbox(Context(database, wall, ZONE))
