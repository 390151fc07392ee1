"""Every limit by its name."""

from decimal import Decimal

import pytest

from agent.limits.catalogue import LIMITS, SCOPES, Limits


def test_every_scope_has_calls_and_minutes_of_each_period_and_calls_at_once() -> None:
    """And models have tokens and money, of a call and of a day."""
    assert len(LIMITS) == len(SCOPES) * 7 + 4
    assert {"caller.calls.minute", "callee.minutes.hour", "tenant.calls.day", "all.at_once"} <= set(LIMITS)
    assert {"call.tokens", "call.money", "day.tokens", "day.money"} <= set(LIMITS)


def test_what_was_changed_goes_before_what_is_brought_along() -> None:
    """None lifts a limit."""
    limits = Limits({"caller.calls.hour": None, "all.at_once": Decimal(5)})
    assert limits.most("caller.calls.hour") is None
    assert limits.most("all.at_once") == 5
    assert limits.default("caller.calls.hour") == 60
    assert limits.most("caller.calls.day") == 200


def test_the_daily_budget_is_the_setting_unless_it_was_changed() -> None:
    """TRUNKLINE_DAILY_BUDGET."""
    assert Limits({}).most("day.money") is None
    assert Limits({}, Decimal(25)).most("day.money") == 25
    assert Limits({"day.money": Decimal(3)}, Decimal(25)).most("day.money") == 3


@pytest.mark.parametrize(
    ("name", "most", "fits"),
    [
        ("caller.at_once", "2", True),
        ("caller.at_once", "2.5", False),
        ("caller.minutes.day", "2.5", True),
        ("day.money", "0", True),
        ("day.money", "-0.01", False),
        ("day.money", "NaN", False),
        ("day.tokens", "Infinity", False),
        ("day.tokens", "1e13", False),
    ],
)
def test_calls_and_tokens_are_whole_and_nothing_is_endless(name: str, most: str, *, fits: bool) -> None:
    """Minutes and money may be parts."""
    assert LIMITS[name].fits(Decimal(most)) is fits


def test_what_is_no_limit_is_refused() -> None:
    """A mistyped name bounds nothing, so it must not go through."""
    with pytest.raises(KeyError):
        Limits({}).most("caller.calls.week")
