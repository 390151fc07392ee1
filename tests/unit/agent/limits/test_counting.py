"""In which counts a call counts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.limits.catalogue import LIMITS, Limits
from agent.limits.counting import LocalCounts, Subject, bounds, counters, model_counter

PUNE = ZoneInfo("Asia/Kolkata")
NOW = datetime(2027, 3, 1, 3, 30, tzinfo=UTC)
ANIL = Subject("+919822012345", "+912071110000")


def just(**named: int) -> Limits:
    """No limits but these; two underscores for a point."""
    return Limits({**dict.fromkeys(LIMITS), **{name.replace("__", "."): Decimal(most) for name, most in named.items()}})


def test_a_call_counts_for_its_caller_our_number_its_tenant_and_everybody() -> None:
    """In each period, the caller first; minutes are limited in seconds."""
    counted = counters(ANIL, just(caller__calls__hour=60, all__minutes__day=10), now=NOW, zone=PUNE)
    assert [(each.scope, each.key) for each in counted[::3]] == [
        ("caller", ANIL.caller),
        ("callee", ANIL.callee),
        ("tenant", "main"),
        ("all", ""),
    ]
    assert [each.period for each in counted[:3]] == ["minute", "hour", "day"]
    assert [each.calls for each in counted[:3]] == [None, 60, None]
    assert counted[-1].seconds == 600
    assert counted[-1].tenant == ""


def test_callers_without_a_number_count_together() -> None:
    """They have limits of their own, and none of a number."""
    nobody = Subject("", ANIL.callee)
    limits = just(anonymous__calls__minute=3, caller__calls__minute=1, anonymous__at_once=2, caller__at_once=1)
    first = counters(nobody, limits, now=NOW, zone=PUNE)[0]
    assert (first.scope, first.key, first.calls) == ("anonymous", "", 3)
    assert [(each.scope, each.most) for each in bounds(nobody, limits)] == [("anonymous", 2)]


def test_a_trial_counts_only_among_the_calls_at_once() -> None:
    """Of its tenant, and of everybody."""
    limits = just(caller__at_once=1, callee__at_once=1, tenant__at_once=8, all__at_once=9)
    trial = Subject("+919822012345", "+912071110000", trial=True)
    assert counters(trial, limits, now=NOW, zone=PUNE) == []
    assert [(each.scope, each.most) for each in bounds(trial, limits)] == [("tenant", 8), ("all", 9)]


def test_who_is_let_in_counts_but_has_no_limits_of_their_number() -> None:
    """Those of everybody hold for them, too."""
    limits = just(caller__calls__day=1, caller__minutes__day=1, caller__at_once=1, callee__calls__day=7, all__at_once=2)
    known = Subject(ANIL.caller, ANIL.callee, allowed=True)
    counted = counters(known, limits, now=NOW, zone=PUNE)
    assert [(each.calls, each.seconds) for each in counted[:3]] == [(None, None)] * 3
    assert counted[5].calls == 7
    assert [each.scope for each in bounds(known, limits)] == ["all"]


def test_what_models_use_is_counted_by_day_and_currency() -> None:
    """A day of the business."""
    counter = model_counter("INR", now=NOW, zone=PUNE)
    assert (counter.scope, counter.key, counter.period) == ("model", "INR", "day")
    assert counter.began == datetime(2027, 2, 28, 18, 30, tzinfo=UTC)


@settings(max_examples=100)
@given(limit=st.integers(0, 6), gaps=st.lists(st.integers(0, 40), max_size=25))
def test_a_process_alone_lets_in_as_many_as_its_limit_in_each_minute(limit: int, gaps: list[int]) -> None:
    """However they come."""
    local, limits, now = LocalCounts(), just(caller__calls__minute=limit), NOW
    let_in: dict[datetime, int] = {}
    for gap in gaps:
        now += timedelta(seconds=gap)
        counted = counters(ANIL, limits, now=now, zone=PUNE)
        minute = counted[0].began
        reached = local.reached(counted)
        assert reached == (None if let_in.get(minute, 0) < limit else "caller.calls.minute")
        if reached is None:
            local.add(counted)
            let_in[minute] = let_in.get(minute, 0) + 1


def test_what_a_process_keeps_is_bounded_and_forgotten() -> None:
    """The counts that were not touched for longest go first; after two days all do."""
    local, limits = LocalCounts(most=24), just()
    for number in range(10):
        local.add(counters(Subject(f"+91982201234{number}", "+912071110000"), limits, now=NOW, zone=PUNE))
    assert len(local) == 24
    local.forget(now=NOW + timedelta(days=1))
    assert len(local) == 24
    local.forget(now=NOW + timedelta(days=3))
    assert len(local) == 0
