"""Days as they are named in an utterance."""

from graphs.understanding.calendar import ANY_DAY, mentions
from graphs.understanding.written import written


def test_days_are_found_in_the_order_in_which_they_were_named() -> None:
    """Every day of a sentence is found once, and none twice."""
    found = mentions(written("from tuesday the tenth of march to the twelfth, or tomorrow", "en"), ANY_DAY)
    assert [(each.start, each.end) for each in found] == sorted((each.start, each.end) for each in found)
    assert len(found) == 3
