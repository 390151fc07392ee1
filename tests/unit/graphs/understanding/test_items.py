"""What a caller said about a list that was read out."""

from datetime import datetime

import pytest

from graphs.understanding import ItemPick, pick_item

TIMES = [
    datetime.fromisoformat("2026-03-10T09:00"),
    datetime.fromisoformat("2026-03-10T11:30"),
    datetime.fromisoformat("2026-03-10T15:00"),
    datetime.fromisoformat("2026-03-10T16:15"),
]
APPOINTMENTS = [datetime.fromisoformat("2026-03-05T09:00"), datetime.fromisoformat("2026-03-17T15:00")]


def of_times(text: str, *, shown: range = range(3), language: str = "en") -> ItemPick | None:
    """A pick from times of one day, of which three were read out."""
    return pick_item(
        text,
        starts=TIMES,
        labels=["nine o'clock", "half past eleven", "three o'clock", "quarter past four"],
        shown=shown,
        language=language,
        more_phrases=["later", "anything else", "other times"],
    )


def of_appointments(text: str) -> ItemPick | None:
    """A pick from two appointments on different days."""
    return pick_item(
        text, starts=APPOINTMENTS, labels=["cleaning on Thursday", "filling on Tuesday"], shown=range(2), language="en"
    )


def of_one(text: str) -> ItemPick | None:
    """An answer to a single time."""
    return pick_item(text, starts=[TIMES[0]], labels=["nine o'clock"], shown=range(1), language="en")


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ("the second one please", 1),
        ("ok, the first one", 0),
        ("first", 0),
        ("number two", 1),
        ("option 3", 2),
        ("the last one", 2),
        ("the earliest", 0),
        ("the latest", 2),
        ("two", 1),
        ("the first, no, the second", 1),
        ("not the first, the third", 2),
        ("nine is fine", 0),
        ("half past eleven", 1),
        ("eleven thirty works for me", 1),
        ("I'll take three o'clock", 2),
        ("three pm", 2),
        ("quarter past four", 3),
        ("the afternoon one", 2),
        ("pehla wala", 0),
        ("doosra", 1),
        ("तीसरा वाला", 2),
        ("pehle wali", 0),
        ("do number wala", 1),
        ("beech wala", 1),
        ("sabse aakhri", 2),
        ("नौ बजे", 0),
        ("saadhe gyarah baje", 1),
    ],
)
def test_an_item_by_its_place_or_its_time(said: str, index: int) -> None:
    """A place counts among the items that were read out; a time is looked for in the whole list."""
    assert of_times(said) == ItemPick("item", index)


def test_places_count_from_what_was_read_out_last() -> None:
    """After the second reading, "the first one" is the fourth item."""
    assert of_times("the first one", shown=range(3, 4)) == ItemPick("item", 3)


@pytest.mark.parametrize(
    "said",
    [
        "later",
        "anything else",
        "other times please",
        "do you have something later",
        "what else",
        "और कोई",
        "aur koi options",
    ],
)
def test_asking_for_more(said: str) -> None:
    """The flow's own phrases and the usual ones ask for other items."""
    assert of_times(said) == ItemPick("more")


@pytest.mark.parametrize(
    "said", ["none of those", "neither", "another day", "no", "no thanks", "nothing", "कोई नहीं", "doosra din"]
)
def test_refusing_them_all(said: str) -> None:
    """None, neither, another day: the caller wants none of the items."""
    assert of_times(said) == ItemPick("none")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "that one",
        "yes",
        "in the morning",
        "the fifth one",
        "nine or half past eleven",
        "what about friday",
        "seven",
        "hmm",
    ],
)
def test_what_fits_several_or_none_is_not_a_pick(said: str) -> None:
    """When words fit two items, or an item that is not there, nothing is picked."""
    assert of_times(said) is None


@pytest.mark.parametrize(
    ("said", "index"),
    [
        ("thursday", 0),
        ("the one on Tuesday", 1),
        ("the seventeenth", 1),
        ("march fifth", 0),
        ("the one on the fifth", 0),
        ("three pm", 1),
        ("Tuesday at three", 1),
        ("the filling", 1),
        ("cleaning", 0),
        ("the second one", 1),
    ],
)
def test_an_item_by_its_day_or_its_label(said: str, index: int) -> None:
    """Where the items differ by day or by name, the day or the name picks."""
    assert of_appointments(said) == ItemPick("item", index)


def test_a_day_without_items_picks_nothing() -> None:
    """A time on another day than any item's is a new wish, not a pick."""
    assert of_appointments("friday at nine") is None


@pytest.mark.parametrize("said", ["yes", "that one", "ok", "sounds good", "nine", "yes please", "haan"])
def test_a_single_item_is_agreed_to(said: str) -> None:
    """When one item was read out, agreeing picks it."""
    assert of_one(said) == ItemPick("item", 0)


def test_a_single_item_is_refused() -> None:
    """When one item was read out, a no refuses it."""
    assert of_one("no") == ItemPick("none")


def test_an_empty_list_picks_nothing() -> None:
    """Nothing was read out, so nothing can be picked."""
    assert pick_item("the first one", starts=[], labels=[], shown=range(0), language="en") is None


@pytest.mark.parametrize("said", ["four", "do you have ten o'clock", "anything after nine", "something before eleven"])
def test_a_time_that_no_item_has_is_no_item(said: str) -> None:
    """ "Four" is not "quarter past four" although its label has that word, and "after nine" is not nine."""
    assert of_times(said) is None


def test_a_day_counts_beside_a_number_that_is_no_time() -> None:
    """ "One" is a thing here."""
    assert of_appointments("the filling one on the seventeenth") == ItemPick("item", 1)


@pytest.mark.parametrize("said", ["that's way too early for me", "something a bit later"])
def test_too_early_asks_for_more(said: str) -> None:
    """Items are read out in their order: who finds them too early wants the next."""
    assert of_times(said) == ItemPick("more")
