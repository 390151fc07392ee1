"""Connections to vendors are kept warm while they may be needed soon: from a call's ring until the last call is over.

Vendors, and whatever stands between, close a connection that is idle for a minute or so; who speaks first then waits
for TCP and TLS, two to three times the way there and back. So, while there are calls, each provider is reminded now and
then; it knows by itself whether anything has to be done. Without calls nothing is sent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context as Variables

import structlog

log = structlog.get_logger(__name__)

EVERY_S = 25.0
"""Less than any vendor keeps an idle connection."""
LIMIT_S = 4.0
"""How long one reminder may take."""


class Warmth:
    """Those that are kept warm, by name. A reminder that fails is told of, and is no harm: whoever speaks connects.

    `wanted`: whether there are calls.
    """

    def __init__(self, *, wanted: Callable[[], bool] = lambda: False, every_s: float = EVERY_S) -> None:
        self._reminders: dict[str, Callable[[], Awaitable[None]]] = {}
        self._wanted = wanted
        self._every_s = every_s
        self._running: asyncio.Task[None] | None = None
        self._reminded_at = -every_s

    def keep(self, name: str, remind: Callable[[], Awaitable[None]]) -> None:
        """Keep this one warm from now on. `remind`: sees to it that a connection is open."""
        self._reminders[name] = remind

    def wanted_soon(self) -> None:
        """A call rings. Returns at once."""
        if self._reminders and (self._running is None or self._running.done()):
            # In a context of its own: what it uses is used for all calls.
            loop = asyncio.get_running_loop()
            self._running = loop.create_task(self._run(), name="warmth", context=Variables())

    async def aclose(self) -> None:
        """Remind nobody any more. Safe to call twice."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait({self._running})

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._reminded_at + self._every_s - loop.time())
            self._reminded_at = loop.time()
            await asyncio.gather(*(_remind(name, remind) for name, remind in self._reminders.items()))
            # Looked at after the pause: a call that rings now is wanted in a moment.
            await asyncio.sleep(self._every_s)
            if not self._wanted():
                return


async def _remind(name: str, remind: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(LIMIT_S):
            await remind()
    except Exception as why:  # noqa: BLE001 - the edge of a background job; by its kind alone, it may hold a key
        log.debug("warmth.not_kept", provider=name, why=type(why).__name__)
