"""How a line plays what it is sent, and where it runs dry. Pure: time is an argument, in seconds.

As Twilio does: sound is played in the order in which it came; a mark comes back when everything before it was played,
at once when nothing waits; `clear` throws away what waits and brings back every mark.
"""

from dataclasses import dataclass, field
from typing import Final

GAP_S: Final = 0.020
"""A pause of a frame or more in the middle of an answer is heard."""
BYTES_PER_S: Final = 8_000


@dataclass(slots=True)
class Playing:
    """One line. `until`: when everything that was sent has been played."""

    until: float = 0.0
    gaps: int = 0
    gap_s: float = 0.0
    spoken_s: float = 0.0
    marks: list[tuple[float, str]] = field(default_factory=list)
    """Marks that wait, with the moment of each."""
    _flowing: bool = False

    def sound(self, size: int, now: float) -> None:
        """Sound came. After a first one of an answer, a line that had nothing to play meanwhile has a gap."""
        dry = now - self.until
        if self._flowing and dry >= GAP_S:
            self.gaps += 1
            self.gap_s += dry
        self._flowing = True
        self.until = max(now, self.until) + size / BYTES_PER_S
        self.spoken_s += size / BYTES_PER_S

    def rest(self) -> None:
        """What came was the end of an answer: the pause after it is no gap."""
        self._flowing = False

    def mark(self, name: str, now: float) -> bool:
        """A mark came. Whether it comes back at once."""
        if self.until <= now:
            return True
        self.marks.append((self.until, name))
        return False

    def reached(self, now: float) -> list[str]:
        """The marks that were reached."""
        reached = [name for at, name in self.marks if at <= now]
        self.marks = [mark for mark in self.marks if mark[0] > now]
        return reached

    def clear(self, now: float) -> list[str]:
        """Everything is thrown away. The marks that come back."""
        thrown = [name for _, name in self.marks]
        self.spoken_s -= max(0.0, self.until - now)
        self.until = min(self.until, now)
        self.marks = []
        self._flowing = False
        return thrown
