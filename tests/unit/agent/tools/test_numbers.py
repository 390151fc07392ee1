"""Telephone numbers in one form."""

import pytest

from agent.tools.numbers import NotANumber, e164


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("+1 (415) 555-0137", None, "+14155550137"),
        ("+91 98220 12345", None, "+919822012345"),
        ("098220 12345", "IN", "+919822012345"),
        ("tel:+1-415-555-0137;ext=3", None, "+14155550137"),
        ("+39 06 1234 5678", None, "+390612345678"),
    ],
)
def test_one_form(written: str, region: str | None, number: str) -> None:
    """However it is written, and without an extension; a zero that belongs to the number stays."""
    assert e164(written, region) == number
    assert e164(number) == number


@pytest.mark.parametrize("written", ["", "anonymous", "415 555 0137", "+", "+0 12", "0"])
def test_no_number(written: str) -> None:
    """What is no number, or has no country, is refused."""
    with pytest.raises(NotANumber, match="with its country"):
        e164(written)
