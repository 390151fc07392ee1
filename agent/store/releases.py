"""The releases of flows, which never change, and which of them the calls of an environment run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from agent.store.contents import Content, Environment
from agent.store.database import Database


@dataclass(frozen=True, slots=True)
class Publication:
    """What is said of a draft that is published."""

    fingerprint: str
    note: str
    by: str
    passed: int
    failed: int
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was published."""

    flow: str
    number: int
    fingerprint: str
    note: str
    passed: int
    failed: int
    override: str | None
    released_at: datetime
    released_by: str
    environments: tuple[str, ...]
    """That run it now."""
    calls: int
    """That ran it, those from the console not counted."""


@dataclass(frozen=True, slots=True)
class Running:
    """What an environment of a flow runs."""

    flow: str
    environment: Environment
    version: int
    fingerprint: str
    challenger: int | None = None
    challenger_fingerprint: str | None = None
    share: float = 0.0
    """Of the callers who run the challenger."""


_LOCKED = text("SELECT revision FROM flows WHERE name = :flow AND archived_at IS NULL FOR UPDATE")

_RELEASE = text(
    "INSERT INTO flow_releases "
    "(flow, number, fingerprint, document, yaml, layout, note, passed, failed, override, released_by) "
    "SELECT flow, 1 + (SELECT coalesce(max(number), 0) FROM flow_releases WHERE flow = :flow), :fingerprint, "
    "document, yaml, layout, :note, :passed, :failed, :override, :by "
    "FROM flow_revisions WHERE flow = :flow AND revision = :revision RETURNING number"
)

_SAME = text(
    "SELECT n.number, EXISTS (SELECT FROM flow_environments e WHERE e.flow = :flow AND e.environment = :environment "
    "AND e.version = n.number AND e.challenger IS NULL) AS runs "
    "FROM (SELECT number, fingerprint, yaml FROM flow_releases WHERE flow = :flow ORDER BY number DESC LIMIT 1) n "
    "JOIN flow_revisions r ON r.flow = :flow AND r.revision = :revision "
    "WHERE n.fingerprint = :fingerprint AND n.yaml = r.yaml"
)

BASED = text("UPDATE flows SET based_on = :number WHERE name = :flow")

_POINT = text(
    "INSERT INTO flow_environments (flow, environment, version, challenger, share, changed_by) "
    "SELECT :flow, :environment, CAST(:version AS int), CAST(:challenger AS int), CAST(:share AS float8), :by "
    "WHERE EXISTS (SELECT FROM flow_releases WHERE flow = :flow AND number = :version) "
    "AND (:challenger IS NULL OR EXISTS (SELECT FROM flow_releases WHERE flow = :flow AND number = :challenger)) "
    "ON CONFLICT (tenant, flow, environment) "
    "DO UPDATE SET version = excluded.version, challenger = excluded.challenger, "
    "share = excluded.share, follows = false, changed_at = now(), changed_by = excluded.changed_by RETURNING version"
)

_RELEASES = text(
    "SELECT flow, number, fingerprint, note, passed, failed, override, released_at, released_by, "
    "ARRAY(SELECT environment FROM flow_environments e WHERE e.flow = r.flow AND r.number IN (e.version, e.challenger) "
    "ORDER BY environment) AS environments, "
    "(SELECT count(*) FROM calls c WHERE c.flow = r.flow AND c.version = r.number AND c.line <> 'console') AS calls "
    "FROM flow_releases r WHERE flow = :flow AND number = coalesce(:number, number) ORDER BY number DESC LIMIT 500"
)

_CONTENT = text("SELECT document, yaml, layout FROM flow_releases WHERE flow = :flow AND number = :number")

