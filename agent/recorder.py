"""Writes the timelines of calls to the database, off the path of every call."""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from agent.errors import TrunklineError
from agent.store.calls import Calls, TimelineEvent
from telephony.call.timeline import Entry

log = structlog.get_logger(__name__)

LIMIT = 50_000
"""Entries waiting for the database; when it is away for longer the oldest are lost, and counted."""

EVERY_S = 0.5

PATIENCE = 20
"""So many times entries wait for their call to be recorded."""


class Recorder:
    """Collects entries of all calls and writes them in batches. `run` it beside the calls."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._waiting: deque[tuple[str, Entry]] = deque(maxlen=LIMIT)
        self._orphans: Counter[str] = Counter()
        self._stopped = asyncio.Event()
        self._writing = asyncio.Lock()
        """An entry is written before what takes its place."""
        self.lost = 0

    @property
    def waiting(self) -> int:
        """Entries that wait for the database."""
        return len(self._waiting)

    def add(self, call_id: str, entry: Entry) -> None:
        """Write this in a moment. Never blocks."""
        if len(self._waiting) == LIMIT:
            self.lost += 1
        self._waiting.append((call_id, entry))

    async def run(self) -> None:
        """Write until stopped, and then what is left."""
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), EVERY_S)
            await self.flush()
        await self.flush()

    def stop(self) -> None:
        """Let `run` write what is left and end."""
        self._stopped.set()

    async def flush(self) -> None:
        """Write what is waiting; what cannot be written waits for the next time."""
        async with self._writing:
            await self._flush()

    async def _flush(self) -> None:
        waiting, self._waiting = self._waiting, deque(maxlen=LIMIT)
        if await self._written_at_once(list(waiting)):
            return
        by_call: dict[str, list[Entry]] = {}
        for call_id, entry in waiting:
            by_call.setdefault(call_id, []).append(entry)
        for call_id, entries in by_call.items():
            if not await self._written(call_id, entries):
                self._waiting.extendleft((call_id, entry) for entry in reversed(entries))

    async def _written_at_once(self, waiting: Sequence[tuple[str, Entry]]) -> bool:
        """One statement for all calls: what nearly always does it, at a fraction of the work."""
        new, again = _apart(waiting)
        try:
            await self._calls.append_all([(call_id, _row(entry)) for call_id, entry in new])
            if again:
                await self._calls.rewrite_all([(call_id, _row(entry)) for call_id, entry in again])
        except (SQLAlchemyError, TrunklineError, OSError):
            return False
        return True

    async def _written(self, call_id: str, entries: list[Entry]) -> bool:
        new, again = _apart([(call_id, entry) for entry in entries])
        try:
            await self._calls.append_events(call_id, [_row(entry) for _, entry in new])
            if again:
                await self._calls.rewrite_all([(call_id, _row(entry)) for _, entry in again])
        except IntegrityError:
            # The call itself is not recorded: it will be in a moment, or could not be and never will.
            self._orphans[call_id] += 1
            if self._orphans[call_id] < PATIENCE:
                return False
            self.lost += len(entries)
            log.warning("recorder.call_unknown", call_id=call_id, entries=len(entries))
        except (SQLAlchemyError, TrunklineError, OSError) as why:
            log.warning("recorder.unwritten", call_id=call_id, entries=len(entries), why=type(why).__name__)
            return False
        self._orphans.pop(call_id, None)
        return True


def _apart(waiting: Sequence[tuple[str, Entry]]) -> tuple[list[tuple[str, Entry]], list[tuple[str, Entry]]]:
    """Entries that are new, and those that take the place of one that is written already. What waits still is written
    in its last form only; it is in both, since an attempt that seemed to fail may have written it in its first.
    """
    new: dict[tuple[str, int], tuple[str, Entry]] = {}
    again: dict[tuple[str, int], tuple[str, Entry]] = {}
    for call_id, entry in waiting:
        key = call_id, entry.ordinal
        if entry.again:
            again[key] = call_id, entry
        if not entry.again or key in new:
            new[key] = call_id, entry
    return list(new.values()), list(again.values())


def _row(entry: Entry) -> TimelineEvent:
    return entry.ordinal, entry.at_ms, entry.event, dict(entry.fields)
