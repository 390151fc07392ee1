"""Writing timelines off the path of calls."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from agent.recorder import PATIENCE, Recorder
from agent.store.calls import TimelineEvent
from telephony.call.timeline import Entry


class Table:
    """A table of events that may refuse."""

    def __init__(self) -> None:
        self.rows: dict[str, list[TimelineEvent]] = {}
        self.refusals: dict[str, Exception] = {}
        self.statements = 0
        """For several calls at once."""
        self.only_new = False
        """It goes away whenever a row is to be written again."""

    async def append_events(self, call_id: str, events: Sequence[TimelineEvent]) -> None:
        if call_id in self.refusals:
            raise self.refusals[call_id]
        self._append(call_id, events)

    async def append_all(self, events: Sequence[tuple[str, TimelineEvent]]) -> None:
        for call_id, _ in events:
            if call_id in self.refusals:
                raise self.refusals[call_id]
        self.statements += 1
        for call_id, event in events:
            self._append(call_id, [event])

    def _append(self, call_id: str, events: Sequence[TimelineEvent]) -> None:
        rows = self.rows.setdefault(call_id, [])
        there = {row[0] for row in rows}
        rows += [event for event in events if event[0] not in there]

    async def rewrite_all(self, events: Sequence[tuple[str, TimelineEvent]]) -> None:
        if self.only_new:
            raise ConnectionError("gone")
        for call_id, event in events:
            rows = self.rows[call_id]
            rows[:] = [event if row[0] == event[0] else row for row in rows]


def recorder(table: Table) -> Recorder:
    """A recorder for that table."""
    return Recorder(table)  # type: ignore[arg-type]


def entry(ordinal: int) -> Entry:
    """An entry."""
    return Entry(ordinal, ordinal * 100, "say", {"turn": ordinal})


def names(table: Table) -> dict[str, list[Any]]:
    """The ordinals of each call."""
    return {call_id: [row[0] for row in rows] for call_id, rows in table.rows.items()}


async def test_entries_of_many_calls_are_written_each_to_its_own() -> None:
    """In order, in one statement for all."""
    table = Table()
    writing = recorder(table)
    for ordinal in range(3):
        writing.add("CA1", entry(ordinal))
        writing.add("CA2", entry(ordinal))
    await writing.flush()

    assert names(table) == {"CA1": [0, 1, 2], "CA2": [0, 1, 2]}
    assert table.statements == 1


async def test_what_cannot_be_written_waits_and_others_do_not() -> None:
    """A database that refuses for a while loses nothing."""
    table = Table()
    table.refusals["CA1"] = ConnectionError("gone")
    writing = recorder(table)
    writing.add("CA1", entry(0))
    writing.add("CA2", entry(0))
    await writing.flush()
    assert names(table) == {"CA2": [0]}

    writing.add("CA1", entry(1))
    table.refusals.clear()
    await writing.flush()

    assert names(table) == {"CA2": [0], "CA1": [0, 1]}
    assert writing.lost == 0


async def test_events_of_a_call_that_is_never_recorded_are_given_up() -> None:
    """A row that will never come does not keep entries for ever."""
    table = Table()
    table.refusals["CA1"] = IntegrityError("insert", {}, Exception("no such call"))
    writing = recorder(table)
    writing.add("CA1", entry(0))
    for _ in range(PATIENCE):
        await writing.flush()

    assert writing.lost == 1
    table.refusals.clear()
    await writing.flush()
    assert names(table) == {}


async def test_stopping_writes_what_is_left() -> None:
    """Nothing is lost at the end of the service."""
    table = Table()
    writing = recorder(table)
    running = asyncio.create_task(writing.run())
    writing.add("CA1", entry(0))
    writing.stop()
    await running

    assert names(table) == {"CA1": [0]}


async def test_an_entry_that_is_written_again_takes_the_place_of_the_first() -> None:
    """Whether that was written already or still waits."""
    table = Table()
    writing = recorder(table)
    writing.add("CA1", entry(0))
    await writing.flush()
    writing.add("CA1", entry(1))
    for ordinal in (0, 1):
        writing.add("CA1", Entry(ordinal, ordinal * 100, "say", {"turn": "known"}, again=True))
    await writing.flush()

    assert table.rows == {"CA1": [(0, 0, "say", {"turn": "known"}), (1, 100, "say", {"turn": "known"})]}


async def test_an_attempt_that_wrote_half_leaves_nothing_in_its_first_form() -> None:
    """A database that goes away between new entries and those that are written again has the new ones already."""
    table = Table()
    table.only_new = True
    writing = recorder(table)
    writing.add("CA1", entry(0))
    writing.add("CA1", Entry(7, 700, "say", {"turn": "known"}, again=True))
    await writing.flush()
    writing.add("CA1", Entry(0, 0, "say", {"turn": "known"}, again=True))
    table.only_new = False
    await writing.flush()

    assert table.rows == {"CA1": [(0, 0, "say", {"turn": "known"})]}
