"""Speech recognition inside the process: no key, no network. English.

The model is not a streaming one: it hears a whole utterance at once. So while the caller speaks the utterance so far
is decoded again every half second (`Partial`), and when the voice ends it is decoded with care (`Eager`). If the
caller goes on, the same utterance goes on and is decoded whole the next time. Decoding happens in the speech pool;
the event loop only collects bytes.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import numpy as np
import structlog

from telephony.asr.doubt import believe
from telephony.asr.moonshine import HZ, Moonshine, Words
from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result, Resumed
from telephony.asr.results import Results
from telephony.asr.utterance import Utterance, quietest_place
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.audio.workers import PoolFull, Priority, SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.usage import Usage, report

log = structlog.get_logger(__name__)
T = TypeVar("T")

# Text cut right at the last sound has 8 % wrong words, with this room around it 5 %.
_ROOM_BEFORE = np.zeros(HZ // 5, np.float32)
_ROOM_AFTER = np.zeros(HZ // 2, np.float32)


@dataclass(frozen=True, slots=True)
class Pace:
    """When an utterance is decoded."""

    interim_ms: int = 500
    """Speech between two `Partial`s; an eighth of the utterance when that is longer. 0: none."""
    settle_ms: int = 20_000
    """From this length on the older part of an utterance becomes `Final`."""
    bound_ms: int = 24_000
    """The longest utterance kept, should the decoding fall behind."""


class EmbeddedRecogniser:
    """Moonshine tiny-en for all calls of the process. `pool`: where the decoding happens."""

    def __init__(self, pool: SpeechPool, *, pace: Pace | None = None) -> None:
        self._pool = pool
        self._pace = pace or Pace()
        self._model: Moonshine | None = None
        self._loading = asyncio.Lock()
        self._closed = False

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `embedded`, or `embedded:tiny-en`, its only model."""
        if model not in {"", "tiny-en"}:
            raise SpeechUnavailable(f"The embedded recogniser has one model, tiny-en, not {model!r}: write 'embedded'.")
        return cls(means.pool)

    async def warm(self) -> None:
        """Check and load the model, and run it once. Raises `SpeechUnavailable`."""
        await self._warmed()

    async def open(self, listening: Listening) -> "EmbeddedTranscriber":
        """Begin to listen to one caller. The hints of `listening` are not used: the model takes none."""
        model = await self._warmed()
        if listening.language.partition("-")[0].lower() != "en":
            log.warning("asr.language_not_known", language=listening.language, recognised_as="en")
        return EmbeddedTranscriber(model, self._pool, self._pace)

    async def aclose(self) -> None:
        """Let go of the model. Calls that are open keep it until they close."""
        self._closed = True
        self._model = None

    async def _warmed(self) -> Moonshine:
        async with self._loading:
            if self._closed:
                raise SpeechUnavailable("The embedded recogniser is closed: the process is ending.")
            if self._model is None:
                self._model = await self._pool.run(Priority.WARM_UP, _load)
            return self._model


