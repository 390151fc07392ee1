"""Who did what: the port to which everything is told that a person may later have to answer for."""

from collections.abc import Mapping
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class Audit(Protocol):
    """Keeps what was done, in the order in which it was done."""

    async def record(self, *, who: str, did: str, what: str, details: Mapping[str, object]) -> None:
        """`who`: a person's or a key's name; `did`: a stable name, such as `account.added`, or of a route, such as
        `PUT /api/flows/{flow}/draft`; `what` it was done to; `details`: JSON values, those with personal data under
        names that begin with `pii_`.
        """
        ...


class LoggedAudit:
    """Writes it to the log, in which personal fields are redacted: accounts and keys stand there by their ids."""

    async def record(self, *, who: str, did: str, what: str, details: Mapping[str, object]) -> None:
        """As one event."""
        log.info("audit.recorded", pii_who=who, did=did, what=what, **details)
