"""How budgets stand."""

from decimal import Decimal

import pytest

from agent.limits.budgets import Budget, Spent, budgets


@pytest.mark.parametrize(
    ("used", "standing"), [("0", "open"), ("7.99", "open"), ("8", "warned"), ("9.99", "warned"), ("10", "ended")]
)
def test_a_budget_warns_at_four_fifths_and_ends_at_its_end(used: str, standing: str) -> None:
    """At the very amount."""
    assert Budget("day.money", Decimal(10), Decimal(used)).standing == standing


def test_a_budget_of_nothing_has_ended() -> None:
    """Models are never asked then."""
    assert Budget("day.money", Decimal(0), Decimal(0)).standing == "ended"


def test_only_budgets_that_are_set_exist() -> None:
    """Of a call, and of a day."""
    spent = Spent(Decimal(100), Decimal(2))
    assert budgets("day", spent, tokens=None, money=None) == []
    both = budgets("call", spent, tokens=Decimal(50), money=Decimal(20))
    assert [(each.name, each.standing) for each in both] == [("call.tokens", "ended"), ("call.money", "open")]


def test_what_was_added_is_never_less_than_nothing() -> None:
    """A process that begins anew knows less of a call than the database."""
    assert Spent(Decimal(5), Decimal(1)).since(Spent(Decimal(9), Decimal(3))) == Spent()
    assert Spent(Decimal(5)) + Spent(Decimal(2), Decimal(1)) == Spent(Decimal(7), Decimal(1))
