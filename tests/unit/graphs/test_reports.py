"""What a failed test tells: the conversation, numbered, and the difference pointed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.reports import Mismatch, TestReport, Uttered, pointed_out


@pytest.mark.parametrize(
    ("wanted", "said", "left", "right"),
    [
        (
            "half past ten or three",
            "I have nine, half past eleven or three o'clock.",
            "half past ‹ten› or three",
            "… half past ‹eleven› or three …",
        ),
        ("Which day suits you", "Which time suits you", "Which ‹day› suits you", "Which ‹time› suits you"),
        ("Shall I book", "Shall we really book it?", "Shall ‹I› book", "Shall ‹we really› book …"),
        ("your reference is", "Goodbye.", "‹your reference is›", "‹Goodbye.›"),
        ("Which day", "", "Which day", "nothing"),
        ("किस दिन आना", "आपको किस समय आना ठीक रहेगा?", "किस ‹दिन› आना", "… किस ‹समय› आना …"),
    ],
)
def test_the_nearest_part_is_shown_with_what_differs(wanted: str, said: str, left: str, right: str) -> None:
    """Side by side, so that the one wrong word is seen at once."""
    assert pointed_out(wanted, said) == (left, right)


ANY_WORDS = st.sampled_from(["which", "day", "suits", "you", "best", "or", "would", "another", "one", "do"])
WORDS = st.lists(ANY_WORDS, max_size=12).map(" ".join)


@given(wanted=WORDS, said=WORDS)
def test_pointing_out_loses_no_word(wanted: str, said: str) -> None:
    """What was expected is all there; what was said is there in its order."""
    left, right = pointed_out(wanted, said)
    assert left.replace("‹", "").replace("›", "") == wanted
    shown = right.replace("‹", "").replace("›", "").replace("…", "").split()
    assert not said or " ".join(shown) in " ".join(said.split())


def report(mismatch: Mismatch | None) -> TestReport:
    """A conversation of three lines."""
    told = (Uttered("bot", "Which day?"), Uttered("caller", "Friday", 1), Uttered("bot", "Which time?"))
    return TestReport("it", mismatch, ("ask",), 1, 0.25, told)


def test_a_failure_is_told_with_the_conversation_so_far() -> None:
    """Every line numbered, then the line of the script that failed, then both sides."""
    failed = Mismatch("expected something else", 2, "bot: What name", (("What ‹name›", "Which ‹time?›"),))
    assert list(report(failed).told()) == [
        "    1 bot    Which day?",
        "    2 caller Friday",
        "    3 bot    Which time?",
        "> line 2 of the script, bot: What name",
        "      expected something else",
        "      expected  What ‹name›",
        "      came      Which ‹time?›",
    ]
    assert report(failed).failure == "line 2: expected something else"


def test_a_failure_of_the_whole_call_names_no_line() -> None:
    """The result, and the way it took, belong to the end."""
    failed = Mismatch("the call should end as “booked”")
    assert list(report(failed).told())[3:] == ["> at the end", "      the call should end as “booked”"]
    assert report(failed).failure == "the call should end as “booked”"


def test_a_test_that_passes_has_no_failure() -> None:
    """Its conversation can be told all the same."""
    passed = report(None)
    assert passed.ok
    assert passed.failure == ""
    assert len(list(passed.told())) == 3


def test_a_report_is_plain_data_for_other_programs() -> None:
    """With what was expected and what came, and the conversation."""
    told = report(Mismatch("no", 2, "bot: x", (("x", "y"),))).as_json()
    assert told["failure"] == "line 2: no"
    assert told["line"] == 2
    assert told["differences"] == [{"expected": "x", "came": "y"}]
    assert told["transcript"][1] == {"who": "caller", "text": "Friday", "script_line": 1}
    assert report(None).as_json()["failure"] is None
