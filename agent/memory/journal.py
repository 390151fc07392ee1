"""The journal of turns: what callers did, written beside the answer and not before it.

A turn is durable when it is over. When its worker dies in the middle, the words of the caller would be lost with it;
the worker that takes the call over finds them here. A turn that the thread's checkpoint knows of was answered, and is
never answered again. What was heard is encrypted.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog

from agent.memory.errors import MemoryUnavailable
from agent.memory.sealing import UNSEALED, Sealing, opened_json, sealed_json, turn_place
from agent.memory.statements import Statements

log = structlog.get_logger(__name__)

MOST_WAITING = 500
"""Turns of all calls that wait to be written; what comes then is not journaled."""
MOST_REPLAYS = 2
"""How often a turn may be answered anew: words that bring down one worker after the other are given up."""
MOST_UNANSWERED = 5

# A worker that has lost the call writes nothing, nor does one that is late for a conversation that is over.
NOTE = """
insert into turns (thread_id, turn, heard)
select thread_id, $3::int, $4::text::jsonb from call_lease join conversations using (thread_id)
where thread_id = $1::text and epoch = $2::bigint and status <> 'closed'
on conflict (thread_id, turn) do update set heard = excluded.heard, at = now(), replays = 0
"""

WITHDRAW = """
delete from turns where thread_id = $1::text and turn > $3::int
    and exists (select from call_lease where thread_id = $1::text and epoch = $2::bigint)
"""

CLAIM = """
update turns t set replays = t.replays + 1
from (
    select thread_id, turn from turns where thread_id = $1::text and turn > $2::int and replays < $3::int
    order by turn desc limit $4::int
) n
where t.thread_id = n.thread_id and t.turn = n.turn
returning t.turn, t.heard::text as heard, t.replays - 1 as replays
"""


class Journal:
    """Writes what callers do, and tells what was not answered."""

    def __init__(self, statements: Statements, *, keys: Sealing = UNSEALED) -> None:
        self._statements = statements
        self._keys = keys
        self._writing: dict[asyncio.Task[None], str] = {}
        """With the thread that each writes."""

    def note(self, thread_id: str, epoch: int, heard: Mapping[str, Any]) -> None:
        """A caller's turn (`turn` is its number). Returns at once; a database that is away costs the entry only."""
        if len(self._writing) >= MOST_WAITING:
            log.warning("journal.full", thread_id=thread_id, waiting=len(self._writing))
            return
        earlier = self._writing_of(thread_id)
        task = asyncio.create_task(self._write(thread_id, epoch, heard, earlier), name="memory.journal")
        self._writing[task] = thread_id
        task.add_done_callback(self._writing.pop)

    async def withdraw(self, thread_id: str, epoch: int, *, after: int) -> None:
        """The turns after this number were taken back: nobody is to answer them. Later ones may have their numbers.

        Raises MemoryUnavailable.
        """
        if earlier := self._writing_of(thread_id):
            await asyncio.wait(earlier)
        await self._statements.value(WITHDRAW, thread_id, epoch, after)

    async def unanswered(self, thread_id: str, *, since: int) -> list[dict[str, Any]]:
        """The turns after number `since`, oldest first; `replays` says how often each was taken up before."""
        rows = await self._statements.rows(CLAIM, thread_id, since, MOST_REPLAYS, MOST_UNANSWERED)

        def heard() -> list[dict[str, Any]]:
            return [
                {
                    **opened_json(self._keys, orjson.loads(row["heard"]), turn_place(thread_id, row["turn"])),
                    "turn": row["turn"],
                    "replays": row["replays"],
                }
                for row in rows
            ]

        return sorted(await self._keys.opened(heard), key=lambda turn: int(turn["turn"]))

    async def written(self) -> None:
        """Wait for what is being written."""
        while self._writing:
            await asyncio.wait(self._writing)

    def _writing_of(self, thread_id: str) -> list[asyncio.Task[None]]:
        return [task for task, of in self._writing.items() if of == thread_id]

    async def _write(
        self, thread_id: str, epoch: int, heard: Mapping[str, Any], earlier: Sequence[asyncio.Task[None]]
    ) -> None:
        """A later turn of the thread may have the number of an earlier one, which must not overtake it."""
        if earlier:
            await asyncio.wait(earlier)
        try:
            text = sealed_json(self._keys, dict(heard), turn_place(thread_id, heard["turn"]))
            await self._statements.value(NOTE, thread_id, epoch, heard["turn"], text)
        except (MemoryUnavailable, TypeError, ValueError) as why:
            log.warning("journal.not_written", thread_id=thread_id, turn=heard["turn"], why=type(why).__name__)
