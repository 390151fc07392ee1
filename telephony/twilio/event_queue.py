"""The queue between the socket's reader and the call: the reader never waits, so Twilio is never held up (31930)."""

import asyncio
from collections import deque

from telephony.line import Heard, LineEvent, Stopped


class EventQueue:
    """Line events, in order. When it is full the oldest sound goes; keys, marks and the end are never dropped."""

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._events: deque[LineEvent] = deque()
        self._filled = asyncio.Event()
        self.dropped = 0
        """Sounds that nobody heard because the call was too slow."""

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: LineEvent) -> bool:
        """Queue this. False when it is full of what must not be dropped; `Stopped` always fits."""
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

    def _make_room(self) -> bool:
        for at, event in enumerate(self._events):
            if isinstance(event, Heard):
                del self._events[at]
                self.dropped += 1
                return True
        return False
