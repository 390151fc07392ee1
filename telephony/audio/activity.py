"""Voice activity of all calls: one model, one thread, and only the changes come back to the event loop.

A hand-off from thread to event loop for every window of every call would cost more than the model. So silence and noise
are left out before anybody is woken, the thread judges the windows of all calls together, and it posts `VoiceOn` and
`VoiceOff` alone.
"""

import asyncio
import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue

import structlog

from telephony.audio import ulaw
from telephony.audio.gate import CONTEXT, WINDOW, Gate, Window
from telephony.audio.hysteresis import Sensitivity, VoiceChange, VoiceOff, VoiceOn
from telephony.audio.judge import Judge
from telephony.audio.levels import frame_levels
from telephony.audio.silero import Silero
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS

__all__ = ["Ear", "Sensitivity", "VoiceChange", "VoiceDetector", "VoiceOff", "VoiceOn"]

log = structlog.get_logger(__name__)
_LOAD_LIMIT_S = 30.0
_PART = 64
"""Samples whose loudness is looked at together: 8 ms."""
_MANY = 8
"""Calls from which on it pays to wait for each other's windows."""


class Ear:
    """The voice detector's side of one call; made by `VoiceDetector.open`."""

    def __init__(self, detector: "VoiceDetector", on_change: Callable[[VoiceChange], None]) -> None:
        self._detector = detector
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        # What a change begins belongs to the call, though the detector's thread tells of it.
        self._context = contextvars.copy_context()
        self._gate = Gate()
        # Filled on the event loop, emptied by the thread; a deque needs no lock for that, and drops its oldest itself.
        self._windows: deque[Window] = deque(maxlen=max(1, detector.backlog_bytes // WINDOW))
        self._at = 0
        self._rest = ulaw.SILENCE * CONTEXT
        self._closed = False
        self.judge = Judge(detector.sensitivity)
        """What the detector's thread knows of this call."""
        self.dropped_bytes = 0
        """Sound thrown away, oldest first, because the detector fell behind."""

    def feed(self, audio: bytes) -> None:
        """Take the next µ-law sound of this call. Never blocks; costs some microseconds."""
        if self._closed:
            return
        heard = self._rest + audio
        done = 0
        while len(heard) - done >= CONTEXT + WINDOW:
            if windows := self._gate.hear(self._at, heard[done : done + CONTEXT + WINDOW]):
                self._queue(windows)
            self._at += WINDOW
            done += WINDOW
        self._rest = heard[done:]

    async def caught_up(self) -> None:
        """Wait until everything fed so far has been judged and its changes were delivered."""
        await self._detector.caught_up()

    def close(self) -> None:
        """Listen no more; nothing is delivered after this. Safe to call twice."""
        if not self._closed:
            self._closed = True
            self._detector.forget(self)
            if self.dropped_bytes:
                log.warning("voice_detector.sound_dropped", dropped_ms=self.dropped_bytes // BYTES_PER_MS)

    def next_window(self) -> Window | None:
        """The next window to be judged, if there is one. Called by the detector's thread."""
        return self._windows.popleft() if self._windows else None

    def post(self, change: VoiceChange) -> None:
        """Deliver a change on the call's event loop. Called by the detector's thread."""
        _post(self._loop, self._deliver, change, context=self._context)

    def _queue(self, windows: Sequence[Window]) -> None:
        overflow = len(self._windows) + len(windows) - (self._windows.maxlen or 0)
        if overflow > 0:
            self.dropped_bytes += overflow * WINDOW
        self._windows.extend(windows)
        self._detector.wake()

    def _deliver(self, change: VoiceChange) -> None:
        if not self._closed:
            self._on_change(change)


class VoiceDetector:
    """The process's one voice detector.

    `backlog_ms`: sound of one call that may wait before the oldest is dropped.
    `gather_ms`: how long the thread lets sound of many calls gather before it looks again; the wait makes the batches.
    Of a few calls it waits less, of a single one not at all.
    """

    def __init__(
        self, sensitivity: Sensitivity | None = None, *, backlog_ms: int = 10_000, gather_ms: int = 32
    ) -> None:
        self.sensitivity = sensitivity or Sensitivity()
        self.backlog_bytes = backlog_ms * BYTES_PER_MS
        self._gather_s = gather_ms / 1000
        self._ears: list[Ear] = []
        self._lock = threading.Lock()
        self._alarm: SimpleQueue[None] = SimpleQueue()
        self._awake = False
        self._stopping = False
        self._loaded = threading.Event()
        self._thread: threading.Thread | None = None
        self._running = False
        self._failure: str | None = None
        self._waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    async def warm(self) -> None:
        """Start the thread and load the model. Raises `SpeechUnavailable`. Safe to call twice."""
        if self._stopping:
            raise SpeechUnavailable("The voice detector is closed: the process is ending.")
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voice-detector", daemon=True)
            self._thread.start()
        if not await asyncio.to_thread(self._loaded.wait, _LOAD_LIMIT_S):
            raise SpeechUnavailable(f"The voice detector's model was not loaded within {_LOAD_LIMIT_S:.0f} s.")
        if self._failure is not None:
            raise SpeechUnavailable(self._failure)

    @property
    def running(self) -> bool:
        """The model is loaded and its thread lives; a process whose detector does not run is not ready for calls."""
        return self._running and not self._stopping

    def open(self, on_change: Callable[[VoiceChange], None]) -> Ear:
        """Listen to one more call; changes come on the running event loop. Raises `SpeechUnavailable`."""
        if not self.running:
            raise SpeechUnavailable(self._failure or "The voice detector does not run: call warm() once, before calls.")
        ear = Ear(self, on_change)
        with self._lock:
            self._ears.append(ear)
        return ear

    async def aclose(self, *, limit_s: float = 5.0) -> None:
        """Stop the thread, waiting at most `limit_s`. Safe to call twice."""
        self._stopping = True
        self._ring()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, limit_s)

    def wake(self) -> None:
        """Sound came that is to be judged."""
        if not self._awake:
            self._ring()

    def _ring(self) -> None:
        # Set before the ring: the thread clears it after, and looks for sound after that.
        self._awake = True
        self._alarm.put(None)

    def forget(self, ear: Ear) -> None:
        """The ear was closed."""
        with self._lock:
            if ear in self._ears:
                self._ears.remove(ear)

    async def caught_up(self) -> None:
        """Wait until all sound fed before has been judged. Raises `SpeechUnavailable` when nobody judges."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if not self._running:
                raise SpeechUnavailable(self._failure or "The voice detector does not run.")
            self._waiters.append((loop, done))
        self._ring()
        await done
        if not self._running:
            raise SpeechUnavailable(self._failure or "The voice detector was closed.")

    def _run(self) -> None:
        try:
            model = Silero()
            self._running = True
        except Exception as error:  # noqa: BLE001 - the edge of a thread: `warm` raises it
            self._failure = f"The voice detector's model cannot be loaded: {error}"
            return
        finally:
            self._loaded.set()
        try:
            self._listen(model)
        except Exception as error:  # the edge of a thread: without a voice detector the calls must be told
            self._failure = f"The voice detector broke: {error}"
            log.exception("voice_detector.broke")
        finally:
            self._release()

    def _listen(self, model: Silero) -> None:
        while True:
            self._alarm.get()
            if len(self._ears) > 1 and self._gather_s:
                time.sleep(self._gather_s * min(1.0, len(self._ears) / _MANY))
            if self._stopping:
                return
            self._awake = False
            with self._lock:
                ears = list(self._ears)
                asked = len(self._waiters)
            while _round(model, ears):
                pass
            with self._lock:
                caught_up, self._waiters = self._waiters[:asked], self._waiters[asked:]
            for loop, done in caught_up:
                _post(loop, _finish, done)

    def _release(self) -> None:
        with self._lock:
            self._running = False
            waiters, self._waiters = self._waiters, []
        for loop, done in waiters:
            _post(loop, _finish, done)


def _round(model: Silero, ears: list[Ear]) -> bool:
    """Judge one window of every call that has one; False when none has."""
    ready = [(ear, window) for ear in ears if (window := ear.next_window()) is not None]
    if not ready:
        return False
    heard = ulaw.to_samples(b"".join([window.heard for _, window in ready])).reshape(len(ready), -1)
    judged = model.probabilities(heard, [ear.judge.memory for ear, _ in ready])
    levels = frame_levels(heard[:, CONTEXT:].reshape(-1), _PART).reshape(len(ready), -1).tolist()
    for (ear, window), probability, parts in zip(ready, judged, levels, strict=True):
        if (change := ear.judge.decide(window, probability, parts)) is not None:
            ear.post(change)
    return True


def _finish(done: "asyncio.Future[None]") -> None:
    if not done.done():
        done.set_result(None)


def _post(
    loop: asyncio.AbstractEventLoop,
    what: Callable[..., None],
    argument: object,
    *,
    context: contextvars.Context | None = None,
) -> None:
    try:
        loop.call_soon_threadsafe(what, argument, context=context)
    except RuntimeError:
        # The call's event loop is closed; nobody is left to be told.
        log.debug("voice_detector.loop_closed")
