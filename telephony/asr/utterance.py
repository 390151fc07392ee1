"""The sound of one utterance: what came just before the voice, the voice, and shortened pauses. Pure.

Positions are bytes of µ-law, eight to the millisecond.
"""

import numpy as np

from telephony.audio import ulaw
from telephony.audio.levels import frame_levels
from telephony.line import BYTES_PER_MS

PRE_ROLL_MS = 450
"""Kept from before the voice was noticed: 300 ms of room before the first sound, and 150 ms to notice it."""
TAIL_MS = 300
"""Kept of a pause: a decoder hears the end of a word only with some room after it."""
_QUIET_FRAME_MS = 40
_QUIET_FRAMES = 5


class Utterance:
    """Collects sound. While the caller is silent only the last moments are kept.

    `bound_ms`: the longest utterance; beyond it the oldest sound is dropped and counted.
    """

    def __init__(self, *, bound_ms: int) -> None:
        self._bound = bound_ms * BYTES_PER_MS
        self._sound = bytearray()
        self._recent = bytearray()
        self._speaking = False
        self._tail_left = 0
        self.dropped_bytes = 0

    @property
    def milliseconds(self) -> int:
        """How long the utterance is so far."""
        return len(self._sound) // BYTES_PER_MS

    @property
    def sound(self) -> bytes:
        """The utterance so far, µ-law."""
        return bytes(self._sound)

    def feed(self, audio: bytes) -> None:
        """Take the next sound."""
        if self._speaking:
            self._extend(audio)
            return
        if self._tail_left:
            self._extend(audio[: self._tail_left])
            audio, self._tail_left = audio[self._tail_left :], max(0, self._tail_left - len(audio))
        self._recent += audio
        del self._recent[: -PRE_ROLL_MS * BYTES_PER_MS]

    def speak(self) -> None:
        """The caller's voice was noticed; the moments before it belong to the utterance."""
        self._speaking = True
        self._extend(bytes(self._recent))
        self._recent.clear()

    def pause(self) -> None:
        """The caller's voice ended; of the silence only a little more is kept."""
        self._speaking = False
        self._tail_left = TAIL_MS * BYTES_PER_MS

    def forget(self, upto: int | None = None) -> None:
        """Drop the first `upto` bytes, or everything; whether the caller speaks stays as it is."""
        if upto is None:
            self._sound.clear()
            self._tail_left = 0
        else:
            del self._sound[:upto]

    def _extend(self, audio: bytes) -> None:
        self._sound += audio
        if (excess := len(self._sound) - self._bound) > 0:
            del self._sound[:excess]
            self.dropped_bytes += excess


def quietest_place(sound: bytes) -> int:
    """Where to cut a long utterance: the middle of its quietest 200 ms, not within its first or last quarter."""
    size = _QUIET_FRAME_MS * BYTES_PER_MS
    levels = frame_levels(ulaw.to_samples(sound), size)
    first, last = len(levels) // 4, len(levels) * 3 // 4
    if last - first < _QUIET_FRAMES:
        return len(sound) // 2
    together = np.convolve(levels[first:last], np.ones(_QUIET_FRAMES), mode="valid")
    return (first + int(together.argmin())) * size + _QUIET_FRAMES * size // 2
