"""The results of one call on their way to its reader: bounded, and ended once."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator

import structlog

from telephony.asr.port import Failed, Moved, Partial, Result

log = structlog.get_logger(__name__)


class Results:
    """Results in order. A newer result replaces a `Partial` that nobody has read: only the latest words matter.

    `bound`: how many results may wait. A reader that far behind has left; the oldest is dropped.
    """

    def __init__(self, *, bound: int = 256) -> None:
        self._bound = bound
        self._waiting: deque[Result] = deque()
        self._news = asyncio.Event()
        self._ended = False

    def put(self, result: Result) -> None:
        """Add a result; `Failed` is the last. After the end nothing is added."""
        if self._ended:
            return
        if self._waiting and isinstance(self._waiting[-1], Partial) and not isinstance(result, Moved):
            self._waiting.pop()
        if len(self._waiting) >= self._bound:
            dropped = self._waiting.popleft()
            log.warning("asr.result_dropped", result=type(dropped).__name__)
        self._waiting.append(result)
        self._ended = isinstance(result, Failed)
        self._news.set()

    def forget(self) -> None:
        """Drop the words that nobody has read: they were taken for a turn, or given up."""
        self._waiting = deque(each for each in self._waiting if isinstance(each, Moved | Failed))

    def end(self) -> None:
        """No more results will come; those that wait can still be read."""
        self._ended = True
        self._news.set()

    async def __aiter__(self) -> AsyncIterator[Result]:
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._ended:
                return
            self._news.clear()
            await self._news.wait()
