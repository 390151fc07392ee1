"""A provider that is down is left in peace, and never for ever."""

from dataclasses import dataclass, field
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.errors import PASSING, Fault
from telephony.steady.breaker import IN_A_ROW, TRIAL_S, Breaker, Change

LONGEST_S = 900.0
FAULTS: tuple[Fault, ...] = get_args(Fault)

gaps = st.sampled_from([0.0, 0.0, 0.1, 1.0, 5.0, 9.9, 10.0, 20.0, 60.0, 400.0, 1000.0])
steps = st.lists(
    st.tuples(gaps, st.sampled_from(["ask", "ask", "succeeded", "released", *FAULTS])), min_size=1, max_size=60
)


def opened(fault: Fault = "network", *, now: float = 0.0) -> Breaker:
    """One that has just opened."""
    breaker = Breaker("vendor")
    for _ in range(IN_A_ROW):
        breaker.failed(fault, now)
    return breaker


@pytest.mark.parametrize("fault", sorted(PASSING | {"local", "request"}))
def test_what_may_pass_opens_it_at_the_third_time_in_a_row(fault: Fault) -> None:
    """Two failures change nothing; the third opens it for ten seconds."""
    breaker = Breaker("vendor")
    assert [breaker.failed(fault, 1.0) for _ in range(2)] == [None, None]
    assert breaker.allows(1.0)
    assert breaker.failed(fault, 2.0) == Change("vendor", "open", fault, 10.0)
    assert not breaker.allows(11.9)
    assert breaker.allows(12.0)


def test_what_breaks_at_once_is_one_failure() -> None:
    """Ten streams that are torn together say no more than one; each that is asked afterwards, in vain, says it anew."""
    breaker = Breaker("vendor")
    assert [breaker.failed("broken", 5.0 + number / 1000, asked=number / 10) for number in range(10)] == [None] * 10
    assert breaker.allows(5.1)
    assert breaker.failed("network", 5.3, asked=5.1) is None
    assert breaker.failed("network", 5.4, asked=5.4) == Change("vendor", "open", "network", 10.0)


def test_a_refused_key_opens_it_whenever_it_was_asked() -> None:
    """That it was asked before something else failed makes the key no better."""
    breaker = Breaker("vendor")
    breaker.failed("network", 2.0)
    assert breaker.failed("key", 3.0, asked=1.0) == Change("vendor", "open", "key", 60.0)


def test_what_was_asked_before_a_failure_is_no_trial() -> None:
    """A stream of old that breaks while the provider is being tried again does not bar it for longer."""
    breaker = opened(now=5.0)
    assert breaker.allows(15.0)
    assert breaker.failed("broken", 15.1, asked=1.0) is None
    assert breaker.succeeded(15.2) == Change("vendor", "closed")


def test_a_success_in_between_starts_the_count_anew() -> None:
    """Two failures, a success, two failures: still closed."""
    breaker = Breaker("vendor")
    for outcome in (breaker.failed, breaker.failed):
        outcome("timeout", 0.0)
    assert breaker.succeeded(0.0) is None
    for outcome in (breaker.failed, breaker.failed):
        outcome("timeout", 0.0)
    assert breaker.state(0.0) == "closed"


@pytest.mark.parametrize(("fault", "seconds"), [("key", 60), ("quota", 60), ("model", 60)])
def test_what_asking_again_will_not_mend_opens_it_at_once(fault: Fault, seconds: float) -> None:
    """The first refusal is enough, and what somebody has to mend is left alone for longer."""
    assert Breaker("vendor").failed(fault, 5.0) == Change("vendor", "open", fault, seconds)


def test_each_failed_trial_doubles_the_time_up_to_five_minutes() -> None:
    """10, 20, 40 … 300, 300; and a success begins again at 10."""
    breaker, now, waits = opened(), 0.0, [10.0]
    for _ in range(6):
        now += waits[-1]
        assert breaker.allows(now)
        change = breaker.failed("network", now)
        assert change is not None
        waits.append(change.seconds)
    assert waits == [10, 20, 40, 80, 160, 300, 300]
    assert breaker.allows(now + 300)
    assert breaker.succeeded(now + 300) == Change("vendor", "closed")
    assert opened().state(9.0) == "open"
    again = [breaker.failed("network", now + 301) for _ in range(IN_A_ROW)][-1]
    assert again == Change("vendor", "open", "network", 10.0)


def test_half_open_lets_one_through() -> None:
    """The second who asks has to wait for the first; a released trial can be made again."""
    breaker = opened()
    assert [breaker.allows(10.0), breaker.allows(10.0), breaker.allows(15.0)] == [True, False, False]
    breaker.released(16.0)
    assert [breaker.allows(16.0), breaker.allows(16.0)] == [True, False]


def test_a_trial_of_which_nothing_is_heard_does_not_bar_the_provider_for_ever() -> None:
    """After half a minute another may be made."""
    breaker = opened()
    assert breaker.allows(10.0)
    assert not breaker.allows(10.0 + TRIAL_S - 0.1)
    assert breaker.allows(10.0 + TRIAL_S)


def test_failures_of_what_was_asked_before_it_opened_do_not_lengthen_its_time() -> None:
    """Twenty calls that break together are one trouble."""
    breaker = opened()
    assert [breaker.failed("network", 1.0) for _ in range(20)] == [None] * 20
    assert breaker.allows(10.0)
    assert breaker.failed("network", 10.0) == Change("vendor", "open", "network", 20.0)


@dataclass
class History:
    """A breaker and what was done to it."""

    breaker: Breaker = field(default_factory=lambda: Breaker("vendor"))
    now: float = 0.0
    trial_since: float | None = None

    def step(self, gap: float, what: str) -> None:
        """One thing that happens, and what must hold of it."""
        self.now += gap
        before = self.breaker.state(self.now)
        match what:
            case "ask":
                self._ask(before)
            case "succeeded":
                change = self.breaker.succeeded(self.now)
                assert (change is not None) == (before != "closed")
                assert self.breaker.state(self.now) == "closed"
                self.trial_since = None
            case "released":
                self.breaker.released(self.now)
                assert self.breaker.state(self.now) == before
                self.trial_since = None
            case _:
                self._fail(what, before)

    def _ask(self, before: str) -> None:
        allowed = self.breaker.allows(self.now)
        if before == "closed":
            assert allowed
        elif before == "open":
            assert not allowed
        elif allowed:
            assert self.trial_since is None or self.now - self.trial_since >= TRIAL_S, "two trials at once"
            self.trial_since = self.now
        else:
            assert self.trial_since is not None, "half open, nobody tries, and yet nobody may"

    def _fail(self, what: str, before: str) -> None:
        change = self.breaker.failed(next(fault for fault in FAULTS if fault == what), self.now)
        if before == "open":
            assert change is None
        if before == "half_open":
            assert change is not None
            self.trial_since = None
        if change is not None:
            assert 10 <= change.seconds <= LONGEST_S
            assert self.breaker.state(self.now) == "open"


@settings(max_examples=200)
@given(steps)
def test_whatever_happens_one_trial_at_a_time_and_never_barred_for_ever(happenings: list[tuple[float, str]]) -> None:
    """In any order of outcomes at any times: one trial at once, and after the longest time somebody may try."""
    history = History()
    for gap, what in happenings:
        history.step(gap, what)
    assert history.breaker.allows(history.now + LONGEST_S + TRIAL_S)
