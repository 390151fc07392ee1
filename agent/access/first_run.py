"""The first account: made with a link that is shown when the service starts. There is no default password."""

from typing import Final
from urllib.parse import urlsplit

import structlog

from agent.access.openness import Openness
from agent.access.tokens import hashed, new_token
from agent.store.people import People

log = structlog.get_logger(__name__)

HOURS: Final = 24
PAGE: Final = "/first-account"
OPEN: Final = (
    "Nobody has an account: the console is open, as a local administrator, to whatever asks from this machine. Before "
    "a proxy or a tunnel leads here, set PUBLIC_URL or TRUNKLINE_SIGN_IN=always (docs/access.md)."
)


class FirstRun:
    """Makes the link."""

    def __init__(self, people: People, openness: Openness) -> None:
        self._people = people
        self._openness = openness

    async def link(self, base: str) -> str | None:
        """A new link below `base`, good for a day and one account; links of earlier starts are not good any more. None
        where it is not wanted: somebody administers, or this machine may come in without.

        The token stands behind `#`: browsers keep that to themselves, so it is in no proxy's log.
        """
        if await self._openness.open():
            log.warning("access.open", advice=OPEN)
        if not self._openness.always or await self._people.administered():
            return None
        token = new_token()
        await self._people.put_link(hashed(token), hours=HOURS)
        parts = urlsplit(base)
        link = f"{parts.scheme}://{parts.netloc}{PAGE}#{token}"
        log.warning("access.no_account", link=link, good_for_hours=HOURS)
        return link
