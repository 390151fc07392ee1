"""Rows and JSON on their way into the database, and back."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from agent.memory.rows import Blob, Row, Write
from agent.memory.sealing import (
    UNSEALED,
    opened_blob,
    opened_json,
    opened_row,
    opened_text,
    opened_write,
    sealed_blob,
    sealed_json,
    sealed_text,
    sealed_write,
    turn_place,
)
from agent.safety.keys.envelope import ANYWHERE, read, seal, unseal
from agent.safety.keys.errors import KeyTrouble, NotAuthentic

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab é", max_size=4), inner, max_size=3),
    max_leaves=8,
)


class OneKey:
    """A keyring with one key."""

    seals = True
    _cipher = AESGCM(bytes(range(32)))

    def seal(self, data: bytes, place: bytes) -> bytes:
        return seal(self._cipher, data, key_id=1, place=place)

    def open(self, sealed: bytes, place: bytes | None) -> bytes:
        data = unseal(self._cipher, sealed)
        if place is not None and read(sealed).place != place:
            raise NotAuthentic("moved")
        return data

    async def opened(self, reading: Callable[[], Any]) -> Any:
        return reading()


KEYS = OneKey()
BLOB = Blob("+000001", "msgpack", b"four five one two")
WRITE = Write("~path", "__resume__", "msgpack", b"four five one two")


def test_a_blob_says_how_it_is_encrypted_as_langgraph_does() -> None:
    """`type+cipher`, as `EncryptedSerializer` writes it; version and channel stay."""
    stored = sealed_blob(KEYS, "t", "", "slots", BLOB)

    assert (stored.version, stored.type) == ("+000001", "msgpack+aes-gcm")
    assert b"four" not in (stored.data or b"")
    assert opened_blob(KEYS, "t", "", "slots", stored) == BLOB


@pytest.mark.parametrize(
    ("thread_id", "namespace", "channel", "change"),
    [
        ("other", "", "slots", {}),
        ("t", "booking:1", "slots", {}),
        ("t", "", "messages", {}),
        ("t", "", "slots", {"version": "+000002"}),
        ("t", "", "slots", {"type": "json+aes-gcm"}),
    ],
)
def test_a_blob_that_was_moved_is_refused(thread_id: str, namespace: str, channel: str, change: dict[str, Any]) -> None:
    """To another thread, namespace, channel or version; nor may its type be changed."""
    stored = replace(sealed_blob(KEYS, "t", "", "slots", BLOB), **change)

    with pytest.raises(NotAuthentic):
        opened_blob(KEYS, thread_id, namespace, channel, stored)


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (("other", "", "c", ("task", 0)), {}),
        (("t", "sub", "c", ("task", 0)), {}),
        (("t", "", "d", ("task", 0)), {}),
        (("t", "", "c", ("task-2", 0)), {}),
        (("t", "", "c", ("task", 1)), {}),
        (("t", "", "c", ("task", 0)), {"channel": "slots"}),
    ],
)
def test_a_write_that_was_moved_is_refused(
    place: tuple[str, str, str, tuple[str, int]], change: dict[str, Any]
) -> None:
    """A caller's yes cannot be made the answer to another question."""
    stored = sealed_write(KEYS, "t", "", "c", ("task", 0), WRITE)
    assert opened_write(KEYS, "t", "", "c", ("task", 0), stored) == WRITE

    with pytest.raises(NotAuthentic):
        opened_write(KEYS, *place, replace(stored, **change))


def test_a_blob_is_no_write() -> None:
    """The table is part of the place."""
    stored = sealed_blob(KEYS, "t", "", "slots", BLOB)
    with pytest.raises(NotAuthentic):
        opened_write(KEYS, "t", "", "", ("slots", 1), Write("", "slots", stored.type, stored.data or b""))


def test_what_was_stored_in_the_clear_is_read_as_it_is() -> None:
    """By an installation that had no keys yet."""
    row = Row("c", None, {}, {}, {"slots": BLOB}, {("task", 0): WRITE})
    assert opened_row(KEYS, "t", "", row) == row
    assert opened_json(KEYS, {"text": "hello"}, turn_place("t", 1)) == {"text": "hello"}
    assert opened_text(KEYS, "5f" * 32, turn_place("t", 1)) == "5f" * 32


def test_nothing_is_not_encrypted() -> None:
    """An empty value says nothing; LangGraph writes many."""
    assert sealed_blob(KEYS, "t", "", "slots", Blob("1", "null", b"")) == Blob("1", "null", b"")
    assert sealed_blob(KEYS, "t", "", "slots", Blob("1", "empty", None)).data is None


def test_what_langgraphs_own_saver_encrypted_is_read() -> None:
    """It does not say where it writes, so its values belong anywhere."""
    stored = Blob("1", "msgpack+aes-gcm", KEYS.seal(b"theirs", ANYWHERE))
    assert opened_blob(KEYS, "t", "", "slots", stored).data == b"theirs"


def test_another_cipher_is_told() -> None:
    """LangGraph's own AES key is not ours."""
    with pytest.raises(NotAuthentic, match="encrypted with aes, not by Trunkline"):
        opened_blob(KEYS, "t", "", "slots", Blob("1", "msgpack+aes", b"x" * 80))


@given(value=json_values)
def test_json_comes_back_as_it_was(value: Any) -> None:
    """Whatever it is; the database sees one text in base64."""
    place = turn_place("t", 1)
    stored = sealed_json(KEYS, value, place)

    assert stored.startswith('{"aes-gcm":"')
    assert opened_json(KEYS, json.loads(stored), place) == value


def test_json_and_text_that_were_moved_are_refused() -> None:
    """The words of one turn are not those of another."""
    for stored in (sealed_json(KEYS, {"text": "yes"}, turn_place("t", 1)),):
        with pytest.raises(NotAuthentic):
            opened_json(KEYS, json.loads(stored), turn_place("t", 2))
    text = sealed_text(KEYS, "5f" * 32, turn_place("t", 1))
    assert opened_text(KEYS, text, turn_place("t", 1)) == "5f" * 32
    with pytest.raises(NotAuthentic):
        opened_text(KEYS, text, turn_place("t", 2))


def test_without_keys_what_is_encrypted_is_not_taken_for_a_value() -> None:
    """The error says so."""
    assert sealed_json(UNSEALED, {"text": "yes"}, b"") == '{"text":"yes"}'
    with pytest.raises(KeyTrouble, match="given no keys"):
        opened_blob(UNSEALED, "t", "", "slots", sealed_blob(KEYS, "t", "", "slots", BLOB))


@pytest.mark.parametrize("stored", [{"aes-gcm": "*"}, {"aes-gcm": "AAAA"}])
def test_a_damaged_value_is_told(stored: dict[str, str]) -> None:
    """No base64, or no envelope in it."""
    with pytest.raises(NotAuthentic, match="changed in the database"):
        opened_json(KEYS, stored, b"")
