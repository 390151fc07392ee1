"""From what was used to what it cost."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.costs.costs import Kind, added, cost
from agent.costs.prices import PriceFile, PriceTable

DAY = date(2026, 11, 22)
LINE = Kind("line", "twilio", "IN-inbound", "seconds")
STREAMS = Kind("line", "twilio", "media-streams", "seconds")
WORDS = Kind("asr", "deepgram", "nova-3", "seconds")
SPEECH = Kind("tts", "polly", "neural", "characters")
TOKENS = Kind("llm", "openai", "gpt-4o-mini", "tokens_in")
UNKNOWN = Kind("llm", "openai", "llama", "tokens_in")

TABLE = PriceTable.of(
    [
        PriceFile.model_validate(
            {
                "prices": [
                    {
                        "provider": "twilio",
                        "model": ["IN-inbound", "media-streams"],
                        "since": "2026-01-01",
                        "per": 60,
                        "rounds_up_to": 60,
                        "price": {"seconds": "0.9"},
                        "currency": "INR",
                    },
                    {
                        "provider": "deepgram",
                        "model": "nova-3",
                        "since": "2026-01-01",
                        "per": 60,
                        "price": {"seconds": "0.006"},
                    },
                    {
                        "provider": "polly",
                        "model": "neural",
                        "since": "2026-01-01",
                        "per": 1000000,
                        "price": {"characters": 16},
                        "confirmed": False,
                    },
                    {
                        "provider": "openai",
                        "model": "gpt-4o-mini",
                        "since": "2026-01-01",
                        "per": 1000000,
                        "price": {"tokens_in": "0.15"},
                    },
                ],
                "rates": [
                    {"currency": "INR", "since": "2026-01-01", "per_usd": 90},
                    {"currency": "EUR", "since": "2026-01-01", "per_usd": "0.9"},
                ],
            }
        )
    ]
)


def test_a_call_by_stage_and_by_the_minute() -> None:
    """Ninety seconds: the line is billed for two minutes, the cost by the minute is that of the ninety seconds."""
    used = {
        LINE: Decimal(90),
        STREAMS: Decimal(89),
        WORDS: Decimal(90),
        SPEECH: Decimal(500),
        TOKENS: Decimal(1000),
    }
    whole = cost(used, TABLE, day=DAY, currency="INR")

    assert whole.stages == {
        "asr": Decimal("0.81"),
        "line": Decimal("3.6"),
        "llm": Decimal("0.0135"),
        "tts": Decimal("0.72"),
    }
    assert whole.total == Decimal("5.1435")
    assert whole.seconds == 90
    assert whole.per_minute == Decimal("3.429")
    assert whole.unpriced == ()
    assert whole.unconfirmed == (SPEECH,)


def test_in_another_currency_the_same_is_told() -> None:
    """By way of the dollar, whatever the price is listed in."""
    used = {LINE: Decimal(60), WORDS: Decimal(60)}

    assert cost(used, TABLE, day=DAY, currency="USD").total == Decimal("0.016")
    assert cost(used, TABLE, day=DAY, currency="EUR").total == Decimal("0.0144")
    with pytest.raises(KeyError):
        cost(used, TABLE, day=DAY, currency="XAU")


def test_what_has_no_price_is_told_and_is_not_free() -> None:
    """It is in none of the sums, and it is said so."""
    whole = cost({WORDS: Decimal(60), UNKNOWN: Decimal(7)}, TABLE, day=DAY, currency="USD")

    assert whole.total == Decimal("0.006")
    assert whole.unpriced == (UNKNOWN,)
    assert str(UNKNOWN) == "llm openai llama (tokens_in)"


def test_a_call_without_a_length_costs_nothing_by_the_minute() -> None:
    """Nothing is divided by nothing."""
    assert cost({}, TABLE, day=DAY, currency="USD").per_minute == 0
    assert cost({WORDS: Decimal(60)}, TABLE, day=DAY, currency="USD").per_minute == 0


uses = st.dictionaries(
    st.sampled_from([WORDS, SPEECH, TOKENS, UNKNOWN]), st.decimals(min_value=0, max_value=10**7, places=3)
)
currencies = st.sampled_from(["USD", "INR", "EUR"])


@settings(max_examples=150)
@given(uses, uses, currencies)
def test_what_is_not_billed_in_steps_adds_up(
    one: dict[Kind, Decimal], other: dict[Kind, Decimal], currency: str
) -> None:
    """The cost of two uses together is the sum of their costs, stage by stage, and never below nothing."""
    together = cost(added([*one.items(), *other.items()]), TABLE, day=DAY, currency=currency)
    apart = [cost(each, TABLE, day=DAY, currency=currency) for each in (one, other)]

    assert abs(together.total - sum(each.total for each in apart)) < Decimal("1e-12")
    assert together.total >= 0
    assert sum(together.stages.values()) == together.total
    assert set(together.unpriced) == set(apart[0].unpriced) | set(apart[1].unpriced)


@settings(max_examples=150)
@given(st.lists(st.decimals(min_value=0, max_value=7200, places=3), max_size=20))
def test_the_line_is_rounded_up_call_by_call(lengths: list[Decimal]) -> None:
    """Many short calls cost what their begun minutes cost, not what their seconds add up to."""
    whole = sum(cost({LINE: each}, TABLE, day=DAY, currency="INR").total for each in lengths)

    assert whole == sum(
        -(-each // 60) * Decimal("0.9") if each % 60 == 0 else (each // 60 + 1) * Decimal("0.9") for each in lengths
    )
