"""Digits as telephone numbers that can be dialled."""

import pytest

from graphs.understanding.dialling import dialled


def numbers(digits: str, *, plus: bool = False, american: bool = False, **known: str) -> tuple[str, ...]:
    """What the digits can be, for a business in India unless said."""
    return dialled(
        digits, plus=plus, caller=known.get("caller", ""), region=known.get("region", "IN"), american=american
    )


@pytest.mark.parametrize("digits", ["9845012345", "09845012345", "919845012345", "00919845012345"])
def test_an_indian_mobile_number_with_every_prefix(digits: str) -> None:
    """The trunk zero and the country's own code make no difference."""
    assert numbers(digits) == ("+919845012345",)


def test_an_american_number_is_understood_in_india() -> None:
    """Ten digits that are no Indian mobile number and are dialled in America: the landline stays a possibility."""
    assert numbers("4155550137")[0] == "+14155550137"
    assert numbers("6505550137", american=True)[0] == "+16505550137"


def test_a_caller_from_india_means_the_landline() -> None:
    """What is known about the caller comes before what the digits look like."""
    assert numbers("4428521234", caller="+919845012345") == ("+914428521234",)


def test_an_indian_mobile_number_is_understood_in_america() -> None:
    """A mobile number of another country counts where the region has no such number."""
    assert numbers("9987012345", region="US") == ("+919987012345",)


@pytest.mark.parametrize("digits", ["98450", "98450123456789", "0000000000", "1234567"])
def test_what_nobody_can_dial(digits: str) -> None:
    """Wrong lengths and ranges that no country uses are no numbers."""
    assert numbers(digits) == ()
