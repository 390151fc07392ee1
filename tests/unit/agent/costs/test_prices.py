"""What units cost, and since when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.costs.prices import Price, PriceFile, PriceTable

DAY = date(2026, 11, 22)


def rows(*given: dict[str, object], **more: object) -> PriceFile:
    """A file of such rows."""
    return PriceFile.model_validate({"prices": list(given), **more})


def row(
    model: str, price: str, *, provider: str = "deepgram", since: str = "2026-01-01", **more: object
) -> dict[str, object]:
    """A row by the minute."""
    return {"provider": provider, "model": model, "since": since, "per": 60, "price": {"seconds": price}, **more}


def seconds(table: PriceTable, model: str, *, provider: str = "deepgram", day: date = DAY) -> Decimal | None:
    """The price by the minute."""
    found = table.price(provider, model, "seconds", day=day)
    return None if found is None else found.price


def test_the_latest_row_that_has_begun_holds() -> None:
    """In whatever order the rows stand."""
    table = PriceTable.of([rows(row("nova-3", "0.5", since="2026-05-01"), row("nova-3", "0.7", since="2026-02-01"))])

    assert seconds(table, "nova-3", day=date(2026, 4, 30)) == Decimal("0.7")
    assert seconds(table, "nova-3", day=date(2026, 5, 1)) == Decimal("0.5")
    assert seconds(table, "nova-3", day=date(2026, 1, 31)) is None


def test_a_model_of_its_own_goes_before_any_model_and_what_is_not_listed_has_no_price() -> None:
    """No price known is not the same as free."""
    table = PriceTable.of([rows(row("*", "0.9"), row("nova-3", "0.5"), row("x", "0", provider="embedded"))])

    assert seconds(table, "nova-3") == Decimal("0.5")
    assert seconds(table, "nova-9") == Decimal("0.9")
    assert seconds(table, "x", provider="embedded") == 0
    assert seconds(table, "y", provider="embedded") is None
    assert table.price("deepgram", "nova-3", "characters", day=DAY) is None


@pytest.mark.parametrize("model", ["claude-haiku-4-5", "claude-haiku-4-5-20251001", "claude-haiku-4-5-2025-10-01"])
def test_a_snapshot_costs_what_its_model_costs(model: str) -> None:
    """Vendors name their models with and without a date."""
    table = PriceTable.of([rows(row("claude-haiku-4-5", "0.5"))])

    assert seconds(table, model) == Decimal("0.5")


def test_rows_of_ones_own_go_first_even_for_any_model() -> None:
    """A contract for all models of a vendor goes before the list price of one; before its first day, the list holds."""
    own = rows(row("*", "0.1", since="2026-06-01"))
    table = PriceTable.of([own, rows(row("nova-3", "0.5"))])

    assert seconds(table, "nova-3") == Decimal("0.1")
    assert seconds(table, "nova-3", day=date(2026, 5, 31)) == Decimal("0.5")


def test_a_row_may_stand_for_several_providers_and_models_and_units() -> None:
    """Each combination has the price."""
    price = {"tokens_in": "1", "tokens_out": "2"}
    table = PriceTable.of([rows({"provider": ["a", "b"], "model": ["m", "n"], "since": "2026-01-01", "price": price})])

    found = [table.price(who, which, "tokens_out", day=DAY) for who in "ab" for which in "mn"]
    assert [each.price for each in found if each] == [2, 2, 2, 2]


def test_a_rate_holds_from_its_day_and_the_first_one_before_it_too() -> None:
    """A currency has a value on every day; one's own rates of a currency replace those that are brought along."""
    rates = [
        {"currency": "INR", "since": "2026-05-01", "per_usd": 90},
        {"currency": "INR", "since": "2026-06-01", "per_usd": 95},
    ]
    brought = rows(rates=[*rates, {"currency": "EUR", "since": "2026-01-01", "per_usd": "0.85"}])
    table = PriceTable.of([brought])
    own = PriceTable.of([rows(rates=[{"currency": "INR", "since": "2026-11-01", "per_usd": 100}]), brought])

    assert [table.per_usd("INR", day=date(2026, month, 15)) for month in (1, 5, 6)] == [90, 90, 95]
    assert own.per_usd("INR", day=date(2026, 5, 15)) == 100
    assert own.per_usd("EUR", day=DAY) == Decimal("0.85")
    assert own.per_usd("USD", day=DAY) == 1
    assert not own.knows("CHF")


def test_begun_steps_are_billed_whole() -> None:
    """Sixty-one seconds of a line that is billed by the minute are two minutes; nothing used is nothing billed."""
    table = PriceTable.of([rows(row("m", "0.01", rounds_up_to=60))])
    price = table.price("deepgram", "m", "seconds", day=DAY)

    assert price
    assert [price.of(Decimal(used)) for used in ("0", "0.1", "60", "60.001", "125")] == [
        Decimal(cost) for cost in ("0", "0.01", "0.01", "0.02", "0.03")
    ]


amounts = st.decimals(min_value=0, max_value=10**9, places=3)
steps = st.one_of(st.none(), st.integers(1, 600).map(Decimal))


@settings(max_examples=200)
@given(amounts, amounts, steps, st.decimals(min_value=0, max_value=1000, places=6))
def test_more_never_costs_less_and_nothing_costs_less_than_nothing(
    one: Decimal, other: Decimal, step: Decimal | None, price: Decimal
) -> None:
    """Rounding up adds less than a step, and of two parts at most a step more than of the whole."""
    listed = Price("p", "m", "seconds", DAY - timedelta(days=1), price, Decimal(60), step, "USD", "", confirmed=True)
    exact = (one + other) * price / 60
    whole, parts = listed.of(one + other), listed.of(one) + listed.of(other)
    slack = Decimal("1e-9")

    assert 0 <= listed.of(one) <= whole + slack
    assert exact - slack <= whole <= parts + slack
    if step is None:
        assert abs(whole - parts) <= slack
    else:
        assert whole <= exact + step * price / 60 + slack
