"""Tokens, and the form of keys."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.access.tokens import change_token, hashed, key_id, new_key, new_token


def test_a_key_has_one_form_and_says_its_id() -> None:
    """So that secret scanners find it, and people can speak of it."""
    made = new_key()
    assert re.fullmatch(r"tlk_[0-9A-Za-z]{46}", made.key)
    assert key_id(made.key) == made.id == made.key[4:12]


@settings(max_examples=100)
@given(st.integers(4, 49), st.sampled_from("09azAZ"))
def test_a_slip_of_the_pen_is_noticed_without_asking_the_database(at: int, letter: str) -> None:
    """By the checksum."""
    key = new_key().key
    written = key[:at] + letter + key[at + 1 :]
    assert key_id(written) == (key[4:12] if written == key else None)
    assert key_id(key[:at]) is None


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_anything_else_is_no_key(text: str) -> None:
    """Whatever it is."""
    assert key_id(text) is None
    assert len(hashed(text)) == 32


def test_the_token_of_a_change_does_not_lead_to_the_cookie() -> None:
    """Pages can read it; each session has its own."""
    one, other = new_token(), new_token()
    assert change_token(one) == change_token(one) != change_token(other)
    assert one not in change_token(one)
    assert change_token(one) != hashed(one).hex()
