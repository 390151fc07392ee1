"""Where people are signed in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, cast

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from agent.access.roles import Role
from agent.store.database import Database
from agent.store.people_tables import Account, Session

BeganBy = Literal["password", "provider", "first_account"]
IDLE: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=14)
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly is known when a session was last used."""
MOST_OF_ONE: Final = 50
"""Sessions of one account; the oldest end first."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that is good, and whose it is."""

    id: str
    account: str
    email: str
    name: str
    role: Role
    seen_lately: bool
    """Nothing need be written of its being used."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as it is shown to people."""

    id: str
    began_by: BeganBy
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that begins."""

    id: str
    token_hash: bytes
    account: str
    began_by: BeganBy
    address: str
    browser: str


class Sessions:
    """The repository of sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, new: NewSession, *, instead_of: str | None = None, verified: str | None = None) -> bool:
        """Somebody has signed in. `instead_of`: the browser's session until now, which ends; `verified`: the hash of
        the password that they gave. False, and nothing is done, when the account was disabled or has another password
        meanwhile: its row is held until the session is there, so that such a change ends the session too.
        """
        row = Session(
            id=new.id,
            token_hash=new.token_hash,
            account_id=new.account,
            began_by=new.began_by,
            ends_at=func.now() + LONGEST,
            address=new.address[:64],
            browser=new.browser[:200],
        )
        kept = (
            select(Session.id)
            .where(Session.account_id == new.account)
            .order_by(Session.began_at.desc())
            .limit(MOST_OF_ONE - 1)
        )
        spare = (Session.account_id == new.account) & Session.id.not_in(kept)
        over = or_(_OVER, Session.id == instead_of, spare)
        good = (Account.id == new.account) & ~Account.disabled
        if verified is not None:
            good &= Account.password_hash == verified
        async with self._database.unit() as session:
            if await session.scalar(select(Account.id).where(good).with_for_update(read=True)) is None:
                return False
            await session.execute(delete(Session).where(over))
            session.add(row)
        return True

    async def find(self, token_hash: bytes) -> SignedIn | None:
        """Whose session it is, if it is good: not idle for too long, not over, its account not disabled."""
        lately = Session.seen_at > func.now() - SEEN_EVERY
        wanted = (
            select(Session.id, Account.id, Account.email, Account.name, Account.role, lately)
            .join(Account, Account.id == Session.account_id)
            .where(Session.token_hash == token_hash, ~_OVER, ~Account.disabled)
        )
        async with self._database.unit() as session:
            row = (await session.execute(wanted)).first()
        if row is None:
            return None
        session_id, account, email, name, role, seen_lately = row
        return SignedIn(session_id, account, email, name, cast("Role", role), seen_lately=seen_lately)

    async def roles(self, token_hashes: Collection[bytes]) -> Mapping[bytes, Role]:
        """What each of these sessions may that is good, as `find` says; the others are left out. One statement."""
        wanted = (
            select(Session.token_hash, Account.role)
            .join(Account, Account.id == Session.account_id)
            .where(Session.token_hash.in_(token_hashes), ~_OVER, ~Account.disabled)
        )
        async with self._database.unit() as session:
            return {found: cast("Role", role) for found, role in await session.execute(wanted)}

    async def seen(self, token_hashes: Collection[bytes]) -> None:
        """They were used just now."""
        async with self._database.unit() as session:
            used = update(Session).where(Session.token_hash.in_(token_hashes))
            await session.execute(used.values(seen_at=func.now()))

    async def renew(self, session_id: str, token_hash: bytes) -> None:
        """It goes on under another token."""
        async with self._database.unit() as session:
            await session.execute(update(Session).where(Session.id == session_id).values(token_hash=token_hash))

    async def of(self, account_id: str) -> list[Sitting]:
        """Those of one account, the last used first."""
        wanted = select(Session).where(Session.account_id == account_id, ~_OVER).order_by(Session.seen_at.desc())
        async with self._database.unit() as session:
            rows = await session.scalars(wanted)
            return [Sitting(**{name: getattr(row, name) for name in Sitting.__slots__}) for row in rows]

    async def end(self, account_id: str, session_id: str) -> bool:
        """One of an account's. False when there is none."""
        return await self._delete((Session.account_id == account_id) & (Session.id == session_id)) > 0

    async def end_all(self, account_id: str, *, but: str | None = None) -> int:
        """All of an account's, but one. Returns how many."""
        where = Session.account_id == account_id
        return await self._delete(where if but is None else where & (Session.id != but))

    async def _delete(self, where: ColumnElement[bool]) -> int:
        async with self._database.unit() as session:
            return len((await session.scalars(delete(Session).where(where).returning(Session.id))).all())


_OVER: ColumnElement[bool] = or_(Session.ends_at <= func.now(), Session.seen_at <= func.now() - IDLE)
