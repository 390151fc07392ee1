"""What language models may still use, for each call and in all: looked at before each request, without a round trip.

The numbers of this process are exact; those of the others are a few seconds old (`agent.limiting` brings them). So a
budget may be overdrawn by what is asked in that time, and by the answers that were being written.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

import structlog

from agent.clock import utc_now
from agent.costs.account import CallAccount
from agent.costs.costs import Kind
from agent.costs.pricing import Pricing
from agent.limits.budgets import Budget, Spent, Standing, budgets
from agent.limits.catalogue import Limits
from graphs.ports import ModelFailure
from telephony.usage import charged

log = structlog.get_logger(__name__)

LLM = "llm"
_EVENTS: Mapping[Standing, str] = {"warned": "budget.warned", "ended": "budget.ended"}
_SEVERITY: Mapping[Standing, int] = {"open": 0, "warned": 1, "ended": 2}

Hear = Callable[[str, Standing], None]
"""Told a budget's name and how it stands from now on."""


class Allowance:
    """Of one process. `hear` is told when a budget is nearly used up, and when it has ended; once each."""

    def __init__(self, pricing: Pricing, hear: Hear, *, now: Callable[[], datetime] = utc_now) -> None:
        self._pricing = pricing
        self._hear = hear
        self._now = now
        self.currency = pricing.currency()
        self.zone = pricing.zone
        """Days are those of the business."""
        self.limits = Limits({})
        """Those in force."""
        self._today: tuple[date | None, Spent] = (None, Spent())
        """What all processes had used when the database was asked last, and on which day that was."""
        self._counted: dict[str, Spent] = {}
        """What of each call is in that."""
        self._told: dict[tuple[str, object], Standing] = {}
        """What was told of each budget: of a call by its id, of a day by the day."""

    # ── what has been used ────────────────────────────────────────────────────

    def spent(self, used: Mapping[Kind, Decimal]) -> Spent:
        """What language models used of this, in tokens and in money. What has no price costs nothing here."""
        models = {kind: amount for kind, amount in used.items() if kind.stage == LLM}
        if not models:
            return Spent()
        tokens = sum((amount for kind, amount in models.items() if kind.unit != "requests"), Decimal(0))
        cost = self._pricing.cost(models, day=self._day, currency=self.currency)
        return Spent(tokens, cost.total)

    def count(self, call_id: str, spent: Spent, *, over: bool) -> None:
        """So much of a call is in the database now; `over`: there will be no more."""
        if over:
            self._counted.pop(call_id, None)
            for key in [key for key in self._told if key[1] == call_id]:
                del self._told[key]
        else:
            self._counted[call_id] = spent

    def learn(self, today: Spent) -> None:
        """What all processes have used today."""
        self._today = self._day, today
        for stale in [key for key in self._told if isinstance(key[1], date) and key[1] != self._day]:
            del self._told[stale]
        self._look(self.of_the_day(), self._day)

    @property
    def today(self) -> Spent:
        """What all processes have used today, as far as that was counted."""
        day, spent = self._today
        return spent if day == self._day else Spent()

    def of_the_day(self, more: Spent | None = None) -> list[Budget]:
        """The day's budgets; `more` was used since it was counted."""
        so_far = self.today + (more or Spent())
        return budgets("day", so_far, tokens=self.limits.most("day.tokens"), money=self.limits.most("day.money"))

    # ── what is asked before a request ────────────────────────────────────────

    def refusal(self) -> ModelFailure | None:
        """Why a model is not to be asked now, on behalf of whoever is charged; None: it may be."""
        account = charged()
        call_id, more, of_call = "", None, list[Budget]()
        if isinstance(account, CallAccount):
            call_id, spent = account.leg.call_id, self.spent(account.used())
            more = spent.since(self._counted.get(call_id, Spent()))
            most = self.limits.most
            of_call = budgets("call", spent, tokens=most("call.tokens"), money=most("call.money"))
        ended = [*self._look(of_call, call_id), *self._look(self.of_the_day(more), self._day)]
        if not ended:
            return None
        return ModelFailure(f"The budget {ended[0]} has ended; the call goes on by rules.", fault="quota")

    def _look(self, looked_at: list[Budget], of: object) -> list[str]:
        """Tell what has become of budgets. Returns the names of those that have ended."""
        for budget in looked_at:
            before = self._told.get((budget.name, of), "open")
            if _SEVERITY[budget.standing] <= _SEVERITY[before]:
                continue
            self._told[budget.name, of] = budget.standing
            log.warning(
                _EVENTS[budget.standing],
                budget=budget.name,
                of=str(of),
                used=float(budget.used),
                most=float(budget.most),
            )
            self._hear(budget.name, budget.standing)
        return [budget.name for budget in looked_at if budget.standing == "ended"]

    @property
    def _day(self) -> date:
        return self._pricing.day(self._now())
