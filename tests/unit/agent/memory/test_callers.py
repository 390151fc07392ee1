"""Recognising callers without keeping their numbers."""

import pytest

from agent.memory.callers import caller_key, known_number

SECRET = b"0" * 32


@pytest.mark.parametrize("caller", ["+442071234567", "+44 20 7123 4567", "+44 (20) 7123-4567"])
def test_the_same_number_has_the_same_key(caller: str) -> None:
    """However it is written."""
    assert known_number(caller) == "+442071234567"
    assert caller_key(caller, SECRET) == caller_key("+442071234567", SECRET)


@pytest.mark.parametrize(
    "caller",
    [
        "",
        "anonymous",
        "Anonymous",
        "unknown",
        "Restricted",
        "+266696687",
        "+7378742833",
        "+2562533",
        "+8656696",
        "+86282452253",
        "+1266696687",
        "07123 456789",
        "client:alice",
        "sip:anonymous@anonymous.invalid",
        "+0123456789",
        "+44",
        "+1234567890123456",
    ],
)
def test_a_withheld_number_has_no_key(caller: str) -> None:
    """Words, the same words typed on a keypad, and what is no number at all."""
    assert known_number(caller) is None
    assert caller_key(caller, SECRET) is None


def test_the_key_does_not_show_the_number() -> None:
    """It is an HMAC-SHA256, which another secret makes another."""
    key = caller_key("+442071234567", SECRET)

    assert key is not None
    assert len(key) == 64
    assert "2071234567" not in key
    assert key != caller_key("+442071234567", b"1" * 32)
    assert key != caller_key("+442071234568", SECRET)
