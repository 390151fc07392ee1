"""Everything that is known of a caller, as a ZIP file of JSON and sound: docs/privacy.md tells its form.

It is written piece by piece, a call at a time, by threads; what is encrypted in the database stands there in the clear.
"""

import asyncio
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson

from agent.forgetting import Caller, CallerRecords, Connection, Holdings
from agent.memory.memories import Memories
from agent.memory.sealing import opened_json, run_place, turn_place
from agent.recordings import RecordingFiles, wav_header
from agent.safety.audit import acts
from agent.safety.audit.log import AuditLog
from agent.safety.keeping.columns import HOLDINGS, Holding
from agent.store.database import Database

FORM: Final = "trunkline-caller-1"
PIECE: Final = 1024 * 1024
README: Final = """\
Everything that Trunkline keeps of one caller.

caller.json           the number, the ways of writing it that were looked for, and how much of each kind there is
profiles.json         what the caller is remembered by, flow by flow
calls/ID.json         each call: what it was, and everything that was noted while it went on
recordings/ID.wav     its sound, the caller on the left, the agent on the right
conversations/ID.json what was known in a conversation, its turns and its actions
tables/NAME.json      all other rows of the database that are the caller's, as they stand there

Times are those of their own time zone (UTC where nothing is said). The logs of the service and its backups are not
in here.
"""
_ONE_BY_ONE: Final = frozenset({"calls", "call_events", "conversations"})
_MENTIONED: Final = frozenset({"flow_revisions", "flow_releases", "flow_versions", "audit_log"})
"""Tables in which a caller is only named: how often is told in caller.json."""


class CallerExport:
    """Writes ZIP files."""

    def __init__(
        self,
        database: Database,
        memories: Memories,
        recordings: RecordingFiles,
        records: CallerRecords,
        *,
        audit: AuditLog | None = None,
    ) -> None:
        """`audit`: where it is told who exported; None: nowhere."""
        self._database = database
        self._memories = memories
        self._recordings = recordings
        self._records = records
        self._audit = audit

    async def write(self, number: str, path: Path, *, who: str = "somebody") -> Holdings:
        """Write what is known of this caller. What there is of it is told, and recorded in the audit log before the
        first byte is written. Raises TrunklineError for what is no number, OSError.
        """
        found = await self._records.find(number)
        if self._audit is not None:
            about = await self._audit.caller(found.caller.number)
            details = {"own": found.own, "records": found.records, "kept": found.kept}
            await self._audit.record(who=who, did=acts.EXPORTED, what=about, details=details)
        archive = await asyncio.to_thread(zipfile.ZipFile, path, "w", zipfile.ZIP_DEFLATED)
        try:
            await self._all(archive, found)
        finally:
            await asyncio.to_thread(archive.close)
        return found

    async def _all(self, archive: zipfile.ZipFile, found: Holdings) -> None:
        caller = found.caller
        await asyncio.to_thread(archive.writestr, "README.txt", README)
        await _put(archive, "caller.json", _head(caller, found))
        await _put(archive, "profiles.json", found.profiles)
        for call_id in caller.calls:
            await _put(archive, f"calls/{call_id}.json", await self._call(call_id))
            if (sound := self._recordings.path(call_id)) is not None:
                await asyncio.to_thread(_put_sound, archive, f"recordings/{call_id}.wav", sound)
        for thread_id in caller.threads:
            await _put(archive, f"conversations/{thread_id}.json", await self._conversation(thread_id))
        pool = await self._database.pool()
        for table, holding in HOLDINGS.items():
            if holding.whose and not holding.sealed and table not in _ONE_BY_ONE | _MENTIONED:
                async with pool.acquire() as connection:
                    rows = await _rows(connection, table, holding, caller)
                if rows:
                    await _put(archive, f"tables/{table}.json", rows)

    async def _call(self, call_id: str) -> Mapping[str, Any]:
        pool = await self._database.pool()
        [call] = await pool.fetch("select to_jsonb(c)::text as row from calls c where id = $1", call_id)
        events = await pool.fetch(
            "select json_build_object('at_ms', at_ms, 'event', event, 'fields', fields)::text as row"
            " from call_events where call_id = $1 order by ordinal",
            call_id,
        )
        return {"call": orjson.Fragment(call["row"]), "timeline": [orjson.Fragment(each["row"]) for each in events]}

    async def _conversation(self, thread_id: str) -> Mapping[str, Any]:
        pool = await self._database.pool()
        about = await pool.fetch("select to_jsonb(c)::text as row from conversations c where thread_id = $1", thread_id)
        state = await self._memories.checkpointer().aget_tuple({"configurable": {"thread_id": thread_id}})
        return {
            "conversation": orjson.Fragment(about[0]["row"]) if about else None,
            "known": state.checkpoint["channel_values"] if state else {},
            "turns": await self._turns(thread_id),
            "actions": await self._actions(thread_id),
        }

    async def _turns(self, thread_id: str) -> Sequence[Mapping[str, Any]]:
        pool, keys = await self._database.pool(), self._memories.keys
        rows = await pool.fetch(
            "select turn, at, heard::text as heard from turns where thread_id = $1 order by turn", thread_id
        )

        def opened() -> list[dict[str, Any]]:
            return [
                {
                    "turn": row["turn"],
                    "at": row["at"],
                    "heard": opened_json(keys, orjson.loads(row["heard"]), turn_place(thread_id, row["turn"])),
                }
                for row in rows
            ]

        return await keys.opened(opened)

    async def _actions(self, thread_id: str) -> Sequence[Mapping[str, Any]]:
        pool, keys = await self._database.pool(), self._memories.keys
        rows = await pool.fetch(
            "select key, action, status, outcome, value::text as value, started_at, finished_at"
            " from tool_runs where thread_id = $1 order by started_at",
            thread_id,
        )

        def opened() -> list[dict[str, Any]]:
            return [
                {
                    **dict(row),
                    "value": opened_json(keys, orjson.loads(row["value"] or "null"), run_place(row["key"], "value")),
                }
                for row in rows
            ]

        return await keys.opened(opened)


