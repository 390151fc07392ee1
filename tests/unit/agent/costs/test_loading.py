"""The price list that is brought along, and one's own before it."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agent.costs.loading import load_table
from agent.costs.places import CURRENCIES
from agent.costs.prices import PriceTable
from agent.errors import SettingsError
from agent.llm import registry as models
from telephony.asr import registry as recognisers
from telephony.tts import registry as voices

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def brought() -> PriceTable:
    """The list that is brought along."""
    return load_table(None)


def own(folder: Path, text: str) -> Path:
    """A file of one's own."""
    path = folder / "prices.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("provider", "model", "unit"),
    [
        *((name, model, "seconds") for name, offer in recognisers.PROVIDERS.items() for model in offer.models),
        *((name, model, "characters") for name, offer in voices.PROVIDERS.items() for model in offer.models),
        ("scripted", "scripted", "seconds"),
        *(
            (name, model, unit)
            for name, model in (("openai", "gpt-4o-mini"), ("anthropic", "claude-haiku-4-5"))
            for unit in ("tokens_in", "tokens_cached", "tokens_out")
        ),
        *(
            ("twilio", f"{country}-{way}", "seconds")
            for country in ("US", "GB", "IN")
            for way in ("inbound", "outbound")
        ),
        ("twilio", "media-streams", "seconds"),
    ],
)
def test_every_model_that_is_offered_has_a_price_with_its_source(
    brought: PriceTable, provider: str, model: str, unit: str
) -> None:
    """Whoever uses what the tables name learns what it costs, and where that is said."""
    price = brought.price(provider, model, unit, day=TODAY)

    assert price, f"{provider} {model} {unit}"
    assert price.source
    assert (price.price == 0) == (provider in {"embedded", "scripted"})


def test_the_providers_of_models_are_those_that_have_prices(brought: PriceTable) -> None:
    """A provider that is added to the table of models needs its row here."""
    listed = {provider for layer in brought.layers for provider, _, unit in layer if unit == "tokens_in"}

    assert listed == set(models.PROVIDERS)


def test_every_currency_of_a_country_has_a_rate(brought: PriceTable) -> None:
    """A caller is told in their currency only if it can be converted."""
    assert {currency for currency in CURRENCIES.values() if not brought.knows(currency)} == set()


def test_what_is_from_memory_is_marked(brought: PriceTable) -> None:
    """And what is marked says why."""
    doubtful = [p for layer in brought.layers for listed in layer.values() for p in listed if not p.confirmed]

    assert doubtful
    assert all(price.source for price in doubtful)


def test_a_file_of_ones_own_goes_first(tmp_path: Path) -> None:
    """Its rows and rates replace those that are brought along; the others stay."""
    text = """
currency: INR
prices:
  - {provider: twilio, model: IN-inbound, since: 2026-01-01, per: 60, rounds_up_to: 15, price: {seconds: 0.6}}
rates:
  - {currency: INR, since: 2026-01-01, per_usd: 90}
"""
    table = load_table(own(tmp_path, text), currency="INR")
    price = table.price("twilio", "IN-inbound", "seconds", day=TODAY)

    assert price
    assert (price.price, price.currency, price.rounds_up_to) == (Decimal("0.6"), "INR", Decimal(15))
    assert table.per_usd("INR", day=TODAY) == 90
    assert table.price("twilio", "US-inbound", "seconds", day=TODAY)


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    """Comments only are no mistake."""
    assert load_table(own(tmp_path, "# later\n")).price("polly", "neural", "characters", day=TODAY)


ROW = "prices:\n  - provider: deepgram\n    model: nova-3\n    since: 2026-01-01\n    price: {seconds: 0.1}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prices:\n  - provider: [", "line 2: this is not YAML."),
        ("prices: []\nprices: []\n", "line 2: a setting stands here for the second time."),
        (ROW + "    colour: red\n", "line 6: prices, colour: is no setting."),
        (ROW.replace("    since: 2026-01-01\n", ""), "line 2: prices, since: is missing."),
        (ROW.replace("0.1", "-1"), "line 5: prices, price, seconds: Input should be greater than or equal to 0."),
        (ROW.replace("0.1", "cheap"), "line 5: prices, price, seconds: is no number."),
        (ROW.replace("seconds", "hours"), "line 5: prices, price, hours: is no unit; there are seconds, characters,"),
        (ROW.replace("2026-01-01", "soon"), "line 4: prices, since: is no date; write it as 2026-11-01."),
        (ROW.replace("2026-01-01", "2026-13-01"), "line 4: there is no such day."),
        (ROW + "    per: 0\n", "line 6: prices, per: Input should be greater than 0."),
        ("prices: !!python/tuple [1]\n", "line 1: this is not YAML."),
        ("1: 2\n", "line 1: "),
        ("prices: &a [*a]\n", "line 1: prices: has to be a row of settings."),
        (ROW + "    currency: rupees\n", "line 6: prices, currency: is no currency; write it as USD."),
        (ROW + "    currency: XAU\n", "the price of deepgram nova-3 is in XAU, of which no exchange rate is known."),
        ("- a\n- b\n", "line 1: a file of prices has “prices” and “rates”."),
        ("just words\n", "line 1: a file of prices has “prices” and “rates”."),
        ("rates:\n  - {currency: INR, since: 2026-01-01, per_usd: .inf}\n", "line 2: rates, per_usd: "),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    """One line for whoever wrote the file, without a traceback."""
    path = own(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        load_table(path)

    assert told in str(caught.value)
    assert str(caught.value).startswith(f"TRUNKLINE_PRICES: {path}")
    assert "\n" not in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Each with its line."""
    text = ROW.replace("0.1", "-1") + "    per: 0\n"
    with pytest.raises(SettingsError, match=r"line 5: .*; line 6: "):
        load_table(own(tmp_path, text))


@pytest.mark.parametrize("name", ["nowhere.yaml", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    """It is not silently left out."""
    with pytest.raises(SettingsError, match="cannot be read"):
        load_table(tmp_path / name)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Bytes that are no UTF-8."""
    path = tmp_path / "prices.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_table(path)


def test_a_currency_without_a_rate_is_told() -> None:
    """TRUNKLINE_CURRENCY names one that amounts can be told in."""
    with pytest.raises(SettingsError, match="TRUNKLINE_CURRENCY: no exchange rate of XAU is known"):
        load_table(None, currency="XAU")


def test_the_example_of_the_documentation_can_be_used(tmp_path: Path) -> None:
    """Whoever copies it gets what it says."""
    page = (Path(__file__).parents[4] / "docs" / "costs.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    table = load_table(own(tmp_path, example))
    price = table.price("cartesia", "sonic-3", "characters", day=TODAY)

    assert price
    assert (price.price, price.currency) == (Decimal("2.5"), "INR")
    assert table.per_usd("INR", day=TODAY) == Decimal("95.2")
