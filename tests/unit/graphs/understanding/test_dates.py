"""Which day a caller means."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read
from graphs.understanding.reading import Reading

MONDAY = datetime.fromisoformat("2026-03-02T09:00")
WEDNESDAY = datetime.fromisoformat("2026-03-04T09:00")


def day(
    text: str, *, now: datetime = WEDNESDAY, language: str = "en", asked: str = "", **known: object
) -> Reading | None:
    """The reading of a date with what is known."""
    return read("date", text, Asking(now=now, language=language, asked=asked, **known))  # type: ignore[arg-type]  # keywords of one dataclass


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-03-04"),
        ("later today please", "2026-03-04"),
        ("tonight", "2026-03-04"),
        ("tomorrow", "2026-03-05"),
        ("um tomorrow I guess", "2026-03-05"),
        ("the day after tomorrow", "2026-03-06"),
        ("friday", "2026-03-06"),
        ("on Friday", "2026-03-06"),
        ("this friday", "2026-03-06"),
        ("this coming friday", "2026-03-06"),
        ("this wednesday", "2026-03-04"),
        ("next tuesday", "2026-03-10"),
        ("Tuesday next week", "2026-03-10"),
        ("next week Thursday", "2026-03-12"),
        ("Sunday this week", "2026-03-08"),
        ("Wednesday week", "2026-03-18"),
        ("the Friday after next", "2026-03-20"),
        ("a week from Monday", "2026-03-16"),
        ("two weeks from today", "2026-03-18"),
        ("a week today", "2026-03-11"),
        ("in three days", "2026-03-07"),
        ("in a fortnight", "2026-03-18"),
        ("in two months", "2026-05-04"),
        ("ten days from tomorrow", "2026-03-15"),
        ("three weeks tomorrow", "2026-03-26"),
        ("the week after next on Tuesday", "2026-03-17"),
        ("Tuesday in two weeks", "2026-03-17"),
        ("the first Monday in April", "2026-04-06"),
        ("the last Friday of the month", "2026-03-27"),
        ("the second Tuesday of next month", "2026-04-14"),
        ("on sat", "2026-03-07"),
        ("on the 9", "2026-03-09"),
        ("any day but monday, maybe tuesday", "2026-03-10"),
    ],
)
def test_days_are_reckoned_from_today(said: str, meant: str) -> None:
    """Weekdays, weeks and counts are reckoned from the caller's today, a Wednesday."""
    reading = day(said)
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the twenty third of june", "2026-06-23"),
        ("june twenty third", "2026-06-23"),
        ("June 23", "2026-06-23"),
        ("23 June", "2026-06-23"),
        ("june the twenty-third", "2026-06-23"),
        ("ten march", "2026-03-10"),
        ("Tuesday the tenth of March", "2026-03-10"),
        ("tuesday the tenth", "2026-03-10"),
        ("the tenth", "2026-03-10"),
        ("um the uh tenth I think", "2026-03-10"),
        ("the second", "2026-04-02"),
        ("the 9th of this month", "2026-03-09"),
        ("the first of next month", "2026-04-01"),
        ("on the fifth of next month", "2026-04-05"),
        ("the end of the month", "2026-03-31"),
        ("the end of next month", "2026-04-30"),
        ("the beginning of next month", "2026-04-01"),
        ("christmas eve", "2026-12-24"),
        ("2026-05-01", "2026-05-01"),
        ("14/3", "2026-03-14"),
        ("3/14", "2026-03-14"),
        ("March 3rd 2027", "2027-03-03"),
        ("the third of march twenty twenty seven", "2027-03-03"),
        ("june third nineteen eighty five", "1985-06-03"),
    ],
)
def test_days_of_the_month_are_read_in_any_order(said: str, meant: str) -> None:
    """The day and the month may stand in either order, in words or in figures, with or without the year."""
    reading = day(said)
    assert reading is not None
    assert reading.value == meant


def test_a_recent_day_stays_in_the_past() -> None:
    """A day without a year that has just passed is that day, so that the flow can say that it has passed."""
    reading = day("a filling on March 1st")
    assert reading is not None
    assert reading.value == "2026-03-01"


def test_a_long_past_day_is_next_years() -> None:
    """A day without a year that passed more than a month ago is next year's."""
    reading = day("the fifteenth of january")
    assert reading is not None
    assert reading.value == "2027-01-15"


def test_the_29th_of_february_is_the_next_one_there_is() -> None:
    """A day that neither this year nor the next has is none; otherwise it is the next such day."""
    assert day("february 29th", now=datetime.fromisoformat("2026-03-02T00:00")) is None
    reading = day("february 29th", now=datetime.fromisoformat("2027-06-01T00:00"))
    assert reading is not None
    assert reading.value == "2028-02-29"


def test_next_is_the_week_after_this_one() -> None:
    """ "Next Tuesday" on a Monday is eight days away; as others mean tomorrow by it, it is not sure."""
    reading = day("next tuesday", now=MONDAY)
    assert reading is not None
    assert (reading.value, reading.sure, reading.alternatives) == ("2026-03-10", False, ("2026-03-03",))


