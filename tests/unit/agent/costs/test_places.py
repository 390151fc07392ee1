"""What numbers say of prices."""

import pytest

from agent.costs.places import country, currency, line_model


@pytest.mark.parametrize(
    ("number", "land", "money"),
    [
        ("+919822012345", "IN", "INR"),
        ("+14155550137", "US", "USD"),
        ("+14165550137", "CA", "CAD"),
        ("+442071838750", "GB", "GBP"),
        ("+4930123456", "DE", "EUR"),
        ("+260221234567", "ZM", "USD"),
        ("anonymous", "unknown", "USD"),
        ("", "unknown", "USD"),
        (None, "unknown", "USD"),
        ("+" + "9" * 400, "unknown", "USD"),
    ],
)
def test_a_number_has_a_country_and_that_a_currency(number: str | None, land: str, money: str) -> None:
    """Who hides their number, or is from where we know no currency, is told in dollars."""
    assert (country(number), currency(number)) == (land, money)


def test_the_line_is_billed_by_the_number_that_is_called() -> None:
    """Ours when somebody rings us, theirs when we ring somebody."""
    assert line_model("inbound", "+912071110000") == "IN-inbound"
    assert line_model("outbound", "+14155550137") == "US-outbound"
    assert line_model("inbound", "sip:desk") == "unknown-inbound"
