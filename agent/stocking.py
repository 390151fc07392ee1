"""Puts the flows that lie in files into the library: at the first start, and with each newer version of a file.

What nobody has decided about follows the files: a newer Trunkline, or an edited file, runs after the restart. Once
somebody has published, or gone back to another version, that stays; the file's version is there to be chosen.
"""

import json
from dataclasses import asdict

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from agent.flow_files import FlowFile
from agent.flows import Flows
from agent.store.database import Database
from agent.store.releases import BASED, Publication, release

log = structlog.get_logger(__name__)

SOFTWARE = "the software"
"""Who published what lies in files."""

# Several workers that start at once stock one after the other: "flows".
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(439954072435)")

_KNOWN = text(
    "SELECT f.name, f.archived_at IS NOT NULL AS archived, e.version, "
    "e.follows IS NOT DISTINCT FROM true AS follows, r.yaml IS NOT DISTINCT FROM v.yaml AS untouched, "
    "(SELECT max(number) FROM flow_releases WHERE flow = f.name AND fingerprint = :fingerprint) AS number "
    "FROM flows f JOIN flow_revisions r ON r.flow = f.name AND r.revision = f.revision "
    "LEFT JOIN flow_releases v ON v.flow = f.name AND v.number = f.based_on "
    "LEFT JOIN flow_environments e ON e.flow = f.name AND e.environment = 'live' WHERE f.name = :flow"
)
_BEGIN = text(
    "INSERT INTO flows (name, revision, title, about, languages, steps, errors) "
    "VALUES (:flow, 0, '', '', '{}', 0, 0) ON CONFLICT DO NOTHING"
)
_REVISION = text(
    "WITH moved AS (UPDATE flows SET revision = revision + 1, title = :title, about = :about, languages = :languages, "
    "steps = :steps, errors = 0 WHERE name = :flow RETURNING revision) "
    "INSERT INTO flow_revisions (flow, revision, label, document, yaml, layout, saved_by) "
    "SELECT :flow, revision, :label, :document, :yaml, '{}', :by FROM moved RETURNING revision"
)
_RELEASE_ALONE = text(
    "INSERT INTO flow_releases "
    "(flow, number, fingerprint, document, yaml, layout, note, passed, failed, override, released_by) "
    "SELECT :flow, 1 + (SELECT coalesce(max(number), 0) FROM flow_releases WHERE flow = :flow), :fingerprint, "
    ":document, :yaml, '{}', :note, :passed, :failed, :override, :by RETURNING number"
)
_FOLLOW = text(
    "INSERT INTO flow_environments (flow, environment, version, share, follows, changed_by) "
    "VALUES (:flow, 'live', :number, 0, true, :by) "
    "ON CONFLICT (tenant, flow, environment) DO UPDATE SET version = excluded.version, changed_at = now()"
)


async def stock(database: Database, flows: Flows) -> None:
    """Bring the library up to the files, in one transaction. Raises what the database raises."""
    async with database.unit() as session:
        await session.execute(_ONE_AT_A_TIME)
        for name, file in flows.files.items():
            await _stock(session, name, file, flows.get(name).fingerprint)


async def _stock(session: AsyncSession, name: str, file: FlowFile, fingerprint: str) -> None:
    known = (await session.execute(_KNOWN, {"flow": name, "fingerprint": fingerprint})).one_or_none()
    if known is not None and known.archived:
        return
    number = known.number if known else None
    follows = known is None or (known.follows and known.version != number)
    values = {"flow": name, **_written(file), "label": _note(file), "by": SOFTWARE}
    publication = Publication(fingerprint, _note(file), SOFTWARE, passed=0, failed=0)
    if follows and (known is None or known.untouched):
        await session.execute(_BEGIN, values)
        revision = (await session.execute(_REVISION, values)).scalar_one()
        if number is None:
            number = await release(session, name, revision, publication)
        await session.execute(BASED, {"flow": name, "number": number})
    elif number is None:  # somebody works on the draft: it stays theirs
        number = (await session.execute(_RELEASE_ALONE, {**values, **asdict(publication)})).scalar_one()
    if follows:
        await session.execute(_FOLLOW, {"flow": name, "number": number, "by": SOFTWARE})
        log.info("flow.stocked", flow=name, version=number)


def _written(file: FlowFile) -> dict[str, object]:
    document = file.document
    return {
        "document": json.dumps(file.tree, ensure_ascii=False),
        "yaml": file.text,
        "title": document.title,
        "about": document.about,
        "languages": list(document.languages),
        "steps": len(document.steps),
    }


def _note(file: FlowFile) -> str:
    return f"As in {file.path.name}." if file.path.suffix else "As it comes with Trunkline."
