"""How much there is to hear before the sound that is being made."""

from contextvars import Context, copy_context

from telephony.tts import lead
from telephony.tts.lead import AHEAD_S, Lead


def test_the_first_sound_is_never_waited_for() -> None:
    """However much there is to hear before it: nobody knows yet how long it takes."""

    def late() -> float:
        lead.tell(100.0)
        return Lead().patience_s(0.0)

    assert Context().run(late) == 0.0


def test_sound_is_wanted_piece_by_piece_until_there_is_enough_to_hear() -> None:
    """Half a second of it; then the next may gather, and more of it the more there is, up to a quarter of a second."""
    own = Lead()
    own.sounded(AHEAD_S, 10.0)
    assert own.patience_s(10.0) == 0.0
    own.sounded(0.1, 10.1)
    assert 0.0 < own.patience_s(10.0) < AHEAD_S / 4
    own.sounded(60.0, 10.2)
    assert own.patience_s(10.2) == 0.25


def test_patience_ends_as_the_sound_is_heard() -> None:
    """Counted from the first sound on, as it is played."""
    own = Lead()
    own.sounded(2.0, 10.0)
    assert own.patience_s(10.0) > own.patience_s(11.0) > 0.0
    assert own.patience_s(11.6) == 0.0


def test_what_is_heard_before_it_counts() -> None:
    """A second sentence is not wanted piece by piece while the first is heard; an old one says nothing."""

    def after(until_s: float) -> float:
        lead.tell(until_s)
        own = Lead()
        own.sounded(0.1, 10.0)
        return own.patience_s(10.0)

    assert copy_context().run(after, 11.0) > 0.0
    assert copy_context().run(after, 9.0) == 0.0
