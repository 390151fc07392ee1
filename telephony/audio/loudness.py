"""Where speech audibly ended.

A voice model goes on saying "voice" for 100 to 200 ms after the last sound, and the caller waits for every one of
them. So what is far quieter than the speech before it is not voice, and the end is placed where the last sound was.
In a noisy line the end is where sound was last above a steady noise; a noise that comes and goes hides it, and the
model's own word stands.

Other people's voices are voices to a model. What is hardly louder than the noise they make together, and far quieter
than the caller, is not the caller: neither while they speak nor in the seconds after. Pure: time is milliseconds of
sound.
"""

from collections import deque
from collections.abc import Sequence

_AUDIBLE = 0.04
"""Sound 28 dB below the loudest of the same speech is no longer part of it."""
_BEHIND = 0.2
"""In a noisy line so is what is 14 dB below it, if it is hardly above the noise:"""
_ABOVE_NOISE = 1.5
"""by 3.5 dB at most while the caller speaks, whose last sounds are soft,"""
_ABOVE_NOISE_BEFORE = 2.0
"""by 6 dB before the caller speaks again."""
_KNOWN_MS = 8_000
"""So long after the caller spoke it is known how loud they are."""
_FADES = 0.7
"""Who speaks softer from now on is known for it after a few words."""
_LOOK_BACK_MS = 250
_REMEMBERED_MS = 512


class Loudness:
    """The levels of the last half second, and the loudest moment of the speech that runs or just ended."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, int, Sequence[float]]] = deque()
        """Windows: from when to when, and the levels of their parts."""
        self._loudest = 0.0
        self._running = False
        self._forget_at = 0
        self._caller = 0.0
        """How loud the caller was who spoke last."""
        self._caller_until = 0

    def window(self, levels: Sequence[float], *, start_ms: int, end_ms: int) -> None:
        """Take the levels (root mean square) of equal parts of the next window of sound."""
        self._recent.append((start_ms, end_ms, levels))
        while self._recent[0][1] <= end_ms - _REMEMBERED_MS:
            self._recent.popleft()
        if self._running:
            self._loudest = max(self._loudest, *levels)
        elif end_ms > self._forget_at:
            self._loudest = 0.0
            if end_ms > self._caller_until:
                self._caller = 0.0

    def begin(self) -> None:
        """Speech began: what was loud before it no longer counts."""
        self._running = True
        self._loudest = max((max(levels) for _, _, levels in self._recent), default=0.0)

    def end(self, now_ms: int) -> None:
        """Speech ended: its echo in the model must not begin it again."""
        self._running = False
        self._forget_at = now_ms + _LOOK_BACK_MS
        self._caller = max(self._loudest, self._caller * _FADES)
        self._caller_until = now_ms + _KNOWN_MS

    def inaudible(self, levels: Sequence[float], *, noise: float = 0.0) -> bool:
        """No part of a window of these levels belongs to the caller's speech, whatever a model says of it."""
        if self._running:
            behind = min(noise * _ABOVE_NOISE, self._loudest * _BEHIND)
        else:
            behind = min(noise * _ABOVE_NOISE_BEFORE, max(self._loudest, self._caller) * _BEHIND)
        return max(levels) < max(self._loudest * _AUDIBLE, behind)

    def audible_end(self, at_ms: int, *, noise: float = 0.0) -> int:
        """Where the speech that the model took to end at `at_ms` was last audible; at most 250 ms before.

        `noise`: the level below which nothing but the line's noise is heard.
        """
        earliest = at_ms - _LOOK_BACK_MS
        audible = max(self._loudest * _AUDIBLE, noise)
        for start, end, levels in reversed(self._recent):
            for number, level in reversed([*enumerate(levels, start=1)]):
                upto = round(start + number * (end - start) / len(levels))
                if upto <= at_ms and level >= audible:
                    return max(upto, earliest)
        return at_ms
