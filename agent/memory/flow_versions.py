"""The published versions of flows that have been run: each is stored once, under its fingerprint.

A conversation goes on in the version that it began with, also on a worker that has a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.memory.statements import Statements

RECORD = """
insert into flow_versions (fingerprint, flow, title, document)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
on conflict (tenant, fingerprint) do nothing
"""

READ = "select fingerprint, flow, title, document, created_at from flow_versions where fingerprint = $1::text"


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """One version of a flow."""

    fingerprint: str
    flow: str
    title: str
    document: str
    """The flow document as JSON."""
    created_at: datetime | None = None
    """When it was first run; None for one that is to be recorded."""


class FlowVersions:
    """The table of versions."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def record(self, versions: Sequence[FlowVersion]) -> None:
        """Store those that are not there yet. A version that is there never changes."""
        await self._statements.value(
            RECORD,
            [version.fingerprint for version in versions],
            [version.flow for version in versions],
            [version.title for version in versions],
            [version.document for version in versions],
        )

    async def read(self, fingerprint: str) -> FlowVersion | None:
        """One version; None when it is gone."""
        row = await self._statements.row(READ, fingerprint)
        return FlowVersion(**row) if row else None
