"""One use of a provider that its breaker let through: whoever made it tells how it went; the log hears of changes."""

import asyncio

import structlog

from telephony.errors import Fault
from telephony.steady.breaker import Breaker, Change

log = structlog.get_logger(__name__)


class Attempt:
    """Made by `attempt`. Its outcome may be told more than once: a stream can serve for a while and then break."""

    def __init__(self, breaker: Breaker, *, trial: bool, asked: float) -> None:
        self._breaker = breaker
        self._asked = asked
        self._trial = trial
        self._served = False
        self._failed = False

    def succeeded(self) -> None:
        """The provider served; the first time counts."""
        if not self._served and not self._failed:
            self._served = True
            _tell(self._breaker.succeeded(_now()))

    def failed(self, fault: Fault) -> None:
        """The provider did not serve, or ceased to; the first time counts."""
        if not self._failed:
            self._failed = True
            _tell(self._breaker.failed(fault, _now(), asked=self._asked))

    def released(self) -> None:
        """Nobody wants it any more. Nothing when the outcome was told already."""
        if self._trial and not self._served and not self._failed:
            self._trial = False
            self._breaker.released(_now())


def attempt(breaker: Breaker) -> Attempt | None:
    """Leave to ask the provider now, on the running loop's clock; None while its breaker is open."""
    now = _now()
    trial = breaker.state(now) != "closed"
    return Attempt(breaker, trial=trial, asked=now) if breaker.allows(now) else None


def _now() -> float:
    return asyncio.get_running_loop().time()


def _tell(change: Change | None) -> None:
    match change:
        case Change(provider, "open", fault, seconds):
            log.warning("breaker.opened", provider=provider, fault=fault, seconds=seconds)
        case Change(provider):
            log.info("breaker.closed", provider=provider)
        case None:
            pass
