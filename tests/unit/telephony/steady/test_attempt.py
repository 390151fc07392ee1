"""How a use of a provider went is told once, and only by whoever made it."""

import asyncio
from collections.abc import Callable

from structlog.testing import capture_logs

from telephony.steady.attempt import Attempt, attempt
from telephony.steady.breaker import Breaker
from tests.support.virtual_time import on_virtual_time


def run(work: Callable[[], None], *, after_s: float = 0.0) -> None:
    """On a virtual loop's clock, as it shows so many seconds."""

    async def on_loop() -> None:
        await asyncio.sleep(after_s)
        work()

    on_virtual_time(on_loop())


def made(breaker: Breaker) -> Attempt:
    """An attempt that is allowed."""
    found = attempt(breaker)
    assert found is not None
    return found


def test_opening_and_closing_are_logged_by_name() -> None:
    """With the provider, the reason and the time."""

    def work() -> None:
        breaker = Breaker("vendor")
        with capture_logs() as logs:
            made(breaker).failed("key")
        assert logs == [
            {"event": "breaker.opened", "log_level": "warning", "provider": "vendor", "fault": "key", "seconds": 60.0}
        ]
        assert attempt(breaker) is None
        with capture_logs() as logs:
            Attempt(breaker, trial=False, asked=0.0).succeeded()
        assert [entry["event"] for entry in logs] == ["breaker.closed"]

    run(work)


def test_one_attempt_counts_once() -> None:
    """Three times the same failure are one; a stream may serve first and break later."""

    def work() -> None:
        breaker = Breaker("vendor")
        once = made(breaker)
        for _ in range(3):
            once.failed("network")
        assert attempt(breaker) is not None
        served = made(breaker)
        served.succeeded()
        served.failed("network")
        assert breaker.fault == "network"

    run(work)


def test_who_is_no_trial_cannot_release_one() -> None:
    """It was allowed before the breaker opened; meanwhile somebody else tries."""

    def work() -> None:
        breaker = Breaker("vendor")
        early = made(breaker)
        for _ in range(3):
            breaker.failed("network", 0.0)
        trial = made(breaker)
        early.released()
        assert attempt(breaker) is None
        trial.released()
        assert attempt(breaker) is not None

    run(work, after_s=10.0)
