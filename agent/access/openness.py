"""Whether one has to sign in: not as long as there is no account and no way in from outside.

A tunnel or a proxy on this machine makes strangers look like neighbours, so PUBLIC_URL closes the console, whether
somebody has an account or not.
"""

import time
from collections.abc import Callable
from typing import Final

import structlog
from starlette.requests import HTTPConnection

from agent.bookkeeping import AWAY
from agent.settings import Settings
from agent.store.people import People
from telephony.neighbours import is_neighbour

log = structlog.get_logger(__name__)

GOOD_S: Final = 2.0
"""How long after the first account was made elsewhere somebody may still be let in without."""


class Openness:
    """Asked at every request."""

    def __init__(self, settings: Settings, people: People, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.always = bool(
            settings.trunkline_sign_in == "always" or settings.public_url or settings.trunkline_oidc_issuer
        )
        """Whether one has to sign in, account or not."""
        self._people = people
        self._clock = clock
        self._any = True
        self._looked = float("-inf")

    async def accounts(self) -> bool:
        """Whether there is an account. While the database is away, what was known last."""
        if self._clock() - self._looked >= GOOD_S:
            try:
                self._any = await self._people.any()
            except AWAY as why:
                log.warning("access.no_database", why=type(why).__name__)
            self._looked = self._clock()
        return self._any

    async def open(self) -> bool:
        """Whether this machine may come in without signing in."""
        return not self.always and not await self.accounts()

    async def admits(self, connection: HTTPConnection) -> bool:
        """Whether this client may."""
        return is_neighbour(connection) and await self.open()

    def forget(self) -> None:
        """An account was made or removed here."""
        self._looked = float("-inf")
