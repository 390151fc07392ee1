"""The library of flows: their drafts, each with its history.

Who saves says which revision they had before them. Another one meanwhile, and nothing is saved: compare-and-set, in one
statement. Every revision is kept for a while, so that nobody's work is lost by somebody else's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text

from agent.store.contents import Content, Outline
from agent.store.database import Database

KEPT = 1000
"""Revisions of a flow that are kept."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A flow's draft."""

    flow: str
    revision: int
    content: Content
    based_on: int | None
    changed: bool
    """It is not what the release says that it is based on; true where there is none."""
    saved_at: datetime
    saved_by: str
    errors: int


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of a draft's history."""

    revision: int
    label: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A flow in the list."""

    name: str
    revision: int
    changed: bool
    saved_at: datetime
    saved_by: str
    outline: Outline
    live: int | None
    test: int | None
    latest: int | None
    calls: int
    """Since the moment that was asked for."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What is to become of a draft."""

    content: Content
    outline: Outline
    label: str
    by: str
    based_on: int | None = None
    """The release that it goes back to from now on; None: as before."""


_CHANGED = "(v.number IS NULL OR r.yaml IS DISTINCT FROM v.yaml)"
# Against what takes calls; where nothing does, against the version that the draft came from.
_FROM_DRAFTS = (
    "FROM flows f JOIN flow_revisions r ON r.flow = f.name AND r.revision = f.revision "
    "LEFT JOIN flow_environments t ON t.flow = f.name AND t.environment = 'live' "
    "LEFT JOIN flow_releases v ON v.flow = f.name AND v.number = coalesce(t.version, f.based_on) "
)

_ENTRIES = text(
    f"SELECT f.*, {_CHANGED} AS changed, r.saved_at, r.saved_by, "  # noqa: S608 -- constants of this file, as below
    "(SELECT version FROM flow_environments e WHERE e.flow = f.name AND e.environment = 'live') AS live, "
    "(SELECT version FROM flow_environments e WHERE e.flow = f.name AND e.environment = 'test') AS test, "
    "(SELECT max(number) FROM flow_releases l WHERE l.flow = f.name) AS latest, "
    "(SELECT count(*) FROM calls c WHERE c.flow = f.name AND c.started_at >= :since AND c.line <> 'console') AS calls "
    f"{_FROM_DRAFTS} WHERE (f.archived_at IS NOT NULL) = :archived AND f.name = coalesce(:name, f.name) "
    "ORDER BY f.title, f.name"
)

_DRAFT = text(
    f"SELECT f.name, f.revision, r.document, r.yaml, r.layout, f.based_on, {_CHANGED} AS changed, "
    f"r.saved_at, r.saved_by, f.errors {_FROM_DRAFTS} WHERE f.name = :flow AND f.archived_at IS NULL"
)

_CREATE = text(
    "WITH made AS (INSERT INTO flows (name, revision, title, about, languages, steps, errors) "
    "VALUES (:flow, 1, :title, :about, :languages, :steps, :errors) ON CONFLICT DO NOTHING RETURNING name) "
    "INSERT INTO flow_revisions (flow, revision, label, document, yaml, layout, saved_by) "
    "SELECT name, 1, :label, :document, :yaml, :layout, :by FROM made RETURNING revision"
)

_SAVE = text(
    "WITH moved AS (UPDATE flows SET revision = revision + 1, based_on = coalesce(:based_on, based_on), "
    "title = :title, about = :about, languages = :languages, steps = :steps, errors = :errors "
    "WHERE name = :flow AND revision = :revision AND archived_at IS NULL RETURNING name, revision) "
    "INSERT INTO flow_revisions (flow, revision, label, document, yaml, layout, saved_by) "
    "SELECT name, revision, :label, :document, :yaml, :layout, :by FROM moved RETURNING revision"
)

_FORGET = text("DELETE FROM flow_revisions WHERE flow = :flow AND revision <= :last")

