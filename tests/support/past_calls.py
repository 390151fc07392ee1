"""Calls of the past, put into a real database as the service would have left them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from agent.console.digests import Digesting
from agent.store.call_digests import CallDigests
from agent.store.calls import Calls, OpenedCall
from agent.store.database import Database
from agent.store.report_days import ReportDays
from telephony.call.timeline import Entry
from tests.support.timelines import Story


class Past:
    """Enters calls, and lets their digests be made."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._calls = Calls(database)

    async def enter(
        self, call_id: str, story: Story, *, at: datetime, result: str = "", by: str = "agent", **more: Any
    ) -> str:
        """A call that is over, with its timeline."""
        known: dict[str, Any] = {
            "line": "twilio",
            "direction": "inbound",
            "flow": "scheduling",
            "caller": "+919812345678",
            **more,
        }
        await self._calls.open_call(OpenedCall(id=call_id, started_at=at, **known))
        story.ended(by, result)
        await self._calls.append_events(call_id, _rows(story.entries))
        ended = at + timedelta(milliseconds=story.at_ms)
        await self._calls.end_call(call_id, ended_at=ended, result=result or None, ended_by=by)
        return call_id

    async def digest(self) -> None:
        """What searches and reports read is made of all calls."""
        digesting = Digesting(CallDigests(self._database), ReportDays(self._database))
        while await digesting.make():
            pass

    async def add_days_up(self) -> int:
        """Whole days are added up; how many there were."""
        days = ReportDays(self._database)
        count = 0
        while await days.add_one():
            count += 1
        return count


def _rows(entries: Iterable[Entry]) -> list[tuple[int, int, str, dict[str, object]]]:
    return [(entry.ordinal, entry.at_ms, entry.event, dict(entry.fields)) for entry in entries]
