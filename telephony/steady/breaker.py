"""A circuit breaker: a provider that fails again and again is left in peace for a while. Pure: time is an argument.

Closed, everybody may ask it. After three failures in a row it opens, and nobody may; at once when it refuses the key,
the account or the model, which asking again will not mend. (A request that it does not accept may be one odd sentence:
it counts like any other failure.) What was asked before the last failure, and fails too, is part of the same trouble:
a connection that many calls share, or a server that is restarted, breaks for all of them at once and counts once.
When its time is up it is half open: one trial is let through. A trial that fails opens it for twice as long, up to a
bound; whatever succeeds closes it.

Source: the pattern's usual form (M. Nygard, "Release It!", "Circuit Breaker"), with exponential times.
"""

import math
from dataclasses import dataclass
from typing import Literal

from telephony.errors import Fault

State = Literal["closed", "open", "half_open"]

IN_A_ROW = 3
"""So many failures, one after the other, open it."""
TRIAL_S = 30.0
"""A trial of which nothing was heard for so long is forgotten, and another may be made."""
_LASTING: frozenset[Fault] = frozenset({"key", "quota", "model"})
_FIRST_S, _LONGEST_S = 10.0, 300.0
_LASTING_FIRST_S, _LASTING_LONGEST_S = 60.0, 900.0
_MOST_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What an outcome changed, for whoever tells of it."""

    provider: str
    state: State
    """`open` or `closed`."""
    fault: Fault | None = None
    """Why it opened."""
    seconds: float = 0.0
    """For how long it opened."""


class Breaker:
    """One provider's. `name`: the provider, as its table names it. Times are seconds of one steady clock."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fault: Fault | None = None
        """Why it failed last; None while it serves."""
        self._failures = 0
        self._failed_at = -math.inf
        """When the last of them counted."""
        self._openings = 0
        """Since it was closed last."""
        self._open_until: float | None = None
        self._trial_until: float | None = None

    def state(self, now: float) -> State:
        """`half_open`: one trial may be made, or is being made."""
        if self._open_until is None:
            return "closed"
        return "open" if now < self._open_until else "half_open"

    def allows(self, now: float) -> bool:
        """Whether the provider may be asked now. When it is half open a True is the one trial: tell how it went, by
        `succeeded`, `failed` or `released`.
        """
        state = self.state(now)
        if state == "closed":
            return True
        if state == "open" or (self._trial_until is not None and now < self._trial_until):
            return False
        self._trial_until = now + TRIAL_S
        return True

    def succeeded(self, now: float) -> Change | None:  # noqa: ARG002 - all outcomes have one shape
        """It served. Returns the change when that closed it."""
        was_closed = self._open_until is None
        self.fault = None
        self._failures = self._openings = 0
        self._open_until = self._trial_until = None
        return None if was_closed else Change(self.name, "closed")

    def failed(self, fault: Fault, now: float, *, asked: float | None = None) -> Change | None:
        """It did not serve what it was `asked` then: just now, when that is left out. Returns the change when that
        opened it.

        What fails while it is open was asked before it opened, and makes it no longer.
        """
        self.fault = fault
        lasting, known = fault in _LASTING, asked is not None and asked < self._failed_at
        if self.state(now) == "open" or (known and not lasting):
            return None
        self._failed_at = now
        if self.state(now) == "closed":
            self._failures += 1
            if self._failures < IN_A_ROW and not lasting:
                return None
        return self._open(fault, now)

    def released(self, now: float) -> None:  # noqa: ARG002 - all outcomes have one shape
        """The trial came to nothing, neither way, as when the caller hung up: another may be made."""
        self._trial_until = None

    def _open(self, fault: Fault, now: float) -> Change:
        first, longest = (_LASTING_FIRST_S, _LASTING_LONGEST_S) if fault in _LASTING else (_FIRST_S, _LONGEST_S)
        seconds = min(longest, first * 2 ** min(self._openings, _MOST_DOUBLINGS))
        self._openings += 1
        self._open_until = now + seconds
        self._trial_until = None
        return Change(self.name, "open", fault, seconds)
