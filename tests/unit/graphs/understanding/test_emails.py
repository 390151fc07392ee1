"""Addresses as they are said."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read

NOW = datetime.fromisoformat("2026-03-04T09:00")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ana dot gomez at gmail dot com", "ana.gomez@gmail.com"),
        ("dana at example dot com", "dana@example.com"),
        ("it's lee dot chan at example dot org", "lee.chan@example.org"),
        ("my email is bob underscore 23 at hot mail dot com", "bob_23@hotmail.com"),
        ("jo dash park at acme dot io please", "jo-park@acme.io"),
        ("john twenty three at yahoo dot co dot uk", "john23@yahoo.co.uk"),
        ("a n a at g mail dot com", "ana@gmail.com"),
        ("double o seven at example dot gov", "oo7@example.gov"),
        ("jan at example dot com", "jan@example.com"),
        ("Ana.Gomez@Example.com.", "ana.gomez@example.com"),
        ("you can write to ana@example.co.in thanks", "ana@example.co.in"),
        ("meera at company dot in", "meera@company.in"),
        ("sam plus news at example dot com", "sam+news@example.com"),
    ],
)
def test_addresses_spoken_spelled_and_written(said: str, meant: str) -> None:
    """The marks may be called by their names, the letters spelled, the words run together."""
    reading = read("email", said, Asking(now=NOW))
    assert reading is not None
    assert reading.value == meant


def test_words_run_together_are_not_sure() -> None:
    """ "john smith at" may be johnsmith or john.smith."""
    reading = read("email", "john smith at example dot com", Asking(now=NOW))
    assert reading is not None
    assert (reading.value, reading.sure) == ("johnsmith@example.com", False)


@pytest.mark.parametrize("said", ["bob at home", "meet me at nine", "dot com", "at gmail dot com", "yes", "@", ""])
def test_what_is_no_address(said: str) -> None:
    """Without a name before the @ and a known ending after it there is no address."""
    assert read("email", said, Asking(now=NOW)) is None


def test_the_span_of_an_address() -> None:
    """Words around the address are left for other values."""
    text = "sure it's dana at example dot com and I'm the owner"
    reading = read("email", text, Asking(now=NOW))
    assert reading is not None
    assert text[reading.start : reading.end] == "dana at example dot com"
