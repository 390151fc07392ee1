"""In which counts a call counts, and how far each may go. Pure.

The database decides over them (`agent.store.limits`), all or nothing; `LocalCounts` does when it does not answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, Literal

from agent.limits.catalogue import TENANT, Limits, Scope
from agent.limits.periods import PERIODS, Period, began

MOST_KEPT: Final = 20_000
"""Counts that a process keeps for itself."""
_LONGEST: Final = timedelta(days=2)
MODEL: Final = "model"
"""The scope in which is counted what language models use; its key is the currency."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose call it is."""

    caller: str
    """The number of whoever is on the line with us, E.164; empty: they show none."""
    callee: str
    """Our number."""
    trial: bool = False
    """A call that only this machine can place: it counts among the calls at once, and nowhere else."""
    allowed: bool = False
    """The limits of its caller's number do not hold."""
    tenant: str = TENANT

    @property
    def scopes(self) -> Mapping[Scope, str]:
        """In which it counts, and under which key."""
        everybody: Mapping[Scope, str] = {"tenant": self.tenant, "all": ""}
        if self.trial:
            return everybody
        whose: Mapping[Scope, str] = {"caller": self.caller} if self.caller else {"anonymous": ""}
        return {**whose, "callee": self.callee, **everybody}

    def bypasses(self, scope: Scope) -> bool:
        """Whether the limits of this scope do not hold for it."""
        return self.allowed and scope in ("caller", "anonymous")


@dataclass(frozen=True, slots=True)
class Counter:
    """One count, and how far it may go; None: as far as it wants."""

    tenant: str
    """Empty: everybody's."""
    scope: Scope | Literal["model"]
    key: str
    period: Period
    began: datetime
    calls: int | None = None
    seconds: Decimal | None = None

    @property
    def place(self) -> tuple[str, str, str, Period, datetime]:
        """What tells it from the others."""
        return self.tenant, self.scope, self.key, self.period, self.began


@dataclass(frozen=True, slots=True)
class Bound:
    """How many calls there may be at the same time."""

    scope: Scope
    key: str
    most: int


def counters(subject: Subject, limits: Limits, *, now: datetime, zone: tzinfo) -> list[Counter]:
    """The counts of a call at this moment, the nearest to the caller first. A trial has none."""
    return [] if subject.trial else list(_counters(subject, limits, now=now, zone=zone))


def _counters(subject: Subject, limits: Limits, *, now: datetime, zone: tzinfo) -> Iterator[Counter]:
    for scope, key in subject.scopes.items():
        for period in PERIODS:
            calls, minutes = (limits.most(f"{scope}.{what}.{period}") for what in ("calls", "minutes"))
            if subject.bypasses(scope):
                calls = minutes = None
            yield Counter(
                "" if scope == "all" else subject.tenant,
                scope,
                key,
                period,
                began(period, now, zone),
                None if calls is None else int(calls),
                None if minutes is None else minutes * 60,
            )


def model_counter(currency: str, *, now: datetime, zone: tzinfo, tenant: str = TENANT) -> Counter:
    """The count of what language models use on this day, in this currency."""
    return Counter(tenant, MODEL, currency, "day", began("day", now, zone))


def bounds(subject: Subject, limits: Limits) -> list[Bound]:
    """How many calls there may be at once, for this call to be one more."""
    found = []
    for scope, key in subject.scopes.items():
        most = limits.most(f"{scope}.at_once")
        if most is not None and not subject.bypasses(scope):
            found.append(Bound(scope, key, int(most)))
    return found


class LocalCounts:
    """Calls that this process let in, for when nobody can say what the others did."""

    def __init__(self, *, most: int = MOST_KEPT) -> None:
        self._most = most
        self._calls: dict[tuple[str, str, str, Period, datetime], int] = {}

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, counted: Sequence[Counter]) -> None:
        """A call was let in."""
        for each in counted:
            self._calls[each.place] = self._calls.pop(each.place, 0) + 1
        while len(self._calls) > self._most:  # the one that was counted longest ago
            del self._calls[next(iter(self._calls))]

    def reached(self, wanted: Sequence[Counter]) -> str | None:
        """The name of the first limit that leaves no room for one more call."""
        for each in wanted:
            if each.calls is not None and self._calls.get(each.place, 0) >= each.calls:
                return f"{each.scope}.calls.{each.period}"
        return None

    def forget(self, *, now: datetime) -> None:
        """Windows that are long over."""
        for place in [place for place in self._calls if place[4] < now - _LONGEST]:
            del self._calls[place]
