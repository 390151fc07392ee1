"""The account of one call: what is used on its behalf, stream by stream, and how long its line is held.

An amount only ever grows, and bears the number of the stream that used it. So a write of it can be repeated, or come
late, without counting anything twice: the greatest amount is the right one. The line itself is one, however many
streams it has needed: its length stands under the first.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from agent.costs.costs import LINE, SECONDS, STREAMS, Kind, added
from agent.costs.places import line_model
from telephony.usage import Usage

CARRIER = "twilio"

MOST_KINDS = 64
"""Kinds of use of one stream; what goes beyond is summed up as `other`."""

LARGEST = 1e12
"""No provider uses more at a time; what is larger, or negative, or no number, is a mistake and not counted."""

_MILLI = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Leg:
    """The call as its carrier sees it, and since when it goes on."""

    call_id: str
    direction: str
    callee: str
    person: str
    """The number of whoever is on the line with us."""
    began: float
    """Unix time, of the first of its streams."""
    stream: int
    """The ordinal of the stream's first event in the call's timeline: 0 for the first stream."""


@dataclass(frozen=True, slots=True)
class Used:
    """What one stream of a call has used of one kind so far."""

    stream: int
    kind: Kind
    amount: Decimal


@dataclass(slots=True)
class Tally:
    """Sums of use, of a bounded number of kinds."""

    sums: dict[Kind, Decimal] = field(default_factory=dict)

    def add(self, usage: Usage) -> None:
        """Count it. Never raises."""
        if not (math.isfinite(usage.amount) and 0 < usage.amount <= LARGEST):
            return
        kind = Kind(usage.stage, usage.provider, usage.model[:100], usage.unit)
        if kind not in self.sums and len(self.sums) >= MOST_KINDS:
            kind = Kind(usage.stage, "other", "other", usage.unit)
        self.sums[kind] = self.sums.get(kind, Decimal(0)) + Decimal(str(usage.amount))


class CallAccount:
    """Takes what one stream of a call uses (`telephony.usage.charging`), and knows what its other streams used."""

    def __init__(
        self,
        leg: Leg,
        *,
        before: "CallAccount | None" = None,
        late: Callable[[Usage], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`before`: of the call's former stream, where this process had it; `late`: who takes what is told after the
        account is closed.
        """
        self.leg = leg
        self._before = before
        self._late = late
        self._clock = clock
        self._opened = clock()
        self._ended: float | None = None
        self.closed = False
        self._tally = Tally()
        self._others: dict[tuple[int, Kind], Decimal] = {}
        """What other streams used, as far as the database knew."""

    def __call__(self, usage: Usage) -> None:
        """Count it on behalf of this call. Never blocks, never raises."""
        if not self.closed:
            self._tally.add(usage)
        elif self._late:
            self._late(usage)

    @property
    def over(self) -> bool:
        """The line is held no longer."""
        return self._ended is not None

    def hang_up(self) -> None:
        """The line is held no longer."""
        if self._ended is None:
            self._ended = self._clock()

    def close(self) -> None:
        """What is told from now on belongs to nobody's call."""
        self.hang_up()
        self.closed = True

    def recall(self, used: Iterable[Used]) -> None:
        """What the database knows of the call's other streams."""
        for each in used:
            key = each.stream, each.kind
            self._others[key] = max(each.amount, self._others.get(key, Decimal(0)))

    def own(self) -> list[Used]:
        """What this stream has used so far, and how long the call has lasted."""
        now = self._clock() if self._ended is None else self._ended
        line = Kind(LINE, CARRIER, line_model(self.leg.direction, self.leg.callee), SECONDS)
        sound = Kind(LINE, CARRIER, STREAMS, SECONDS)
        return [
            Used(0, line, _seconds(now - self.leg.began)),
            Used(self.leg.stream, sound, _seconds(now - self._opened)),
            *(Used(self.leg.stream, kind, amount) for kind, amount in self._tally.sums.items()),
        ]

    def used(self) -> dict[Kind, Decimal]:
        """What the whole call has used so far, as far as it is known here."""
        return added((kind, amount) for (_, kind), amount in self._known().items())

    def _known(self) -> dict[tuple[int, Kind], Decimal]:
        known = dict(self._others)
        former = self._before._known() if self._before else {}
        for key, amount in (*former.items(), *(((each.stream, each.kind), each.amount) for each in self.own())):
            known[key] = max(amount, known.get(key, Decimal(0)))
        return known


def _seconds(length: float) -> Decimal:
    return Decimal(str(max(0.0, length))).quantize(_MILLI)
