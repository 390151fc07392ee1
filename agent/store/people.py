"""The accounts of people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from agent.access.names import folded
from agent.access.roles import Role
from agent.errors import TrunklineError
from agent.store.database import Database
from agent.store.people_tables import Account, Session, SetupLink

RoleFrom = Literal["here", "provider"]
_ALONE: Final = text("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE")
"""Two administrators who remove each other at the same moment come one after the other; reading goes on."""


class EmailTaken(TrunklineError):
    """There is an account of this e-mail address, or of this person at the provider."""


class NameTaken(TrunklineError):
    """Another account has this name, or one that looks the same."""


class NotTheFirst(TrunklineError):
    """There is an administrator already."""


class LinkSpent(TrunklineError):
    """The setup link was used, was replaced by a newer one, or is too old."""


class LastAdministrator(TrunklineError):
    """Nobody could administer any more."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made."""

    id: str
    email: str
    name: str
    role: Role
    created_by: str
    password_hash: str | None = None
    role_from: RoleFrom = "here"
    issuer: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it is."""

    id: str
    email: str
    name: str
    role: Role
    role_from: RoleFrom
    disabled: bool
    issuer: str | None
    subject: str | None
    created_at: datetime
    created_by: str
    signed_in_at: datetime | None
    has_password: bool
    sessions: int
    """Browsers at which they are signed in."""


class People:
    """The repository of accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def any(self) -> bool:
        """Whether there is an account."""
        async with self._database.unit() as session:
            return bool(await session.scalar(select(exists().select_from(Account))))

    async def administered(self) -> bool:
        """Whether somebody administers: has that role, and is not disabled."""
        async with self._database.unit() as session:
            return bool(await session.scalar(select(_ABLE)))

    async def all(self) -> list[Person]:
        """Everybody, by e-mail address."""
        async with self._database.unit() as session:
            return [_person(row) for row in await session.execute(_PEOPLE.order_by(Account.email))]

    async def read(self, account_id: str) -> Person | None:
        """One of them."""
        return await self._one(Account.id == account_id)

    async def by_email(self, email: str) -> Person | None:
        """Whoever has this address, in small letters."""
        return await self._one(Account.email == email)

    async def by_subject(self, issuer: str, subject: str) -> Person | None:
        """Whoever is this at an OpenID provider."""
        return await self._one((Account.issuer == issuer) & (Account.subject == subject))

    async def names(self, account_ids: Collection[str]) -> dict[str, str]:
        """What those of these accounts are called that there are."""
        wanted = select(Account.id, Account.name).where(Account.id.in_(account_ids))
        async with self._database.unit() as session:
            return {row.id: row.name for row in await session.execute(wanted)}

    async def password_hash(self, account_id: str) -> str | None:
        """Of somebody who may sign in with a password."""
        wanted = select(Account.password_hash).where(Account.id == account_id, ~Account.disabled)
        async with self._database.unit() as session:
            return await session.scalar(wanted)

    async def add(self, account: NewAccount) -> Person:
        """Make an account. Raises EmailTaken, NameTaken."""
        async with self._database.unit() as session:
            await session.execute(_ALONE)
            return await _added(session, account)

    async def check_link(self, link_hash: bytes | None) -> None:
        """Whether the first account can be made with this. Raises what `add_first` does."""
        async with self._database.unit() as session:
            await _first_with(session, link_hash)

    async def add_first(self, account: NewAccount, *, link_hash: bytes | None) -> Person:
        """Make the first account, and spend the setup link (None: none is asked for). Raises NotTheFirst, LinkSpent,
        EmailTaken, NameTaken.
        """
        async with self._database.unit() as session:
            await session.execute(_ALONE)
            await _first_with(session, link_hash)
            await session.execute(delete(SetupLink))
            return await _added(session, account)

    async def change(self, account_id: str, changes: Mapping[str, Any], *, keep_session: str | None = None) -> bool:
        """Set columns of an account; False when there is none. A password or disabling ends its sessions, but for
        `keep_session`. Raises LastAdministrator, EmailTaken, NameTaken.
        """
        async with self._database.unit() as session:
            await session.execute(_ALONE)
            statement = update(Account).where(Account.id == account_id).values(**changes).returning(Account.id)
            try:
                if await session.scalar(statement) is None:
                    return False
            except IntegrityError as why:
                raise EmailTaken("Another account is this person at the provider.") from why
            if "name" in changes:
                await _name_is_free(session, account_id, changes["name"])
            if changes.get("disabled") or "password_hash" in changes:
                ended = delete(Session).where(Session.account_id == account_id)
                await session.execute(ended if keep_session is None else ended.where(Session.id != keep_session))
            await _somebody_administers(session)
        return True

    async def set_role(self, account_id: str, role: Role) -> None:
        """The role that the OpenID provider gives somebody today; of the last who administers too, since the provider
        can give that role to others.
        """
        async with self._database.unit() as session:
            await session.execute(update(Account).where(Account.id == account_id).values(role=role))

    async def remove(self, account_id: str) -> bool:
        """Delete an account with its sessions; False when there is none. Raises LastAdministrator."""
        async with self._database.unit() as session:
            await session.execute(_ALONE)
            gone = await session.scalar(delete(Account).where(Account.id == account_id).returning(Account.id))
            if gone is not None:
                await _somebody_administers(session)
        return gone is not None

    async def rehash(self, account_id: str, old: str, new: str) -> bool:
        """The same password, hashed with other costs; False, and not done, if it was changed meanwhile."""
        where = (Account.id == account_id) & (Account.password_hash == old)
        async with self._database.unit() as session:
            statement = update(Account).where(where).values(password_hash=new).returning(Account.id)
            return await session.scalar(statement) is not None

    async def signed_in(self, account_id: str) -> None:
        """They have signed in just now."""
        async with self._database.unit() as session:
            await session.execute(update(Account).where(Account.id == account_id).values(signed_in_at=func.now()))

    async def put_link(self, link_hash: bytes, *, hours: int) -> None:
        """The setup link is this one from now on."""
        ends_at = func.now() + func.make_interval(0, 0, 0, 0, hours)
        told = {"token_hash": link_hash, "ends_at": ends_at}
        statement = insert(SetupLink).values(purpose="first account", **told)
        async with self._database.unit() as session:
            await session.execute(statement.on_conflict_do_update(index_elements=["tenant", "purpose"], set_=told))

    async def _one(self, where: ColumnElement[bool]) -> Person | None:
        async with self._database.unit() as session:
            row = (await session.execute(_PEOPLE.where(where))).first()
        return _person(row) if row else None


