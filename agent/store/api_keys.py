"""The keys of programs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from agent.store.database import Database
from agent.store.people_tables import ApiKey

USED_EVERY: Final = timedelta(minutes=1)
"""How exactly is known when a key was last used."""


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key as it is shown to people."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    used_at: datetime | None
    expired: bool


@dataclass(frozen=True, slots=True)
class GoodKey:
    """A key that admits."""

    id: str
    name: str
    scopes: tuple[str, ...]
    used_lately: bool
    """Nothing need be written of its being used."""


class ApiKeys:
    """The repository of keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, key_id: str, key_hash: bytes, *, name: str, scopes: Sequence[str], by: str, days: int | None
    ) -> None:
        """A new key; it is good for so many days, or for ever."""
        expires_at = None if days is None else func.now() + timedelta(days=days)
        values = {"name": name, "scopes": list(scopes), "created_by": by, "expires_at": expires_at}
        async with self._database.unit() as session:
            await session.execute(insert(ApiKey).values(id=key_id, key_hash=key_hash, **values))

    async def all(self) -> list[KeptKey]:
        """Every key, the newest first."""
        wanted = select(ApiKey, ~_GOOD).order_by(ApiKey.created_at.desc(), ApiKey.id)
        async with self._database.unit() as session:
            return [_kept(row, expired=expired) for row, expired in await session.execute(wanted)]

    async def read(self, key_id: str) -> KeptKey | None:
        """One of them."""
        async with self._database.unit() as session:
            found = (await session.execute(select(ApiKey, ~_GOOD).where(ApiKey.id == key_id))).first()
        return _kept(found[0], expired=found[1]) if found else None

    async def find(self, key_id: str, key_hash: bytes) -> GoodKey | None:
        """What a key admits to; None when it is wrong, revoked or has expired."""
        lately = func.coalesce(ApiKey.used_at > func.now() - USED_EVERY, False)
        wanted = select(ApiKey.name, ApiKey.scopes, lately)
        async with self._database.unit() as session:
            where = (ApiKey.id == key_id) & (ApiKey.key_hash == key_hash) & _GOOD
            row = (await session.execute(wanted.where(where))).first()
        return GoodKey(key_id, row[0], tuple(row[1]), row[2]) if row else None

    async def scopes(self, key_ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """What each of these keys admits to that is good; the others are left out. One statement."""
        wanted = select(ApiKey.id, ApiKey.scopes).where(ApiKey.id.in_(key_ids), _GOOD)
        async with self._database.unit() as session:
            return {key_id: tuple(scopes) for key_id, scopes in await session.execute(wanted)}

    async def used(self, key_id: str) -> None:
        """It was used just now."""
        async with self._database.unit() as session:
            await session.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=func.now()))

    async def revoke(self, key_id: str) -> bool:
        """It admits nobody any more. False when there is none."""
        gone = delete(ApiKey).where(ApiKey.id == key_id).returning(ApiKey.id)
        async with self._database.unit() as session:
            return await session.scalar(gone) is not None


_GOOD: ColumnElement[bool] = or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > func.now())


def _kept(row: ApiKey, *, expired: bool) -> KeptKey:
    told = {name: getattr(row, name) for name in KeptKey.__slots__ if name not in {"scopes", "expired"}}
    return KeptKey(**told, scopes=tuple(row.scopes), expired=expired)
