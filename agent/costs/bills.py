"""What calls have cost, from the record of what they used: one call, or all of a time."""

from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from agent.costs.costs import Cost, Kind, added
from agent.costs.pricing import Pricing, person
from agent.store.usage import CallUse, Selection, Usages

_NONE = Decimal(0)


@dataclass(slots=True)
class Line:
    """One kind of use, of many calls."""

    amount: Decimal = _NONE
    cost: Decimal = _NONE
    calls: int = 0
    priced: bool = True
    confirmed: bool = True


@dataclass(slots=True)
class Bill:
    """Costs of many calls, added up."""

    currency: str
    lines: dict[Kind, Line] = field(default_factory=dict)
    calls: int = 0
    seconds: Decimal = _NONE
    unrecorded: int = 0
    """Calls of which nobody knows what they used: they are not among `calls`."""

    @property
    def total(self) -> Decimal:
        """Of everything that has a price."""
        return sum((line.cost for line in self.lines.values()), _NONE)

    @property
    def per_call(self) -> Decimal:
        """The mean; 0 without a call."""
        return self.total / self.calls if self.calls else _NONE

    @property
    def per_minute(self) -> Decimal:
        """Of the calls' length; 0 without a length."""
        return self.total * 60 / self.seconds if self.seconds else _NONE

    def add(self, cost: Cost) -> None:
        """Add a call's cost."""
        self.calls += 1
        self.seconds += cost.seconds
        for item in cost.items:
            line = self.lines.setdefault(item.kind, Line())
            line.amount += item.amount
            line.cost += item.cost
            line.calls += 1
            line.priced &= item.price is not None
            line.confirmed &= item.price is None or item.price.confirmed


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, where the business is. None: open."""

    since: date | None = None
    until: date | None = None
    """The last day."""


class Bills:
    """Makes bills of what is in the database."""

    def __init__(self, usages: Usages, pricing: Pricing) -> None:
        self._usages = usages
        self._pricing = pricing

    async def of_call(self, call_id: str, *, currency: str | None = None) -> Cost | None:
        """What a call cost, in that currency or the caller's; None when there is no such call."""
        async with aclosing(self._usages.calls(Selection(call_id=call_id))) as calls:
            async for call in calls:
                return self._cost(call, currency or self._pricing.currency(_person(call)))
        return None

    async def of_calls(self, period: Period, *, flow: str | None = None, currency: str | None = None) -> Bill:
        """What the calls cost that began in a period. Currency: that one, or TRUNKLINE_CURRENCY, or US dollars."""
        bill = Bill(currency or self._pricing.currency())
        selection = Selection(since=self._midnight(period.since), before=self._midnight(_next(period.until)), flow=flow)
        async with aclosing(self._usages.calls(selection)) as calls:
            async for call in calls:
                if call.used:
                    bill.add(self._cost(call, bill.currency))
                else:
                    bill.unrecorded += 1
        return bill

    async def of_processes(self, period: Period, *, currency: str | None = None) -> Bill:
        """What was used in a period without a call. Its `calls` are days."""
        bill = Bill(currency or self._pricing.currency())
        since, until = period.since or date.min, period.until or date.max
        for day, used in await self._usages.processes(since=since, until=until):
            bill.add(self._pricing.cost(used, day=day, currency=bill.currency))
        return bill

    def _cost(self, call: CallUse, currency: str) -> Cost:
        used = added((each.kind, each.amount) for each in call.used)
        return self._pricing.cost(used, day=self._pricing.day(call.started_at), currency=currency)

    def _midnight(self, day: date | None) -> datetime | None:
        return None if day is None else datetime.combine(day, time(), self._pricing.zone)


def _person(call: CallUse) -> str | None:
    return person(call.direction, call.caller, call.callee)


def _next(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)
