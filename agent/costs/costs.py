"""From what was used to what it cost. Pure: prices, day and currency are arguments.

Amounts are exact decimals, and nothing is rounded but what a provider itself bills in steps; whoever shows an amount
rounds it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agent.costs.prices import Price, PriceTable

LINE = "line"
SECONDS = "seconds"
STREAMS = "media-streams"
"""The line's second kind of use: its sound, carried to us and back."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """What was used."""

    stage: str
    provider: str
    model: str
    unit: str

    def __str__(self) -> str:
        """As it is told to people."""
        return f"{self.stage} {self.provider} {self.model} ({self.unit})"


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of use of a call, with its price."""

    kind: Kind
    amount: Decimal
    price: Price | None
    """None: no price is known."""
    cost: Decimal
    """In the currency of the whole; 0 where no price is known."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call cost, or what was used on nobody's behalf on a day."""

    currency: str
    items: tuple[Item, ...]
    """Sorted by kind."""

    @property
    def total(self) -> Decimal:
        """Of everything that has a price."""
        return sum((item.cost for item in self.items), Decimal(0))

    @property
    def seconds(self) -> Decimal:
        """How long the line was used."""
        return sum((each.amount for each in self.items if is_line(each.kind)), Decimal(0))

    @property
    def per_minute(self) -> Decimal:
        """Of the call's length, not of the minutes that are billed; 0 for a call without a length."""
        return self.total * 60 / self.seconds if self.seconds else Decimal(0)

    @property
    def stages(self) -> Mapping[str, Decimal]:
        """What each stage cost: `line`, `asr`, `llm`, `tts`, those that were used."""
        sums: dict[str, Decimal] = {}
        for item in self.items:
            sums[item.kind.stage] = sums.get(item.kind.stage, Decimal(0)) + item.cost
        return sums

    @property
    def unpriced(self) -> tuple[Kind, ...]:
        """What was used and has no price."""
        return tuple(item.kind for item in self.items if item.price is None)

    @property
    def unconfirmed(self) -> tuple[Kind, ...]:
        """What has a price that nobody has looked up."""
        return tuple(item.kind for item in self.items if item.price is not None and not item.price.confirmed)


def cost(used: Mapping[Kind, Decimal], table: PriceTable, *, day: date, currency: str) -> Cost:
    """What the use of one call cost on that day. Raises KeyError for a currency that `table` does not know."""
    rate = table.per_usd(currency, day=day)
    items = []
    for kind, amount in sorted(used.items()):
        price = table.price(kind.provider, kind.model, kind.unit, day=day)
        value = Decimal(0)
        if price is not None:
            value = price.of(amount)
            if price.currency != currency:
                value = value / table.per_usd(price.currency, day=day) * rate
        items.append(Item(kind, amount, price, value))
    return Cost(currency, tuple(items))


def added(parts: Iterable[tuple[Kind, Decimal]]) -> dict[Kind, Decimal]:
    """The sums of each kind."""
    sums: dict[Kind, Decimal] = {}
    for kind, amount in parts:
        sums[kind] = sums.get(kind, Decimal(0)) + amount
    return sums


def is_line(kind: Kind) -> bool:
    """Whether it is the call's own length."""
    return kind.stage == LINE and kind.unit == SECONDS and kind.model != STREAMS
