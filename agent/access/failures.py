"""Sign-ins that came to nothing: counted, logged, and told to the audit.

Whose account it was is told only where there is such an account, by its id: people type passwords into fields for
names.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Literal

import structlog

from agent.access.audit import Audit

log = structlog.get_logger(__name__)

By = Literal["password", "provider"]
UNKNOWN = "unknown"


class Failures:
    """Where they are told."""

    def __init__(self, audit: Audit, count: Callable[[str, str], None] | None = None) -> None:
        """`count` is told by what means and why, in words of ours."""
        self._audit = audit
        self._count = count

    def count(self, by: By, why: str) -> None:
        """Somebody was not let in."""
        if self._count is not None:
            self._count(by, why)

    async def tell(self, by: By, why: str, *, account: str | None, address: str) -> None:
        """Somebody was not let in, and whoever looks after the service should know. `account`: its id, if there is one;
        `address`: from which they came, as the connection has it.
        """
        log.warning("sign_in.failed", by=by, why=why, account=account, pii_address=address)
        await self._audit.record(
            who="",
            did="sign_in.failed",
            what="the console" if account is None else f"account {account}",
            details={"by": by, "why": why, "address": written(address)},
        )


def written(address: str) -> str:
    """A network address in its one form; `unknown` for what is none."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
