"""What it means that no sound comes: the line is stuck, or it sends no silence. Pure: time is an argument (seconds).

Twilio sends a frame every 20 ms, silence too. When nothing comes, recogniser and voice detector hear nothing either,
and a voice that has ceased would never cease for them. So what is missing is taken for silence: late, for what was only
held up comes yet; soon, once a line has shown that it leaves silence out.
"""

from typing import Final

STUCK_S: Final = 2.2
"""A line from which nothing comes for so long has nothing to bring."""
LEFT_OUT_S: Final = 0.4
"""The same for one that sends no silence."""
_LOOK_S: Final = 0.6
"""So long after sound comes again it is seen whether what was missing came too."""
_MADE_UP: Final = 0.5
"""A line that brings at least so much of what was missing was stuck."""


class Stalls:
    """Those of one line."""

    def __init__(self) -> None:
        self._limit = STUCK_S
        self._stalled: tuple[float, int] | None = None
        """When sound came last before the stall, and how much there had been."""
        self._ended_at: float | None = None
        self.silence_ms = 0
        """How much silence was made of stalls."""

    def missing_ms(self, came_at: float, heard_ms: int, now: float) -> int:
        """How much silence to make now. `came_at`: when sound came last; `heard_ms`: how much has come by now, without
        what was made up for it. Ask again at `look_at`.
        """
        if self._stalled is not None and came_at > self._stalled[0]:
            self._judge(came_at, heard_ms, now)
        if self._stalled is not None or now - came_at < self._limit:
            return 0
        self._stalled = came_at, heard_ms
        missing = round((now - came_at) * 1000)
        self.silence_ms += missing
        return missing

    @property
    def sends_silence(self) -> bool:
        """The line brings sound all the time, as far as is known."""
        return self._limit == STUCK_S

    def look_at(self, came_at: float, now: float) -> float:
        """When to ask again."""
        return max(now + LEFT_OUT_S / 2, came_at + self._limit) if self._stalled is None else now + LEFT_OUT_S / 2

    def _judge(self, came_at: float, heard_ms: int, now: float) -> None:
        """Sound comes again: was it held up, or was there none?"""
        assert self._stalled is not None
        if self._ended_at is None:
            self._ended_at = now
        since, before = self._stalled
        lasted = self._ended_at - since
        lacking = (now - since) - (heard_ms - before) / 1000
        stuck = lacking < lasted * (1 - _MADE_UP)
        if stuck or now - self._ended_at >= _LOOK_S or now - came_at >= self._limit:
            self._limit = STUCK_S if stuck else LEFT_OUT_S
            self._stalled = self._ended_at = None
