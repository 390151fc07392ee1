"""Lengths, beginnings and check digits."""

import pytest

from agent.safety.redaction import checks


@pytest.mark.parametrize(
    "digits",
    [
        "4111111111111111",
        "4222222222222",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "30569309025904",
        "3566002020360505",
        "6011000990139424",
        "6521567890123453",
    ],
)
def test_cards_of_every_issuer_are_cards(digits: str) -> None:
    """And with another last digit they are none, though as long as one."""
    assert checks.is_card(digits)
    assert not checks.is_card(f"{digits[:-1]}{(int(digits[-1]) + 1) % 10}")
    assert checks.card_length(digits)


@pytest.mark.parametrize("digits", ["353918059012343", "9111111111111119", "0000000000000000", "49927398716", ""])
def test_other_numbers_with_luhns_digit_are_no_cards(digits: str) -> None:
    """An IMEI of a handset, for one."""
    assert not checks.is_card(digits)


def test_the_other_kinds_have_their_own_rules() -> None:
    """As python-stdnum has them."""
    assert checks.is_aadhaar("234123412346")
    assert not checks.is_aadhaar("123412341234")
    assert checks.is_virtual_id("2341234123412341")
    assert checks.is_pan("ACUPA7085R")
    assert not checks.is_pan("ABMXA3211G")
    assert checks.is_ifsc("SBIN0001234")
    assert not checks.is_ifsc("SBIN1001234")
    assert checks.is_ssn("536904399")
    assert not checks.is_ssn("666904399")


def test_a_phone_number_can_be_dialled() -> None:
    """An Indian mobile as it stands, any country's with its plus."""
    assert checks.is_phone("9812345678")
    assert checks.is_phone("919812345678")
    assert checks.is_phone("14155550137", plus=True)
    assert not checks.is_phone("14155550137")
    assert not checks.is_phone("5812345678")
    assert checks.is_phone("919812345678", plus=True)
    assert not checks.is_phone("999999999", plus=True)
