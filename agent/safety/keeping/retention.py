"""Deletes what is older than it may be kept, beside the calls. In every process: of the database by one at a time, of
the recordings by each on its own disk.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import structlog

from agent.access.audit import Audit
from agent.bookkeeping import AWAY
from agent.recordings import RecordingFiles
from agent.safety.audit.acts import TIDIED
from agent.safety.keeping.kinds import KINDS, Keep, KindName
from agent.store.old_data import OldData

log = structlog.get_logger(__name__)

EVERY_S: Final = 600.0
FIRST_S: Final = 20.0
"""After the start, which has other things to do."""
BREATH_S: Final = 0.05
"""Between two batches: the database is there for calls."""
MOST_BATCHES: Final = 500
"""Of a kind at a time; what is left goes ten minutes later."""
WHO: Final = "trunkline"
ORDER: Final[tuple[KindName, ...]] = ("recordings", "transcripts", "conversations", "calls", "profiles", "usage")
"""What is said of a call goes before who it was, and that before the call."""
assert set(ORDER) == set(KINDS)


class Retention:
    """Of this process."""

    def __init__(self, old: OldData, files: RecordingFiles, *, keep: Keep, audit: Audit) -> None:
        self._old = old
        self._files = files
        self._keep = keep
        self._audit = audit

    async def run(self) -> None:
        """Delete every ten minutes until cancelled. A database that is away is waited for."""
        await asyncio.sleep(FIRST_S)
        while True:
            try:
                await self.delete(now=datetime.now(UTC))
            except AWAY as why:
                log.warning("retention.waits", why=type(why).__name__)
            await asyncio.sleep(EVERY_S)

    async def due(self, *, now: datetime) -> Mapping[KindName, int]:
        """How much of each kind would go now; of recordings, those on this machine."""
        found: dict[KindName, int] = {}
        for kind in ORDER:
            before = self._keep.before(kind, now)
            if kind == "recordings":
                found[kind] = len(await self._sounds(before))
            else:
                found[kind] = 0 if before is None else await self._old.count(kind, before)
        return found

    async def delete(self, *, now: datetime) -> Mapping[KindName, int]:
        """Delete what is to go, and say so in the log and in the audit. How much of each kind went."""
        gone: dict[KindName, int] = {}
        for kind in ORDER:
            before = self._keep.before(kind, now)
            count = await self._delete_sounds(before) if kind == "recordings" else await self._delete(kind, before)
            gone[kind] = count
            if count:
                until = before.isoformat(timespec="seconds") if before else None
                log.info("retention.deleted", kind=kind, count=count, before=until)
                details = {"count": count, "before": until, "days": self._keep.days[kind]}
                await self._audit.record(who=WHO, did=TIDIED, what=kind, details=details)
        await self._old.forget_notes(now)
        return gone

    async def _delete(self, kind: KindName, before: datetime | None) -> int:
        count = 0
        for _ in range(MOST_BATCHES if before is not None else 0):
            assert before is not None
            batch = await self._old.delete(kind, before)
            count += batch.deleted
            if not batch.full:
                break
            await asyncio.sleep(BREATH_S)
        return count

    async def _delete_sounds(self, before: datetime | None) -> int:
        sounds = await self._sounds(before)
        return await asyncio.to_thread(self._unlink, sounds) if sounds else 0

    def _unlink(self, sounds: list[str]) -> int:
        deleted = 0
        for call_id in sounds:
            try:
                self._files.delete(call_id)
                deleted += 1
            except OSError as why:  # it is looked at again
                log.warning("retention.undeleted", call_id=call_id, why=why.strerror)
        return deleted

    async def _sounds(self, before: datetime | None) -> list[str]:
        """The recordings here that are to go: too old, or not to be heard."""
        here = await asyncio.to_thread(self._files.written)
        silenced = await self._old.silenced(here)
        old = 0.0 if before is None else before.timestamp()
        return [call_id for call_id, written in here.items() if written < old or call_id in silenced]
