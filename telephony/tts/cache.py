"""A voice that remembers: sentences that are the same in every call are synthesised once, and what will probably be
said soon is made ahead (`prefetched.py`).

The former are kept in memory and in a folder (`shelf.py`). Whoever asks while a sentence is being made gets its pieces
as they come; nobody makes it twice. Interrupting one listener does not interrupt the making: the next call wants it
too.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Protocol, runtime_checkable

import structlog

from telephony.audio.workers import PoolClosed, PoolFull, Priority, SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts import lead
from telephony.tts.making import Making, size
from telephony.tts.port import Speech, Voice
from telephony.tts.prefetched import Bounds, PrefetchCounts, Prefetched
from telephony.tts.shelf import Shelf

log = structlog.get_logger(__name__)

_MEGABYTE = 1024 * 1024
_MOST_PREPARED = 2000
_FAILURES_IN_A_ROW = 3


@runtime_checkable
class _Patient(Protocol):
    """A voice that can be asked for what nobody waits for."""

    def speak_ahead(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak it when there is time. Raises `SpeechUnavailable`."""
        ...


class SpeechCache:
    """A `Voice` around another.

    `folder`: where speech is kept between runs; `pool`: where the files are read and written;
    `disk_bytes`, `memory_bytes`: how much is kept; the least recently used goes first; `ahead`: the bounds of what is
    made ahead.
    """

    def __init__(
        self,
        voice: Voice,
        folder: Path,
        *,
        pool: SpeechPool,
        disk_bytes: int = 256 * _MEGABYTE,
        memory_bytes: int = 32 * _MEGABYTE,
        ahead: Bounds | None = None,
    ) -> None:
        self._voice = voice
        self._pool = pool
        self._shelf = Shelf(folder, bound_bytes=disk_bytes)
        self._memory = _Memory(memory_bytes)
        self._ahead = Prefetched(voice.speak_ahead if isinstance(voice, _Patient) else voice.speak, ahead)
        self._making: dict[str, Making] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self.name = voice.name

    async def warm(self) -> None:
        """Warm the voice. Raises `SpeechUnavailable`."""
        await self._voice.warm()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a text that is not worth keeping: made ahead, or straight from the voice."""
        begun = False
        if (made := self._ahead.take(text, language=language)) is not None:
            try:
                async with aclosing(made):
                    async for piece in made:
                        begun = True
                        yield piece
            except SpeechUnavailable:
                if begun:
                    raise
            else:
                return
        straight = self._voice.speak(text, language=language)
        async with aclosing(self._ahead.spoken(text, straight, language=language)) as pieces:
            async for piece in pieces:
                yield piece

    def prefetch(self, text: str, *, language: str, wanted: Callable[[], bool] = lambda: True) -> None:
        """Make the sound of what will probably be said soon, when nobody waits for other speech; it is charged to
        whoever asks. `wanted` is asked when its turn comes. Never blocks, never raises.
        """
        self._ahead.ask(text, language=language, wanted=wanted)

    @property
    def prefetched(self) -> PrefetchCounts:
        """What came of that so far."""
        return self._ahead.counts

    async def speak_fixed(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a text that is the same in every call: from memory, from the folder, or made now and kept."""
        key = self._key(text, language)
        if (kept := self._memory.get(key)) is not None:
            for piece in kept:
                yield piece
            return
        async with aclosing(self._made(key, text, language).listen()) as pieces:
            async for piece in pieces:
                yield piece

    async def speak_kept(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a text only if it is kept, from memory or from the folder. Raises `SpeechUnavailable` if it is not."""
        key = self._key(text, language)
        if (kept := self._memory.get(key)) is None:
            kept = await self._pool.run(Priority.SYNTHESIS, self._shelf.read, key)
        if kept is None:
            raise SpeechUnavailable("The sentence is not kept.")
        for piece in kept:
            yield piece

    async def prepare(self, sentences: Iterable[tuple[str, str]]) -> int:
        """Make those `(text, language)` that are not kept yet, one at a time, whenever nobody waits for speech.

        At most 2,000 are looked at. Returns how many are kept now; three failures in a row end it.
        """
        ready = failures = 0
        for number, (text, language) in enumerate(sentences):
            if number == _MOST_PREPARED:
                log.warning("speech_cache.too_many_to_prepare", most=_MOST_PREPARED)
                break
            try:
                await self._prepare(text, language)
            except SpeechUnavailable as error:
                failures += 1
                log.warning("speech_cache.not_prepared", error=str(error), in_a_row=failures)
                if failures == _FAILURES_IN_A_ROW or self._closed:
                    break
            else:
                ready, failures = ready + 1, 0
        return ready

    async def aclose(self) -> None:
        """Stop what is being made and close the voice. Safe to call twice."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(self._ahead.aclose(), *tasks, return_exceptions=True)
        await self._voice.aclose()

    async def _prepare(self, text: str, language: str) -> None:
        # A turn at the lowest priority comes only when no caller's work waits.
        await self._pool.run(Priority.WARM_UP, _nothing)
        async for _ in self.speak_fixed(text, language=language):
            pass

    def _made(self, key: str, text: str, language: str) -> Making:
        if self._closed:
            raise SpeechUnavailable("The speech cache is closed: the process is ending.")
        if (making := self._making.get(key)) is None:
            making = self._making[key] = Making()
            task = asyncio.create_task(self._make(making, key, text, language), name="speech_cache.make")
            self._tasks.add(task)
            task.add_done_callback(partial(self._over, making, key))
        return making

    def _over(self, making: Making, key: str, task: asyncio.Task[None]) -> None:
        """However it ended, even cancelled before it began, nobody is left waiting."""
        making.finish("The speech cache was closed before the sentence was made.")
        del self._making[key]
        self._tasks.discard(task)

    async def _make(self, making: Making, key: str, text: str, language: str) -> None:
        lead.tell(0.0)  # others may listen too
        try:
            new = await self._fetch(making, key, text, language)
        except SpeechUnavailable as error:
            making.finish(str(error), error.fault)
        except Exception as error:  # the edge of a background job: whoever listens is told
            log.exception("speech_cache.failed")
            making.finish(f"A sentence could not be made: {error!r}.")
        else:
            self._memory.put(key, making.pieces)
            making.finish()
            if new:
                await self._write(key, making.pieces)

    async def _fetch(self, making: Making, key: str, text: str, language: str) -> bool:
        """Bring the pieces; True when they are new to the folder."""
        kept = await self._pool.run(Priority.SYNTHESIS, self._shelf.read, key)
        if kept is not None:
            for piece in kept:
                making.add(piece)
            return False
        async for piece in self._voice.speak(text, language=language):
            making.add(piece)
        return True

    async def _write(self, key: str, pieces: tuple[Speech, ...]) -> None:
        try:
            await self._pool.run(Priority.WARM_UP, self._shelf.write, key, pieces)
        except (PoolFull, PoolClosed) as error:
            log.warning("speech_cache.not_kept", error=str(error))

    def _key(self, text: str, language: str) -> str:
        identity = f"{self._voice.name}\0{language}\0{text}"
        return hashlib.sha256(identity.encode(errors="surrogatepass")).hexdigest()


class _Memory:
    """Speech by key, at most so many bytes of sound; the least recently used goes first."""

    def __init__(self, bound_bytes: int) -> None:
        self._bound = bound_bytes
        self._held = 0
        self._kept: OrderedDict[str, tuple[Speech, ...]] = OrderedDict()

    def get(self, key: str) -> tuple[Speech, ...] | None:
        if (pieces := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
        return pieces

    def put(self, key: str, pieces: tuple[Speech, ...]) -> None:
        if key in self._kept:
            self._held -= size(self._kept.pop(key))
        self._kept[key] = pieces
        self._held += size(pieces)
        while self._held > self._bound:
            _, oldest = self._kept.popitem(last=False)
            self._held -= size(oldest)


def _nothing() -> None:
    """Work that is done when its turn comes."""
