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
        ("d e e p a underscore 7 at the rate of gmail dot com", "deepa_7@gmail.com"),
        ("deepa at the rate rediff mail dot com", "deepa@rediffmail.com"),
        ("write to me at deepa at example dot org", "deepa@example.org"),
        ("hello at deepa dot dev", "hello@deepa.dev"),
        ("d for dog i for ink at example dot com", "di@example.com"),
        ("deepa d double e p a at example dot com", "deepa@example.com"),
        ("deepa rao all small letters no spaces at example dot com", "deeparao@example.com"),
        ("deepa double underscore rao at example dot com", "deepa__rao@example.com"),
        ("deepa rao with a dot in between at example dot com", "deepa.rao@example.com"),
        ("deepa with two e's at example dot com", "deepa@example.com"),
        ("deepa nineteen ninety four at example dot com", "deepa1994@example.com"),
        ("deepa oh four at example dot com", "deepa04@example.com"),
        ("deepa at example dot c o dot i n", "deepa@example.co.in"),
        ("deepa at yahoo dot co in", "deepa@yahoo.co.in"),
        ("deepa at example dot com sorry rao at example dot com", "rao@example.com"),
        ("deepa at yahoo sorry at gmail dot com", "deepa@gmail.com"),
        ("mera email hai deepa das at the rate yahoo dot in", "deepadas@yahoo.in"),
        ("deepa ek do teen at gmail dot com likhiye", "deepa123@gmail.com"),
        ("डी ई ई पी ए एट जीमेल डॉट कॉम", "deepa@gmail.com"),
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


def test_a_provider_that_everybody_knows_needs_no_ending() -> None:
    """ "At gmail" is gmail.com, to be confirmed."""
    reading = read("email", "deepa at gmail", Asking(now=NOW))
    assert reading is not None
    assert (reading.value, reading.sure) == ("deepa@gmail.com", False)


@pytest.mark.parametrize("said", ["first name dot surname name at gmail dot com", "at the rate gmail", "I'm at work"])
def test_a_description_is_no_address(said: str) -> None:
    """Words that say how the address is made do not give it."""
    assert read("email", said, Asking(now=NOW)) is None


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


def test_a_hyphen_that_was_written_stays() -> None:
    """Between two words it is part of the address, between letters it only spells."""
    asking = Asking(now=datetime.fromisoformat("2026-03-04T09:00"))
    for said, meant in (("kim at blue-sky dot org", "kim@blue-sky.org"), ("k-i-m at sky dot org", "kim@sky.org")):
        reading = read("email", said, asking)
        assert reading is not None
        assert reading.value == meant
