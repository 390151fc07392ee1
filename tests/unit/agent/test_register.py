"""Which calls are known."""

from agent.register import Former, Register
from telephony.call.timeline import Entry


def ignore(_call_id: str, _entry: Entry) -> None:
    """Nobody listens."""


def test_a_call_goes_on_until_it_is_over() -> None:
    """A call counts as live from its first stream to its end, and can be asked about afterwards."""
    register = Register()
    call = register.open("CA1", ignore, now=100.0)

    assert register.live == [call]
    call.over.set()
    assert register.live == []
    assert register.find("CA1") is call


def test_another_stream_of_a_call_goes_on_with_its_timeline() -> None:
    """Neither ordinals nor times of a call's events begin anew when its line was lost."""
    register = Register()
    first = register.open("CA1", ignore, now=100.0)
    first.timeline.add(0.0, "say")
    first.timeline.add(0.1, "ended")
    first.over.set()
    second = register.open("CA1", ignore, now=107.5)
    second.timeline.add(0.2, "say")

    assert [(entry.ordinal, entry.at_ms) for entry in second.timeline.entries] == [(2, 7700)]
    assert second.streams == 2


def test_a_timeline_that_another_process_began_goes_on() -> None:
    """It goes on where that one stopped, and with the call's own age."""
    call = Register().open("CA1", ignore, now=130.0, former=Former(40, 100.0))
    call.timeline.add(0.0, "say")

    assert (call.timeline.entries[0].ordinal, call.timeline.entries[0].at_ms) == (40, 30_000)


def test_only_the_last_ended_calls_are_remembered_and_every_live_one() -> None:
    """A long call does not keep the short ones before and after it in memory."""
    register = Register(remembered=3)
    long = register.open("long", ignore, now=100.0)
    for number in range(20):
        register.open(f"CA{number}", ignore, now=100.0).over.set()
    register.open("next", ignore, now=100.0)

    assert len(register) == 5
    assert register.find("long") is long
    assert register.find("CA19") is not None
    assert register.find("CA16") is None


def test_what_is_noted_is_told_with_the_call() -> None:
    """The listener learns whose entry it is."""
    told: list[tuple[str, str]] = []
    register = Register()
    register.open("CA1", lambda call_id, entry: told.append((call_id, entry.event)), now=0.0).timeline.add(0.0, "say")

    assert told == [("CA1", "say")]


def test_calls_that_were_erased_are_not_remembered() -> None:
    """Those that are over; one that goes on is known until its end."""
    register = Register()
    register.open("over", ignore, now=100.0).over.set()
    going_on = register.open("going on", ignore, now=100.0)
    register.forget(["over", "going on", "unknown"])

    assert register.find("over") is None
    assert register.find("going on") is going_on
