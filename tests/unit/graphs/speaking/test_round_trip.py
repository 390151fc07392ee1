"""What is said can be understood: rendering a value and reading it back gives the value."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.speaking import SPEAKERS, render
from graphs.understanding import Asking, read

NOW = datetime.fromisoformat("2026-03-04T09:00")
languages = st.sampled_from(sorted(SPEAKERS))


@given(day=st.dates(NOW.date(), NOW.date() + timedelta(330)), language=languages)
def test_dates(day: date, language: str) -> None:
    """A day of the coming year, said with its weekday, is read as the same day, and for sure."""
    said = render(day, "spoken", language=language)
    reading = read("date", said, Asking(now=NOW, language=language))
    assert reading is not None
    assert (reading.value, reading.sure) == (day.isoformat(), True)


@pytest.mark.parametrize("language", SPEAKERS)
def test_every_minute_of_the_day(language: str) -> None:
    """A time is said so that its likeliest reading is that time: the half of the day is named where it matters."""
    asking = Asking(now=NOW, language=language)
    for minute in range(24 * 60):
        at = time(minute // 60, minute % 60)
        reading = read("time", render(at, "time", language=language), asking)
        assert reading is not None
        assert reading.value == f"{at:%H:%M}"


@given(moment=st.datetimes(NOW, NOW + timedelta(330)), language=languages)
def test_moments(moment: datetime, language: str) -> None:
    """The day and the time of one sentence are read back apart."""
    said = render(moment.replace(second=0, microsecond=0), "spoken", language=language)
    asking = Asking(now=NOW, language=language)
    day, at = read("date", said, asking), read("time", said, asking)
    assert day is not None
    assert at is not None
    assert (day.value, at.value) == (moment.date().isoformat(), f"{moment:%H:%M}")


@given(number=st.integers(0, 10**9), language=languages, region=st.sampled_from(["IN", "US"]))
def test_numbers(number: int, language: str, region: str) -> None:
    """A whole number in words is read as the same number, in lakhs and in millions."""
    said = render(number, "number", language=language, region=region)
    reading = read("number", said, Asking(now=NOW, language=language))
    assert reading is not None
    assert reading.value == number


@pytest.mark.parametrize("language", SPEAKERS)
def test_round_numbers(language: str) -> None:
    """Hundreds, thousands, lakhs and crores and a half, which Hindi has words for."""
    for size in (100, 1_000, 100_000, 10_000_000):
        for halves in range(1, 60):
            number = size * halves // 2
            reading = read("number", render(number, "number", language=language), Asking(now=NOW, language=language))
            assert reading is not None
            assert reading.value == number


@given(hundredths=st.integers(100, 10**9), language=languages)
def test_amounts_of_money(hundredths: int, language: str) -> None:
    """A rupee and more, with its paise, is read as the same amount."""
    said = render(hundredths / 100, "money", language=language)
    reading = read("money", said, Asking(now=NOW, language=language))
    assert reading is not None
    assert reading.value == pytest.approx(hundredths / 100)


@given(day=st.dates(date(1920, 1, 1), NOW.date()), language=languages)
def test_dates_with_their_year(day: date, language: str) -> None:
    """A date of birth is read as the same day."""
    said = render(day, "with_year", language=language)
    reading = read("date", said, Asking(now=NOW, language=language, asked="What is your date of birth?"))
    assert reading is not None
    assert reading.value == day.isoformat()


@given(number=st.from_regex(r"\+91[6-9][0-9]{9}|\+1(415|212|646)[2-9][0-9]{6}", fullmatch=True), language=languages)
def test_telephone_numbers(number: str, language: str) -> None:
    """Said in groups, with or without its country code, it is heard as the same number."""
    said = render(number, "digits", language=language)
    reading = read("phone", said, Asking(now=NOW, language=language))
    assert reading is not None
    assert reading.value == number


@given(digits=st.from_regex(r"[0-9]{4,12}", fullmatch=True), language=languages)
def test_digits(digits: str, language: str) -> None:
    """A code that is read out digit by digit is heard as the same code."""
    said = render(digits, "digits", language=language)
    reading = read("digits", said, Asking(now=NOW, language=language, length=len(digits)))
    assert reading is not None
    assert reading.value == digits


@given(local=st.from_regex(r"[b-z][a-z0-9]{1,7}([._][a-z0-9]{1,5})?", fullmatch=True), language=languages)
def test_addresses(local: str, language: str) -> None:
    """An address that is spelled out is heard as the same address."""
    address = f"{local}@example.com"
    reading = read("email", render(address, "spell_email", language=language), Asking(now=NOW, language=language))
    assert reading is not None
    assert reading.value == address
