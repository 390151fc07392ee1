"""What PostgreSQL's JSON holds of a value."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.memory.rows import harmless, in_place, json_text

any_text = st.text(st.characters(exclude_categories=[]), max_size=10)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)


@given(value=any_json)
def test_json_text_is_json_that_postgres_takes(value: object) -> None:
    """Whatever strings hold, the text parses, and has neither NUL nor half a surrogate pair."""
    text = json_text(value)

    json.loads(text)
    assert not _has_refused(json.loads(text))


def _has_refused(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value or any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return any(_has_refused(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(_has_refused(item) for item in value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("\ud83d\udcde", "\U0001f4de"),
        ("half \ud83d", "half \ufffd"),
        ("a backslash \\u0000 as typed", "a backslash \\u0000 as typed"),
        ("", ""),
    ],
)
def test_strings_are_made_harmless(text: str, kept: str) -> None:
    """NUL goes, surrogates become the character they stand for or U+FFFD, anything else stays."""
    assert harmless(text) == kept
    assert json.loads(json_text([text])) == [kept]


def test_integers_of_any_size_are_json() -> None:
    """jsonb holds numbers beyond 64 bits."""
    assert json_text({"n": 2**80}) == f'{{"n": {2**80}}}'


@pytest.mark.parametrize("value", [object(), {"a": {1, 2}}])
def test_what_is_not_json_is_refused(value: object) -> None:
    """An object of some class is an error, not a silent text."""
    with pytest.raises(TypeError):
        json_text(value)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (True, True),
        (False, True),
        (None, True),
        ("text", False),
        ("", False),
        (7, False),
        (0, False),
        (-1.5, False),
        (math.nan, False),
        ([], False),
        ({}, False),
        (b"", False),
    ],
)
def test_only_truth_values_and_null_are_kept_in_place(value: object, kept: bool) -> None:
    """The official saver keeps strings and numbers there, too, in the clear; ours makes them blobs, to be encrypted."""
    assert in_place(value) is kept
