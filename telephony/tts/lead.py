"""How long whoever listens has something to hear before the sound that is being made: what comes meanwhile need not
come piece by piece, for every piece goes through many hands.

What was told of it belongs to the task that tells, and to the tasks which that one starts.
"""

from contextvars import ContextVar
from typing import Final

AHEAD_S: Final = 0.5
"""With less than so much to hear, every piece is wanted as it comes."""
_SHARE: Final = 0.12
_MOST_S: Final = 0.25
"""So much of what there is to hear the next may gather, at most."""

_until: ContextVar[float] = ContextVar("lead", default=0.0)


def tell(until_s: float) -> None:
    """They have something to hear until then, on the loop's clock, and this comes after it."""
    _until.set(until_s)


class Lead:
    """That of the sound of one text, while it is made. Times are seconds on the loop's clock."""

    def __init__(self) -> None:
        self._until_s = _until.get()
        self._sounded = False

    def sounded(self, lasts_s: float, now: float) -> None:
        """So much more of its sound is there; it is heard from the first on, and not before what came before it."""
        self._until_s = (self._until_s if self._sounded else max(self._until_s, now)) + lasts_s
        self._sounded = True

    def patience_s(self, now: float) -> float:
        """For how long the next of its sound may gather; 0: it is waited for."""
        left_s = self._until_s - now
        return min(left_s * _SHARE, _MOST_S) if self._sounded and left_s > AHEAD_S else 0.0
