"""Voice activity of all calls: one model, one thread, and only the changes come back to the event loop.

A hand-off from thread to event loop for every window of every call would cost more than the model. So the
thread drains the sound of all calls at most every few milliseconds, judges their windows together, and posts
`VoiceOn` and `VoiceOff` alone.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import structlog

from telephony.audio import ulaw
from telephony.audio.hysteresis import Hysteresis, Sensitivity, VoiceChange, VoiceOff, VoiceOn
from telephony.audio.levels import frame_levels
from telephony.audio.loudness import Loudness
from telephony.audio.silero import WINDOW, Memory, Silero
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS

__all__ = ["Ear", "Sensitivity", "VoiceChange", "VoiceDetector", "VoiceOff", "VoiceOn"]

log = structlog.get_logger(__name__)
_LOAD_LIMIT_S = 30.0
_PART = 64
"""Samples whose loudness is looked at together: 8 ms."""


class Ear:
    """The voice detector's side of one call; made by `VoiceDetector.open`."""

    def __init__(self, detector: "VoiceDetector", on_change: Callable[[VoiceChange], None]) -> None:
        self._detector = detector
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        self._pieces: deque[tuple[int, bytes]] = deque()
        self._lock = threading.Lock()
        self._fed = 0
        self._waiting = 0
        self._closed = False
        self._judge = _Judge(detector.sensitivity)
        self.dropped_bytes = 0
        """Sound thrown away, oldest first, because the detector fell behind."""

    def feed(self, audio: bytes) -> None:
        """Take the next µ-law sound of this call. Never blocks; costs some microseconds."""
        if self._closed:
            return
        with self._lock:
            self._pieces.append((self._fed, audio))
            self._fed += len(audio)
            self._waiting += len(audio)
            while self._waiting > self._detector.backlog_bytes and len(self._pieces) > 1:
                _, oldest = self._pieces.popleft()
                self._waiting -= len(oldest)
                self.dropped_bytes += len(oldest)
        self._detector.wake()

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

    def take(self) -> None:
        """Move the sound that came into the judge's hands. Called by the detector's thread."""
        with self._lock:
            pieces, self._pieces = self._pieces, deque()
            self._waiting = 0
        for start, audio in pieces:
            self._judge.hear(start, audio)

    @property
    def judge(self) -> "_Judge":
        """What the detector's thread knows of this call."""
        return self._judge

    def post(self, change: VoiceChange) -> None:
        """Deliver a change on the call's event loop. Called by the detector's thread."""
        _post(self._loop, self._deliver, change)

    def _deliver(self, change: VoiceChange) -> None:
        if not self._closed:
            self._on_change(change)


class _Judge:
    """Windows of one call's sound, and what they mean. Lives in the detector's thread."""

    def __init__(self, sensitivity: Sensitivity) -> None:
        self.memory = Memory()
        self._hysteresis = Hysteresis(sensitivity)
        self._loudness = Loudness()
        self._sound = bytearray()
        self._at = 0

    def hear(self, start: int, audio: bytes) -> None:
        """`start`: where the piece begins, in bytes since the line opened. Dropped sound is a gap before it."""
        if start != self._at + len(self._sound):
            self._sound.clear()
            self._at = start
        self._sound += audio

    def window(self) -> ulaw.Samples | None:
        """The next whole window, if there is one."""
        if len(self._sound) < WINDOW:
            return None
        return ulaw.to_samples(bytes(self._sound[:WINDOW]))

    def decide(self, probability: float, levels: Sequence[float]) -> VoiceChange | None:
        """Take what was found in the window that `window` gave, and go on to the next."""
        start_ms = self._at // BYTES_PER_MS
        del self._sound[:WINDOW]
        self._at += WINDOW
        end_ms = self._at // BYTES_PER_MS
        self._loudness.window(levels, start_ms=start_ms, end_ms=end_ms)
        if self._loudness.inaudible(levels):
            probability = 0.0
        change = self._hysteresis.window(probability, start_ms=start_ms, end_ms=end_ms)
        if isinstance(change, VoiceOn):
            self._loudness.begin()
        elif isinstance(change, VoiceOff):
            self._loudness.end(end_ms)
            return replace(change, at_ms=self._loudness.audible_end(change.at_ms))
        return change


class VoiceDetector:
    """The process's one voice detector.

    `backlog_ms`: sound of one call that may wait before the oldest is dropped.
    `gather_ms`: how long the thread lets sound gather before it looks again; the wait makes the batches.
    """

    def __init__(
        self, sensitivity: Sensitivity | None = None, *, backlog_ms: int = 10_000, gather_ms: int = 10
    ) -> None:
        self.sensitivity = sensitivity or Sensitivity()
        self.backlog_bytes = backlog_ms * BYTES_PER_MS
        self._gather_s = gather_ms / 1000
        self._ears: list[Ear] = []
        self._lock = threading.Lock()
        self._awake = threading.Event()
        self._stop = threading.Event()
        self._loaded = threading.Event()
        self._thread: threading.Thread | None = None
        self._running = False
        self._failure: str | None = None
        self._waiters: list[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = []

    async def warm(self) -> None:
        """Start the thread and load the model. Raises `SpeechUnavailable`. Safe to call twice."""
        if self._stop.is_set():
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
        return self._running and not self._stop.is_set()

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
        self._stop.set()
        self._awake.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, limit_s)

    def wake(self) -> None:
        """Sound came."""
        if not self._awake.is_set():
            self._awake.set()

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
        self._awake.set()
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
            self._awake.wait()
            if self._stop.wait(self._gather_s) if self._gather_s else self._stop.is_set():
                return
            self._awake.clear()
            with self._lock:
                ears = list(self._ears)
                asked = len(self._waiters)
            for ear in ears:
                ear.take()
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
    ready = [(ear, window) for ear in ears if (window := ear.judge.window()) is not None]
    if not ready:
        return False
    windows = [window for _, window in ready]
    judged = model.probabilities(windows, [ear.judge.memory for ear, _ in ready])
    levels = frame_levels(np.concatenate(windows), _PART).reshape(len(windows), -1).tolist()
    for (ear, _), probability, parts in zip(ready, judged, levels, strict=True):
        if (change := ear.judge.decide(probability, parts)) is not None:
            ear.post(change)
    return True


def _finish(done: "asyncio.Future[None]") -> None:
    if not done.done():
        done.set_result(None)


def _post(loop: asyncio.AbstractEventLoop, what: Callable[..., None], argument: object) -> None:
    try:
        loop.call_soon_threadsafe(what, argument)
    except RuntimeError:
        # The call's event loop is closed; nobody is left to be told.
        log.debug("voice_detector.loop_closed")
