"""Keys of programs: made, found by what a request brings, and revoked."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.access.audit import Audit
from agent.access.lately import Lately
from agent.access.roles import SCOPES
from agent.access.tokens import hashed, key_id, new_key
from agent.errors import TrunklineError
from agent.store.api_keys import ApiKeys, GoodKey, KeptKey

GOOD_S: Final = 5.0
"""How long a key that was revoked by another worker may still admit here."""
LONGEST_DAYS: Final = 3650


class BadKey(TrunklineError):
    """What a key is to be made of cannot be used."""


@dataclass(frozen=True, slots=True)
class WantedKey:
    """A key that somebody wants."""

    name: str
    scopes: Sequence[str]
    days: int | None = None
    """None: for ever."""


class Keys:
    """Keys, and which were good a moment ago."""

    def __init__(self, kept: ApiKeys, audit: Audit) -> None:
        self.kept = kept
        self._audit = audit
        self._lately: Lately[bytes, GoodKey] = Lately(good_s=GOOD_S)

    async def add(self, wanted: WantedKey, *, by: str) -> tuple[KeptKey, str]:
        """Make a key; only now can it be read. Raises BadKey."""
        name = " ".join(wanted.name.split())
        if not 1 <= len(name) <= 80 or not name.isprintable():
            raise BadKey("Name the key after the program that uses it, in 1 to 80 letters.")
        if not wanted.scopes or (unknown := sorted(set(wanted.scopes) - set(SCOPES))):
            told = f"There is no scope “{unknown[0]}”" if wanted.scopes else "A key needs a scope"
            raise BadKey(f"{told}: take some of {', '.join(SCOPES)}.")
        if wanted.days is not None and not 1 <= wanted.days <= LONGEST_DAYS:
            raise BadKey(f"A key is good for 1 to {LONGEST_DAYS} days, or for ever.")
        new, scopes = new_key(), [scope for scope in SCOPES if scope in wanted.scopes]
        await self.kept.add(new.id, hashed(new.key), name=name, scopes=scopes, by=by, days=wanted.days)
        told_of = {"scopes": scopes, "days": wanted.days, "name": name}
        await self._audit.record(who=by, did="key.added", what=f"key {new.id}", details=told_of)
        kept = await self.kept.read(new.id)
        assert kept is not None
        return kept, new.key

    async def find(self, key: str) -> GoodKey | None:
        """What a key admits to; None for one that is wrong, revoked or has expired."""
        named, key_hash = key_id(key), hashed(key)
        if named is None:
            return None
        if found := self._lately.get(key_hash, now=time.monotonic()):
            return found
        changes = self._lately.changes
        found = await self.kept.find(named, key_hash)
        if found is not None:
            if not found.used_lately:
                await self.kept.used(found.id)
            self._lately.put(key_hash, found, now=time.monotonic(), changes=changes)
        return found

    async def revoke(self, key: str, *, by: str) -> bool:
        """By its id. False when there is none."""
        gone = await self.kept.revoke(key)
        self._lately.clear()
        if gone:
            await self._audit.record(who=by, did="key.revoked", what=f"key {key}", details={})
        return gone
