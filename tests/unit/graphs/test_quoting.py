"""Quotes: where a text needs them, and where it does not."""

import io
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from graphs.quoting import literal, written

TEXTS = st.text(max_size=30) | st.text("ab01+-.:_eExo{}[],#?!&*'\"\\ \n\tहिyn~", max_size=12)
"""Anything, and much of what YAML has a meaning for."""


def read(text: str, version: tuple[int, int]) -> Any:
    """What a reader of that version of YAML makes of it."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(io.StringIO(text))


@given(text=TEXTS)
@example(text="no")
@example(text="+919812345678")
@example(text="12:30:45")
@example(text="\ufeff")
@example(text="\x85")
@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
def test_every_reader_reads_the_text_that_was_written(version: tuple[int, int], text: str) -> None:
    """In a line, in a list, in braces and as a name; in YAML 1.1 and in 1.2."""
    flat = written(text, in_flow=True)

    assert read(f"key: {written(text)}\n", version) == {"key": text}
    assert read(f"- {written(text)}\n", version) == [text]
    assert read(f"key: [{flat}, {flat}]\n", version) == {"key": [text, text]}
    other = "a" if text != "a" else "b"  # a name stands only once
    assert read(f"key: {{{other}: {flat}, {flat}: c}}\n", version) == {"key": {other: text, text: "c"}}
    assert "\n" not in written(text)


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "No", "ON", "off", "y", "N", "true", "False", "null", "~", "=", "<<", ""),
        *("12", "0123", "1_000", "1.5", "1e3", ".5", ".inf", "0x1F", "0o17", "0b1", "+919812345678", "-5", "1,000"),
        *("10:30", "1:20:30", "2026-03-02", "2026-03-02T09:00", "2026-3-2 09:00:00"),
        *("{date}", "[a]", "#1", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a", "'a'", "- a", "? a", ": a", ", a"),
        *("a: b", "a:", "a #b", " a", "a ", "a\tb", "a\nb", "..."),
    ],
)
def test_what_may_be_taken_for_something_else_is_quoted(text: str) -> None:
    """Truths, numbers, times, signs with a meaning."""
    assert written(text)[0] in "\"'"


@pytest.mark.parametrize(
    "text",
    [
        *("book", "6s", "800ms", "30m", "it's Ana Gomez", "K7Q2", "size(appointments) == 0", "four, or five"),
        *("Which day?", "a-b", "a:b", "a#b", "say {name}", "नमस्ते", "10 o'clock", "yes please", "no, make it Wednesday"),
    ],
)
def test_what_everybody_takes_for_text_is_not(text: str) -> None:
    """Quotes stand only where they are needed."""
    assert written(text) == text


def test_a_list_needs_more_quotes_than_a_line() -> None:
    """A comma or a bracket ends an item; a question mark too, for some readers."""
    for text in ("a, b", "a [b]", "a {b}", "Which day?"):
        assert written(text) == text
        assert written(text, in_flow=True) == f'"{text}"'


def test_a_text_with_double_quotes_in_it_stands_in_single_ones() -> None:
    """So that an expression such as "book" is read at a glance; with both kinds in it, it is escaped."""
    assert written('"book"') == "'\"book\"'"
    assert written('"it\'s"') == '"\\"it\'s\\""'


@given(text=st.text("ab #\n\t:\x85", max_size=12))
def test_a_text_of_several_lines_is_written_on_lines_or_not_at_all(text: str) -> None:
    """`|` keeps every letter, or is not used."""
    made = literal(text)
    if made is not None:
        bar, lines = made
        assert "\n" in text
        assert read(
            f"key: {bar}\n" + "".join(f"  {line}\n" if line else "\n" for line in lines) + "b: 1\n", (1, 2)
        ) == {
            "key": text,
            "b": 1,
        }


def test_lines_that_would_lose_something_stay_in_quotes() -> None:
    """Spaces at the edges, and empty lines at the ends."""
    assert literal("one\n") == ("|", ["one"])
    assert literal("one\ntwo\n") == ("|", ["one", "two"])
    assert literal("one\n\ntwo") == ("|-", ["one", "", "two"])
    for text in ("one", "one \ntwo", " one\ntwo", "\none\ntwo", "one\ntwo\n\n", "one\n\ttwo"):
        assert literal(text) is None
