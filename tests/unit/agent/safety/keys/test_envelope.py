"""The envelope of one value."""

import base64
import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.safety.keys.envelope import ANYWHERE, OVERHEAD, place_of, prefixes, read, seal, unseal
from agent.safety.keys.errors import NotAuthentic

CIPHER = AESGCM(bytes(range(32)))
OTHER = AESGCM(bytes(32))
PLACE = place_of("checkpoint_blobs", "thread", "", "slots", "+000001")


@given(data=st.binary(max_size=400) | st.text(max_size=40).map(lambda text: (text * 20).encode()))
def test_a_value_comes_back_as_it_was(data: bytes) -> None:
    """Short or long, with repetitions or without; and it grows by a fixed number of bytes at most."""
    sealed = seal(CIPHER, data, key_id=7, place=PLACE)

    assert unseal(CIPHER, sealed) == data
    assert len(sealed) <= len(data) + OVERHEAD
    assert (read(sealed).key_id, read(sealed).place) == (7, PLACE)


@settings(max_examples=150)
@given(data=st.binary(max_size=200), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(data: bytes, at: int, bit: int) -> None:
    """Whichever it is, of the header, the ciphertext or the tag: the value is refused, never another one."""
    sealed = bytearray(seal(CIPHER, data, key_id=7, place=PLACE))
    sealed[at % len(sealed)] ^= 1 << bit

    with pytest.raises(NotAuthentic):
        unseal(CIPHER, bytes(sealed))


def test_every_byte_is_authenticated() -> None:
    """The rule above, for each byte of one value and of one that was compressed."""
    for data in (b"four five one two", b"four five one two " * 40):
        sealed = seal(CIPHER, data, key_id=7, place=PLACE)
        for at in range(len(sealed)):
            changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
            with pytest.raises(NotAuthentic):
                unseal(CIPHER, changed)


@given(data=st.binary(max_size=60), length=st.integers(min_value=0, max_value=110))
def test_a_part_of_an_envelope_is_none(data: bytes, length: int) -> None:
    """What was cut off is refused, and so is what something was added to."""
    sealed = seal(CIPHER, data, key_id=7, place=PLACE)
    if length < len(sealed):
        with pytest.raises(NotAuthentic):
            unseal(CIPHER, sealed[:length])
    with pytest.raises(NotAuthentic):
        unseal(CIPHER, sealed + b"\0")


def test_another_key_opens_nothing() -> None:
    """The error names the key's id, and holds nothing of the value."""
    with pytest.raises(NotAuthentic, match="data key 7") as why:
        unseal(OTHER, seal(CIPHER, b"secret", key_id=7, place=PLACE))
    assert "secret" not in str(why.value)


def test_equal_values_have_different_envelopes() -> None:
    """Each has its own random nonce, so that nobody sees that two callers said the same."""
    assert len({seal(CIPHER, b"yes", key_id=7, place=PLACE) for _ in range(50)}) == 50


def test_what_repeats_is_smaller_and_what_does_not_is_not_larger() -> None:
    """Values are compressed before they are encrypted, when that helps."""
    assert len(seal(CIPHER, b"a" * 1000, key_id=1, place=PLACE)) < 100
    assert len(seal(CIPHER, os.urandom(1000), key_id=1, place=PLACE)) == 1000 + OVERHEAD


@given(parts=st.lists(st.text(max_size=5), max_size=4), others=st.lists(st.text(max_size=5), max_size=4))
def test_different_places_have_different_digests(parts: list[str], others: list[str]) -> None:
    """Also when the parts, one after the other, are the same text."""
    assert (place_of("t", *parts) == place_of("t", *others)) == (parts == others)
    assert place_of("t", *parts) != ANYWHERE


def test_parts_cannot_flow_into_each_other() -> None:
    """A thread `a` with channel `bc` is not a thread `ab` with channel `c`."""
    assert len({place_of("t", "a", "bc"), place_of("t", "ab", "c"), place_of("t", "abc"), place_of("ta", "bc")}) == 4


@given(data=st.binary(max_size=300), key_id=st.integers(0, 2**32 - 1))
def test_an_envelope_begins_with_its_keys_prefix(data: bytes, key_id: int) -> None:
    """By which the database tells what is still under an older key, also in base64."""
    sealed = seal(CIPHER, data, key_id=key_id, place=PLACE)

    assert sealed[:6] in prefixes(key_id)
    assert base64.b64encode(sealed)[:8] in {base64.b64encode(each) for each in prefixes(key_id)}
