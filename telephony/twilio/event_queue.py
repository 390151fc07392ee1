"""The queue between the socket's reader and the call: the reader never waits, so Twilio is never held up (31930).

A call that takes events without waiting has them handed over at once, and nothing is queued.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable

from telephony.line import Heard, LineEvent, Stopped


class EventQueue:
    """Line events, in order. When it is full the oldest sound goes; keys, marks and the end are never dropped."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._events: deque[LineEvent] = deque()
        self._filled = asyncio.Event()
        self._take: Callable[[LineEvent], None] | None = None
        self._delivered: asyncio.Future[None] | None = None
        self._context = contextvars.Context()
        self._giving = False
        self.dropped = 0
        """Sounds that nobody heard because the call was too slow."""

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: LineEvent) -> bool:
        """Queue this, or hand it over. False when it is full of what must not be dropped; `Stopped` always fits."""
        if self._take is not None:
            self._hand_over(event, self._take)
            return True
        if len(self._events) >= self._bound and not isinstance(event, Stopped) and not self._make_room():
            if not isinstance(event, Heard):
                return False
            self.dropped += 1
            return True
        self._events.append(event)
        self._filled.set()
        return True

    async def get(self) -> LineEvent:
        """The next event. One reader."""
        while not self._events:
            self._filled.clear()
            await self._filled.wait()
        return self._events.popleft()

    async def deliver(self, take: Callable[[LineEvent], None]) -> None:
        """Hand over what is queued, and then each event as it is put, until `Stopped`. Raises what `take` raises.

        `take` runs in the context of this call, whoever puts: what it begins is charged and logged to the right one.
        """
        self._context = contextvars.copy_context()
        self._delivered = asyncio.get_running_loop().create_future()
        self._take = take
        waiting, self._events = self._events, deque()
        for event in waiting:
            self.put(event)
        try:
            await self._delivered
        finally:
            self._take = None

    def _hand_over(self, event: LineEvent, take: Callable[[LineEvent], None]) -> None:
        assert self._delivered is not None
        inside, self._giving = self._giving, True
        try:
            if inside:
                take(event)  # what was taken brought this about, and the context is entered already
            else:
                self._context.run(take, event)
        except Exception as broken:  # noqa: BLE001 - the edge of a call: it is raised there, not in the socket's reader
            self._take = None
            if not self._delivered.done():
                self._delivered.set_exception(broken)
        else:
            if isinstance(event, Stopped):
                self._take = None
                if not self._delivered.done():
                    self._delivered.set_result(None)
        finally:
            self._giving = inside

    def _make_room(self) -> bool:
        for at, event in enumerate(self._events):
            if isinstance(event, Heard):
                del self._events[at]
                self.dropped += 1
                return True
        return False
