"""What is kept of calls."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from agent.store.calls import CallRecord, Calls, OpenedCall, TimelineEvent
from agent.store.database import Database

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = OpenedCall(
    id="CA1",
    line="twilio",
    direction="inbound",
    flow="scheduling",
    started_at=BEGIN,
    caller="+14155550137",
    callee="+14155550100",
    thread_id="t1",
)


@pytest.fixture
def calls(database: Database) -> Calls:
    """The repository over a fresh database."""
    return Calls(database)


class TestCalls:
    async def test_life(self, calls: Calls) -> None:
        """A call is opened, ends once, and can be read at any time."""
        assert await calls.read_call("CA1") is None
        assert await calls.open_call(CALL)
        opened = await calls.read_call("CA1")
        assert opened is not None
        assert (opened.caller, opened.thread_id, opened.ended_at) == ("+14155550137", "t1", None)
        ended_at = BEGIN + timedelta(minutes=3)
        assert await calls.end_call("CA1", ended_at=ended_at, result="booked", ended_by="agent")
        assert await calls.read_call("CA1") == CallRecord(
            id="CA1",
            line="twilio",
            direction="inbound",
            flow="scheduling",
            started_at=BEGIN,
            caller="+14155550137",
            callee="+14155550100",
            thread_id="t1",
            ended_at=ended_at,
            result="booked",
            ended_by="agent",
            why=None,
        )

    async def test_opened_again(self, calls: Calls) -> None:
        """A call that another process opened before stays as it was."""
        await calls.open_call(CALL)
        assert not await calls.open_call(
            OpenedCall(id="CA1", line="x", direction="outbound", flow="y", started_at=BEGIN)
        )
        found = await calls.read_call("CA1")
        assert found is not None
        assert found.line == "twilio"

    async def test_ended_again(self, calls: Calls) -> None:
        """The first end of a call is its end; a call that was never opened has none."""
        await calls.open_call(CALL)
        assert await calls.end_call("CA1", ended_at=BEGIN, result="booked", ended_by="agent")
        assert not await calls.end_call("CA1", ended_at=BEGIN, result=None, ended_by="caller", why="late")
        found = await calls.read_call("CA1")
        assert found is not None
        assert found.result == "booked"
        assert not await calls.end_call("CA2", ended_at=BEGIN, result=None, ended_by="caller")


class TestEvents:
    async def test_order(self, calls: Calls) -> None:
        """Events come back in order, from behind the one that is named, as many as asked for."""
        await calls.open_call(CALL)
        await calls.append_events("CA1", [(2, 30, "said", {"words": ["a", "é"]}), (0, 0, "started", {})])
        await calls.append_events("CA1", [(1, 10, "heard", {"n": 1.5})])
        everything = await calls.read_events("CA1")
        assert everything == [
            (0, 0, "started", {}),
            (1, 10, "heard", {"n": 1.5}),
            (2, 30, "said", {"words": ["a", "é"]}),
        ]
        assert await calls.read_events("CA1", after=0, limit=1) == everything[1:2]
        assert await calls.read_events("CA2") == []

    async def test_again(self, calls: Calls) -> None:
        """Events that are written again, after an answer got lost, are there once."""
        await calls.open_call(CALL)
        events: list[TimelineEvent] = [(0, 0, "started", {}), (1, 10, "heard", {})]
        await calls.append_events("CA1", events)
        await calls.append_events("CA1", [*events, (2, 20, "said", {})])
        await calls.append_events("CA1", [])
        assert [each[0] for each in await calls.read_events("CA1")] == [0, 1, 2]

    async def test_rewritten(self, calls: Calls) -> None:
        """An event may be given other fields; one that is not there, or is another event, is left alone."""
        await calls.open_call(CALL)
        await calls.append_events("CA1", [(0, 0, "said", {"text": "[digits]"}), (1, 10, "heard", {})])
        anew: list[TimelineEvent] = [(0, 0, "said", {"text": "12"}), (1, 10, "said", {"text": "x"}), (7, 0, "said", {})]
        await calls.rewrite_all([("CA1", event) for event in anew])
        assert await calls.read_events("CA1") == [(0, 0, "said", {"text": "12"}), (1, 10, "heard", {})]

    async def test_many(self, calls: Calls) -> None:
        """The timeline of a long call is written at once."""
        await calls.open_call(CALL)
        await calls.append_events("CA1", [(number, number, "frame", {"n": number}) for number in range(10_000)])
        assert [each[0] for each in await calls.read_events("CA1", after=9_997)] == [9_998, 9_999]

    async def test_next(self, calls: Calls) -> None:
        """A process that takes over a call goes on behind the last event of the timeline."""
        await calls.open_call(CALL)
        assert await calls.next_ordinal("CA1") == 0
        await calls.append_events("CA1", [(0, 0, "started", {}), (4, 10, "heard", {})])
        assert await calls.next_ordinal("CA1") == 5

    async def test_no_call(self, calls: Calls) -> None:
        """An event belongs to a call."""
        with pytest.raises(IntegrityError):
            await calls.append_events("CA9", [(0, 0, "started", {})])
