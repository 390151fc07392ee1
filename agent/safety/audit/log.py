"""Writes the audit log: behind the answers where that may be, and before them where nothing may be lost."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import structlog

from agent.access.lately import Lately
from agent.bookkeeping import AWAY
from agent.errors import DatabaseError
from agent.safety.audit import acts
from agent.store.audit import AuditEntries, Connection, NewEntry

log = structlog.get_logger(__name__)

LIMIT: Final = 10_000
"""Entries that wait for the database; of more, the newest are lost, and counted."""
BATCH: Final = 500
EVERY_S: Final = 0.5
HEAD_EVERY_S: Final = 3600.0
AGAIN_AFTER_S: Final = 300.0
"""Whoever looks at the same call again within this time is told of once."""
LETTERS: Final = 32
"""Of a caller's key."""

Key = Callable[[str], Awaitable[str | None]]
"""A number → the key that stands for it (`agent.memory.conversations.Conversations.key_of`)."""


class AuditLog:
    """Of one process. Implements `agent.access.audit.Audit`; `run` it beside the calls."""

    def __init__(self, entries: AuditEntries, *, key: Key, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: seconds that only grow."""
        self.entries = entries
        self._key = key
        self._clock = clock
        self._waiting: deque[NewEntry] = deque()
        self._writing = asyncio.Lock()
        self._lately: Lately[tuple[str, str, str], bool] = Lately(good_s=AGAIN_AFTER_S)
        self._stopped = asyncio.Event()
        self.lost = 0

    @property
    def waiting(self) -> int:
        """Entries that wait for the database."""
        return len(self._waiting)

    async def record(self, *, who: str, did: str, what: str, details: Mapping[str, object]) -> None:
        """Somebody did something. What must not be lost is in the database when this returns; raises what the database
        raises when it cannot be.
        """
        entry = await self.entry(who=who, did=did, what=what, details=details)
        seen = entry.who, entry.did, entry.what
        if entry.did in acts.OFTEN:
            if self._lately.get(seen, now=self._clock()):
                return
            self._lately.put(seen, True, now=self._clock())  # noqa: FBT003 -- a value
        if entry.did in acts.AT_ONCE:
            await self.write([entry])
        elif len(self._waiting) < LIMIT:
            self._waiting.append(entry)
        else:
            self.lost += 1
            log.error("audit.lost", did=entry.did, lost=self.lost)

    async def entry(self, *, who: str, did: str, what: str, details: Mapping[str, object]) -> NewEntry:
        """The entry as it may be kept."""
        name = acts.named(did, details)
        about = acts.subject(name, what)
        keys = await self._keys([about, *acts.strings_in(details)])
        shown = acts.without(about, {} if not acts.numbers_in(about) else keys)
        return NewEntry(
            datetime.now(UTC), acts.without(who, {}) or "nobody", name, shown, acts.details_text(details, keys)
        )

    async def caller(self, number: str) -> str:
        """What stands for a caller's number."""
        key = await self._key(number)
        return f"caller {key[:LETTERS]}" if key else "a caller"

    async def write(self, entries: list[NewEntry], *, within: Connection | None = None) -> None:
        """Write these now, after all that waits. Raises what the database raises."""
        async with self._writing:
            await self._write_waiting()
            await self.entries.append(entries, within=within)

    async def flush(self) -> None:
        """Write what waits; what cannot be written waits for the next time."""
        try:
            async with self._writing:
                await self._write_waiting()
        except AWAY as why:
            log.warning("audit.unwritten", waiting=len(self._waiting), why=type(why).__name__)

    async def finish(self) -> None:
        """Write what waits, at the end of a command. Raises DatabaseError: nobody else will write it."""
        try:
            await self.write([])
        except AWAY as why:
            raise DatabaseError(
                "The audit log could not be written, so what this command has done does not stand there "
                f"({type(why).__name__}): check the database, and whether its role may add to the table audit_log."
            ) from why

    async def run(self) -> None:
        """Write until stopped, and then what is left. Each hour the last hash is logged: an anchor outside."""
        tell_at = 0.0
        while not self._stopped.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), EVERY_S)
            await self.flush()
            if self._clock() >= tell_at:
                tell_at = self._clock() + HEAD_EVERY_S
                await self._tell_head()
        await self.flush()

    def stop(self) -> None:
        """Let `run` write what is left and end."""
        self._stopped.set()

    async def _write_waiting(self) -> None:
        while self._waiting:
            batch = [self._waiting[at] for at in range(min(BATCH, len(self._waiting)))]
            await self.entries.append(batch)
            for _ in batch:
                self._waiting.popleft()

    async def _tell_head(self) -> None:
        try:
            head = await self.entries.head()
        except AWAY as why:
            log.warning("audit.head_unread", why=type(why).__name__)
            return
        if head is not None:
            log.info("audit.head", ordinal=head.ordinal, hash=head.hash.hex())

    async def _keys(self, texts: list[str]) -> dict[str, str]:
        numbers = {number for text in texts for number in acts.numbers_in(text)}
        return {number: await self.caller("+" + number.lstrip("+0")) for number in numbers}