_RUNS = (
    "SELECT e.flow, e.environment, e.version, v.fingerprint, e.challenger, c.fingerprint, e.share "
    "FROM flow_environments e JOIN flows f ON f.name = e.flow "
    "JOIN flow_releases v ON v.flow = e.flow AND v.number = e.version "
    "LEFT JOIN flow_releases c ON c.flow = e.flow AND c.number = e.challenger "
    "WHERE f.archived_at IS NULL ORDER BY e.flow, e.environment"
)
_RUNNING = text(_RUNS)
_MARK = (
    f"SELECT md5(concat_ws(' ', (SELECT json_agg(r::text) FROM ({_RUNS}) r)::text, "  # noqa: S608 -- a constant
    "(SELECT json_agg(n ORDER BY n.number) FROM phone_numbers n)::text))"
)


class Unchanged(Exception):
    """What is to be published is what the environment runs. `number`: of that release."""

    def __init__(self, number: int) -> None:
        super().__init__(f"It is version {number}.")
        self.number = number


class Releases:
    """The repository of releases and environments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def publish(
        self, flow: str, revision: int, publication: Publication, *, environment: Environment
    ) -> int | None:
        """Make a release of this revision of the draft, and let the environment run it; what is the newest release
        already is not made again. Returns its number; None, and nothing is done, when the draft is another by now.
        Raises Unchanged when the environment runs just that.
        """
        async with self._database.unit() as session:
            if await session.scalar(_LOCKED, {"flow": flow}) != revision:
                return None
            same = {"flow": flow, "revision": revision, "fingerprint": publication.fingerprint}
            newest = (await session.execute(_SAME, {**same, "environment": environment})).one_or_none()
            if newest is not None and newest.runs:
                raise Unchanged(newest.number)
            number = newest.number if newest else await release(session, flow, revision, publication)
            pointing = {"flow": flow, "environment": environment, "version": number, "by": publication.by}
            await session.execute(_POINT, {**pointing, "challenger": None, "share": 0.0})
        return number

    async def point(
        self,
        flow: str,
        environment: Environment,
        version: int,
        *,
        challenger: tuple[int, float] | None = None,
        by: str,
    ) -> bool:
        """Let an environment run a release, and a share of its callers another. False when there is none such."""
        other, share = challenger or (None, 0.0)
        values = {"environment": environment, "version": version, "challenger": other, "share": share, "by": by}
        return bool(await self._rows(_POINT, flow=flow, **values))

    async def releases(self, flow: str) -> list[Release]:
        """The last 500 releases of a flow, newest first."""
        return [_release(row) for row in await self._rows(_RELEASES, flow=flow, number=None)]

    async def release(self, flow: str, number: int) -> Release | None:
        """One of them."""
        rows = await self._rows(_RELEASES, flow=flow, number=number)
        return _release(rows[0]) if rows else None

    async def content(self, flow: str, number: int) -> Content | None:
        """What a release says."""
        rows = await self._rows(_CONTENT, flow=flow, number=number)
        return Content(*rows[0]) if rows else None

    async def running(self) -> list[Running]:
        """What every environment runs; archived flows run nowhere."""
        return [Running(*row) for row in await self._rows(_RUNNING)]

    async def mark(self) -> str:
        """Another one when what environments run, or what numbers lead to, has changed."""
        [(mark,)] = await self._database.look(_MARK)
        return str(mark)

    async def _rows(self, statement: TextClause, **values: Any) -> Sequence[Any]:
        async with self._database.unit() as session:
            return (await session.execute(statement, values)).all()


async def release(session: AsyncSession, flow: str, revision: int, publication: Publication) -> int:
    """Make a release of a revision, whose flow is locked. Returns its number."""
    values = {"flow": flow, "revision": revision, **asdict(publication)}
    number: int = (await session.execute(_RELEASE, values)).scalar_one()
    await session.execute(BASED, {"flow": flow, "number": number})
    return number


def _release(row: Any) -> Release:
    return Release(
        **{name: getattr(row, name) for name in Release.__slots__ if name != "environments"},
        environments=tuple(row.environments),
    )
