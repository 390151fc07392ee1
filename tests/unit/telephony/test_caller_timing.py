"""When the simulated caller speaks: after the agent, like people do, or into its words when told to."""

from collections.abc import Sequence
from itertools import groupby

from telephony.caller.plan import Action, CallPlan, Press, Say, Wait
from telephony.caller.timing import Timing

HELLO, BYE = Say(b"", "hello"), Say(b"", "bye")


def acted(
    plan: CallPlan, agent: Sequence[tuple[int, int]], *, until: int, takes: int = 0
) -> tuple[list[tuple[int, Action]], list[tuple[int, str]]]:
    """The actions with their moments, and the agent's turns, when it is heard in these stretches; every 20 ms."""
    timing, actions, turns = Timing(plan), [], []
    for now in range(0, until, 20):
        turn = timing.hear(now, playing=any(start <= now < end for start, end in agent))
        if turn is not None:
            turns.append((now, str(turn)))
        action = timing.next(now)
        if action is not None:
            actions.append((now, action))
            timing.busy(now + takes)
    return actions, turns


def test_a_line_waits_until_the_agent_has_stopped() -> None:
    """Quiet is counted from the last sound."""
    actions, turns = acted(CallPlan(script=[HELLO], quiet_s=1), [(100, 1100)], until=5000)
    assert actions == [(2080, HELLO)]
    assert turns == [(100, "agent_speaking"), (2080, "agent_quiet")]


def test_a_short_pause_of_the_agent_is_no_end() -> None:
    """Between two sentences the caller keeps waiting."""
    actions, turns = acted(CallPlan(script=[HELLO], quiet_s=1), [(0, 1000), (1500, 2000)], until=5000)
    assert actions == [(2980, HELLO)]
    assert [name for _, name in turns] == ["agent_speaking", "agent_quiet"]


def test_the_next_line_waits_for_an_answer() -> None:
    """Two lines are not said to one sentence of the agent."""
    plan = CallPlan(script=[HELLO, BYE], quiet_s=1)
    actions, _ = acted(plan, [(0, 500), (4000, 5000)], until=10_000, takes=800)
    assert actions == [(1480, HELLO), (5980, BYE)]


def test_an_answer_that_comes_before_the_line_is_over_counts() -> None:
    """Recordings end with silence; a fast agent answers into it."""
    plan = CallPlan(script=[HELLO, BYE], quiet_s=1)
    actions, _ = acted(plan, [(0, 500), (1900, 2500)], until=10_000, takes=800)
    assert actions[1] == (3480, BYE)


def test_patience_ends() -> None:
    """An agent that says nothing is spoken to all the same, after a while counted from our own last word."""
    plan = CallPlan(script=[HELLO, BYE], patience_s=3)
    actions, turns = acted(plan, [], until=10_000, takes=500)
    assert actions == [(3000, HELLO), (6500, BYE)]
    assert turns == []


def test_an_agent_that_keeps_talking_is_not_cut_off_by_impatience() -> None:
    """Patience is counted in silence only."""
    actions, _ = acted(CallPlan(script=[HELLO], patience_s=1, quiet_s=0.5), [(0, 5000)], until=6000)
    assert actions == [(5480, HELLO)]


def test_barging_in_counts_from_the_agents_first_sound() -> None:
    """Each line cuts into the sentence that answers the one before."""
    plan = CallPlan(script=[HELLO, BYE], barge_in_s=0.4)
    actions, _ = acted(plan, [(100, 600), (1200, 3000)], until=5000, takes=300)
    assert actions == [(500, HELLO), (1600, BYE)]


def test_barging_in_falls_back_to_waiting() -> None:
    """A sentence shorter than the wait is answered when it is over."""
    actions, _ = acted(CallPlan(script=[HELLO], barge_in_s=2, quiet_s=1), [(0, 500)], until=5000)
    assert actions == [(1480, HELLO)]


def test_an_agent_that_talks_on_after_a_barge_in_has_not_answered() -> None:
    """Only a new beginning is an answer to the line that was said into its words."""
    plan = CallPlan(script=[HELLO, BYE], barge_in_s=0.4, quiet_s=1, patience_s=5)
    actions, _ = acted(plan, [(0, 2000)], until=10_000, takes=200)
    assert actions == [(400, HELLO), (6980, BYE)]


def test_waiting_lets_the_agent_speak_first() -> None:
    """After a silence the caller answers what the agent said into it."""
    plan = CallPlan(script=[Wait(3), Press("1")], quiet_s=0.5)
    actions, _ = acted(plan, [(0, 200), (2000, 2400)], until=8000, takes=3000)
    assert actions == [(680, Wait(3)), (3680, Press("1"))]


def test_after_a_reconnection_the_agent_owes_a_word() -> None:
    """The script goes on when the agent has spoken on the new socket."""
    timing = Timing(CallPlan(script=[HELLO], quiet_s=0.5))
    timing.hear(0, playing=True)
    timing.reconnected(1000)
    heard = [timing.hear(now, playing=1200 <= now < 1400) for now in range(1000, 1900, 20)]
    assert [turn for turn, _ in groupby(heard) if turn] == ["agent_speaking", "agent_quiet"]
    assert timing.next(1900) == HELLO
    assert timing.done == 1
