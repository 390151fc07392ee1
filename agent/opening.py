"""Whether the business is open: its hours from the calendar, read now and then, asked on every call."""

import asyncio
from datetime import datetime, time

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from agent.store.database import Database
from agent.store.tables import OpeningHours
from graphs.ports import Clock

log = structlog.get_logger(__name__)

EVERY_S = 60.0


class OpeningTimes:
    """The opening hours, kept in memory so that a call that begins asks no database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._hours: dict[int, list[tuple[time, time]]] = {}

    async def read(self) -> None:
        """Read the hours."""
        async with self._database.unit() as session:
            rows = await session.execute(select(OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes))
            hours: dict[int, list[tuple[time, time]]] = {}
            for weekday, opens, closes in rows:
                hours.setdefault(weekday, []).append((opens, closes))
        self._hours = hours

    def now_open(self) -> bool:
        """Whether somebody is there now."""
        return self.open_at(self._clock())

    def open_at(self, when: datetime) -> bool:
        """Whether somebody is there at that time, naive, where the business is."""
        return any(opens <= when.time() < closes for opens, closes in self._hours.get(when.weekday(), []))

    async def run(self) -> None:
        """Read again every minute, until cancelled. A database that is away changes nothing."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.read()
            except (SQLAlchemyError, OSError) as why:
                log.warning("opening.unread", why=type(why).__name__)
