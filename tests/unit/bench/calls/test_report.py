"""Tables of a measurement."""

from typing import Any

import pytest

from bench.calls.report import markdown, memory_of_a_call

HOW = {
    "command": "python -m bench.calls.run --quick",
    "at": "2026-03-02T09:00",
    "cpu": "a processor",
    "cores": {"measured": [0], "other": [1]},
    "version": "1",
    "python": "3.11",
    "uvicorn": "1",
    "peer": "",
    "delays": {"end": 200},
}


def run(service: str, **more: Any) -> dict[str, Any]:
    """What was measured of one service."""
    spread = {"n": 9, "p50": 10.0, "p95": 15.0, "p99": 20.0, "max": 21.0}
    usual = {"service": service, "scene": "talk", "calls": 10, "added_ms": spread, "felt_ms": spread, "clear_ms": {}}
    counted = {"turns": 9, "lost": 0, "short": 0, "gaps_a_minute": 0.0, "load_before": 1, "load_after": 1}
    used = {
        "cpu_s_a_call_minute": 0.3,
        "database_cpu_s_a_call_minute": 0.1,
        "mb": 200.0,
        "instrument_late_ms": {"99": 1.0},
    }
    return {**usual, **counted, **used, **more}


def test_services_are_compared_where_both_were_measured() -> None:
    """As ratios: those are what a busy machine leaves over."""
    text = markdown(
        {"how": HOW, "runs": [run("ours"), run("floor", cpu_s_a_call_minute=0.1), run("peer-tuned", calls=25)]}
    )
    assert "10 calls, against floor: CPU 3.00 ×." in text
    assert "peer-tuned:" not in text
    assert "`python -m bench.calls.run --quick`" in text


def test_our_tail_is_held_against_the_others_middle() -> None:
    """From 10 calls up our slowest per cent is to be no slower than the peer's median."""
    peer = run("peer-default", added_ms={"p50": 40.0, "p99": 80.0})
    assert "our p99 is 0.50 × its p50" in markdown({"how": HOW, "runs": [run("ours"), peer]})


def test_what_failed_and_what_was_disturbed_is_told() -> None:
    """A figure of a machine that had other things to do is marked."""
    failed = {"service": "ours", "scene": "talk", "calls": 50, "failed": "it has ended"}
    text = markdown({"how": HOW, "runs": [run("ours", instrument_late_ms={"99": 66.0}), failed]})
    assert "66.0 (disturbed)" in text
    assert "- ours, 50 calls: it has ended" in text


def test_memory_of_a_call_is_between_the_fewest_and_the_most() -> None:
    """What is loaded once is not counted; one number of calls says nothing."""
    assert memory_of_a_call([run("ours", calls=1, mb=200.0), run("ours", calls=101, mb=250.0)]) == pytest.approx(0.5)
    assert memory_of_a_call([run("ours")]) is None
