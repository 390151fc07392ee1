"""What callers wish of us, on a real database."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from agent.memory import Memories
from agent.memory.conversations import Opening
from agent.store.database import Database
from agent.tools.numbers import NotANumber
from agent.tools.registry import Toolbox
from agent.tools.wishes import is_on_do_not_call, is_recording_refused
from graphs.ports import Outcome

PHONE = "+14155550137"


@pytest.fixture
async def key(database: Database) -> str:
    """The key of an action in the conversation of the call CA1."""
    opening = Opening(flow="sales", fingerprint="f", caller=PHONE, call_id="CA1", language="en")
    memories = Memories(await database.pool())
    thread = await memories.conversations.open_conversation(opening, now=datetime.now(UTC))
    return f"{thread}:3:dnc:0"


async def add(toolbox: Toolbox, phone: str | None, key: str = "t:1:dnc:0") -> Outcome:
    """What add_do_not_call answers."""
    return await toolbox("add_do_not_call", {"phone": phone}, key=key, commits=True)


class TestDoNotCall:
    async def test_added(self, toolbox: Toolbox, database: Database, key: str) -> None:
        """A number that was added is on the list, with the call in which it was said."""
        assert not await is_on_do_not_call(database, PHONE)
        assert (await add(toolbox, PHONE, key)).name == "ok"
        assert await is_on_do_not_call(database, PHONE)
        async with database.unit() as session:
            row = (await session.execute(text("SELECT number, source, call_id, added_at FROM do_not_call"))).one()
        assert row[:3] == (PHONE, "call", "CA1")
        assert row.added_at is not None

    async def test_however_written(self, toolbox: Toolbox, database: Database) -> None:
        """However a number is written, it is the same number."""
        await add(toolbox, "+1 (415) 555-0137")
        for written in (PHONE, "+1 415 555 0137", "+1-415-555-0137 ext. 9", "tel:+1-415-555-0137"):
            assert await is_on_do_not_call(database, written), written
        assert not await is_on_do_not_call(database, "+14155550138")

    async def test_again(self, toolbox: Toolbox, database: Database, key: str) -> None:
        """Who asks again stays on the list since the first time; several at once are one."""
        await add(toolbox, PHONE, key)
        outcomes = await asyncio.gather(*(add(toolbox, PHONE, f"t:{turn}:dnc:0") for turn in range(5)))
        assert {each.name for each in outcomes} == {"ok"}
        async with database.unit() as session:
            assert list(await session.scalars(text("SELECT call_id FROM do_not_call"))) == ["CA1"]

    @pytest.mark.parametrize("phone", ["anonymous", "", "415 555 0137", None])
    async def test_no_number(self, toolbox: Toolbox, phone: str | None) -> None:
        """What cannot be compared is not said to be on the list."""
        assert await add(toolbox, phone) == Outcome("error")

    async def test_dialler(self, database: Database) -> None:
        """A dialler that asks about what is no number is not told that it may call."""
        with pytest.raises(NotANumber, match="with its country"):
            await is_on_do_not_call(database, "415 555 0137")


class TestStopRecording:
    async def test_kept(self, toolbox: Toolbox, database: Database, key: str) -> None:
        """The wish is kept for the call in which it was said, whether or not that call's row is there yet."""
        assert not await is_recording_refused(database, "CA1")
        for _ in range(2):
            assert await toolbox("stop_recording", {}, key=key, commits=True) == Outcome(value={"call": "CA1"})
        assert await is_recording_refused(database, "CA1")
        assert not await is_recording_refused(database, "CA2")

    async def test_which_call(self, toolbox: Toolbox) -> None:
        """A caller is not told that nothing is recorded when it is not known which call that is."""
        assert await toolbox("stop_recording", {}, key="nowhere:1:n:0", commits=True) == Outcome("error")
