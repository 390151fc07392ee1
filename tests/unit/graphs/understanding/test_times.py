"""What time a caller means."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read, times
from graphs.understanding.reading import Reading

NOW = datetime.fromisoformat("2026-03-04T09:00")


def time_of(text: str, *, language: str = "en", asked: str = "", primary: bool = True) -> Reading | None:
    """The reading of a time."""
    return read("time", text, Asking(now=NOW, language=language, asked=asked, primary=primary))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("14:30", "14:30"),
        ("09:05", "09:05"),
        ("three pm", "15:00"),
        ("3 p.m.", "15:00"),
        ("3pm", "15:00"),
        ("twelve pm", "12:00"),
        ("twelve am", "00:00"),
        ("eleven forty five am", "11:45"),
        ("1030 am", "10:30"),
        ("10.30 am", "10:30"),
        ("nine thirty in the morning", "09:30"),
        ("morning ten thirty", "10:30"),
        ("five in the evening", "17:00"),
        ("evening 5:15", "17:15"),
        ("this evening at half six", "18:30"),
        ("half past four in the afternoon", "16:30"),
        ("a quarter to one in the afternoon", "12:45"),
        ("quarter to twelve in the morning", "11:45"),
        ("half past twelve in the afternoon", "12:30"),
        ("ten past four pm", "16:10"),
        ("twenty to five pm", "16:40"),
        ("eight at night", "20:00"),
        ("two at night", "02:00"),
        ("tomorrow morning at nine", "09:00"),
        ("at nine tomorrow morning", "09:00"),
        ("in the evening around six", "18:00"),
        ("noon", "12:00"),
        ("twelve noon", "12:00"),
        ("midnight", "00:00"),
        ("seventeen hundred hours", "17:00"),
        ('7 o"clock in the evening', "19:00"),
        ("in half an hour", "09:30"),
        ("in two hours", "11:00"),
    ],
)
def test_a_time_with_its_half_of_the_day_is_sure(said: str, meant: str) -> None:
    """Written, spoken and mixed forms are read when some word says which half of the day is meant."""
    reading = time_of(said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, True)


@pytest.mark.parametrize(
    ("said", "meant", "other"),
    [
        ("nine is fine", "09:00", "21:00"),
        ("two o clock", "14:00", "02:00"),
        ("half past eleven", "11:30", "23:30"),
        ("quarter to four", "15:45", "03:45"),
        ("quarter past ten", "10:15", "22:15"),
        ("ten thirty", "10:30", "22:30"),
        ("11 30", "11:30", "23:30"),
        ("ten oh five", "10:05", "22:05"),
        ("at 3", "15:00", "03:00"),
        ("um maybe at like four", "16:00", "04:00"),
        ("twelve", "12:00", "00:00"),
        ("10:30", "10:30", "22:30"),
    ],
)
def test_without_a_half_of_the_day_working_hours_are_likelier(said: str, meant: str, other: str) -> None:
    """A time that could be in either half is the one between seven and seven, and not sure."""
    reading = time_of(said)
    assert reading is not None
    assert (reading.value, reading.sure, reading.alternatives) == (meant, False, (other,))


def test_the_question_can_make_the_evening_likelier() -> None:
    """A table for dinner at seven is in the evening."""
    reading = time_of("seven thirty", asked="What time would you like dinner?")
    assert reading is not None
    assert reading.value == "19:30"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("not at five pm, at six pm", "18:00"),
        ("two pm no sorry three pm", "15:00"),
        ("change it to 4 pm instead of 3 pm", "16:00"),
        ("a table for two at six pm", "18:00"),
        ("on march tenth at four pm", "16:00"),
        ("for 4 people at 6 pm", "18:00"),
    ],
)
def test_other_numbers_and_what_was_taken_back_are_passed_over(said: str, meant: str) -> None:
    """Counts, days and times that the caller ruled out are not the time."""
    reading = time_of(said)
    assert reading is not None
    assert reading.value == meant


def test_a_range_gives_its_start_and_keeps_its_end() -> None:
    """ "Between five and six pm" is five, and six is kept as an alternative."""
    until = time_of("two to four pm")
    assert until is not None
    assert (until.value, until.sure) == ("14:00", False)
    between, either = time_of("between five and six in the evening"), time_of("nine or ten in the morning")
    assert between is not None
    assert either is not None
    assert (between.value, between.sure, between.alternatives) == ("17:00", False, ("18:00",))
    assert (either.value, either.sure, either.alternatives) == ("09:00", False, ("10:00",))


@pytest.mark.parametrize(
    "said",
    [
        "a table for four people",
        "I live at 14 main street",
        "the fourteenth",
        "the earlier one",
        "two tickets",
        "march tenth",
        "hello",
        "",
    ],
)
def test_other_numbers_are_no_times(said: str) -> None:
    """A number that counts things, names a day or a house is no time."""
    assert time_of(said) is None


@pytest.mark.parametrize(
    ("said", "taken"),
    [("at three", False), ("three", False), ("three pm", True), ("half past three", True), ("15:00", True)],
)
def test_a_time_that_was_not_asked_for_must_be_unmistakable(said: str, taken: bool) -> None:
    """A bare number is a time only in an answer to a question about a time."""
    assert (time_of(said, primary=False) is not None) is taken


def test_the_span_covers_the_time_alone() -> None:
    """Words around the time are left for other values."""
    text = "book two seats at half past eleven in the morning please"
    reading = time_of(text)
    assert reading is not None
    assert text[reading.start : reading.end] == reading.said == "half past eleven in the morning"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("साढ़े ग्यारह बजे", "11:30"),
        ("सवा दस बजे", "10:15"),
        ("पौने चार बजे", "15:45"),
        ("डेढ़ बजे", "13:30"),
        ("ढाई बजे", "14:30"),
        ("सुबह नौ बजे", "09:00"),
        ("शाम को पाँच बजे", "17:00"),
        ("दोपहर दो बजे", "14:00"),
        ("रात आठ बजे", "20:00"),
        ("दस बजकर बीस मिनट", "10:20"),
        ("saadhe teen baje", "15:30"),
        ("subah das baje", "10:00"),
        ("shaam paanch baje", "17:00"),
        ("evening 6 baje", "18:00"),
        ("do baje", "14:00"),
        ("half past eleven", "11:30"),
    ],
)
def test_hindi_times_in_both_scripts(said: str, meant: str) -> None:
    """Saadhe, sava and paune are half past, quarter past and quarter to; English works beside them."""
    reading = time_of(said, language="hi")
    assert reading is not None
    assert reading.value == meant


def test_times_are_every_minute_that_the_words_could_mean() -> None:
    """Both halves of the day unless one was said, the likelier first."""
    assert times("two o'clock", "en") == (840, 120)
    assert times("two in the afternoon", "en") == (840,)
    assert times("hello there", "en") == ()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("quarter to noon", "11:45"),
        ("half past noon", "12:30"),
        ("noonish", "12:00"),
        ("sixish in the evening", "18:00"),
        ("0930", "09:30"),
        ("at 17 hours", "17:00"),
        ("seven fortyfive pm", "19:45"),
        ("five o clock evening", "17:00"),
        ("morning by 10", "10:00"),
        ("ten thirty a.m. only", "10:30"),
        ("an hour from now", "10:00"),
        ("in an hour and a half", "10:30"),
        ("in one and a half hours", "10:30"),
        ("in about an hour", "10:00"),
    ],
)
def test_times_in_other_words(said: str, meant: str) -> None:
    """Noon has quarters too, figures run together, and hours are counted from now."""
    reading = time_of(said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, True)


@pytest.mark.parametrize(
    "said",
    [
        "ten to",
        "quarter past",
        "half past",
        "after lunch",
        "at lunch time",
        "first thing in the morning",
        "in the evening",
    ],
)
def test_half_a_time_is_none(said: str) -> None:
    """Minutes without their hour, meals and parts of the day name no time."""
    assert time_of(said) is None


@pytest.mark.parametrize("said", ["after 5 pm", "no later than 5 pm", "before 5 pm"])
def test_a_bound_is_not_sure(said: str) -> None:
    """An end of what would do is read, and has to be confirmed."""
    reading = time_of(said)
    assert reading is not None
    assert (reading.value, reading.sure) == ("17:00", False)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("a table for 3 in the morning 11:30", "11:30"),
        ("for 1 at evening 5:30", "17:30"),
        ("9 in the night at 1 harbour plaza", "21:00"),
        ("for 4 tomorrow morning 11 or so", "11:00"),
    ],
)
def test_a_part_of_the_day_belongs_to_the_time_beside_it(said: str, meant: str) -> None:
    """Not to the count that happens to stand before it."""
    reading = time_of(said)
    assert reading is not None
    assert reading.value == meant


def test_words_that_disagree_about_the_half_of_the_day_are_not_sure() -> None:
    """Half past twelve "am" in the afternoon is a slip; the other half is kept."""
    reading = time_of("in the afternoon 12:30 am")
    assert reading is not None
    assert (reading.value, reading.sure, reading.alternatives) == ("12:30", False, ("00:30",))


def test_a_time_in_two_numbers_after_at_needs_no_question() -> None:
    """ "Tomorrow at ten thirty" holds a time beside the day; "ten thirty" alone could be anything."""
    asking = Asking(now=datetime.fromisoformat("2026-03-04T09:00"), primary=False)
    for said, meant in (("come at ten thirty", "10:30"), ("thursday at half four", "16:30"), ("room ten thirty", None)):
        reading = read("time", said, asking)
        assert (reading and reading.value) == meant


def test_a_second_is_no_hour() -> None:
    """ "One second" asks for patience."""
    assert read("time", "one second", Asking(now=datetime.fromisoformat("2026-03-04T09:00"))) is None
