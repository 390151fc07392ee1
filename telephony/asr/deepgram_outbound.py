"""What waits to be sent to Deepgram: sound in chunks, and requests between them, in order and bounded. Pure."""

from collections import deque

from telephony.asr.port import PIECE_MS
from telephony.line import BYTES_PER_MS

CHUNK = PIECE_MS * BYTES_PER_MS
"""What Flux works best with; Nova takes any size."""
BYTES_PER_S = 1000 * BYTES_PER_MS

Request = str
"""Something other than sound, in JSON."""


class Outbound:
    """Sound and requests. `bound_s`: sound that may wait; beyond it the oldest is dropped and counted."""

    def __init__(self, *, bound_s: float) -> None:
        self._bound = int(bound_s * BYTES_PER_S)
        self._waiting: deque[bytearray | Request] = deque()
        self.sound_bytes = 0
        """So much sound waits."""
        self.dropped_bytes = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def gathering(self) -> bool:
        """There is sound, and less of it than a chunk; nothing waits behind it."""
        return len(self._waiting) == 1 and isinstance(self._waiting[0], bytearray) and len(self._waiting[0]) < CHUNK

    @property
    def sound(self) -> bytes:
        """All sound that waits."""
        return b"".join(bytes(item) for item in self._waiting if isinstance(item, bytearray))

    def feed(self, audio: bytes) -> None:
        """Add sound."""
        tail = self._waiting[-1] if self._waiting else None
        if isinstance(tail, bytearray):
            tail += audio
        else:
            self._waiting.append(bytearray(audio))
        self.sound_bytes += len(audio)
        if self.sound_bytes > self._bound:
            self._drop_oldest()

    def ask(self, request: Request) -> None:
        """Add a request, after the sound that is there."""
        self._waiting.append(request)

    def take(self) -> bytes | Request:
        """The next: a chunk, or what there is of it, or a request."""
        first = self._waiting[0]
        if not isinstance(first, bytearray):
            self._waiting.popleft()
            return first
        chunk = bytes(first[:CHUNK])
        del first[:CHUNK]
        self.sound_bytes -= len(chunk)
        if not first:
            self._waiting.popleft()
        return chunk

    def clear(self) -> None:
        """Drop everything."""
        self._waiting.clear()
        self.sound_bytes = 0

    def _drop_oldest(self) -> None:
        excess = self.sound_bytes - self._bound
        for item in self._waiting:
            if excess <= 0:
                return
            if isinstance(item, bytearray):
                dropped = min(excess, len(item))
                del item[:dropped]
                excess -= dropped
                self.sound_bytes -= dropped
                self.dropped_bytes += dropped
