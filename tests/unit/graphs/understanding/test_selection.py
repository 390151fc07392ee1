"""Which of several values a caller keeps: the same for days, times and amounts."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, Kind, read
from graphs.understanding.reading import Reading

NOW = datetime.fromisoformat("2026-03-04T09:00")
"""A Wednesday."""


def reading(kind: Kind, text: str, asked: str = "") -> Reading | None:
    """What is read out of these words."""
    return read(kind, text, Asking(now=NOW, asked=asked))


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("date", "I can't do Friday, how about Monday", "2026-03-09"),
        ("date", "Friday doesn't work for me, Monday is fine", "2026-03-09"),
        ("date", "I'm busy on Friday, Monday is better", "2026-03-09"),
        ("date", "I won't be available on the seventh but the sixth is fine", "2026-03-06"),
        ("date", "not Friday but Monday", "2026-03-09"),
        ("time", "I can't do 3 pm, how about 4 pm", "16:00"),
        ("time", "3 pm is too early, 5 pm", "17:00"),
        ("number", "make it three not two", 3),
        ("money", "not 500, 600 rupees", 600),
    ],
)
def test_what_was_ruled_out_is_not_meant(kind: Kind, said: str, meant: object) -> None:
    """Neither what a caller denies nor what does not suit them."""
    found = reading(kind, said)
    assert found is not None
    assert (found.value, found.undecided) == (meant, False)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("date", "I can't come on Friday"),
        ("date", "Friday is not possible"),
        ("date", "I'm not free on the tenth"),
        ("date", "anything except Friday"),
        ("time", "any time but 3 pm"),
        ("time", "3 pm is no good"),
    ],
)
def test_ruling_out_everything_leaves_nothing(kind: Kind, said: str) -> None:
    """A value that was denied is not taken because it is the only one."""
    assert reading(kind, said) is None


def test_who_is_not_busy_is_free() -> None:
    """A denied hindrance rules nothing out."""
    found = reading("date", "I am not busy on the ninth")
    assert found is not None
    assert found.value == "2026-03-09"


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("date", "cancel my Friday appointment and book Monday", "2026-03-09"),
        ("date", "move my Friday appointment to Monday", "2026-03-09"),
        ("date", "push my tenth of march booking to the twelfth", "2026-03-12"),
        ("date", "I have an appointment on Friday but I would like to come on Monday", "2026-03-09"),
        ("time", "push my 3 pm to 4 pm", "16:00"),
        ("time", "cancel my 3 pm and book 4 pm", "16:00"),
        ("number", "change it from three people to two people", 2),
    ],
)
def test_what_is_put_aside_or_moved_gives_way(kind: Kind, said: str, meant: object) -> None:
    """Of an old value and a new one the new one is meant."""
    found = reading(kind, said)
    assert found is not None
    assert (found.value, found.undecided) == (meant, False)


def test_the_only_value_stands_though_it_is_put_aside() -> None:
    """Which appointment is to be cancelled has to be known."""
    found = reading("date", "cancel my Friday appointment")
    assert found is not None
    assert found.value == "2026-03-06"


@pytest.mark.parametrize(
    ("kind", "said", "meant"),
    [
        ("date", "Friday, I mean Saturday", "2026-03-07"),
        ("date", "Friday or rather Saturday", "2026-03-07"),
        ("date", "Friday, scratch that, Saturday", "2026-03-07"),
        ("date", "Friday Saturday actually", "2026-03-07"),
        ("date", "the fifth no the sixth and I return on the ninth", "2026-03-06"),
        ("time", "3 pm, scratch that, 4 pm", "16:00"),
        ("number", "two, I mean three", 3),
    ],
)
def test_what_was_taken_back_is_not_meant(kind: Kind, said: str, meant: object) -> None:
    """The value after the words of repair replaces the one before them."""
    found = reading(kind, said)
    assert found is not None
    assert (found.value, found.undecided) == (meant, False)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("date", "Monday or Tuesday"),
        ("date", "Monday Tuesday or Wednesday"),
        ("date", "between the fifth and the eighth"),
        ("date", "any time from Monday to Friday"),
        ("date", "this Friday or next"),
        ("date", "the weekend"),
        ("date", "the end of the month"),
        ("date", "in a couple of days"),
        ("date", "any day after Friday"),
        ("time", "2 or 3 pm"),
        ("time", "between five and six in the evening"),
        ("time", "from ten to two"),
        ("time", "five to six"),
        ("number", "one or two"),
        ("number", "ten to twelve people"),
        ("number", "between two and four"),
        ("money", "500 to 600 rupees"),
    ],
)
def test_what_is_left_open_is_undecided(kind: Kind, said: str) -> None:
    """Several values of which any would do, and stretches, are none of them alone: the caller is asked."""
    found = reading(kind, said)
    assert found is not None
    assert found.undecided
    assert not found.sure


@pytest.mark.parametrize(
    ("kind", "asked", "said", "meant"),
    [
        (
            "date",
            "Checking in on March 5th? When do you check out?",
            "yes in on the 5th and out on the 8th",
            "2026-03-08",
        ),
        (
            "date",
            "You leave on March 5th, when do you return?",
            "the fifth is right and I return the ninth",
            "2026-03-09",
        ),
        ("date", "Do you arrive on March 10th?", "no, March 10th is my birthday, I arrive on the 6th", "2026-03-06"),
        ("date", "Is March 10th all right?", "yes, the tenth, as I leave on the twelfth", "2026-03-10"),
        ("time", "The 8:30 am bus, right?", "no at 8:30 am I still sleep make it 7:30 in the evening", "19:30"),
    ],
)
def test_what_the_question_named_already_is_no_news(kind: Kind, asked: str, said: str, meant: str) -> None:
    """A caller who repeats the question's own value and names another one answers with the other one."""
    found = reading(kind, said, asked)
    assert found is not None
    assert found.value == meant
