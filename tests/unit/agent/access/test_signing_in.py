"""By what tries are counted, and what accounts are made of."""

import pytest

from agent.access.accounts import normal_email
from agent.access.names import BadAccount
from agent.access.signing_in import TooManyTries, of_address


def test_addresses_of_one_customer_are_one() -> None:
    """Of IPv6 the network of 64 bits; an IPv4 address is the same in either form."""
    assert of_address("2001:db8:1:2::1") == of_address("2001:db8:1:2:ffff::9")
    assert of_address("2001:db8:1:2::1") != of_address("2001:db8:1:3::1")
    assert of_address("::ffff:203.0.113.7") == of_address("203.0.113.7") != of_address("203.0.113.8")
    assert of_address("") == of_address("a name")
    assert of_address("fe80::1%eth0") == of_address("fe80::2")


@pytest.mark.parametrize(
    ("seconds", "told"), [(1, "1 second,"), (8, "8 seconds,"), (121, "3 minutes,"), (900, "15 minutes,")]
)
def test_the_wait_is_told_in_words(seconds: int, told: str) -> None:
    """As people say it."""
    assert told in str(TooManyTries(seconds))


def test_an_address_is_kept_in_one_form() -> None:
    """Small letters, no blanks around it."""
    assert normal_email(" Asha@Example.COM ") == "asha@example.com"
    assert normal_email("आशा@example.com") == "आशा@example.com"


@pytest.mark.parametrize(
    "written", ["", "asha", "@example.com", "asha@", "a b@example.com", "a@b@c", "a\u200b@b", "<a@b>", "a" * 300 + "@b"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    """With an example of one."""
    with pytest.raises(BadAccount, match=r"asha@example\.com"):
        normal_email(written)
