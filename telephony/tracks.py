"""The two sides of a call, laid beside each other as they sounded. Pure: time is an argument.

The caller's sound lies where its stamps say. Ours lies where it was played: after what was sent before, at the pace of
the line, and cut off where the line was told to throw the rest away. Positions are milliseconds since the recording
began. What is older than a moment is certain, and can be taken away to be written.
"""

from typing import Final

from telephony.audio import ulaw
from telephony.line import BYTES_PER_MS

LATE_MS: Final = 1_000
"""Sound that comes later than this after its time finds its place taken."""
JUMP_MS: Final = 10_000
"""Stamps that are farther from the clock than this are another clock."""


class Tracks:
    """One call's. `at_ms`: where the recording begins on the call's own clock."""

    def __init__(self, *, at_ms: int = 0) -> None:
        self._taken_ms = at_ms
        self._theirs = _Track(at_ms)
        self._ours = _Track(at_ms)
        self._offset_ms: int | None = None
        self._plays_until_ms = at_ms

    @property
    def taken_ms(self) -> int:
        """Up to where it was taken away."""
        return self._taken_ms

    def hear(self, audio: bytes, stamp_ms: int, now_ms: int) -> None:
        """The caller's sound, with its stamp; it came just now."""
        lasts_ms = len(audio) // BYTES_PER_MS
        came_at = max(0, now_ms - lasts_ms)
        if self._offset_ms is None or abs(stamp_ms + self._offset_ms - came_at) > JUMP_MS:
            self._offset_ms = came_at - stamp_ms
        self._theirs.lay(audio, stamp_ms + self._offset_ms)

    def play(self, audio: bytes, now_ms: int) -> None:
        """Our sound, sent just now."""
        start_ms = max(now_ms, self._plays_until_ms)
        self._ours.lay(audio, start_ms)
        self._plays_until_ms = start_ms + len(audio) // BYTES_PER_MS

    def clear(self, now_ms: int) -> None:
        """What was sent and not played is thrown away."""
        self._ours.cut(now_ms)
        self._plays_until_ms = min(self._plays_until_ms, now_ms)

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool = True, ours: bool = True) -> None:
        """Silence from there to there, of what was not taken away yet."""
        if theirs:
            self._theirs.hush(from_ms, to_ms)
        if ours:
            self._ours.hush(from_ms, to_ms)

    def take(self, now_ms: int, *, hold_ms: int | None = None) -> bytes:
        """What is certain by now, and was not taken yet: both sides in turn, a byte each, the caller's first. Nothing
        from `hold_ms` on is given.
        """
        upto_ms = now_ms - LATE_MS
        return self._upto(upto_ms if hold_ms is None else min(upto_ms, hold_ms))

    def finish(self, now_ms: int) -> bytes:
        """All that is left, up to now."""
        return self._upto(now_ms)

    def _upto(self, upto_ms: int) -> bytes:
        if upto_ms <= self._taken_ms:
            return b""
        both = bytearray(2 * (upto_ms - self._taken_ms) * BYTES_PER_MS)
        both[0::2], both[1::2] = self._theirs.take(upto_ms), self._ours.take(upto_ms)
        self._taken_ms = upto_ms
        return bytes(both)


class _Track:
    """One side, from `begin_ms` on."""

    def __init__(self, begin_ms: int) -> None:
        self._begin_ms = begin_ms
        self._sound = bytearray()

    def lay(self, audio: bytes, start_ms: int) -> None:
        """Put sound there, over what was there; what lies before the beginning is lost."""
        at = (start_ms - self._begin_ms) * BYTES_PER_MS
        if at < 0:
            audio, at = audio[-at:], 0
        if at > len(self._sound):
            self._sound += ulaw.SILENCE * (at - len(self._sound))
        self._sound[at : at + len(audio)] = audio

    def cut(self, at_ms: int) -> None:
        """Nothing lies behind that."""
        del self._sound[max(0, (at_ms - self._begin_ms) * BYTES_PER_MS) :]

    def hush(self, from_ms: int, to_ms: int) -> None:
        """Silence from there to there, as far as there is sound."""
        at = max(0, (from_ms - self._begin_ms) * BYTES_PER_MS)
        end = min(len(self._sound), (to_ms - self._begin_ms) * BYTES_PER_MS)
        if end > at:
            self._sound[at:end] = ulaw.SILENCE * (end - at)

    def take(self, upto_ms: int) -> bytes:
        """The sound from the beginning up to there, silence where there was none; it begins there from now on."""
        size = (upto_ms - self._begin_ms) * BYTES_PER_MS
        taken = bytes(self._sound[:size])
        del self._sound[:size]
        self._begin_ms = upto_ms
        return taken + ulaw.SILENCE * (size - len(taken))