def test_a_weekday_said_on_that_day_is_a_week_away_but_not_sure() -> None:
    """ "Wednesday" on a Wednesday is next week's, and may be today."""
    reading = day("wednesday")
    assert reading is not None
    assert (reading.value, reading.alternatives) == ("2026-03-11", ("2026-03-04",))
    assert not reading.sure


def test_figures_alone_follow_the_region() -> None:
    """3/4 is the fourth of March in the United States, the third of April in India; the other order is kept."""
    american, indian = day("3/4", region="US"), day("3/4", region="IN")
    assert american is not None
    assert indian is not None
    assert (american.value, american.alternatives) == ("2026-03-04", ("2026-04-03",))
    assert (indian.value, indian.alternatives) == ("2026-04-03", ("2026-03-04",))


def test_a_weekday_that_does_not_fit_the_date_is_not_sure() -> None:
    """Words that disagree with themselves give the date, and the weekday as another possibility."""
    reading = day("wednesday the tenth of march")
    assert reading is not None
    assert reading.value == "2026-03-10"
    assert not reading.sure


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no not monday, tuesday", "2026-03-10"),
        ("not on the fifth, the sixth", "2026-03-06"),
        ("monday, no sorry, tuesday", "2026-03-10"),
        ("friday, actually make it saturday", "2026-03-07"),
        ("move it from the 5th to the 9th", "2026-03-09"),
        ("the twelfth instead of the tenth", "2026-03-12"),
        ("why not monday", "2026-03-09"),
        ("kal nahi parso", "2026-03-06"),
    ],
)
def test_the_last_correction_wins(said: str, meant: str) -> None:
    """Of several days the one that takes the others back is meant, and none that was ruled out."""
    reading = day(said)
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("When will you return?", "2026-03-12"), ("When will you leave?", "2026-03-09"), ("", "2026-03-09")],
)
def test_the_question_picks_between_a_start_and_an_end(asked: str, meant: str) -> None:
    """When a sentence names where something starts and where it ends, the question decides which is wanted."""
    reading = day("I leave on the ninth and come back on the twelfth", asked=asked)
    assert reading is not None
    assert reading.value == meant


def test_either_of_two_days_is_not_sure() -> None:
    """ "Monday or Tuesday" is the first of them, with the other as an alternative."""
    reading = day("monday or tuesday")
    assert reading is not None
    assert (reading.value, reading.sure, reading.alternatives) == ("2026-03-09", False, ("2026-03-10",))


def test_the_weekend_is_saturday_or_sunday() -> None:
    """A weekend has two days, and which one is meant was not said."""
    reading = day("this weekend")
    assert reading is not None
    assert (reading.value, reading.alternatives) == ("2026-03-07", ("2026-03-08",))


@pytest.mark.parametrize(
    "said",
    [
        "march",
        "I may come",
        "may I ask something",
        "march forward",
        "one second please",
        "the second time",
        "the second one",
        "the first flight",
        "for two people",
        "on fifth avenue",
        "the fourth floor",
        "next week",
        "february 30th",
        "any day but monday",
        "not friday",
        "nothing on my mind",
        "",
    ],
)
def test_words_that_only_look_like_days_are_none(said: str) -> None:
    """A month's name, an ordinal or a number in another use is no day, and an impossible day is not another one."""
    assert day(said) is None


@pytest.mark.parametrize("said", ["the fourteenth", "in two days", "3/4", "this weekend", "the second"])
def test_a_day_that_was_not_asked_for_must_be_unmistakable(said: str) -> None:
    """Bare ordinals, counts and fractions are days only in an answer to a question about a day."""
    assert day(said) is not None
    assert day(said, primary=False) is None


@pytest.mark.parametrize(
    "said", ["book a cleaning next tuesday", "a checkup on the tenth of march", "put me down for the tenth"]
)
def test_an_unmistakable_day_is_taken_unasked(said: str) -> None:
    """A caller who says everything in one sentence is not asked for the day again."""
    reading = day(said, now=MONDAY, primary=False)
    assert reading is not None
    assert reading.value == "2026-03-10"


