"""Speech that will probably be wanted soon: made when nobody waits for other speech, kept in memory for a moment.

A text that is said in one call may hold what its caller told us. So its sound is never written anywhere, and it is
forgotten a few seconds after it was heard, or when nobody has wanted it for a while. It is charged to the call that
asked for it, heard or not. Another call that has the same to say may hear it too. What is spoken now, and may have to
be said again, is not made anew: its sound is kept when it is whole.

A sentence that somebody wants while it is made is joined; from then on it is as urgent as any other. One that fails is
nobody's trouble: whoever wants it has it made as if nothing had been.
"""

import asyncio
import heapq
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import structlog

from telephony.audio import errands
from telephony.errors import SpeechUnavailable
from telephony.tts.making import Making, size
from telephony.tts.port import Speech

log = structlog.get_logger(__name__)

_Key = tuple[str, str]
"""Text and language."""


class _Speak(Protocol):
    def __call__(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of all that is made ahead in one voice."""

    at_once: int = 2
    """Sentences that are made at the same time."""
    waiting: int = 32
    """Sentences that are to be made; of more, the one asked for first is left out."""
    kept: int = 256
    kept_bytes: int = 16 * 1024 * 1024
    age_s: float = 90.0
    """For so long an unheard sentence is kept, or waits to be made."""
    used_s: float = 5.0
    """For so long one that was heard: a turn that is taken back is likely to end in the same sentence."""
    longest: int = 600
    """Letters of a text that is worth it."""


@dataclass(slots=True)
class PrefetchCounts:
    """What came of it, since the process began."""

    asked: int = 0
    made: int = 0
    hits: int = 0
    """Sentences of one call that were there when they were wanted,"""
    joined: int = 0
    """that were being made,"""
    misses: int = 0
    """and that nobody had made ahead, for whatever reason."""
    unused: int = 0
    """Made, and forgotten unheard."""
    dropped: int = 0
    """Never begun: too many, too late, or the call was over."""
    failed: int = 0

    def __add__(self, other: "PrefetchCounts") -> "PrefetchCounts":
        return PrefetchCounts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(slots=True)
class _Asked:
    """A sentence that is to be made: on whose behalf, whether it still matters, and until when."""

    context: Context
    wanted: Callable[[], bool]
    until: float


@dataclass(slots=True)
class _OnItsWay:
    making: Making = field(default_factory=Making)
    errand: errands.Errand = field(default_factory=errands.Errand)
    used: bool = False


@dataclass(slots=True)
class _Kept:
    pieces: tuple[Speech, ...]
    until: float
    used: bool


class Prefetched:
    """One voice's. `speak`: makes the sound of a text for which nobody waits; raises `SpeechUnavailable`."""

    def __init__(self, speak: _Speak, bounds: Bounds | None = None) -> None:
        self._speak = speak
        self._bounds = bounds or Bounds()
        self.counts = PrefetchCounts()
        self._waiting: OrderedDict[_Key, _Asked] = OrderedDict()
        self._on_their_way: dict[_Key, _OnItsWay] = {}
        self._spoken_now: dict[_Key, bool] = {}
        """Texts that are made for somebody who waits; and whether they were asked for again meanwhile."""
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._kept_bytes = 0
        self._ends: list[tuple[float, int, _Key]] = []
        """A heap of when there may be something to forget; an end may have been put off since it was noted."""
        self._noted = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._cleaning: asyncio.TimerHandle | None = None
        self._closed = False

    def ask(self, text: str, *, language: str, wanted: Callable[[], bool] = lambda: True) -> None:
        """Make the sound of a text, when its turn comes and `wanted` still says so. Never blocks, never raises."""
        key, now = (text, language), asyncio.get_running_loop().time()
        if self._closed or len(text) > self._bounds.longest or not any(letter.isalnum() for letter in text):
            return
        if key in self._on_their_way or key in self._waiting:
            return
        if key in self._spoken_now:
            self._spoken_now[key] = True
            return
        self._forget_old(now)
        self.counts.asked += 1
        if (kept := self._kept.get(key)) is not None:
            kept.until = now + self._bounds.age_s
            self._kept.move_to_end(key)
            return
        self._waiting[key] = _Asked(copy_context(), wanted, now + self._bounds.age_s)
        if len(self._waiting) > self._bounds.waiting:
            self._waiting.popitem(last=False)
            self.counts.dropped += 1
        self._begin()

    def take(self, text: str, *, language: str) -> AsyncGenerator[Speech, None] | None:
        """The sound of a text that is wanted now, kept or on its way; None: nobody has made it ahead."""
        key, now = (text, language), asyncio.get_running_loop().time()
        self._forget_old(now)
        if (kept := self._kept.get(key)) is not None:
            self.counts.hits += 1
            kept.used, kept.until = True, min(kept.until, now + self._bounds.used_s)
            self._clean_at(kept.until, key)
            return _all_of(kept.pieces)
        if (coming := self._on_their_way.get(key)) is not None:
            self.counts.joined += 1
            coming.used = True
            coming.errand.hurry()
            return self._joined(coming)
        self.counts.misses += 1
        if self._waiting.pop(key, None) is not None:
            self.counts.dropped += 1
        return None

    async def spoken(
        self, text: str, pieces: AsyncGenerator[Speech, None], *, language: str
    ) -> AsyncGenerator[Speech, None]:
        """The pieces of a text as they are made for somebody who waits. When they are whole they are kept for a moment,
        or longer, if the text was asked for again.
        """
        key, given = (text, language), list[Speech]()
        self._spoken_now.setdefault(key, False)
        again = False
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    given.append(piece)
                    yield piece
        finally:
            again = self._spoken_now.pop(key, False)
        if not self._closed:
            self._keep(key, tuple(given), lasts_s=self._bounds.age_s if again else self._bounds.used_s, used=True)

    async def aclose(self) -> None:
        """Make no more, and forget everything. Safe to call twice."""
        self._closed = True
        self._waiting.clear()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        while self._kept:
            self._forget(next(iter(self._kept)))
        if self._cleaning is not None:
            self._cleaning.cancel()

    # ---- making

    def _begin(self) -> None:
        now = asyncio.get_running_loop().time()
        while self._waiting and len(self._on_their_way) < self._bounds.at_once:
            key, asked = self._waiting.popitem(last=False)
            if asked.until <= now or not asked.context.run(asked.wanted):
                self.counts.dropped += 1
                continue
            coming = self._on_their_way[key] = _OnItsWay()
            task = asyncio.create_task(self._make(coming, key), name="prefetch", context=asked.context)
            self._tasks.add(task)
            task.add_done_callback(partial(self._over, key, coming))

    async def _make(self, coming: _OnItsWay, key: _Key) -> None:
        text, language = key
        try:
            with errands.on(coming.errand):
                async with aclosing(self._speak(text, language=language)) as pieces:
                    async for piece in pieces:
                        coming.making.add(piece)
        except SpeechUnavailable as why:
            self._failed(coming, str(why), why)
        except Exception as why:  # noqa: BLE001 - the edge of a background job: by its kind alone, it may hold the text
            self._failed(coming, "A sentence could not be made ahead.", why)
        else:
            self.counts.made += 1
            lasts_s = self._bounds.used_s if coming.used else self._bounds.age_s
            self._keep(key, coming.making.pieces, lasts_s=lasts_s, used=coming.used)
            coming.making.finish()

    def _failed(self, coming: _OnItsWay, message: str, why: Exception) -> None:
        self.counts.failed += 1
        fault = why.fault if isinstance(why, SpeechUnavailable) else "local"
        log.debug("prefetch.failed", error=type(why).__name__, fault=fault)
        coming.making.finish(message, fault)

    def _over(self, key: _Key, coming: _OnItsWay, task: asyncio.Task[None]) -> None:
        """However it ended, even cancelled before it began, nobody is left waiting."""
        self._tasks.discard(task)
        del self._on_their_way[key]
        coming.making.finish("The sentence was not made: the process is ending.")
        if not self._closed:
            self._begin()

    async def _joined(self, coming: _OnItsWay) -> AsyncGenerator[Speech, None]:
        """When nobody listens any more it has time again: what was interrupted may be said once more."""
        try:
            async with aclosing(coming.making.listen()) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            if not coming.making.listeners:
                coming.errand.relax()

    # ---- keeping

    def _keep(self, key: _Key, pieces: tuple[Speech, ...], *, lasts_s: float, used: bool) -> None:
        if not any(piece.audio for piece in pieces):
            return
        if key in self._kept:
            self._forget(key)
        until = asyncio.get_running_loop().time() + lasts_s
        self._kept[key] = _Kept(pieces, until, used)
        self._kept_bytes += size(pieces)
        while len(self._kept) > self._bounds.kept or self._kept_bytes > self._bounds.kept_bytes:
            self._forget(next(iter(self._kept)))
        self._clean_at(until, key)

    def _forget(self, key: _Key) -> None:
        kept = self._kept.pop(key)
        self._kept_bytes -= size(kept.pieces)
        self.counts.unused += not kept.used

    def _forget_old(self, now: float) -> None:
        while self._ends and self._ends[0][0] <= now:
            _, _, key = heapq.heappop(self._ends)
            if (kept := self._kept.get(key)) is None:
                continue
            if kept.until <= now:
                self._forget(key)
            else:  # It was asked for again since.
                self._clean_at(kept.until, key)

    def _clean_at(self, at: float, key: _Key) -> None:
        """What is old is forgotten then, whether somebody asks or not."""
        self._noted += 1
        heapq.heappush(self._ends, (at, self._noted, key))
        self._wake_at(at)

    def _wake_at(self, at: float) -> None:
        if self._cleaning is None or self._cleaning.when() > at:
            if self._cleaning is not None:
                self._cleaning.cancel()
            self._cleaning = asyncio.get_running_loop().call_at(at, self._clean)

    def _clean(self) -> None:
        self._cleaning = None
        self._forget_old(asyncio.get_running_loop().time())
        if self._ends:
            self._wake_at(self._ends[0][0])


async def _all_of(pieces: tuple[Speech, ...]) -> AsyncGenerator[Speech, None]:
    for piece in pieces:
        yield piece
