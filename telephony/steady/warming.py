"""Warming several providers of one kind: the service starts as soon as one can serve, and wrong settings stop it.

The first has to be warm, or down only for the moment; then the next stands in. The others are warmed afterwards, and
whoever could not be warmed is tried again until it can, as often as its breaker allows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

from telephony.errors import PASSING, SpeechUnavailable
from telephony.refusals import too_late
from telephony.steady.attempt import attempt
from telephony.steady.breaker import Breaker

log = structlog.get_logger(__name__)

WARM_LIMIT_S = 60.0
"""Models inside the process may take a while; vendors answer or fail much sooner."""
_PAUSE_S = 10.0
"""Between two looks at those who are not warm; their breakers let them be asked more and more seldom."""


@dataclass(frozen=True, slots=True)
class Warmable:
    """One provider: its name, what warms it (raises `SpeechUnavailable`), and its breaker."""

    name: str
    warm: Callable[[], Awaitable[None]]
    breaker: Breaker


class Warming:
    """Those of one kind, in the order of the settings."""

    def __init__(self, providers: Sequence[Warmable]) -> None:
        self._providers = providers
        self.cold: set[str] = set()
        """Those who are not warm yet, by name. Until `warm` is called all count as warm."""
        self._later: asyncio.Task[None] | None = None

    async def warm(self) -> None:
        """Warm the first that can be had; the others in the background. When nobody can, for the moment, that is no
        reason not to start: they are tried again. Raises `SpeechUnavailable` when the first has a fault that will not
        pass.
        """
        self.cold.update(each.name for each in self._providers)
        first_trouble: SpeechUnavailable | None = None
        for provider in self._providers:
            trouble = await self._warmed(provider)
            if trouble is None:
                break
            first_trouble = first_trouble or trouble
            if first_trouble.fault not in PASSING:
                raise first_trouble
        if self.cold:
            self._later = asyncio.create_task(self._warm_the_others(), name="steady.warm")

    async def aclose(self) -> None:
        """Warm no more. Safe to call twice."""
        if self._later is not None:
            self._later.cancel()
            await asyncio.wait((self._later,), timeout=1.0)

    async def _warm_the_others(self) -> None:
        while True:
            await asyncio.gather(*(self._warmed(each) for each in self._providers if each.name in self.cold))
            if not self.cold:
                return
            await asyncio.sleep(_PAUSE_S)

    async def _warmed(self, provider: Warmable) -> SpeechUnavailable | None:
        """What is in the way, or None: it is warm."""
        leave = attempt(provider.breaker)
        if leave is None:
            return SpeechUnavailable(f"{provider.name} failed and is left in peace for a while.", fault="broken")
        try:
            trouble = await _trouble_of(provider)
            if trouble is None:
                leave.succeeded()
                self.cold.discard(provider.name)
                log.info("steady.warm", provider=provider.name)
            else:
                leave.failed(trouble.fault)
                log.warning("steady.not_warm", provider=provider.name, fault=trouble.fault, why=str(trouble))
        finally:
            leave.released()
        return trouble


async def _trouble_of(provider: Warmable) -> SpeechUnavailable | None:
    try:
        async with asyncio.timeout(WARM_LIMIT_S):
            await provider.warm()
    except SpeechUnavailable as why:
        return why
    except TimeoutError:
        return too_late(provider.name, WARM_LIMIT_S)
    except Exception as why:  # noqa: BLE001 - the edge to a provider: by its kind alone, it may hold a key
        return SpeechUnavailable(f"{provider.name} could not be warmed ({type(why).__name__}).")
    return None
