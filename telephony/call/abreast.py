"""Sound and voice in the order in which they were spoken, for a recogniser. Pure: time is an argument.

A voice detector judges a little behind the sound, and recognisers keep that little. When a line was stuck, the sound of
seconds comes at once: words would long be over when their voice is told, and their beginnings forgotten. So sound that
rushes in is kept until the detector has caught up, and what it noticed takes its place in it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final

from telephony.line import BYTES_PER_MS

AT_ONCE_MS: Final = 240
WITHIN_S: Final = 0.06
"""More than that much sound in so short a time was not spoken in it."""
MOST_MS: Final = 30_000
"""So much is kept at most; what is more is passed as it comes."""


class Abreast:
    """Between one call's line and its recogniser. Positions are milliseconds of sound since the line opened."""

    def __init__(self) -> None:
        self._since = 0.0
        self._at_once = 0
        self._sound: deque[tuple[int, bytes]] = deque()
        self._kept_ms = 0
        self._changes: deque[tuple[int, bool]] = deque()
        self.waits = False
        """Sound is kept back: the detector has to catch up."""

    def keep(self, audio: bytes, end_ms: int, now: float) -> bool:
        """Take the sound that ends at `end_ms` if it is to wait; False: it may pass."""
        ms = len(audio) // BYTES_PER_MS
        if now - self._since > WITHIN_S:
            self._since, self._at_once = now, 0
        self._at_once += ms
        if not self.waits and self._at_once <= AT_ONCE_MS:
            return False
        if self._kept_ms + ms > MOST_MS:
            return False
        self.waits = True
        self._kept_ms += ms
        self._sound.append((end_ms, audio))
        return True

    def notice(self, noticed_ms: int, *, speaking: bool) -> bool:
        """Take a change of the voice, sure at that position, if it is to wait; False: it may be told."""
        if self.waits:
            self._changes.append((noticed_ms, speaking))
        return self.waits

    def caught_up(self) -> Iterator[bytes | bool]:
        """What was kept, in order: sound, and whether there is a voice from there on. Nothing waits after that."""
        while self._sound:
            end_ms, audio = self._sound.popleft()
            start_ms = end_ms - len(audio) // BYTES_PER_MS
            while self._changes and self._changes[0][0] < end_ms:
                noticed_ms, speaking = self._changes.popleft()
                before = max(0, noticed_ms - start_ms) * BYTES_PER_MS
                if before:
                    yield audio[:before]
                audio, start_ms = audio[before:], max(start_ms, noticed_ms)
                yield speaking
            yield audio
        while self._changes:
            yield self._changes.popleft()[1]
        self._kept_ms = 0
        self.waits = False
