"""Where speech audibly ended.

A voice model goes on saying "voice" for 100 to 200 ms after the last sound, and the caller waits for every one of
them. So what is far quieter than the speech before it is not voice, and the end is placed where the last sound was.
In a noisy line the end is where sound was last above a steady noise; a noise that comes and goes hides it, and the
model's own word stands. Pure: time is milliseconds of sound.
"""

from collections import deque
from collections.abc import Sequence

_AUDIBLE = 0.04
"""Sound 28 dB below the loudest of the same speech is no longer part of it."""
_LOOK_BACK_MS = 250
_REMEMBERED_MS = 512


class Loudness:
    """The levels of the last half second, and the loudest moment of the speech that runs or just ended."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, float]] = deque()
        self._loudest = 0.0
        self._running = False
        self._forget_at = 0

    def window(self, levels: Sequence[float], *, start_ms: int, end_ms: int) -> None:
        """Take the levels (root mean square) of equal parts of the next window of sound."""
        part = (end_ms - start_ms) / len(levels)
        for number, level in enumerate(levels, start=1):
            self._recent.append((round(start_ms + number * part), level))
        while self._recent[0][0] < end_ms - _REMEMBERED_MS:
            self._recent.popleft()
        if self._running:
            self._loudest = max(self._loudest, *levels)
        elif end_ms > self._forget_at:
            self._loudest = 0.0

    def begin(self) -> None:
        """Speech began: what was loud before it no longer counts."""
        self._running = True
        self._loudest = max((level for _, level in self._recent), default=0.0)

    def end(self, now_ms: int) -> None:
        """Speech ended: its echo in the model must not begin it again."""
        self._running = False
        self._forget_at = now_ms + _LOOK_BACK_MS

    def inaudible(self, levels: Sequence[float]) -> bool:
        """No part of a window of these levels belongs to the speech, whatever a model says of it."""
        return max(levels) < self._loudest * _AUDIBLE

    def audible_end(self, at_ms: int, *, noise: float = 0.0) -> int:
        """Where the speech that the model took to end at `at_ms` was last audible; at most 250 ms before.

        `noise`: the level below which nothing but the line's noise is heard.
        """
        earliest = at_ms - _LOOK_BACK_MS
        audible = max(self._loudest * _AUDIBLE, noise)
        for end, level in reversed(self._recent):
            if end <= at_ms and level >= audible:
                return max(end, earliest)
        return at_ms
