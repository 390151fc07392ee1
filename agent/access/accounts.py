"""Accounts of people: made, changed and removed, by themselves, by administrators and at the command line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from agent.access import passwords
from agent.access.audit import Audit
from agent.access.names import BadAccount, normal_name
from agent.access.passwords import Passwords
from agent.access.roles import Role
from agent.access.tokens import hashed, new_id
from agent.store.people import NewAccount, People, Person

_EMAIL: Final = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f]{1,64}@[^\s@<>()\[\]\\,;:\"\x00-\x1f]{1,189}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An account that somebody wants."""

    email: str
    name: str
    role: Role
    password: str | None = None
    """None: they sign in by the OpenID provider."""


class Accounts:
    """Makes and changes them, and tells the audit."""

    def __init__(self, people: People, hashes: Passwords, audit: Audit) -> None:
        self._people = people
        self._hashes = hashes
        self._audit = audit

    async def add(self, wanted: Wanted, *, by: str) -> Person:
        """Make an account. Raises BadAccount, WeakPassword, BusyHashing, EmailTaken, NameTaken."""
        person = await self._people.add(await self._new(wanted, by))
        await self._record(by, "account.added", person, role=person.role)
        return person

    async def add_first(self, wanted: Wanted, *, link: str | None) -> Person:
        """Make the first account, an administrator's. Raises what `add` does, NotTheFirst and LinkSpent."""
        await self._people.check_link(None if link is None else hashed(link))  # before a hash is reckoned for nobody
        new = await self._new(replace(wanted, role="administer"), normal_email(wanted.email))
        person = await self._people.add_first(new, link_hash=None if link is None else hashed(link))
        await self._record(person.email, "account.first", person, role=person.role)
        return person

    async def change(
        self, person: Person, changes: Mapping[str, Any], *, by: str, keep_session: str | None = None
    ) -> Person:
        """Change `name`, `role`, `disabled` or `password`: all of it, or nothing. With another password their sessions
        end, but for `keep_session`. Raises BadAccount, WeakPassword, BusyHashing, LastAdministrator, NameTaken.
        """
        password = changes.get("password")
        told = {name: each for name, each in changes.items() if name != "password" and getattr(person, name) != each}
        if "name" in told:
            told["name"] = normal_name(told["name"], email=person.email)
        columns = {**told, **({"role_from": "here"} if "role" in told else {})}
        hash_of = {} if password is None else {"password_hash": await self._hash(person, password)}
        if not columns and not hash_of:
            return person
        if not await self._people.change(person.id, {**columns, **hash_of}, keep_session=keep_session):
            raise BadAccount("This account is gone.")
        if hash_of:
            await self._record(by, "account.password", person)
        if told:
            named = {("pii_name" if name == "name" else name): value for name, value in told.items()}
            await self._record(by, "account.changed", person, **named)
        return replace(person, **columns)

    async def set_password(self, person: Person, password: str, *, by: str, keep_session: str | None = None) -> None:
        """Another password; their sessions end, but for one. Raises WeakPassword, BusyHashing."""
        await self.change(person, {"password": password}, by=by, keep_session=keep_session)

    async def remove(self, person: Person, *, by: str) -> None:
        """Delete an account and its sessions. Raises LastAdministrator."""
        if await self._people.remove(person.id):
            await self._record(by, "account.removed", person)

    async def _new(self, wanted: Wanted, by: str) -> NewAccount:
        email = normal_email(wanted.email)
        name = normal_name(wanted.name, email=email)
        kept = None
        if wanted.password is not None:
            passwords.check(wanted.password, email=email, name=name)
            kept = await self._hashes.hash(wanted.password)
        return NewAccount(new_id(), email, name, wanted.role, by, kept)

    async def _hash(self, person: Person, password: str) -> str:
        passwords.check(password, email=person.email, name=person.name)
        return await self._hashes.hash(password)

    async def _record(self, by: str, did: str, person: Person, **more: object) -> None:
        await self._audit.record(
            who=by, did=did, what=f"account {person.id}", details={"pii_email": person.email, **more}
        )


def normal_email(written: str) -> str:
    """An e-mail address in the one form in which it is kept. Raises BadAccount."""
    email = written.strip().lower()
    if not _EMAIL.fullmatch(email) or not email.isprintable():
        raise BadAccount("That is no e-mail address: write it like asha@example.com.")
    return email
