"""The repository of replays: which calls are to be played, how far that is, and what came of each.

A replay belongs to the process that began it. One whose process has been silent is broken off: what it found stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from agent.store.call_search import CONSOLE
from agent.store.database import Database

SILENT_AFTER_S = 60.0
KEPT = 5
"""Replays of a flow that are kept."""

State = Literal["running", "done", "cancelled", "broken"]
LOST = "The service was stopped while it ran; begin it anew."


@dataclass(frozen=True, slots=True)
class WantedCalls:
    """Which calls of a flow: the latest that are over, those of the console left out. None: all."""

    flow: str
    most: int
    version: int | None = None
    result: str | None = None
    """Empty: those without one."""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """How a replay stands."""

    id: int
    flow: str
    revision: int
    wanted: Mapping[str, Any]
    calls: int
    done: int
    state: State
    why: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Heard:
    """A call as it is played again."""

    id: str
    version: int | None
    started_at: datetime
    caller: str | None
    direction: str
    language: str | None
    result: str | None
    timeline: str
    """JSON: `[[ordinal, at_ms, event, fields]]`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a call."""

    call_id: str
    became: str
    kind: str
    was: str
    now: str
    certainty: str
    details: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A call of a group."""

    id: str
    started_at: datetime
    caller: str | None
    details: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that differ in the same way."""

    became: str
    kind: str
    was: str
    now: str
    certainty: str
    calls: int


_WANTED = text(f"""
select id from calls where flow = :flow and line <> '{CONSOLE}' and ended_at is not null
and (cast(:version as int) is null or version = :version)
and (cast(:result as text) is null or coalesce(result, '') = :result)
and (cast(:since as timestamptz) is null or started_at >= :since)
and (cast(:before as timestamptz) is null or started_at < :before)
order by started_at desc, id desc limit :most
""")  # noqa: S608 -- constants, as below

_BREAK_SILENT = text(f"""
update flow_replays set state = 'broken', why = :why, ended_at = now()
where state = 'running' and seen_at < now() - {SILENT_AFTER_S:f} * interval '1 second'
""")  # noqa: S608
_BEGIN = text("""
insert into flow_replays (flow, revision, wanted, calls, started_by)
values (:flow, :revision, :wanted, :calls, :by)
on conflict (tenant, flow) where state = 'running' do nothing returning id
""").bindparams(bindparam("wanted", type_=JSONB))
_FORGET = text("""
delete from flow_replays where flow = :flow and state <> 'running'
and id not in (select id from flow_replays where flow = :flow order by id desc limit :kept)
""")

_HEARD = text("""
select c.id, c.version, c.started_at, c.caller, c.direction, c.result,
    (select language from conversations v where v.thread_id = c.thread_id) as language,
    (select coalesce(json_agg(json_build_array(ordinal, at_ms, event, fields) order by ordinal), '[]')::text
     from call_events e where e.call_id = c.id
     and event not in ('voice_ceased', 'first_sound', 'turn_done', 'trial', 'turn_times', 'meant')) as timeline
from calls c where c.id = any(:calls)
""")
_VERSIONS = text("select number, document from flow_releases where flow = :flow and number = any(:numbers)")

_KEEP = text("""
insert into replayed_calls (replay_id, call_id, became, kind, was, now, certainty, details)
select :replay, f.* from jsonb_to_recordset(:found) as f (
    call_id text, became text, kind text, was text, now text, certainty text, details jsonb)
