"""Prices as a process is set up."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from agent.costs.costs import Kind
from agent.costs.pricing import Pricing, UnknownCurrency, itemised, person, shown
from agent.errors import SettingsError
from agent.settings import Settings

DAY = date(2026, 11, 22)


def test_costs_are_told_in_the_caller_s_currency_or_in_the_chosen_one() -> None:
    """Where nobody is known, in dollars."""
    free, chosen = Pricing.of(Settings()), Pricing.of(Settings(trunkline_currency="EUR"))

    assert [free.currency(number) for number in ("+919822012345", "+14155550137", None)] == ["INR", "USD", "USD"]
    assert chosen.currency("+919822012345") == "EUR"
    assert free.asked("gbp") == "GBP"
    with pytest.raises(UnknownCurrency, match="There are: USD, AED"):
        free.asked("XAU")


def test_the_person_on_the_line_is_who_rang_or_was_rung() -> None:
    """Of a call that we placed, the caller is ourselves."""
    assert person("inbound", "a", "b") == "a"
    assert person("outbound", "a", "b") == "b"


def test_a_day_is_that_of_the_business() -> None:
    """In Pune the next day has begun when it is evening in London."""
    pricing = Pricing.of(Settings(trunkline_timezone="Asia/Kolkata"))

    assert pricing.day(datetime(2026, 11, 22, 20, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_a_broken_file_stops_whoever_needs_prices(tmp_path: Path) -> None:
    """In a sentence."""
    path = tmp_path / "prices.yaml"
    path.write_text("prices: 1\n")
    with pytest.raises(SettingsError, match="line 1: prices"):
        Pricing.of(Settings(trunkline_prices=path))


def test_what_is_shown_is_rounded_and_says_what_is_not_priced() -> None:
    """For people and programs; the sums themselves are exact."""
    pricing = Pricing.of(Settings())
    used = {
        Kind("asr", "deepgram", "nova-3", "seconds"): Decimal("1.001"),
        Kind("llm", "x", "y", "tokens_in"): Decimal(1),
    }
    whole = pricing.cost(used, day=DAY, currency="USD")
    full = itemised(whole)

    assert shown(whole) == {
        "currency": "USD",
        "total": 0.00008,
        "per_minute": 0.0,
        "stages": {"asr": 0.00008, "llm": 0.0},
        "unpriced": ["llm x y (tokens_in)"],
    }
    assert [item["cost"] for item in full["items"]] == [0.00008, None]
    assert full["items"][0]["price"]["since"] == "2026-05-05"
