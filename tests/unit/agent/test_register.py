"""Which calls are known."""

from agent.register import Register
from telephony.call.timeline import Entry


def ignore(_call_id: str, _entry: Entry) -> None:
    """Nobody listens."""


def test_a_call_goes_on_until_it_is_over() -> None:
    """A call counts as live from its first stream to its end, and can be asked about afterwards."""
    register = Register()
    call = register.open("CA1", ignore)

    assert register.live == [call]
    call.over.set()
    assert register.live == []
    assert register.find("CA1") is call


def test_another_stream_of_a_call_goes_on_with_its_timeline() -> None:
    """The ordinals of a call's events do not begin anew when its line was lost."""
    register = Register()
    first = register.open("CA1", ignore)
    first.timeline.add(0.0, "say")
    first.timeline.add(0.1, "ended")
    first.over.set()
    second = register.open("CA1", ignore)
    second.timeline.add(0.0, "say")

    assert [entry.ordinal for entry in second.timeline.entries] == [2]
    assert second.streams == 2


def test_a_timeline_that_another_process_began_goes_on() -> None:
    """`first` is where it stopped."""
    call = Register().open("CA1", ignore, first=40)
    call.timeline.add(0.0, "say")

    assert call.timeline.entries[0].ordinal == 40


def test_only_the_last_ended_calls_are_remembered_and_every_live_one() -> None:
    """A long call does not keep the short ones before and after it in memory."""
    register = Register(remembered=3)
    long = register.open("long", ignore)
    for number in range(20):
        register.open(f"CA{number}", ignore).over.set()
    register.open("next", ignore)

    assert len(register) == 5
    assert register.find("long") is long
    assert register.find("CA19") is not None
    assert register.find("CA16") is None


def test_what_is_noted_is_told_with_the_call() -> None:
    """The listener learns whose entry it is."""
    told: list[tuple[str, str]] = []
    register = Register()
    register.open("CA1", lambda call_id, entry: told.append((call_id, entry.event))).timeline.add(0.0, "say")

    assert told == [("CA1", "say")]