where exists (select from calls c where c.id = f.call_id)
on conflict do nothing
""").bindparams(bindparam("found", type_=JSONB))
_STEP = text("""
update flow_replays set done = done + :done, seen_at = now() where id = :replay and state = 'running' returning id
""")
_BEAT = text("update flow_replays set seen_at = now() where id = :replay and state = 'running'")
_END = text("""
update flow_replays set state = :state, why = :why, ended_at = now() where id = :replay and state = 'running'
""")

_COLUMNS = "id, flow, revision, wanted, calls, done, state, why, started_by, started_at, ended_at"
_REPLAYS = text(f"""
select {_COLUMNS} from flow_replays where flow = :flow and (cast(:id as int) is null or id = :id)
order by id desc limit {KEPT}
""")  # noqa: S608
_GROUPS = text("""
select became, kind, was, now, certainty, count(*)::int as calls from replayed_calls where replay_id = :replay
group by 1, 2, 3, 4, 5 order by 6 desc, 1, 2, 3, 4, 5
""")
_CALLS = text("""
select c.id, c.started_at, c.caller, r.details
from replayed_calls r join calls c on c.id = r.call_id
where replay_id = :replay and became = :became and kind = :kind and was = :was and now = :now
and certainty = :certainty order by c.started_at desc, c.id desc offset :skipped limit :most
""")


class Replays:
    """The repository."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wanted(self, wanted: WantedCalls) -> list[str]:
        """The calls, the latest first."""
        async with self._database.unit() as session:
            return list(await session.scalars(_WANTED, asdict(wanted)))

    async def begin(self, flow: str, revision: int, *, wanted: Mapping[str, Any], calls: int, by: str) -> int | None:
        """Begin a replay. None when one of that flow runs."""
        values = {"flow": flow, "revision": revision, "wanted": dict(wanted), "calls": calls, "by": by}
        async with self._database.unit() as session:
            await session.execute(_BREAK_SILENT, {"why": LOST})
            begun: int | None = await session.scalar(_BEGIN, values)
            await session.execute(_FORGET, {"flow": flow, "kept": KEPT})
        return begun

    async def heard(self, call_ids: Sequence[str]) -> list[Heard]:
        """Those calls with their timelines."""
        async with self._database.unit() as session:
            rows = await session.execute(_HEARD, {"calls": list(call_ids)})
            return [Heard(**{name: getattr(row, name) for name in Heard.__slots__}) for row in rows]

    async def versions(self, flow: str, numbers: Sequence[int]) -> dict[int, str]:
        """Releases by their numbers, as JSON."""
        async with self._database.unit() as session:
            rows = await session.execute(_VERSIONS, {"flow": flow, "numbers": list(numbers)})
            return {row.number: row.document for row in rows}

    async def keep(self, replay: int, found: Sequence[Found], *, done: int) -> bool:
        """Keep what came of some calls. False when the replay does not run any more."""
        async with self._database.unit() as session:
            if await session.scalar(_STEP, {"replay": replay, "done": done}) is None:
                return False
            await session.execute(_KEEP, {"replay": replay, "found": [asdict(each) for each in found]})
        return True

    async def beat(self, replay: int) -> None:
        """Its process lives."""
        async with self._database.unit() as session:
            await session.execute(_BEAT, {"replay": replay})

    async def end(self, replay: int, state: State, *, why: str = "") -> None:
        """It is over; nothing happens to one that is over already."""
        async with self._database.unit() as session:
            await session.execute(_END, {"replay": replay, "state": state, "why": why})

    async def replays(self, flow: str, number: int | None = None) -> list[Replay]:
        """The latest of a flow first; or the one of that number."""
        async with self._database.unit() as session:
            await session.execute(_BREAK_SILENT, {"why": LOST})
            rows = await session.execute(_REPLAYS, {"flow": flow, "id": number})
            return [Replay(**{name: getattr(row, name) for name in Replay.__slots__}) for row in rows]

    async def groups(self, replay: int) -> list[Group]:
        """What came of the calls so far, the largest group first."""
        async with self._database.unit() as session:
            rows = await session.execute(_GROUPS, {"replay": replay})
            return [Group(*row) for row in rows]

    async def calls(self, replay: int, group: Mapping[str, str], *, skipped: int, most: int) -> list[ListedCall]:
        """Calls of one group, the latest first. `group`: as a `Group` names itself."""
        values = {name: group[name] for name in ("became", "kind", "was", "now", "certainty")}
        async with self._database.unit() as session:
            rows = await session.execute(_CALLS, {"replay": replay, **values, "skipped": skipped, "most": most})
            return [ListedCall(*row) for row in rows]
