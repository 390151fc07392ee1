"""Calls that go on, told as they begin, change and end: Server-Sent Events.

Nothing is asked of the calls themselves: their record in memory, and for those of other workers the database, is looked
at twice a second while somebody watches, and by nobody else.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import orjson
import structlog
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from agent.bookkeeping import AWAY
from agent.console.call_rows import CallRow, Verdicts, row
from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.register import LiveCall
from agent.store.call_search import CONSOLE, CallSearch, FoundCall
from telephony.call.timeline import Timeline

log = structlog.get_logger(__name__)

EVERY_S = 0.5
QUIET_S = 15.0
"""After so long without an event a comment says that the stream lives."""
BEHIND = 200
"""Events that may wait for a reader; one that is further behind is cut off, and begins anew."""
MOST_READERS = 50
PATIENCE = 4
"""So many looks a call that another worker no longer has is waited for to be recorded as ended."""

QUIET = b": still here\n\n"

_CHANGING = {"seconds", "cost"}
"""What changes all the time, and is no event."""
_SHOWN = frozenset({"step", "turn"})
"""Entries of a timeline that change a row."""


@dataclass(slots=True, eq=False)
class Reader:
    """Somebody who watches."""

    line: str | None
    """Of which line; None: of all but the console's."""
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(BEHIND))

    def wants(self, call: CallRow) -> bool:
        """Whether they are told of this call."""
        return call.line == self.line if self.line is not None else call.line != CONSOLE

    def tell(self, event: bytes) -> bool:
        """Let an event wait for them; False when they are too far behind."""
        try:
            self.waiting.put_nowait(event)
        except asyncio.QueueFull:
            return False
        return True

    def end(self) -> None:
        """Their stream ends, whatever still waits."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


@dataclass(slots=True)
class Progress:
    """How far a call's timeline was read."""

    timeline: Timeline | None = None
    at: int = 0

    def follow(self, timeline: Timeline) -> bool:
        """Read on; whether there was something that its row shows."""
        if timeline is not self.timeline:
            self.timeline, self.at = timeline, 0
        new = timeline.entries[self.at :]
        self.at += len(new)
        return any(entry.event in _SHOWN for entry in new)


