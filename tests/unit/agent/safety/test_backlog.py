"""Entries that are held back until a turn is understood."""

from agent.safety.backlog import MOST_HELD, Backlog
from telephony.call.timeline import Entry


def entries(*ordinals: int, again: bool = False) -> list[Entry]:
    """Entries by their ordinals."""
    return [Entry(ordinal, 0, "again" if again else "first", {}, again) for ordinal in ordinals]


def test_nothing_is_held_back_as_long_as_it_does_not_hold() -> None:
    """What comes goes."""
    assert Backlog().passed(entries(1, 2)) == entries(1, 2)


def test_what_is_held_back_goes_in_its_order_and_in_its_last_form() -> None:
    """Once, and not again: nobody knew of its first form."""
    backlog = Backlog()
    backlog.holding = True
    assert backlog.passed(entries(5)) == []
    assert backlog.passed(entries(6)) == []
    backlog.holding = False
    told = backlog.passed([*entries(7), *entries(5, again=True)])
    assert [(each.ordinal, each.event, each.again) for each in told] == [
        (5, "again", False),
        (6, "first", False),
        (7, "first", False),
    ]
    assert backlog.passed(entries(8)) == entries(8)


def test_an_entry_that_was_told_before_is_told_again_meanwhile() -> None:
    """It stands already, and must not stand longer than it has to."""
    backlog = Backlog()
    backlog.holding = True
    backlog.passed(entries(5))
    assert backlog.passed(entries(2, again=True)) == entries(2, again=True)


def test_it_holds_so_many_and_then_none() -> None:
    """Whatever keeps a turn from being understood, memory has a bound."""
    backlog = Backlog()
    backlog.holding = True
    for ordinal in range(MOST_HELD):
        assert backlog.passed(entries(ordinal)) == []
    assert len(backlog.passed(entries(MOST_HELD))) == MOST_HELD + 1
    assert backlog.passed(entries(500)) == entries(500)
