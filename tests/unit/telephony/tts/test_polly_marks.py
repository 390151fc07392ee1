"""When Polly speaks which word, and in which of its languages."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.polly_marks import language_code, words

FAR_MS = 86_400_000


def marks(*found: tuple[int, int, int]) -> bytes:
    """Marks of (time, start, end), as Polly writes them."""
    return b"".join(
        json.dumps({"time": time, "type": "word", "start": start, "end": end, "value": "…"}).encode() + b"\n"
        for time, start, end in found
    )


def placed(text: str, found: bytes) -> list[tuple[str, int, int]]:
    """The words that they make."""
    return [(word.text, word.start_ms, word.end_ms) for word in words(text, found)]


def test_a_word_lasts_until_the_next() -> None:
    """Marks tell only beginnings; the last word lasts to the end, wherever that is."""
    assert placed("Good morning.", marks((6, 0, 4), (300, 5, 12))) == [("Good", 6, 300), ("morning.", 300, FAR_MS)]


def test_places_are_bytes_of_utf_8() -> None:
    """A letter of Devanagari is three of them."""
    text = "नमस्ते Asha"
    start = len("नमस्ते ".encode())
    assert placed(text, marks((0, 0, start - 1), (500, start, start + 4))) == [
        ("नमस्ते", 0, 500),
        ("Asha", 500, FAR_MS),
    ]


def test_several_marks_may_lie_in_one_word() -> None:
    """The word begins with the first of them."""
    assert placed("twenty-five rupees", marks((0, 0, 6), (200, 7, 11), (400, 12, 18))) == [
        ("twenty-five", 0, 400),
        ("rupees", 400, FAR_MS),
    ]


def test_what_is_not_spoken_has_no_mark() -> None:
    """A dash is left out."""
    assert placed("Well — yes", marks((0, 0, 4), (300, 9, 12))) == [("Well", 0, 300), ("yes", 300, FAR_MS)]


@pytest.mark.parametrize(
    "wrong",
    [
        b"garbage",
        b"[]",
        b'{"time": -1, "type": "word", "start": 0, "end": 1}',
        b'{"time": "0", "type": "word", "start": 0, "end": 1}',
        b'{"time": 0, "type": "sentence", "start": 0, "end": 1}',
        b'{"time": 0, "type": "word", "start": 0}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_mark_is_told(wrong: bytes) -> None:
    """And the error holds nothing of it."""
    with pytest.raises(ValueError, match="cannot be read") as failure:
        words("Good morning", marks((0, 0, 4)) + wrong)
    assert failure.value.__context__ is None


@given(
    st.lists(st.text("ab—आ", min_size=1, max_size=4), min_size=1, max_size=6).map(" ".join),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 60), st.integers(0, 60)), max_size=8),
)
@settings(max_examples=200)
def test_words_are_in_order_whatever_the_marks(text: str, found: list[tuple[int, int, int]]) -> None:
    """Each word at most once, in the order of the text, and time never goes back."""
    result = words(text, marks(*found))
    edges = [edge for word in result for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    rest = iter(text.split())
    assert all(word.text in rest for word in result)


def test_a_language_is_one_of_the_voices() -> None:
    """The same region where there is one, else another of the language, else none."""
    kajal = ("en-IN", "hi-IN")
    assert language_code("en", kajal) == "en-IN"
    assert language_code("EN-in", kajal) == "en-IN"
    assert language_code("en-US", kajal) == "en-IN"
    assert language_code("hi", kajal) == "hi-IN"
    assert language_code("es", kajal) is None
    assert language_code("en-US", ("en-GB", "en-US")) == "en-US"
    assert language_code("en", ()) is None
