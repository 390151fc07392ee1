"""What is kept of what calls used."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from agent.costs.account import Used
from agent.costs.costs import Kind
from agent.store.calls import Calls, OpenedCall
from agent.store.database import Database
from agent.store.usage import CallUse, Selection, Usages

BEGIN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WORDS = Kind("asr", "deepgram", "nova-3", "seconds")
SPEECH = Kind("tts", "polly", "neural", "characters")


@pytest.fixture
async def usages(database: Database) -> Usages:
    """The repository, over a database with two calls, an hour and two flows apart."""
    calls = Calls(database)
    for number, flow in enumerate(("scheduling", "support")):
        await calls.open_call(
            OpenedCall(
                id=f"CA{number}",
                line="twilio",
                direction="inbound",
                flow=flow,
                started_at=BEGIN + timedelta(hours=number),
                caller="+919822012345",
                callee="+912071110000",
            )
        )
    return Usages(database)


def use(amount: str, *, stream: int = 0, kind: Kind = WORDS) -> Used:
    """So much of it."""
    return Used(stream, kind, Decimal(amount))


async def found(usages: Usages, selection: Selection) -> Sequence[CallUse]:
    """The calls of a selection."""
    return [call async for call in usages.calls(selection)]


class TestCallUse:
    async def test_again(self, usages: Usages) -> None:
        """A write whose answer was lost is repeated, and one that comes late changes nothing: nothing counts twice."""
        await usages.write([("CA0", use("10.5")), ("CA0", use("7", kind=SPEECH))])
        await usages.write([("CA0", use("12.25"))])
        await usages.write([("CA0", use("12.25"))])
        await usages.write([("CA0", use("10.5"))])
        assert sorted(await usages.read("CA0"), key=lambda each: each.kind) == [
            use("12.25"),
            use("7", kind=SPEECH),
        ]

    async def test_streams(self, usages: Usages) -> None:
        """A call that went on has the use of each of its streams."""
        await usages.write([("CA0", use("10")), ("CA0", use("4", stream=31))])
        assert {each.stream: each.amount for each in await usages.read("CA0")} == {0: 10, 31: 4}

    async def test_unknown_call(self, usages: Usages) -> None:
        """What a call used that is not recorded, or was erased, is left out, and the others are written."""
        await usages.write([("CA9", use("10")), ("CA1", use("3"))])
        await usages.write([])
        assert await usages.read("CA9") == []
        assert await usages.read("CA1") == [use("3")]

    async def test_erased(self, usages: Usages, database: Database) -> None:
        """It goes with its call."""
        await usages.write([("CA0", use("10")), ("CA1", use("3"))])
        async with database.unit() as session:
            await session.execute(text("DELETE FROM calls WHERE id = 'CA0'"))
        assert await usages.read("CA0") == []
        assert await usages.read("CA1") == [use("3")]

    async def test_selection(self, usages: Usages) -> None:
        """By begin, flow or id, in the order of their begin; calls without any use are there too."""
        await usages.write([("CA1", use("3")), ("CA1", use("9", kind=SPEECH))])
        everything = await found(usages, Selection())
        assert [(call.call_id, len(call.used)) for call in everything] == [("CA0", 0), ("CA1", 2)]
        assert everything[0].caller == "+919822012345"
        later = BEGIN + timedelta(hours=1)
        for selection, wanted in [
            (Selection(since=later), ["CA1"]),
            (Selection(before=later), ["CA0"]),
            (Selection(flow="support"), ["CA1"]),
            (Selection(call_id="CA0"), ["CA0"]),
            (Selection(since=later, flow="scheduling"), []),
        ]:
            assert [call.call_id for call in await found(usages, selection)] == wanted

    async def test_left_early(self, usages: Usages) -> None:
        """Whoever wants only the first call gives its connection back."""
        calls = usages.calls(Selection())
        assert (await anext(calls)).call_id == "CA0"
        await calls.aclose()
        assert len(await found(usages, Selection())) == 2


class TestProcessUse:
    async def test_days(self, usages: Usages) -> None:
        """By day, of all processes together; written again it is there once."""
        first, second = date(2026, 11, 1), date(2026, 11, 2)
        await usages.write_process("a", [(first, WORDS, Decimal(5)), (second, WORDS, Decimal("1.5"))])
        await usages.write_process("a", [(second, WORDS, Decimal("2.5"))])
        await usages.write_process("a", [(second, WORDS, Decimal("2.5"))])
        await usages.write_process("b", [(second, WORDS, Decimal(1)), (second, SPEECH, Decimal(40))])
        await usages.write_process("b", [])
        assert await usages.processes(since=first, until=second) == [
            (first, {WORDS: Decimal(5)}),
            (second, {WORDS: Decimal("3.5"), SPEECH: Decimal(40)}),
        ]
        assert await usages.processes(since=second, until=date.max) == [
            (second, {WORDS: Decimal("3.5"), SPEECH: Decimal(40)})
        ]
        assert await usages.processes(since=date.min, until=date(2026, 10, 31)) == []
