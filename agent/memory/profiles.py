"""What callers are remembered by, from one call to the next: with their consent, and for as long as the flow says.

A profile is found by the keyed hash of the number, never by the number; withheld numbers, which many people share,
have none. It belongs to one flow. Each value is encrypted by itself, so that the database adds those of a call to those
of earlier ones without reading them. Times are arguments, and must be aware.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from agent.memory.rows import json_text
from agent.memory.sealing import UNSEALED, Sealing, opened_json, remembered_place, sealed_json
from agent.memory.statements import Statements

# Shortened by the flow since, the time to keep counts as it is now.
LOAD = """
select remembered::text from caller_profiles
where caller_key = $1::text and flow = $2::text and expires_at > $3::timestamptz and saved_at > $4::timestamptz
"""

SAVE = """
insert into caller_profiles as p (caller_key, flow, remembered, saved_at, expires_at)
values ($1::text, $2::text, $3::text::jsonb, $4::timestamptz, $5::timestamptz)
on conflict (tenant, caller_key, flow) do update set
    remembered = case when p.expires_at > excluded.saved_at then p.remembered else '{}'::jsonb end
        || excluded.remembered,
    saved_at = excluded.saved_at, expires_at = excluded.expires_at
"""

OF_CALLER = """
select flow, remembered::text as remembered, saved_at, expires_at from caller_profiles
where caller_key = $1::text order by flow
"""

TIDY = """
with old as (select caller_key, flow from caller_profiles where expires_at <= $1::timestamptz limit 1000),
    gone as (
        delete from caller_profiles p using old where p.caller_key = old.caller_key and p.flow = old.flow returning 1
    )
select count(*) from gone
"""

Key = Callable[[str], Awaitable[str | None]]
"""A number → the key of its caller; None for one that is withheld."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one flow remembers of a caller."""

    flow: str
    remembered: Mapping[str, Any]
    """Slot → value."""
    saved_at: datetime
    expires_at: datetime


class Profiles:
    """The table of profiles."""

    def __init__(self, statements: Statements, *, key: Key, keys: Sealing = UNSEALED) -> None:
        """`key` tells callers apart; `keys` encrypt what they are remembered by."""
        self._statements = statements
        self._key = key
        self._keys = keys

    async def load(self, caller: str, flow: str, *, keep: timedelta, now: datetime) -> dict[str, Any]:
        """What the flow remembers of this caller; empty when that is nothing, or too old."""
        key = await self._key(caller)
        if key is None:
            return {}
        text = await self._statements.value(LOAD, key, flow, now, now - keep)
        return await self._opened(key, flow, text) if text else {}

    async def save(self, caller: str, flow: str, values: Mapping[str, Any], *, keep: timedelta, now: datetime) -> bool:
        """Remember these values beside those of earlier calls. False for a caller who cannot be recognised."""
        key = await self._key(caller)
        if key is None:
            return False
        remembered = ",".join(
            f"{json_text(slot)}:{sealed_json(self._keys, value, remembered_place(key, flow, slot))}"
            for slot, value in values.items()
        )
        await self._statements.value(SAVE, key, flow, f"{{{remembered}}}", now, now + keep)
        return True

    async def forget(self, caller: str, flow: str | None = None) -> int:
        """Forget this caller, in one flow or in all. Returns how many profiles there were."""
        rows = await self._statements.rows(
            "delete from caller_profiles where caller_key = $1::text and ($2::text is null or flow = $2::text)"
            " returning flow",
            await self._key(caller),
            flow,
        )
        return len(rows)

    async def of_caller(self, caller: str) -> list[Profile]:
        """All that is remembered of a caller, also what has expired and was not deleted yet."""
        key = await self._key(caller)
        if key is None:
            return []
        return [
            Profile(
                row["flow"], await self._opened(key, row["flow"], row["remembered"]), row["saved_at"], row["expires_at"]
            )
            for row in await self._statements.rows(OF_CALLER, key)
        ]

    async def _opened(self, key: str, flow: str, text: str) -> dict[str, Any]:
        stored = orjson.loads(text)

        def values() -> dict[str, Any]:
            return {
                slot: opened_json(self._keys, value, remembered_place(key, flow, slot))
                for slot, value in stored.items()
            }

        return await self._keys.opened(values)

    async def tidy(self, *, now: datetime) -> int:
        """Delete profiles that have expired, at most 1,000 at once. Returns how many."""
        count: int = await self._statements.value(TIDY, now)
        return count
