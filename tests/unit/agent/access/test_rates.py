"""How often somebody may ask."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.access.lately import Lately
from agent.access.rates import Buckets, Rate


def test_a_burst_goes_through_and_then_the_rate_holds() -> None:
    """Who comes too early is told how long to wait, and then goes through."""
    buckets = Buckets(Rate(a_second=2, burst=3))
    assert [buckets.take("a", now=0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("a", now=0.25) == 0.25
    assert buckets.take("a", now=0.5) == 0
    assert buckets.take("b", now=0.5) == 0


@settings(max_examples=100)
@given(st.lists(st.floats(0, 5), min_size=1, max_size=100))
def test_never_more_go_through_than_burst_and_rate_allow(pauses: list[float]) -> None:
    """Whenever they come."""
    buckets, now, through = Buckets(Rate(a_second=3, burst=5)), 0.0, 0
    for pause in pauses:
        now += pause
        through += buckets.take("a", now=now) == 0
    assert through <= 5 + 3 * now + 1e-6


def test_buckets_are_bounded() -> None:
    """Whoever makes up addresses fills no memory; the one that was not used for longest goes first."""
    buckets = Buckets(Rate(a_second=0.001, burst=1), most=2)
    for who in ("a", "b", "a", "c"):
        buckets.take(who, now=0)
    assert buckets.take("a", now=0) > 0
    assert buckets.take("b", now=0) == 0


def test_what_was_found_out_is_good_for_a_while_and_bounded() -> None:
    """And forgotten when something changes."""
    lately: Lately[str, int] = Lately(good_s=5, most=2)
    lately.put("a", 1, now=0)
    assert (lately.get("a", now=4.9), lately.get("a", now=5)) == (1, None)
    for name in ("b", "c"):
        lately.put(name, 2, now=5)
    assert lately.get("a", now=0) is None
    assert lately.get("c", now=5) == 2
    lately.clear()
    assert lately.get("c", now=5) is None


def test_what_was_asked_before_a_change_is_not_kept_after_it() -> None:
    """The answer may be older than what it is about."""
    lately: Lately[str, int] = Lately(good_s=5)
    changes = lately.changes
    lately.clear()
    lately.put("a", 1, now=0, changes=changes)
    assert lately.get("a", now=0) is None
    lately.put("a", 2, now=0, changes=lately.changes)
    assert lately.get("a", now=0) == 2
