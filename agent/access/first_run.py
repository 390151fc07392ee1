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


class FirstRun:
    """Makes the link."""

    def __init__(self, people: People, openness: Openness) -> None:
        self._people = people
        self._openness = openness

    async def link(self, base: str) -> str | None:
        """A new link below `base`, good for a day and one account; links of earlier starts are not good any more. None
        where it is not wanted: there is an account, or this machine may come in without.

        The token stands behind `#`: browsers keep that to themselves, so it is in no proxy's log.
        """
        if not self._openness.always or await self._openness.accounts():
            return None
        token = new_token()
        await self._people.put_link(hashed(token), hours=HOURS)
        parts = urlsplit(base)
        link = f"{parts.scheme}://{parts.netloc}{PAGE}#{token}"
        log.warning("access.no_account", link=link, good_for_hours=HOURS)
        return link
