"""What models may still use, before each request."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from agent.allowance import Allowance
from agent.costs.account import CallAccount, Leg
from agent.costs.loading import load_table
from agent.costs.pricing import Pricing
from agent.limits.budgets import Spent
from agent.limits.catalogue import LIMITS, Limits
from telephony.usage import Usage, charging

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PUNE = ZoneInfo("Asia/Kolkata")


def just(**named: int) -> Limits:
    """No limits but these; two underscores for a point."""
    return Limits({**dict.fromkeys(LIMITS), **{name.replace("__", "."): Decimal(most) for name, most in named.items()}})


def account(call_id: str = "CA1", **used: float) -> CallAccount:
    """Of a call that has used so much of a model."""
    opened = CallAccount(Leg(call_id, "inbound", "+912071110000", "+919822012345", 0.0, 0), clock=lambda: 0.0)
    for unit, amount in used.items():
        opened(Usage("llm", "openai", "gpt-4o-mini", unit, amount))  # type: ignore[arg-type]  # named by the test
    return opened


class Told:
    """An allowance with a clock that the test turns, and what it told."""

    def __init__(self, limits: Limits) -> None:
        self.now = NOW
        self.heard: list[tuple[str, str]] = []
        pricing = Pricing(load_table(None), PUNE)
        self.allowance = Allowance(pricing, lambda *told: self.heard.append(told), now=lambda: self.now)
        self.allowance.limits = limits

    def refused(self, of: CallAccount | None = None) -> bool:
        """Whether a model is not to be asked."""
        if of is None:
            return self.allowance.refusal() is not None
        with charging(of):
            return self.allowance.refusal() is not None


def test_a_call_is_warned_of_and_then_stopped_at_its_own_tokens() -> None:
    """Each is told once; another call is not concerned."""
    told, call = Told(just(call__tokens=1000)), account(tokens_in=500, tokens_out=200)
    assert not told.refused(call)
    call(Usage("llm", "openai", "gpt-4o-mini", "tokens_cached", 150))
    assert not told.refused(call)
    assert not told.refused(call)
    call(Usage("llm", "openai", "gpt-4o-mini", "tokens_out", 150))
    assert told.refused(call)
    assert told.refused(call)
    assert told.heard == [("call.tokens", "warned"), ("call.tokens", "ended")]
    assert not told.refused(account("CA2"))


def test_a_refusal_says_which_budget_and_that_it_is_used_up() -> None:
    """The fault is that of a quota, after which nobody asks again."""
    told = Told(just(call__money=0))
    with charging(account()):
        refusal = told.allowance.refusal()
    assert refusal is not None
    assert (refusal.fault, "call.money" in str(refusal)) == ("quota", True)


def test_money_is_that_of_models_alone() -> None:
    """A million tokens written by gpt-4o-mini; the line and the voice cost, and are not stopped by this."""
    told, call = Told(just()), account(tokens_out=1_000_000)
    call(Usage("tts", "cartesia", "sonic-2", "characters", 1_000_000))
    assert told.allowance.spent(call.used()) == Spent(Decimal(1_000_000), Decimal("0.6"))


def test_the_days_budget_counts_what_all_used_and_what_this_call_used_since() -> None:
    """What of the call is in the day's sum already counts once."""
    told, call = Told(just(day__tokens=1000)), account(tokens_in=300)
    told.allowance.learn(Spent(Decimal(600)))
    told.allowance.count("CA1", Spent(Decimal(300)), over=False)
    assert not told.refused(call)
    call(Usage("llm", "openai", "gpt-4o-mini", "tokens_in", 250))
    assert not told.refused(call)
    assert told.heard == [("day.tokens", "warned")]
    call(Usage("llm", "openai", "gpt-4o-mini", "tokens_in", 150))
    assert told.refused(call)
    assert not told.refused(account("CA2"))


@pytest.mark.parametrize("asks", [lambda: None, lambda: account("CA2")])
def test_a_day_that_has_ended_stops_everybody_until_the_next(asks: Callable[[], CallAccount | None]) -> None:
    """Whoever asks, with a call or without one; and it is told anew the next day."""
    told = Told(just(day__tokens=1000))
    told.allowance.learn(Spent(Decimal(1000)))
    assert told.refused(asks())
    told.now += timedelta(days=1)
    assert not told.refused(asks())
    told.allowance.learn(Spent(Decimal(1000)))
    assert told.refused(asks())
    assert told.heard == [("day.tokens", "ended")] * 2


def test_nothing_is_kept_of_a_call_that_is_over() -> None:
    """A service runs for months."""
    told, call = Told(just(call__tokens=10)), account(tokens_in=20)
    assert told.refused(call)
    told.allowance.count("CA1", Spent(Decimal(20)), over=False)
    told.allowance.count("CA1", Spent(Decimal(20)), over=True)
    assert told.refused(call)
    assert told.heard == [("call.tokens", "ended")] * 2