_SESSIONS = (
    select(func.count())
    .select_from(Session)
    .where(Session.account_id == Account.id, Session.ends_at > func.now())
    .scalar_subquery()
)
_ABLE = exists().where(Account.role == "administer", ~Account.disabled)
_PEOPLE: Select[Any] = select(Account, Account.password_hash.is_not(None), _SESSIONS)


async def _added(session: AsyncSession, account: NewAccount) -> Person:
    values = {name: getattr(account, name) for name in NewAccount.__slots__}
    statement = insert(Account).values(**values).on_conflict_do_nothing().returning(Account.id)
    if await session.scalar(statement) is None:
        raise EmailTaken(f"There is an account of {account.email} already.")
    await _name_is_free(session, account.id, account.name)
    return _person((await session.execute(_PEOPLE.where(Account.id == account.id))).one())


async def _name_is_free(session: AsyncSession, account_id: str, name: str) -> None:
    """By what people are called, work is signed. Whoever asks has the table to themselves."""
    others = await session.execute(select(Account.name, Account.email).where(Account.id != account_id))
    if any(folded(name) in (folded(other), folded(email)) for other, email in others):
        raise NameTaken(f"Somebody here is called “{name}” already: write a name by which both can be told apart.")


async def _first_with(session: AsyncSession, link_hash: bytes | None) -> None:
    if await session.scalar(select(_ABLE)):
        raise NotTheFirst("There is an account already: sign in with it.")
    good = (SetupLink.token_hash == link_hash) & (SetupLink.ends_at > func.now())
    if link_hash is not None and await session.scalar(select(SetupLink.purpose).where(good)) is None:
        raise LinkSpent("This link is spent or too old: start the service again, it shows a new one.")


async def _somebody_administers(session: AsyncSession) -> None:
    if not await session.scalar(select(_ABLE)):
        raise LastAdministrator("Nobody could administer any more: give another account that role first.")


def _person(row: Any) -> Person:
    account, has_password, sessions = row
    told = {name: getattr(account, name) for name in Person.__slots__ if name not in {"has_password", "sessions"}}
    return Person(**told, has_password=has_password, sessions=sessions)
