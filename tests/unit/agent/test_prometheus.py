"""The text that Prometheus reads."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from agent.prometheus import MOST_SERIES, OTHER, Asked, Counter, Histogram, render


def parsed(page: str) -> dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]]:
    """As Prometheus' own client reads it: family → (sample, labels) → value."""
    return {
        family.name: {(each.name, tuple(sorted(each.labels.items()))): each.value for each in family.samples}
        for family in text_string_to_metric_families(page)
    }


def test_a_counter_only_grows_and_is_told_with_its_labels() -> None:
    """One line for each combination of values that was seen."""
    calls = Counter("calls_total", "Calls.", ["flow", "by"])
    calls.add("support", "agent")
    calls.add("support", "agent", by=2)
    calls.add("sales", "caller")

    assert render([calls]).splitlines() == [
        "# HELP calls_total Calls.",
        "# TYPE calls_total counter",
        'calls_total{flow="support",by="agent"} 3',
        'calls_total{flow="sales",by="caller"} 1',
    ]


def test_what_has_no_labels_is_told_from_the_beginning() -> None:
    """A counter that never counted is zero, not missing: a rate over it is zero."""
    assert "lost_total 0" in render([Counter("lost_total", "Lost.")])
    assert "took_count 0" in render([Histogram("took", "Took.", bounds=[1.0])])


def test_what_is_kept_elsewhere_is_asked_for_when_the_page_is() -> None:
    """A gauge tells the present."""
    live = 1
    gauge = Asked("live", "Calls.", lambda: live)
    live = 7

    assert render([gauge]).endswith("live 7\n")


def test_a_histogram_counts_up_to_each_bound_and_all() -> None:
    """Buckets include their bound, are cumulative, and end with infinity; the sum and the count follow."""
    took = Histogram("took_seconds", "Took.", ["stage"], bounds=[0.1, 0.5])
    for seconds in (0.05, 0.1, 0.3, 2.0):
        took.see("voice", seconds=seconds)

    assert render([took]).splitlines()[2:] == [
        'took_seconds_bucket{stage="voice",le="0.1"} 2',
        'took_seconds_bucket{stage="voice",le="0.5"} 3',
        'took_seconds_bucket{stage="voice",le="+Inf"} 4',
        'took_seconds_sum{stage="voice"} 2.45',
        'took_seconds_count{stage="voice"} 4',
    ]


def test_a_time_that_is_no_number_is_passed_over() -> None:
    """It would spoil the sum for good."""
    took = Histogram("took", "Took.", bounds=[1.0])
    took.see(seconds=math.nan)
    took.see(seconds=math.inf)

    assert "took_count 0" in render([took])


@pytest.mark.parametrize("name", ["", "7calls", "calls live", "calls-live"])
def test_a_name_that_prometheus_cannot_read_is_refused(name: str) -> None:
    """When it is made, not when somebody scrapes."""
    with pytest.raises(ValueError, match="cannot read the name"):
        Counter(name, "Calls.")
    with pytest.raises(ValueError, match="cannot read the name"):
        Counter("calls", "Calls.", ["__own"])
    with pytest.raises(ValueError, match="cannot read the name"):
        Histogram("took", "Took.", ["le"], bounds=[1.0])


def test_a_name_is_told_once() -> None:
    """Prometheus refuses a page with the same family twice."""
    with pytest.raises(ValueError, match="two families"):
        render([Counter("calls", "Calls."), Counter("calls", "Calls.")])


def test_too_many_values_of_a_label_become_one() -> None:
    """A page stays readable whatever is counted; nothing is lost of the sum."""
    calls = Counter("calls_total", "Calls.", ["flow"])
    for number in range(MOST_SERIES + 50):
        calls.add(f"flow-{number}")
    calls.add("flow-0")
    samples = parsed(render([calls]))["calls"]

    assert len(samples) == MOST_SERIES + 1
    assert samples["calls_total", (("flow", OTHER),)] == 50
    assert samples["calls_total", (("flow", "flow-0"),)] == 2


def test_every_label_wants_a_value() -> None:
    """A mistake of ours is found in a test."""
    with pytest.raises(ValueError, match="has the labels"):
        Counter("calls_total", "Calls.", ["flow"]).add()


@given(st.text(max_size=20), st.text(max_size=20), st.floats(min_value=0, max_value=1e18))
def test_any_value_is_read_back_as_it_was(flow: str, meaning: str, by: float) -> None:
    """Quotes, backslashes and ends of lines are escaped, in values and in sentences."""
    calls = Counter("calls_total", meaning, ["flow"])
    calls.add(flow, by=by)

    assert parsed(render([calls]))["calls"] == {("calls_total", (("flow", flow),)): pytest.approx(by)}


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=30))
def test_prometheus_reads_what_a_histogram_saw(seen: list[float]) -> None:
    """Its own client agrees on each bucket, the count and the sum."""
    bounds = (0.1, 1.0, 10.0)
    took = Histogram("took", "Took.", bounds=bounds)
    for seconds in seen:
        took.see(seconds=seconds)
    samples = parsed(render([took]))["took"]

    for bound, written in zip((*bounds, math.inf), ("0.1", "1", "10", "+Inf"), strict=True):
        assert samples["took_bucket", (("le", written),)] == sum(each <= bound for each in seen)
    assert samples["took_count", ()] == len(seen)
    assert samples["took_sum", ()] == pytest.approx(sum(seen))