class EmbeddedTranscriber:
    """One caller's words. It listens only between `voice(speaking=True)` and `voice(speaking=False)`."""

    def __init__(self, model: Moonshine, pool: SpeechPool, pace: Pace) -> None:
        self._model = model
        self._pool = pool
        self._pace = pace
        self._utterance = Utterance(bound_ms=pace.bound_ms)
        self._results = Results()
        self._speaking = False
        self._eager = False
        self._said = ""
        self._decoded_ms = 0
        self._fed_bytes = 0
        self._interim: asyncio.Task[None] | None = None
        self._settling: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._closed = False
        self._fed_bytes = 0

    def feed(self, audio: bytes) -> None:
        """Take µ-law sound. Never blocks."""
        if self._closed:
            return
        self._fed_bytes += len(audio)
        self._utterance.feed(audio)
        if not self._speaking or _runs(self._settling):
            return
        length = self._utterance.milliseconds
        if length >= self._pace.settle_ms:
            _cancel(self._interim)
            self._settling = self._start(self._settle_older)
        elif self._interim_due(length):
            self._decoded_ms = length
            self._interim = self._start(self._decode_interim)

    def voice(self, *, speaking: bool) -> None:
        """The caller's voice began, or ended: what decides where an utterance begins and ends."""
        if self._closed or speaking == self._speaking:
            return
        self._speaking = speaking
        if speaking:
            _cancel(self._ending)
            if self._eager:
                self._eager = False
                self._results.put(Resumed())
            self._utterance.speak()
            self._decoded_ms = self._utterance.milliseconds
        else:
            _cancel(self._interim)
            self._utterance.pause()
            self._ending = self._start(self._decode_end)

    def end_utterance(self) -> None:
        """Forget the words so far, and whatever is still being decoded."""
        for task in (self._interim, self._settling, self._ending):
            _cancel(task)
        self._utterance.forget()
        self._eager = False
        self._said = ""
        self._decoded_ms = 0

    def adapt(self, listening: Listening) -> None:
        """Nothing can be changed: the model knows one language and takes no hints."""

    def results(self) -> AsyncIterator[Result]:
        """What was understood, in order."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Stop listening. Safe to call twice."""
        if self._closed:
            return
        self._stop()
        tasks = [task for task in (self._interim, self._settling, self._ending) if task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        self._results.end()
        if self._utterance.dropped_bytes:
            log.warning("asr.sound_dropped", dropped_ms=self._utterance.dropped_bytes // BYTES_PER_MS)

    def _stop(self) -> None:
        if not self._closed:
            report(Usage("asr", "embedded", "tiny-en", "seconds", self._fed_bytes / TELEPHONE_HZ))
        self._closed = True
        self.end_utterance()

    def _interim_due(self, length: int) -> bool:
        if not self._pace.interim_ms or _runs(self._interim) or self._pool.busy:
            return False
        # Decoding costs in proportion to the length: spaced like this, a monologue costs no more than a dialogue.
        return length - self._decoded_ms >= max(self._pace.interim_ms, length // 8)

    async def _decode_interim(self) -> None:
        try:
            words = await self._decoded(Priority.INTERIM, understand)
        except PoolFull:
            return
        if words.text and words.text != self._said:
            self._said = words.text
            self._results.put(Partial(words.text))

    async def _decode_end(self) -> None:
        if self._settling is not None:
            await asyncio.wait((self._settling,))
        words = await self._decoded(Priority.FINAL, understand)
        self._eager = True
        self._results.put(Eager(words.text, words.confidence))

    async def _settle_older(self) -> None:
        dropped, began = self._utterance.dropped_bytes, self._fed_bytes - len(self._utterance.sound)
        cut, words = await self._decoded(Priority.FINAL, _older_part)
        self._utterance.forget(max(0, cut - (self._utterance.dropped_bytes - dropped)))
        self._decoded_ms = self._utterance.milliseconds
        self._said = ""
        if words.text:
            self._results.put(Final(words.text, words.confidence, until_ms=(began + cut) // BYTES_PER_MS))

    async def _decoded(self, priority: Priority, decode: Callable[[Moonshine, bytes, threading.Event], T]) -> T:
        abandoned = threading.Event()
        try:
            return await self._pool.run(priority, decode, self._model, self._utterance.sound, abandoned)
        except asyncio.CancelledError:
            # The thread is needed: on one core the caller's last words would wait for the interim ones.
            abandoned.set()
            raise

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        return asyncio.create_task(self._guarded(work), name=f"asr.{work.__name__.lstrip('_')}")

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except Exception as error:  # the edge of a background job: the call is told, and lives without us
            log.exception("asr.failed")
            self._results.put(Failed(f"The embedded recogniser failed: {error}"))
            self._stop()


def understand(model: Moonshine, sound: bytes, abandoned: threading.Event | None = None) -> Words:
    """The words in µ-law sound, or `NOTHING`. Blocks; for the pool."""
    samples = resample(ulaw.to_samples(sound), TELEPHONE_HZ, HZ)
    return believe(model.recognise(np.concatenate((_ROOM_BEFORE, samples, _ROOM_AFTER)), abandoned))


def _older_part(model: Moonshine, sound: bytes, abandoned: threading.Event) -> tuple[int, Words]:
    cut = quietest_place(sound)
    return cut, understand(model, sound[:cut], abandoned)


def _load() -> Moonshine:
    model = Moonshine()
    model.recognise(np.zeros(HZ, np.float32))
    return model


def _runs(task: asyncio.Task[None] | None) -> bool:
    return task is not None and not task.done()


def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None and task is not asyncio.current_task():
        task.cancel()
