"""How often somebody may ask: a bucket of tokens each, filled at a steady rate. Pure: time is an argument."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

MOST: Final = 10_000
"""Buckets that are kept; the one that was not used for longest goes first, and is full when it comes back."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What is allowed."""

    a_second: float
    burst: int
    """At once, after a pause."""


class Buckets:
    """One a visitor."""

    def __init__(self, rate: Rate, *, most: int = MOST) -> None:
        self._rate = rate
        self._most = most
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """What was in it, and when that was."""

    def take(self, who: str, *, now: float) -> float:
        """Take one token. Returns the seconds to wait until there is one; 0: it was there."""
        held, then = self._kept.pop(who, (float(self._rate.burst), now))
        held = min(self._rate.burst, held + (now - then) * self._rate.a_second)
        wait = 0.0 if held >= 1 else (1 - held) / self._rate.a_second
        self._kept[who] = (held - 1 if held >= 1 else held, now)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return wait
