"""Days, times, numbers and amounts of money in Hindi and in Hindi mixed with English."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, Kind, Value, read
from graphs.understanding.hindi.numbers import BELOW_HUNDRED

WEDNESDAY = datetime.fromisoformat("2026-03-04T09:00")


def value(kind: Kind, text: str, language: str = "hi") -> Value | None:
    """What was read; None when the caller left it open."""
    reading = read(kind, text, Asking(now=WEDNESDAY, language=language))
    return None if reading is None or reading.undecided else reading.value


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("kl aa jaunga", "2026-03-05"),
        ("kal nahi ho payega, parson kar dijiye", "2026-03-06"),
        ("shaniwaar ko nahi, itvaar ko", "2026-03-08"),
        ("virvar rakh lo", "2026-03-05"),
        ("chhabbees taarikh ko", "2026-03-26"),
        ("das april", "2026-04-10"),
        ("aaj se chaar din baad", "2026-03-08"),
        ("do mahine baad", "2026-05-04"),
        ("agle mahine ki teesri", "2026-04-03"),
        ("is shaam", "2026-03-04"),
        ("unnees march kar do", "2026-03-19"),
        ("चौबीस मार्च को", "2026-03-24"),
        ("शनिवार नहीं, रविवार", "2026-03-08"),
        ("आज से दस दिन बाद", "2026-03-14"),
        ("kal ya parso", None),
        ("do teen din baad bataunga", None),
        ("budhwar ke alawa koi bhi din", None),
        ("guruvar ko mat rakhiye", None),
        ("somvar se pehle", None),
        ("pata nahi", None),
    ],
)
def test_days(said: str, meant: str | None, language: str) -> None:
    """Days are read in every spelling; what was refused, bounded or left open gives none."""
    assert value("date", said, language) == meant


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("sade chaar bje", "16:30"),
        ("savere paune aath baje", "07:45"),
        ("raat ke sava nau", "21:15"),
        ("dopahar ke dedh", "13:30"),
        ("chaar bajne mein bees minute", "15:40"),
        ("gyaarah bajkar das minute", "11:10"),
        ("paanch nahi, saadhe paanch baje", "17:30"),
        ("do ghante mein", "11:00"),
        ("aadhe ghante baad", "09:30"),
        ("शाम के साढ़े छः बजे", "18:30"),
        ("चार बजने में दस मिनट", "15:50"),
        ("do dhai baje", None),
        ("chaar paanch baje", None),
        ("koi bhi time", None),
    ],
)
def test_times(said: str, meant: str | None, language: str) -> None:
    """Halves, quarters, minutes to and past the hour and parts of the day; two neighbouring hours are neither."""
    assert value("time", said, language) == meant


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("saintalees", 47),
        ("pichhattar log", 75),
        ("unasi", 79),
        ("hazaar", 1000),
        ("sava sau", 125),
        ("saadhe chhe sau", 650),
        ("ek darjan", 12),
        ("hum dono", 2),
        ("teen nahi paanch log", 5),
        ("चौहत्तर", 74),
        ("do teen log", None),
        ("bees pachees log", None),
    ],
)
def test_numbers(said: str, meant: int | None, language: str) -> None:
    """Every number below a hundred is a word of its own; two neighbouring numbers leave open which it is."""
    assert value("number", said, language) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("saadhe saat lakh", 750_000),
        ("paune teen hazaar", 2_750),
        ("sava crore rupaye", 12_500_000),
        ("dhai hazaar rupay", 2_500),
        ("do nahi, teen hajar", 3_000),
        ("साढ़े बारह हज़ार रुपये", 12_500),
    ],
)
def test_money(said: str, meant: int) -> None:
    """Half and quarter scales are counted in the scale that follows."""
    assert value("money", said) == meant


def test_every_number_below_a_hundred_is_read_as_it_is_spoken() -> None:
    """What is said in Devanagari is understood again."""
    assert [value("number", word) for word in BELOW_HUNDRED] == list(range(100))
