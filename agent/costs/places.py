"""What a telephone number says of prices: its country, for the line, and that country's currency. Pure."""

from collections.abc import Mapping
from functools import lru_cache

import phonenumbers

from agent.costs.prices import BASE

_EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK BG MC SM VA AD ME XK"
_DOLLAR = "US PR GU VI AS MP EC SV PA"

CURRENCIES: Mapping[str, str] = {
    **dict.fromkeys(_EURO.split(), "EUR"),
    **dict.fromkeys(_DOLLAR.split(), "USD"),
    **dict.fromkeys(("GB", "GG", "JE", "IM"), "GBP"),
    **dict.fromkeys(("CH", "LI"), "CHF"),
    "IN": "INR",
    "AE": "AED",
    "AU": "AUD",
    "BR": "BRL",
    "CA": "CAD",
    "CN": "CNY",
    "CZ": "CZK",
    "DK": "DKK",
    "HK": "HKD",
    "HU": "HUF",
    "ID": "IDR",
    "IL": "ILS",
    "IS": "ISK",
    "JP": "JPY",
    "KR": "KRW",
    "MX": "MXN",
    "MY": "MYR",
    "NO": "NOK",
    "NZ": "NZD",
    "PH": "PHP",
    "PL": "PLN",
    "RO": "RON",
    "SA": "SAR",
    "SE": "SEK",
    "SG": "SGD",
    "TH": "THB",
    "TR": "TRY",
}
"""Of countries, ISO 3166 to ISO 4217; callers of others are told in US dollars."""

UNKNOWN = "unknown"


@lru_cache(maxsize=4096)
def country(number: str | None) -> str:
    """The country of a number in E.164, such as `IN`; `unknown` for what is no number of a country."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number or "", None)) or UNKNOWN
    except phonenumbers.NumberParseException:
        return UNKNOWN


def currency(number: str | None) -> str:
    """The currency of the number's country, ISO 4217."""
    return CURRENCIES.get(country(number), BASE)


def line_model(direction: str, callee: str | None) -> str:
    """What the line is called in the prices, such as `IN-inbound`: carriers bill by the country of the number that is
    called, which is ours when somebody rings us.
    """
    return f"{country(callee)}-{direction}"