class LiveCalls:
    """Looks for calls while somebody watches, and tells them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._search = CallSearch(desk.database)
        self._verdicts = Verdicts(desk)
        self._readers: set[Reader] = set()
        """Those who know the calls that there are."""
        self._watching = 0
        self._rows: dict[str, CallRow] = {}
        self._found: dict[str, FoundCall] = {}
        """Calls of this process, as the database knows them."""
        self._progress: dict[str, Progress] = {}
        self._missed: dict[str, int] = {}
        self._looking: asyncio.Task[None] | None = None
        self._first_look = asyncio.Event()

    @property
    def readers(self) -> int:
        """How many watch."""
        return self._watching

    async def follow(self, line: str | None) -> AsyncIterator[bytes]:
        """The calls that go on, and from then on what becomes of them."""
        reader = Reader(line)
        self._begin()
        try:
            yield b"retry: 2000\n\n"
            await self._first_look.wait()
            self._readers.add(reader)
            if self._over:
                return
            yield b"".join(_event("opened", call) for call in self._rows.values() if reader.wants(call)) or QUIET
            while (event := await self._next(reader)) is not None:
                yield event
        finally:
            self._leave(reader)

    def _begin(self) -> None:
        self._watching += 1
        if self._looking is None or self._looking.done():
            self._first_look.clear()
            self._looking = asyncio.create_task(self._look_on(), name="live calls")

    @property
    def _over(self) -> bool:
        return self._looking is None or self._looking.done()

    async def _next(self, reader: Reader) -> bytes | None:
        try:
            async with asyncio.timeout(QUIET_S):
                return await reader.waiting.get()
        except TimeoutError:
            return QUIET

    def _leave(self, reader: Reader) -> None:
        self._readers.discard(reader)
        self._watching -= 1
        if not self._watching and self._looking is not None:
            self._looking.cancel()
            self._looking = None
            self._rows, self._found, self._progress, self._missed = {}, {}, {}, {}

    # ── looking ───────────────────────────────────────────────────────────────

    async def _look_on(self) -> None:
        try:
            while not self._desk.exchange.draining:
                try:
                    await self._look()
                except AWAY as why:
                    log.warning("live.no_database", why=type(why).__name__)
                self._first_look.set()
                await asyncio.sleep(EVERY_S)
        finally:
            self._first_look.set()
            for reader in list(self._readers):
                reader.end()

    async def _look(self) -> None:
        own = dict(self._desk.exchange.going_on)
        others = await self._search.live(but=list(own))
        known_here = {found.id for found, _ in others if self._desk.exchange.find(found.id) is not None}
        for call_id in [told for told in self._rows if told not in own]:
            if call_id in known_here or all(call_id != found.id for found, _ in others):
                await self._gone(call_id)
        await self._look_here(own)
        for found, step in others:
            if found.id not in known_here:
                self._see(await row(self._desk, self._verdicts, found, step=step))
                await asyncio.sleep(0)

    async def _look_here(self, own: Mapping[str, LiveCall]) -> None:
        """The calls of this process: only what their timelines have got since the last look is read."""
        if unknown := [call_id for call_id in own if call_id not in self._found]:
            self._found.update({found.id: found for found in await self._search.some(unknown)})
        for call_id, call in own.items():
            found = self._found.get(call_id)
            if found is None or call.over.is_set():
                continue
            moved = self._progress.setdefault(call_id, Progress()).follow(call.timeline)
            if moved or call_id not in self._rows:
                self._see(await row(self._desk, self._verdicts, found))
                await asyncio.sleep(0)  # many of them in a row would be felt by calls

    def _see(self, call: CallRow) -> None:
        self._missed.pop(call.id, None)
        before = self._rows.get(call.id)
        self._rows[call.id] = call
        if before is None:
            self._tell("opened", call)
        elif before.model_dump(exclude=_CHANGING) != call.model_dump(exclude=_CHANGING):
            self._tell("changed", call)

    async def _gone(self, call_id: str) -> None:
        recorded = await self._search.one(call_id)
        here = self._desk.exchange.find(call_id)
        self._missed[call_id] = self._missed.get(call_id, 0) + 1
        known = recorded is None or recorded.ended_at is not None or (here is not None and here.outcome is not None)
        if not known and self._missed[call_id] < PATIENCE:
            return
        last = self._rows.pop(call_id)
        self._found.pop(call_id, None)
        self._progress.pop(call_id, None)
        del self._missed[call_id]
        if recorded is not None:
            last = await row(self._desk, self._verdicts, recorded)
        self._tell("ended", last.model_copy(update={"live": False, "step": None, "step_title": None}))

    # ── telling ───────────────────────────────────────────────────────────────

    def _tell(self, event: str, call: CallRow) -> None:
        told = _event(event, call)
        for reader in list(self._readers):
            if reader.wants(call) and not reader.tell(told):
                log.info("live.reader_cut", readers=len(self._readers))
                self._readers.discard(reader)
                reader.end()


def _event(name: str, call: CallRow) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(call.model_dump()))


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/calls", tags=["calls"])
    live = LiveCalls(desk)

    @routes.get(
        "/live",
        summary="Calls that go on, as they begin, change and end",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "model": CallRow}, **refusals()},
    )
    async def calls(
        line: Annotated[
            str | None, Query(description="`console`: calls that try a flow, which are else left out.")
        ] = None,
    ) -> StreamingResponse:
        """Server-Sent Events `opened`, `changed` and `ended`, each with a call's row as its data. First come the calls
        that go on. A reader that cannot keep up is cut off, and begins anew.
        """
        if desk.exchange.draining or live.readers >= MOST_READERS:
            raise Refusal(503, "too_many", "No more can watch at this moment; try again in a minute.")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(live.follow(line), media_type="text/event-stream", headers=headers)

    return routes
