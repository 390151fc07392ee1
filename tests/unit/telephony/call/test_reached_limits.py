"""A call that may not go on."""

from telephony.call import events as ev
from telephony.call.turns import TurnMachine


def test_a_call_that_has_reached_a_limit_ends_at_once_and_says_which() -> None:
    """Whatever is going on; afterwards nothing happens any more."""
    machine = TurnMachine()
    machine.on(ev.CallStarted(), 0.0)
    [end] = [
        action for action in machine.on(ev.LimitReached("caller.minutes.hour"), 3.0) if isinstance(action, ev.EndCall)
    ]
    assert (end.ended, end.why) == ("limit", "caller.minutes.hour")
    assert machine.deadline() is None
    again = machine.on(ev.LimitReached("caller.minutes.hour"), 4.0)
    assert again == [ev.Note("ignored", {"event": "LimitReached"})]
