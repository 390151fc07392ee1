"""Which passwords are taken, and their hashes."""

import asyncio

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.access.passwords import MOST_WAITING, BusyHashing, Passwords, WeakPassword, check

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def refused(password: str) -> bool:
    """Whether it is too weak."""
    try:
        check(password, email="asha.rao@example.com", name="Asha Rao Deshpande")
    except WeakPassword:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    [
        "",
        "eleven char",
        "password1234",
        "Password123!",
        "PASSWORD2026",
        "123456789012",
        "qwertyuiop123",
        "qwertyuiopas",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "ababababababab",
        "administrator",
        "Trunkline2026!",
        "changeme12345",
        "passwordpassword",
        "asha.rao@example.com",
        "Asha Rao Deshpande",
        "asharaodeshpande",
        "Asha.Rao1234",
        "x" * 201,
    ],
)
def test_a_short_common_or_own_password_is_refused(password: str) -> None:
    """Whatever capitals, digits and signs stand around it."""
    assert refused(password)


@pytest.mark.parametrize(
    "password", ["four words of mine", "चार शब्द मेरे अपने", "Tr0ub4dor&3xyz", "correct-horse-battery", "a1b2c3d4e5f6g7"]
)
def test_any_other_is_taken(password: str) -> None:
    """There are no rules about capitals and signs, which make passwords no better."""
    assert not refused(password)


async def test_composed_and_decomposed_letters_are_one_password() -> None:
    """Keyboards differ in how they write them."""
    passwords = Passwords(QUICK)
    kept = await passwords.hash("vier Wörter von mir")
    assert await passwords.right("vier Wo\u0308rter von mir", kept)
    passwords.close()


@settings(max_examples=30)
@given(st.text(max_size=40), st.text(max_size=40))
def test_only_the_password_is_right(password: str, other: str) -> None:
    """Of any two that differ."""

    async def compared() -> tuple[bool, bool]:
        passwords = Passwords(QUICK)
        kept = await passwords.hash(password)
        found = await passwords.right(password, kept), await passwords.right(other + "!" + password, kept)
        passwords.close()
        return found

    assert asyncio.run(compared()) == (True, False)


async def test_what_is_kept_and_is_no_hash_admits_nobody() -> None:
    """Whatever is in the table."""
    passwords = Passwords(QUICK)
    assert not await passwords.right("anything at all", "not a hash")
    passwords.close()


async def test_more_than_can_wait_are_sent_away() -> None:
    """Each hash takes 46 MiB; the rest of the service goes on."""
    passwords = Passwords(QUICK)
    await passwords.warm()
    found = await asyncio.gather(*(passwords.hash("four words") for _ in range(40)), return_exceptions=True)
    passwords.close()
    busy = [each for each in found if isinstance(each, BusyHashing)]
    assert len(busy) == 40 - MOST_WAITING


async def test_a_hash_of_other_costs_is_stale() -> None:
    """It is made anew when its owner signs in."""
    old, new = Passwords(QUICK), Passwords()
    kept = await old.hash("four words of mine")
    assert new.stale(kept)
    assert not old.stale(kept)
    for each in (old, new):
        each.close()
