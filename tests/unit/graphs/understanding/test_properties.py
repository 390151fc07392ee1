"""What holds for any words at all."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.understanding import (
    READERS,
    Asking,
    Kind,
    builtin,
    is_correction,
    is_question,
    matches,
    normalise,
    pick_item,
    read,
    strip_politeness,
    times,
    yes_no,
)

NOW = datetime.fromisoformat("2026-03-04T09:00")
VALUES = {"cleaning": ["cleaning", "clean"], "checkup": ["check up", "exam"]}

VOCABULARY = """
    one two twenty third first second hundred thousand lakh half quarter past to for at on the of a an and or no not yes
    monday next this week month march may tomorrow today in days from o'clock am pm morning evening noon double oh plus
    dot com gmail @ my name is it's john call 10 3 31 2026 415 5550199 10:30 3/4 1,000 $ . ? people tickets sorry
    actually make it do baje saadhe paune sava dedh dhai teen kal somvar haan nahi baad din तीन बजे साढ़े मंगलवार को कल
    नहीं 99999999999999999999 0 00 -1 th underscore dash spelled as like
"""

utterances = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(VOCABULARY.split()), max_size=14).map(" ".join),
    st.lists(st.sampled_from(VOCABULARY.split()), max_size=8).map(", ".join),
)
languages = st.sampled_from(["en", "hi", "es"])

WELL_FORMED: dict[Kind, Callable[[Any], bool]] = {
    "date": lambda value: date.fromisoformat(value).isoformat() == value,
    "time": lambda value: time.fromisoformat(value).strftime("%H:%M") == value,
    "number": lambda value: isinstance(value, (int, float)) and value >= 0,
    "money": lambda value: isinstance(value, (int, float)) and value >= 0,
    "yes_no": lambda value: value in ("yes", "no"),
    "phone": lambda value: re.fullmatch(r"\+[1-9]\d{6,14}", value) is not None,
    "name": lambda value: value == value.strip() != "" and len(value.split()) <= 4,
    "email": lambda value: re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z0-9-]+", value) is not None,
    "digits": lambda value: value.isascii() and value.isdigit(),
    "choice": lambda value: value in VALUES,
    "text": lambda value: value == value.strip() != "",
    "free_text": lambda value: value == value.strip() != "",
}


def test_every_kind_has_a_reader_and_a_rule_for_its_values() -> None:
    """Nothing that a flow may ask for is unreadable."""
    assert set(READERS) == set(WELL_FORMED) == set(get_args(Kind))


@pytest.mark.parametrize("kind", READERS)
@given(text=utterances, language=languages, primary=st.booleans(), region=st.sampled_from(["IN", "US", "GB"]))
def test_any_words_give_a_well_formed_value_or_none(
    kind: Kind, text: str, language: str, primary: bool, region: str
) -> None:
    """No words make a reader fail; a value has its kind's form, and its span is the words that it came from."""
    asking = Asking(now=NOW, language=language, primary=primary, region=region, values=VALUES, units=("people",))
    reading = read(kind, text, asking)
    if reading is None:
        return
    assert WELL_FORMED[kind](reading.value)
    assert all(WELL_FORMED[kind](value) for value in reading.alternatives)
    assert reading.value not in reading.alternatives
    assert 0 <= reading.start < reading.end <= len(text)
    assert reading.said == text[reading.start : reading.end]


@given(text=utterances, phrase=utterances, language=languages)
def test_no_words_make_the_rest_fail(text: str, phrase: str, language: str) -> None:
    """Answers, requests, matching and picking are total functions of any words."""
    assert yes_no(text, language) in (True, False, None)
    assert builtin(text, language) in ("agent", "repeat", "help", "cancel", "wait", "goodbye", None)
    assert is_question(text, language) in (True, False)
    assert is_correction(text, language) in (True, False)
    assert isinstance(strip_politeness(text, language), str)
    assert matches(text, phrase) >= 0
    assert all(0 <= minutes < 24 * 60 for minutes in times(text, language))


@given(
    text=utterances,
    language=languages,
    starts=st.lists(
        st.none()
        | st.datetimes(datetime.fromisoformat("2026-01-01T00:00"), datetime.fromisoformat("2026-12-31T00:00")),
        max_size=6,
    ),
    data=st.data(),
)
def test_a_picked_item_is_in_the_list(
    text: str, language: str, starts: list[datetime | None], data: st.DataObject
) -> None:
    """Whatever is said, a picked item exists."""
    first = data.draw(st.integers(0, len(starts)))
    shown = range(first, data.draw(st.integers(first, len(starts))))
    labels = [str(start) for start in starts]
    pick = pick_item(text, starts=starts, labels=labels, shown=shown, language=language)
    assert pick is None or pick.what != "item" or 0 <= pick.index < len(starts)


@pytest.mark.parametrize("piece", ["9", "hundred ", "9th ", "1/", "one ", "crore ", "at ", "j o ", "नहीं ", "@", "ok "])
def test_endless_utterances_are_read_to_an_end(piece: str) -> None:
    """Words without end, and figures too long for a number, neither fail nor hold up a call."""
    text = piece * 6_000
    for kind in READERS:
        read(kind, text, Asking(now=NOW, values=VALUES))
    assert len(times(text, "en")) < 24 * 60


@given(text=st.text(min_size=1, max_size=60))
def test_a_phrase_matches_itself(text: str) -> None:
    """A phrase that has any word in it, sounds of thinking apart, is found in itself."""
    assert matches(text, text) > 0 or not normalise(text)


@given(day=st.dates(date(2026, 3, 4), date(2027, 1, 28)))
def test_an_iso_date_is_read_as_itself(day: date) -> None:
    """What another program wrote is read as it is."""
    reading = read("date", day.isoformat(), Asking(now=NOW))
    assert reading is not None
    assert reading.value == day.isoformat()


@given(count=st.integers(1, 300))
def test_days_from_now_are_counted(count: int) -> None:
    """Any number of days from today is that many days from today."""
    reading = read("date", f"in {count} days", Asking(now=NOW))
    assert reading is not None
    assert reading.value == (NOW.date() + timedelta(count)).isoformat()
