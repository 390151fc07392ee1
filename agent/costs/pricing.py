"""Prices as this process is set up: which table, which currency, and whose day it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from agent.costs import places
from agent.costs.costs import Cost, Kind, cost
from agent.costs.loading import load_table
from agent.costs.prices import BASE, PriceTable
from agent.errors import TrunklineError
from agent.settings import Settings


class UnknownCurrency(TrunklineError):
    """A currency is asked for that has no exchange rate."""


@dataclass(frozen=True, slots=True)
class Pricing:
    """What prices calls."""

    table: PriceTable
    zone: tzinfo
    """Days are those of the business."""
    chosen: str | None = None
    """The currency of everything; None: that of the caller's country."""

    @classmethod
    def of(cls, settings: Settings) -> "Pricing":
        """Read the prices. Raises SettingsError, a sentence for each mistake, with its line."""
        table = load_table(settings.trunkline_prices, currency=settings.trunkline_currency)
        return cls(table, settings.timezone, settings.trunkline_currency)

    def currency(self, caller: str | None = None) -> str:
        """In which the costs of a call with this person are told."""
        wanted = self.chosen or places.currency(caller)
        return wanted if self.table.knows(wanted) else BASE

    def asked(self, currency: str) -> str:
        """A currency that somebody asks for. Raises UnknownCurrency."""
        if not self.table.knows(currency.upper()):
            known = ", ".join([BASE, *sorted(self.table.rates)])
            raise UnknownCurrency(f"No exchange rate of “{currency}” is known. There are: {known}.")
        return currency.upper()

    def day(self, moment: datetime) -> date:
        """The day of a moment, where the business is."""
        return moment.astimezone(self.zone).date()

    def cost(self, used: Mapping[Kind, Decimal], *, day: date, currency: str) -> Cost:
        """What was used, with its price of that day."""
        return cost(used, self.table, day=day, currency=currency)


def person(direction: str, caller: str | None, callee: str | None) -> str | None:
    """Who is on the line: of a call that we placed, that is who was called."""
    return callee if direction == "outbound" else caller


def money(amount: Decimal) -> float:
    """An amount for programs: to a millionth."""
    return float(round(amount, 6))


def shown(whole: Cost) -> dict[str, Any]:
    """What a call cost, in short: as its timeline tells it."""
    return {
        "currency": whole.currency,
        "total": money(whole.total),
        "per_minute": money(whole.per_minute),
        "stages": {stage: money(amount) for stage, amount in whole.stages.items()},
        "unpriced": [str(kind) for kind in whole.unpriced],
    }


def itemised(whole: Cost) -> dict[str, Any]:
    """The same with every item, its price and where that comes from."""
    return {
        **shown(whole),
        "seconds": float(whole.seconds),
        "items": [
            {
                "stage": item.kind.stage,
                "provider": item.kind.provider,
                "model": item.kind.model,
                "unit": item.kind.unit,
                "amount": float(item.amount),
                "cost": None if item.price is None else money(item.cost),
                "price": None
                if item.price is None
                else {
                    "price": float(item.price.price),
                    "per": float(item.price.per),
                    "rounds_up_to": None if item.price.rounds_up_to is None else float(item.price.rounds_up_to),
                    "currency": item.price.currency,
                    "since": item.price.since.isoformat(),
                    "source": item.price.source,
                    "confirmed": item.price.confirmed,
                },
            }
            for item in whole.items
        ],
    }
