"""Every limit there is, by its name, with what it is unless somebody changes it. Pure.

A name says whom it bounds, what is counted, and for how long: `caller.calls.hour`, `all.at_once`, `call.tokens`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from agent.limits.periods import PERIODS

TENANT: Final = "main"
"""Whose limits they are, unless it is said."""

LARGEST: Final = 10**12
"""Of any limit."""

Scope = Literal["caller", "anonymous", "callee", "tenant", "all"]

SCOPES: Mapping[Scope, str] = {
    "caller": "one caller's number",
    "anonymous": "all callers who show no number, together",
    "callee": "one number of ours",
    "tenant": "one tenant",
    "all": "everybody",
}

Unit = Literal["calls", "minutes", "tokens", "money"]

_DEFAULTS: Mapping[str, int] = {
    "caller.calls.minute": 10,
    "caller.calls.hour": 60,
    "caller.calls.day": 200,
    "caller.minutes.day": 600,
    "caller.at_once": 10,
    "anonymous.calls.minute": 30,
    "anonymous.calls.hour": 300,
    "anonymous.at_once": 20,
    "call.tokens": 500_000,
}
"""Far above what people and small businesses do, a switchboard that shows one number for many included; far below what
a machine does that rings without end. What is not here is not limited."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One of them."""

    name: str
    unit: Unit
    meaning: str
    default: Decimal | None
    """None: no limit."""

    def fits(self, most: Decimal) -> bool:
        """Whether this limit can be so much: calls and tokens are whole, minutes and money may be parts."""
        whole = most.is_finite() and (self.unit in ("minutes", "money") or most == most.to_integral_value())
        return whole and 0 <= most <= LARGEST


def _all() -> Iterator[tuple[str, Unit, str]]:
    units: tuple[Unit, ...] = ("calls", "minutes")
    for scope, whose in SCOPES.items():
        for unit in units:
            for period in PERIODS:
                yield f"{scope}.{unit}.{period}", unit, f"{unit.capitalize()} of {whose} in one {period}."
        yield f"{scope}.at_once", "calls", f"Calls of {whose} at the same time, over all workers."
    yield "call.tokens", "tokens", "Tokens that a language model may read and write for one call."
    yield "call.money", "money", "What language models may cost in one call."
    yield "day.tokens", "tokens", "Tokens that language models may read and write in one day."
    yield "day.money", "money", "What language models may cost in one day."


def _default(name: str) -> Decimal | None:
    return Decimal(_DEFAULTS[name]) if name in _DEFAULTS else None


LIMITS: Mapping[str, Limit] = {name: Limit(name, unit, meaning, _default(name)) for name, unit, meaning in _all()}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is in force."""

    changed: Mapping[str, Decimal | None]
    """Those that somebody changed; None: no limit."""
    daily_budget: Decimal | None = None
    """TRUNKLINE_DAILY_BUDGET: `day.money` unless it was changed."""

    def default(self, name: str) -> Decimal | None:
        """What holds when nobody has changed it. Raises KeyError for what is no limit."""
        return self.daily_budget if name == "day.money" else LIMITS[name].default

    def most(self, name: str) -> Decimal | None:
        """The limit; None: there is none. Raises KeyError for what is no limit."""
        return self.changed[name] if name in self.changed else self.default(name)
