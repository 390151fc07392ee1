"""Whoever comes from the OpenID provider: which account that is, and which role they get."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from agent.access.accounts import normal_email
from agent.access.audit import Audit
from agent.access.names import LONGEST_NAME, BadAccount, normal_name
from agent.access.roles import Role, highest
from agent.access.tokens import new_id
from agent.errors import TrunklineError
from agent.store.people import EmailTaken, NameTaken, NewAccount, People, Person

Why = Literal["no_role", "disabled", "other_account", "unverified", "expired", "provider"]

SENTENCES: Final[Mapping[Why, str]] = {
    "no_role": "The provider knows this person, but nobody has given them a role here.",
    "disabled": "This account is disabled.",
    "other_account": "Another account has this e-mail address; an administrator can remove one of them.",
    "unverified": "The provider has not verified this person's e-mail address.",
    "expired": "It took too long to come back, or another browser began it: try again.",
    "provider": "The provider does not answer, or its answer cannot be believed.",
}


class Refused(TrunklineError):
    """Whoever comes from the provider is not let in."""

    def __init__(self, why: Why, person: Person | None = None) -> None:
        """`person`: whose account it is, where there is one."""
        super().__init__(SENTENCES[why])
        self.why: Why = why
        self.account = person.id if person else None


@dataclass(frozen=True, slots=True)
class Rules:
    """Who gets which role."""

    claim: str
    """The claim that holds a person's groups or roles: a text or a list."""
    roles: Mapping[str, Role]
    """From a value of that claim."""
    domain: str | None
    """Whoever has a verified address of this domain gets in."""
    role: Role
    """As that."""

    def role_of(self, claims: Mapping[str, Any], email: str) -> Role | None:
        """The highest role that the rules give; None: none."""
        held = claims.get(self.claim)
        values = [held] if isinstance(held, str) else held if isinstance(held, list) else []
        found = [self.roles[value] for value in values if isinstance(value, str) and value in self.roles]
        if self.domain and email.rpartition("@")[2] == self.domain.lower() and claims.get("email_verified") is True:
            found.append(self.role)
        return highest(found)


class Provided:
    """Finds or makes the account."""

    def __init__(self, people: People, rules: Rules, audit: Audit) -> None:
        self._people = people
        self._rules = rules
        self._audit = audit

    async def person(self, issuer: str, claims: Mapping[str, Any]) -> Person:
        """Whose claims these are. An account whose role administrators gave keeps it; any other gets what the
        rules give today. Raises Refused.
        """
        subject, email = str(claims["sub"]), _email(claims)
        role = self._rules.role_of(claims, email)
        person = await self._people.by_subject(issuer, subject)
        if person is None:
            person = await self._by_email(issuer, subject, email, claims)
        if person is None:
            return await self._new(issuer, subject, email, role, claims)
        if person.disabled:
            raise Refused("disabled", person)
        if person.role_from == "here":
            return person
        if role is None:
            raise Refused("no_role", person)
        return await self._with_role(person, role)

    async def _by_email(self, issuer: str, subject: str, email: str, claims: Mapping[str, Any]) -> Person | None:
        """An account that was made for this address is theirs from now on, if the provider has verified it."""
        person = await self._people.by_email(email)
        if person is None:
            return None
        if person.subject is not None:
            raise Refused("other_account", person)
        if claims.get("email_verified") is not True:
            raise Refused("unverified", person)
        await self._people.change(person.id, {"issuer": issuer, "subject": subject})
        await self._record("account.joined_provider", person, subject)
        return person

    async def _new(self, issuer: str, subject: str, email: str, role: Role | None, claims: Mapping[str, Any]) -> Person:
        if role is None:
            raise Refused("no_role")
        account = NewAccount(new_id(), email, "", role, "the provider", None, "provider", issuer, subject)
        try:
            person = await self._added(account, claims)
        except (EmailTaken, NameTaken):
            raise Refused("other_account") from None
        await self._record("account.added", person, subject, role=role)
        return person

    async def _added(self, account: NewAccount, claims: Mapping[str, Any]) -> Person:
        """By the name that the provider says; by the e-mail address, where somebody else is called that."""
        try:
            return await self._people.add(replace(account, name=_name(claims, account.email)))
        except NameTaken:
            return await self._people.add(replace(account, name=account.email[:LONGEST_NAME]))

    async def _with_role(self, person: Person, role: Role) -> Person:
        if role != person.role:
            await self._people.set_role(person.id, role)
            await self._record("account.changed", person, person.subject or "", role=role)
        return await self._people.read(person.id) or person

    async def _record(self, did: str, person: Person, subject: str, **more: object) -> None:
        details = {"by": "the provider", "pii_email": person.email, "pii_subject": subject, **more}
        await self._audit.record(who=person.email, did=did, what=f"account {person.id}", details=details)


def _email(claims: Mapping[str, Any]) -> str:
    try:
        return normal_email(str(claims.get("email", "")))
    except BadAccount:
        raise Refused("unverified") from None


def _name(claims: Mapping[str, Any], email: str) -> str:
    try:
        said = str(claims.get("name") or claims.get("preferred_username") or email)
        return normal_name(said[:LONGEST_NAME], email=email)
    except BadAccount:
        return email[:LONGEST_NAME]
