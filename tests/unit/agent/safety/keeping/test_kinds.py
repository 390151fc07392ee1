"""How many days each kind of data is kept."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from agent.safety.keeping.kinds import KINDS, MEANINGS, UnusableKeep, checked, keep
from agent.settings import Settings

NOW = datetime(2027, 3, 1, 3, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def test_what_nobody_set_is_as_the_table_says() -> None:
    """Recordings have a setting of their own."""
    days = keep({}, recordings=7).days
    assert {**days, "recordings": 30} == {name: MEANINGS[name].days for name in KINDS}
    assert days["recordings"] == 7


def test_what_belongs_to_something_is_not_kept_for_longer() -> None:
    """Who called is not known by what they said after their number is gone; for ever is the longest."""
    assert keep({"calls": 20}, recordings=30).days == {
        "recordings": 20, "transcripts": 20, "conversations": 20, "calls": 20, "profiles": 365, "usage": 730,
    }  # fmt: skip
    assert keep({"usage": 10, "calls": 0}, recordings=0).days["transcripts"] == 10
    forever: dict[str, int] = dict.fromkeys(KINDS, 0)
    assert keep(forever, recordings=0).days == forever


def test_what_is_kept_for_ever_has_no_end() -> None:
    """Of other kinds what is older than so many days goes; of the numbers whole days of UTC."""
    kept = keep({"transcripts": 1, "profiles": 0, "usage": 1}, recordings=30)
    assert kept.before("profiles", NOW) is None
    assert kept.before("transcripts", NOW) == datetime(2027, 2, 27, 22, 0, tzinfo=UTC)
    assert kept.before("usage", NOW) == datetime(2027, 2, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "said"), [({"call": 3}, "the kinds are recordings, transcripts"), ({"calls": -1}, "0, for ever, or 1 to")]
)
def test_what_cannot_be_meant_is_refused(given: dict[str, int], said: str) -> None:
    """With what would be right."""
    with pytest.raises(UnusableKeep, match=said):
        checked(given)
    with pytest.raises(ValidationError, match=said):
        Settings(trunkline_keep=given)


def test_recordings_are_said_once() -> None:
    """In either setting; in both only when they agree."""
    assert Settings(trunkline_keep={"recordings": 3}).keep.days["recordings"] == 3
    assert Settings(trunkline_recordings_days=4).keep.days["recordings"] == 4
    assert Settings(trunkline_keep={"recordings": 3}, trunkline_recordings_days=3).keep.days["recordings"] == 3
    with pytest.raises(ValidationError, match="say it in one"):
        Settings(trunkline_keep={"recordings": 3}, trunkline_recordings_days=4)