def test_the_span_leaves_the_rest_of_the_sentence() -> None:
    """The span covers the day and nothing else, so that other values can be read from the same words."""
    text = "a table for two on Tuesday the tenth of March, please"
    reading = day(text)
    assert reading is not None
    assert reading.said == text[reading.start : reading.end] == "on Tuesday the tenth of March"[3:]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("कल", "2026-03-05"),
        ("परसों", "2026-03-06"),
        ("आज शाम को", "2026-03-04"),
        ("मंगलवार दस मार्च को", "2026-03-10"),
        ("अगले सोमवार", "2026-03-09"),
        ("तीन दिन बाद", "2026-03-07"),
        ("बीस तारीख को", "2026-03-20"),
        ("इक्कीस अप्रैल", "2026-04-21"),
        ("१५ मार्च", "2026-03-15"),
        ("aaj", "2026-03-04"),
        ("kal subah", "2026-03-05"),
        ("parso", "2026-03-06"),
        ("agle hafte budhvar", "2026-03-11"),
        ("agle hafte ke somvar ko", "2026-03-09"),
        ("shukravar ko", "2026-03-06"),
        ("Monday ko", "2026-03-09"),
        ("do hafte baad", "2026-03-18"),
        ("march ki das tareekh", "2026-03-10"),
        ("das tareekh ko", "2026-03-10"),
        ("next Tuesday ko aaunga", "2026-03-10"),
    ],
)
def test_hindi_days_in_both_scripts(said: str, meant: str) -> None:
    """Hindi is read in Devanagari and in Roman letters, mixed with English; kal and parso look ahead."""
    reading = day(said, language="hi")
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize(
    ("said", "meant"), [("kal", "2026-03-05"), ("somvar ko", "2026-03-09"), ("teen din baad", "2026-03-07")]
)
def test_unmistakable_hindi_is_read_in_an_english_call(said: str, meant: str) -> None:
    """A caller of an English flow who answers in Hindi is understood."""
    reading = day(said, language="en")
    assert reading is not None
    assert reading.value == meant


def test_hindi_words_that_are_english_ones_stay_english() -> None:
    """ "do" is a verb in an English call, not the number two."""
    assert day("do you have march", language="en") is None


def test_a_language_without_a_table_is_read_as_english() -> None:
    """A flow in a language that has no rules still understands English words."""
    reading = day("tomorrow", language="es")
    assert reading is not None
    assert reading.value == "2026-03-05"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("week from friday", "2026-03-13"),
        ("two fridays from now", "2026-03-13"),
        ("ten days time", "2026-03-14"),
        ("next to next monday", "2026-03-16"),
        ("friday the week after", "2026-03-13"),
        ("the day after monday", "2026-03-10"),
        ("the day before christmas", "2026-12-24"),
        ("two weeks after the tenth", "2026-03-24"),
        ("for two days from tomorrow", "2026-03-05"),
        ("this evening", "2026-03-04"),
        ("today itself", "2026-03-04"),
        ("next month fifth", "2026-04-05"),
        ("the fifth of the sixth", "2026-06-05"),
        ("5.6.2026", "2026-06-05"),
        ("2026/03/09", "2026-03-09"),
        ("10-Mar-2026", "2026-03-10"),
    ],
)
def test_days_are_counted_from_others_and_written_in_many_ways(said: str, meant: str) -> None:
    """A day may be counted from another day, named by Indian usage, or written with any mark between figures."""
    reading = day(said)
    assert reading is not None
    assert (reading.value, reading.undecided) == (meant, False)


@pytest.mark.parametrize(
    "said",
    ["on the 2nd itself", "for the 2nd any time will do", "from the 2nd let's say at noon", "the 2nd picking up"],
)
def test_a_low_ordinal_is_a_day_before_any_word_that_cannot_be_a_thing(said: str) -> None:
    """ "The second" before a particle, a pronoun or a verb names a day; before a noun it does not."""
    reading = day(said)
    assert reading is not None
    assert reading.value == "2026-04-02"


@pytest.mark.parametrize("said", ["I want to plan today for the tenth", "what is free today, the tenth of march"])
def test_today_in_passing_gives_way(said: str) -> None:
    """Beside another day, today is when the caller rings."""
    reading = day(said)
    assert reading is not None
    assert reading.value == "2026-03-10"


def test_the_last_day_of_the_month_is_a_day() -> None:
    """Its end is not: that may be any of the last few."""
    last, end = day("the last day of the month"), day("the end of the month")
    assert last is not None
    assert end is not None
    assert (last.sure, last.undecided, end.undecided) == (True, False, True)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("he works Mondays so let's say Monday the sixteenth", "2026-03-16"),
        ("not this one, the week after, on a tuesday", "2026-03-10"),
        ("the week after next on a monday", "2026-03-16"),
        ("I can't do tomorrow so the day after works", "2026-03-06"),
        ("friday, sorry no, the day after", "2026-03-07"),
        ("I was hoping for the 9th but the 11th is fine", "2026-03-11"),
    ],
)
def test_days_beside_other_days(said: str, meant: str) -> None:
    """What is said in passing, counted from another day or given up is not the day that is meant."""
    reading = read("date", said, Asking(now=datetime.fromisoformat("2026-03-04T09:00")))
    assert reading is not None
    assert reading.value == meant


@pytest.mark.parametrize("said", ["is that a Thursday", "isn't it a sunday"])
def test_the_weekday_of_a_date_is_asked_about(said: str) -> None:
    """That is a question about a day, not a day."""
    assert read("date", said, Asking(now=datetime.fromisoformat("2026-03-04T09:00"))) is None
