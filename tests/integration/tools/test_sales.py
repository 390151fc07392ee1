"""The tools for sales on a real database, with the demonstration's specialists."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from agent.store.database import Database
from agent.store.demonstration import enter_demonstration
from agent.tools.registry import Toolbox
from graphs.ports import Outcome
from tests.support.outside import ZONE

if TYPE_CHECKING:
    from tests.integration.tools.conftest import Wall

DANA = {"name": "Dana Fox", "email": "Dana@Example.com", "score": 5}


@pytest.fixture
async def desk(toolbox: Toolbox, database: Database, wall: "Wall") -> Toolbox:
    """The tools, over the demonstration's specialists."""
    await enter_demonstration(database, now=wall().replace(tzinfo=ZONE))
    return toolbox


async def times(desk: Toolbox) -> list[dict[str, Any]]:
    """What demo_times answers."""
    outcome = await desk("demo_times", {}, key="d", commits=False)
    assert outcome.name == "ok"
    found: list[dict[str, Any]] = outcome.value
    return found


async def book(desk: Toolbox, key: str, slot: Any, **more: Any) -> Outcome:
    """What book_demo answers."""
    return await desk("book_demo", {**DANA, "need": "expenses", "slot": slot, **more}, key=key, commits=True)


async def count(database: Database, table: str) -> object:
    """How many rows there are."""
    async with database.unit() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}"))


class TestDemoTimes:
    async def test_hours(self, desk: Toolbox) -> None:
        """Demos begin within the specialists' hours, two hours from now at the soonest; each time is offered once."""
        found = await times(desk)
        assert found[0] == {
            "start": "2026-03-02T11:00",
            "end": "2026-03-02T11:30",
            "specialist": "Lena Hofmann",
            "specialist_id": 1,
        }
        starts = [each["start"] for each in found]
        assert starts == sorted(set(starts))
        assert len(found) == 40
        assert {each[11:] for each in starts if each.startswith("2026-03-03")} == {
            "10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30",
        }  # fmt: skip

    async def test_weekend(self, desk: Toolbox, wall: "Wall") -> None:
        """On a Saturday the next demo is on Monday."""
        wall.now += timedelta(days=5)
        assert (await times(desk))[0]["start"] == "2026-03-09T10:00"

    async def test_nobody(self, toolbox: Toolbox) -> None:
        """Where there are no specialists, there are no times."""
        assert await times(toolbox) == []


class TestBookDemo:
    async def test_booked(self, desk: Toolbox, database: Database) -> None:
        """A booking takes its time from the offers once both specialists are taken, and keeps the lead."""
        slot = (await times(desk))[0]
        first, second = await book(desk, "k1", slot), await book(desk, "k2", slot)
        assert (first.value["start"], first.value["specialist"]) == (slot["start"], slot["specialist"])
        assert second.value["specialist"] != first.value["specialist"]
        assert await book(desk, "k3", slot) == Outcome("taken")
        assert (await times(desk))[0]["start"] > slot["start"]
        async with database.unit() as session:
            leads = (await session.execute(text("SELECT name, email, need, score FROM leads"))).all()
        assert [tuple(each) for each in leads] == [("Dana Fox", "dana@example.com", "expenses", 5.0)] * 2

    async def test_same_key(self, desk: Toolbox, database: Database) -> None:
        """The same action again, even at the same moment, books nothing and is answered alike."""
        slot = (await times(desk))[3]
        outcomes = await asyncio.gather(*(book(desk, "k", slot) for _ in range(5)))
        assert all(each == outcomes[0] for each in outcomes)
        assert (await count(database, "demos"), await count(database, "leads")) == (1, 1)

    async def test_many_at_once(self, desk: Toolbox, database: Database) -> None:
        """Of ten callers who want the same time two get it, one with each specialist; the others leave no trace."""
        slot = (await times(desk))[0]
        outcomes = await asyncio.gather(*(book(desk, f"k{number}", slot) for number in range(10)))
        assert sorted(each.name for each in outcomes) == ["ok"] * 2 + ["taken"] * 8
        assert (await count(database, "demos"), await count(database, "leads")) == (2, 2)

    async def test_gone_by(self, desk: Toolbox, wall: "Wall") -> None:
        """A time that passes while the caller thinks is taken."""
        slot = (await times(desk))[0]
        wall.now += timedelta(hours=3)
        assert await book(desk, "k", slot) == Outcome("taken")

    @pytest.mark.parametrize("start", ["2026-03-03T09:00", "2026-03-03T13:30", "2026-03-08T10:00", "2026-03-03T10:10"])
    async def test_out_of_hours(self, desk: Toolbox, database: Database, start: str) -> None:
        """No demo out of hours or off the grid."""
        assert await book(desk, "k", {"start": start}) == Outcome("error")
        assert await count(database, "leads") == 0


class TestSaveLead:
    async def test_once(self, desk: Toolbox, database: Database) -> None:
        """A lead is kept once for its action."""
        first = await desk("save_lead", dict(DANA), key="k", commits=True)
        assert await desk("save_lead", dict(DANA), key="k", commits=True) == first
        assert await count(database, "leads") == 1

    async def test_no_address(self, desk: Toolbox) -> None:
        """What is no e-mail address is not kept."""
        assert await desk("save_lead", {**DANA, "email": "dana"}, key="k", commits=True) == Outcome("error")