def _head(caller: Caller, found: Holdings) -> Mapping[str, Any]:
    return {
        "form": FORM,
        "made_at": datetime.now(UTC),
        "number": caller.number,
        "looked_for": caller.numbers,
        "kept": {"own": found.own, "records": found.records, "in_any_case": found.kept},
        "calls": caller.calls,
        "conversations": caller.threads,
    }


async def _rows(connection: Connection, table: str, holding: Holding, caller: Caller) -> list[Any]:
    rows = f"select * from {table} where {holding.whose}"  # noqa: S608 -- constants of the code, as below
    sql = (
        f"with asked as (select $1::text[], $2::text[], $3::text[], $4::text), found as ({rows})"  # noqa: S608
        " select to_jsonb(found)::text as row from found"
    )
    return [orjson.Fragment(each["row"]) for each in await connection.fetch(sql, *caller.arguments)]


async def _put(archive: zipfile.ZipFile, name: str, value: object) -> None:
    await asyncio.to_thread(lambda: archive.writestr(name, _json(value)))


def _json(value: object) -> bytes:
    return orjson.dumps(value, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _plain(value: object) -> object:
    """What JSON has no form for: mappings and sets as such, and else as it is written in a program."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    return repr(value)


def _put_sound(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    """As a WAV file. Of a call without a recording there is none."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    entry = zipfile.ZipInfo(name, datetime.now().timetuple()[:6])  # noqa: DTZ005 -- ZIP knows local time only
    entry.compress_type = zipfile.ZIP_DEFLATED
    with file, archive.open(entry, "w", force_zip64=True) as out:
        size = path.stat().st_size // 2 * 2
        out.write(wav_header(size))
        while size > 0 and (piece := file.read(min(PIECE, size))):
            size -= len(piece)
            out.write(piece)