_REVISION = text("SELECT document, yaml, layout FROM flow_revisions WHERE flow = :flow AND revision = :revision")

_HISTORY = text(
    "SELECT revision, label, saved_at, saved_by FROM flow_revisions "
    "WHERE flow = :flow AND revision < coalesce(:before, 2147483647) ORDER BY revision DESC LIMIT :limit"
)

_ARCHIVE = text(
    "UPDATE flows SET archived_at = now() WHERE name = :flow AND archived_at IS NULL "
    "AND NOT EXISTS (SELECT FROM phone_numbers WHERE flow = :flow) RETURNING name"
)

_UNARCHIVE = text("UPDATE flows SET archived_at = NULL WHERE name = :flow AND archived_at IS NOT NULL RETURNING name")


class Library:
    """The repository of flows and their drafts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def entries(self, *, since: datetime, name: str | None = None, archived: bool = False) -> list[Entry]:
        """All flows that are not archived, by their titles, or those that are; or the one of that name. `since`: for
        counting calls.
        """
        rows = await self._rows(_ENTRIES, since=since, name=name, archived=archived)
        return [
            Entry(
                outline=Outline(row.title, row.about, tuple(row.languages), row.steps, row.errors),
                **{field: getattr(row, field) for field in Entry.__slots__ if field != "outline"},
            )
            for row in rows
        ]

    async def draft(self, flow: str) -> Draft | None:
        """A flow's draft; None when there is no such flow."""
        rows = await self._rows(_DRAFT, flow=flow)
        if not rows:
            return None
        row = rows[0]
        content = Content(row.document, row.yaml, row.layout)
        return Draft(row.name, row.revision, content, row.based_on, row.changed, row.saved_at, row.saved_by, row.errors)

    async def create(self, flow: str, saving: Saving) -> bool:
        """Begin a flow with this as its draft. False when there is one of that name, archived ones included."""
        return bool(await self._rows(_CREATE, flow=flow, **_values(saving, "based_on")))

    async def save(self, flow: str, revision: int, saving: Saving) -> int | None:
        """Save a draft over this revision. Returns the new revision; None when the draft is another by now."""
        async with self._database.unit() as session:
            values = {"flow": flow, "revision": revision, **_values(saving)}
            saved: int | None = (await session.execute(_SAVE, values)).scalar()
            if saved is not None and saved > KEPT:
                await session.execute(_FORGET, {"flow": flow, "last": saved - KEPT})
        return saved

    async def revision(self, flow: str, revision: int) -> Content | None:
        """What a draft was; None when that is forgotten."""
        rows = await self._rows(_REVISION, flow=flow, revision=revision)
        return Content(*rows[0]) if rows else None

    async def history(self, flow: str, *, before: int | None = None, limit: int = 100) -> list[Change]:
        """What was changed, newest first: before this revision, `limit` entries at most."""
        return [Change(*row) for row in await self._rows(_HISTORY, flow=flow, before=before, limit=limit)]

    async def archive(self, flow: str) -> bool:
        """Put a flow away; what it was is kept. False when it is not there, or a number points at it."""
        return bool(await self._rows(_ARCHIVE, flow=flow))

    async def unarchive(self, flow: str) -> bool:
        """Take a flow back as it was, with what its environments run. False when it is not archived."""
        return bool(await self._rows(_UNARCHIVE, flow=flow))

    async def _rows(self, statement: TextClause, **values: Any) -> Sequence[Any]:
        async with self._database.unit() as session:
            return (await session.execute(statement, values)).all()


def _values(saving: Saving, *without: str) -> Mapping[str, Any]:
    """The parameters of a statement that saves."""
    values = {**asdict(saving.content), **asdict(saving.outline), "languages": list(saving.outline.languages)}
    values |= {"label": saving.label, "by": saving.by, "based_on": saving.based_on}
    return {name: value for name, value in values.items() if name not in without}
