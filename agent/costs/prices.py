"""What the units of providers cost, and since when. Pure.

A table has layers: a row of an earlier one goes before all rows of a later one. In a layer the model itself is looked
for, then the model without the date of its snapshot (`claude-haiku-4-5-20251001`), then the provider's `*`. What is
found nowhere has no price known: that is told, and is never the same as free.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from telephony.usage import Unit

BASE = "USD"
"""Exchange rates are those of this currency."""

ANY_MODEL = "*"

UNITS: tuple[str, ...] = get_args(Unit)

_SNAPSHOT = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Names = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], BeforeValidator(_listed), Field(min_length=1)
]
Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False, max_digits=20)]
Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False, max_digits=20)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PriceRow(_Part):
    """One line of a price list."""

    provider: Names
    """Of `telephony.usage.Usage`; several that cost the same may stand in one row."""
    model: Names
    """`*`: every model of the provider that has no row of its own."""
    since: date
    """The first day on which it holds, until a later row of the same model."""
    price: Annotated[dict[Unit, Amount], Field(min_length=1)]
    """For each unit: what `per` of them cost."""
    per: Positive = Decimal(1)
    rounds_up_to: Positive | None = None
    """What a call used is billed in steps of so many units: 60 seconds, where minutes are not divided."""
    currency: Currency | None = None
    source: str = ""
    """Where the price was read, and when."""
    confirmed: bool = True
    """False: nobody has looked it up, it is from memory or from somebody who resells."""


class RateRow(_Part):
    """What a currency was worth."""

    currency: Currency
    since: date
    per_usd: Positive
    """So many of it are one US dollar."""
    source: str = ""


class PriceFile(_Part):
    """A file of prices."""

    currency: Currency = BASE
    """Of the rows that do not name theirs."""
    prices: tuple[PriceRow, ...] = ()
    rates: tuple[RateRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit of one model costs from a day on."""

    provider: str
    model: str
    """As it is listed: perhaps `*`."""
    unit: Unit
    since: date
    price: Decimal
    """Of `per` units, in `currency`."""
    per: Decimal
    rounds_up_to: Decimal | None
    currency: str
    source: str
    confirmed: bool

    def of(self, amount: Decimal) -> Decimal:
        """What so many units of one call cost, not rounded."""
        if self.rounds_up_to is not None:
            amount = (amount / self.rounds_up_to).to_integral_value(ROUND_CEILING) * self.rounds_up_to
        return amount * self.price / self.per


_Key = tuple[str, str, str]
"""Provider, model, unit."""


@dataclass(frozen=True)
class PriceTable:
    """Prices and exchange rates, by day."""

    layers: tuple[Mapping[_Key, Sequence[Price]], ...] = ()
    rates: Mapping[str, Sequence[RateRow]] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[PriceFile]) -> "PriceTable":
        """From files, the one that goes first first."""
        files = tuple(files)
        return cls(tuple(_layer(file) for file in files), _rates(files))

    def price(self, provider: str, model: str, unit: str, *, day: date) -> Price | None:
        """What it costs on that day; None when no price is known."""
        for layer in self.layers:
            for name in dict.fromkeys((model, _SNAPSHOT.sub("", model), ANY_MODEL)):
                listed = [price for price in layer.get((provider, name, unit), ()) if price.since <= day]
                if listed:
                    return listed[-1]
        return None

    def knows(self, currency: str) -> bool:
        """Whether amounts can be told in that currency."""
        return currency == BASE or currency in self.rates

    def per_usd(self, currency: str, *, day: date) -> Decimal:
        """So many of the currency are one US dollar; before the first day that is known, as on that day.

        Raises KeyError when the currency is not known.
        """
        if currency == BASE:
            return Decimal(1)
        listed = self.rates[currency]
        return [rate for rate in (listed[0], *listed) if rate is listed[0] or rate.since <= day][-1].per_usd

    def unknown_currencies(self) -> Sequence[Price]:
        """Prices in a currency that has no exchange rate, one of each currency."""
        priced = {each.currency: each for layer in self.layers for listed in layer.values() for each in listed}
        return [price for currency, price in priced.items() if not self.knows(currency)]


def _layer(file: PriceFile) -> dict[_Key, list[Price]]:
    layer: dict[_Key, list[Price]] = {}
    for row in file.prices:
        for provider in row.provider:
            for model in row.model:
                for unit, price in row.price.items():
                    layer.setdefault((provider, model, unit), []).append(
                        Price(
                            provider,
                            model,
                            unit,
                            row.since,
                            price,
                            row.per,
                            row.rounds_up_to,
                            row.currency or file.currency,
                            row.source,
                            row.confirmed,
                        )
                    )
    for listed in layer.values():
        listed.sort(key=lambda price: price.since)
    return layer


def _rates(files: Sequence[PriceFile]) -> dict[str, list[RateRow]]:
    """The rates of each currency, of the first file that has any of it."""
    rates: dict[str, list[RateRow]] = {}
    for file in files:
        named: dict[str, list[RateRow]] = {}
        for row in file.rates:
            named.setdefault(row.currency, []).append(row)
        for currency, rows in named.items():
            rates.setdefault(currency, sorted(rows, key=lambda rate: rate.since))
    return rates
