"""Calls as lists show them: searched, filtered, page by page, and those that go on."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import Row, text

from agent.errors import TrunklineError
from agent.store.call_digests import LIVE
from agent.store.database import Database
from agent.store.words import question

CONSOLE = "console"
"""The line of calls that people of ours place from the console to try a flow."""

At = Literal["left", "hang_ups", "no_match", "no_input", "corrections", "transfers"]
"""What happened to a call at a step."""

_COLUMNS: Mapping[At, str] = {
    "left": "left_it",
    "hang_ups": "hang_ups",
    "no_match": "no_match",
    "no_input": "no_input",
    "corrections": "corrections",
    "transfers": "transfers",
}


class UnknownPlace(TrunklineError):
    """A place in a list that no page of it has told."""


@dataclass(frozen=True, slots=True)
class FoundCall:
    """One call of a list."""

    id: str
    line: str
    direction: str
    flow: str
    version: int | None
    environment: str | None
    caller: str | None
    callee: str | None
    started_at: datetime
    ended_at: datetime | None
    result: str | None
    ended_by: str | None
    why: str | None
    thread_id: str | None
    turns: int | None
    """None: nobody has counted them yet."""
    cost: Decimal | None
    currency: str | None
    live: bool
    """Some worker has it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which calls; None: all."""

    flow: str | None = None
    version: int | None = None
    result: str | None = None
    """A result; an empty string: without one."""
    direction: str | None = None
    line: str | None = None
    """None: every line but the console's."""
    words: str | None = None
    """Said by either side, or part of a number."""
    since: datetime | None = None
    before: datetime | None = None
    step: str | None = None
    """That came to this step."""
    at: At | None = None
    """To which this happened at that step."""


_FIELDS = """
c.id, c.line, c.direction, c.flow, c.version, c.environment, c.caller, c.callee, c.started_at, c.ended_at, c.result,
c.ended_by, c.why, c.thread_id, d.turns, d.cost, d.currency
"""


class CallSearch:
    """The repository of lists of calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: Wanted, *, after: str | None = None, most: int = 50) -> list[FoundCall]:
        """The latest calls first. `after`: the place (`place_of`) of the last that is known. Raises UnknownPlace."""
        conditions, values = _conditions(wanted)
        if conditions is None:
            return []
        if after is not None:
            values["after_at"], values["after_id"] = _place(after)
            conditions.append("(c.started_at, c.id) < (cast(:after_at as timestamptz), :after_id)")
        where = f"where {' and '.join(conditions)}" if conditions else ""
        statement = text(
            f"with live as ({LIVE}), page as (select {_FIELDS} from calls c"  # noqa: S608 -- constants, as below
            f" left join call_digests d on d.call_id = c.id {where} order by c.started_at desc, c.id desc limit :most)"
            " select page.*, page.id in (select call_id from live) as live from page"
            " order by started_at desc, id desc"
        )
        return await self._found(statement, {**values, "most": most})

    async def one(self, call_id: str) -> FoundCall | None:
        """One call; None when there is none of that id."""
        found = await self.some([call_id])
        return found[0] if found else None

    async def some(self, call_ids: Sequence[str]) -> list[FoundCall]:
        """Those of these calls that are recorded."""
        statement = text(
            f"select {_FIELDS}, c.id in ({LIVE}) as live from calls c"  # noqa: S608
            " left join call_digests d on d.call_id = c.id where c.id = any(:calls)"
        )
        return await self._found(statement, {"calls": list(call_ids)})

    async def live(self, *, but: Sequence[str] = ()) -> list[tuple[FoundCall, str | None]]:
        """The calls that some worker has, each with the step at which it is; their turns are counted. `but`: calls of
        which that is known.
        """
        statement = text(
            f"select {_FIELDS.replace('d.turns', 't.turns')}, true as live, s.step"  # noqa: S608
            f" from ({LIVE}) l join calls c on c.id = l.call_id"
            " left join call_digests d on d.call_id = c.id and c.digest is not null"
            " left join lateral (select fields ->> 'step' as step from call_events e"
            "  where e.call_id = c.id and e.event = 'step' order by ordinal desc limit 1) s on true"
            " left join lateral (select count(*)::int as turns from call_events e where e.call_id = c.id"
            "  and e.event = 'turn' and e.fields ->> 'silence' = 'false' and e.fields ->> 'happened' = '') t on true"
            " where l.call_id <> all(:but)"
        )
        async with self._database.unit() as session:
            return [(_call(row), row.step) for row in await session.execute(statement, {"but": list(but)})]

    async def language(self, thread_id: str | None) -> str | None:
        """The language in which a conversation began."""
        statement = text("select language from conversations where thread_id = :thread")
        async with self._database.unit() as session:
            found: str | None = await session.scalar(statement, {"thread": thread_id})
        return found

    async def _found(self, statement: Any, values: Mapping[str, Any]) -> list[FoundCall]:
        async with self._database.unit() as session:
            return [_call(row) for row in await session.execute(statement, dict(values))]


def place_of(call: FoundCall) -> str:
    """A call's place in the list, to be given back for the calls after it."""
    return base64.urlsafe_b64encode(f"{call.started_at.isoformat()} {call.id}".encode()).decode().rstrip("=")


def _place(told: str) -> tuple[datetime, str]:
    try:
        at, _, call_id = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)).decode().partition(" ")
        return datetime.fromisoformat(at), call_id
    except (binascii.Error, ValueError):
        raise UnknownPlace("“cursor” is what the page before told as “next”. Ask without it for the first.") from None


def _conditions(wanted: Wanted) -> tuple[list[str] | None, dict[str, Any]]:
    """What a call must be, and the values that stand in it; None when no call can be that."""
    conditions, values = _plain(wanted)
    if wanted.step is not None:
        happened = f" and s.{_COLUMNS[wanted.at]} > 0" if wanted.at else ""
        of_step = "select from call_steps s where s.call_id = c.id and s.step = :step"
        conditions.append(f"exists ({of_step}{happened})")
        values["step"] = wanted.step
    if wanted.words is not None and wanted.words.strip():
        asked = question(wanted.words)
        if asked is None:
            return None, {}
        # Of a call without a digest nothing is searched but its numbers.
        digits = "".join(letter for letter in wanted.words if letter.isdecimal())
        by_number = (
            " union all select id from calls where digest is null"
            " and (caller like '%' || :digits || '%' or callee like '%' || :digits || '%')"
        )
        conditions.append(
            "c.id in (select call_id from call_digests where words @@ cast(:asked as tsquery)"  # noqa: S608
            f"{by_number if digits else ''})"
        )
        values.update({"asked": asked, **({"digits": digits} if digits else {})})
    return conditions, values


def _plain(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions, values = [], {}
    for name in ("flow", "version", "direction", "line"):
        value = getattr(wanted, name)
        if value is not None:
            conditions.append(f"c.{name} = :{name}")
            values[name] = value
    if wanted.line is None:
        conditions.append(f"c.line <> '{CONSOLE}'")
    if wanted.result is not None:
        conditions.append("c.result = :result" if wanted.result else "c.result is null")
        values.update({"result": wanted.result} if wanted.result else {})
    if wanted.since is not None:
        conditions.append("c.started_at >= :since")
        values["since"] = wanted.since
    if wanted.before is not None:
        conditions.append("c.started_at < :before")
        values["before"] = wanted.before
    return conditions, values


def _call(row: Row[Any]) -> FoundCall:
    return FoundCall(**{name: getattr(row, name) for name in FoundCall.__slots__})
