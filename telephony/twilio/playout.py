"""How Twilio plays what it is sent: in order, eight bytes a millisecond, with marks on the way.

Pure: time is an argument. Source: Twilio, "Media Streams - WebSocket Messages": a mark comes back when everything
queued before it has been played, at once when nothing is queued; `clear` throws all queued sound away and brings every
pending mark back.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from telephony.audio import ulaw
from telephony.line import BYTES_PER_MS

MAX_QUEUED_MS: Final = 600_000
"""Ten minutes of sound ahead of the caller's ear: more was never meant to be heard."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the caller heard in a stretch of time."""

    audio: bytes
    """As long as the stretch; silence where nothing was queued."""
    heard_ms: int
    """How much of it was sound that was sent."""
    marks: tuple[str, ...]
    """Marks that were reached."""


class PlayOut:
    """The queue between what was sent and what is heard."""

    def __init__(self) -> None:
        self._queue: deque[bytearray | str] = deque()
        self._bytes = 0

    @property
    def queued_ms(self) -> int:
        """Sound still to be played; a begun millisecond counts."""
        return -(-self._bytes // BYTES_PER_MS)

    @property
    def pending(self) -> tuple[str, ...]:
        """Marks not yet reached."""
        return tuple(item for item in self._queue if isinstance(item, str))

    def play(self, audio: bytes) -> bool:
        """Queue this sound. False when the queue is full; the sound is dropped then."""
        if self.queued_ms + len(audio) // BYTES_PER_MS > MAX_QUEUED_MS:
            return False
        if audio:
            self._queue.append(bytearray(audio))
            self._bytes += len(audio)
        return True

    def mark(self, name: str) -> tuple[str, ...]:
        """Queue this mark; returned at once when nothing is queued."""
        if not self._queue:
            return (name,)
        self._queue.append(name)
        return ()

    def clear(self) -> tuple[str, ...]:
        """Throw all sound away; every pending mark comes back."""
        marks = self.pending
        self._queue.clear()
        self._bytes = 0
        return marks

    def advance(self, ms: int) -> Stretch:
        """Let that many milliseconds pass."""
        wanted = ms * BYTES_PER_MS
        audio = bytearray()
        marks: list[str] = []
        while self._queue:
            item = self._queue[0]
            if isinstance(item, str):
                marks.append(item)
                self._queue.popleft()
                continue
            if len(audio) == wanted:
                break
            piece = item[: wanted - len(audio)]
            audio += piece
            del item[: len(piece)]
            if not item:
                self._queue.popleft()
        self._bytes -= len(audio)
        heard_ms = -(-len(audio) // BYTES_PER_MS)
        audio += ulaw.SILENCE * (wanted - len(audio))
        return Stretch(bytes(audio), heard_ms, tuple(marks))
