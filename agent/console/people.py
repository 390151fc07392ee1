"""People: one's own account and sessions, and for administrators those of others."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from agent.access import cookies
from agent.access.accounts import Wanted
from agent.access.recognition import of_session
from agent.access.roles import Role
from agent.access.visitor import Visitor
from agent.console.access import Email, Me, Password, as_me, doorway
from agent.console.desk import Desk
from agent.console.guard import recorded_as, visitor_of
from agent.console.refusals import Refusal, refusals
from agent.store.people import Person
from agent.store.sessions import BeganBy, Sitting

NO_PASSWORD: Final = "You sign in by the provider and have no password here. An administrator can give you one."  # noqa: S105 -- a sentence
Id = Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,40}$")]
Name = Annotated[str, StringConstraints(max_length=200)]
ENTRY: JsonDict = {
    "id": "9aF3kQ0zLm2x",
    "email": "asha@example.com",
    "name": "Asha",
    "role": "publish",
    "role_from": "here",
    "disabled": False,
    "has_password": True,
    "provider": False,
    "created_at": "2026-03-02T09:00:00Z",
    "created_by": "ravi@example.com",
    "signed_in_at": "2026-03-02T09:05:00Z",
    "sessions": 1,
}


class PersonEntry(BaseModel):
    """An account."""

    model_config = ConfigDict(json_schema_extra={"examples": [ENTRY]})

    id: str
    email: str
    name: str
    role: Role
    role_from: Literal["here", "provider"]
    """Who decides the role: administrators, or the OpenID provider at each sign-in."""
    disabled: bool
    has_password: bool
    provider: bool
    """They have signed in by the provider."""
    created_at: datetime
    created_by: str
    signed_in_at: datetime | None
    sessions: int


class NewPerson(BaseModel):
    """An account to be made."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "asha@example.com", "name": "Asha", "role": "edit"}]},
    )

    email: Email
    name: Name
    role: Role
    password: Password | None = None
    """Without one, they sign in by the OpenID provider only."""


class PersonChange(BaseModel):
    """What is to be otherwise; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "publish"}, {"disabled": True}]})

    name: Name | None = None
    role: Role | None = None
    disabled: bool | None = None
    password: Password | None = None


class OwnChange(BaseModel):
    """What one changes of oneself."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Asha Rao"}]})

    name: Name


class PasswordChange(BaseModel):
    """Another password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"old": "four words of mine", "new": "four other words of mine"}]},
    )

    old: Password
    new: Password


class SessionEntry(BaseModel):
    """A browser at which somebody is signed in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "Qm2x9aF3kQ0z",
                    "current": True,
                    "by": "password",
                    "began_at": "2026-03-02T09:05:00Z",
                    "seen_at": "2026-03-02T11:40:00Z",
                    "ends_at": "2026-03-16T09:05:00Z",
                    "address": "203.0.113.7",
                    "browser": "Mozilla/5.0 …",
                }
            ]
        }
    )

    id: str
    current: bool
    """The one that asks."""
    by: BeganBy
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    address: str
    browser: str


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter()
    _own(routes, desk)
    _own_sessions(routes, desk)
    _people(routes, desk)
    _others_sessions(routes, desk)
    return routes


def _own(routes: APIRouter, desk: Desk) -> None:
    access = desk.access

    @routes.put("/me", summary="Change one's name", response_model=Me, responses=refusals(409, 422), tags=["access"])
    async def rename(change: OwnChange, request: Request) -> Me:
        """By which one's changes are signed from now on. It is nobody else's."""
        visitor, person = await _oneself(desk, request)
        changed = await access.accounts.change(person, {"name": change.name}, by=visitor.who)
        access.changed()
        return (await as_me(desk, visitor)).model_copy(update={"name": changed.name})

    @routes.put(
        "/me/password",
        summary="Change one's password",
        response_model=Me,
        responses=refusals(409, 422),
        tags=["access"],
    )
    async def password(change: PasswordChange, request: Request, response: Response) -> Me:
        """All sessions end but this one, which goes on under another cookie and another token."""
        visitor, person = await _oneself(desk, request)
        if not person.has_password:
            raise Refusal(409, "no_password", NO_PASSWORD)
        await access.signing_in.compare(person, change.old, doorway(request))
        await access.accounts.set_password(person, change.new, by=visitor.who, keep_session=visitor.session)
        return await as_me(desk, await _renewed(desk, request, response))


def _own_sessions(routes: APIRouter, desk: Desk) -> None:
    access = desk.access

    @routes.get(
        "/me/sessions",
        summary="Where one is signed in",
        response_model=list[SessionEntry],
        responses=refusals(),
        tags=["access"],
    )
    async def sessions(request: Request) -> list[SessionEntry]:
        """The last used first."""
        visitor, person = await _oneself(desk, request)
        return [_sitting(each, visitor) for each in await access.sittings.kept.of(person.id)]

    @routes.delete(
        "/me/sessions", summary="End all sessions but this one", status_code=204, responses=refusals(), tags=["access"]
    )
    async def end_others(request: Request) -> Response:
        """At all other browsers one has to sign in again."""
        visitor, person = await _oneself(desk, request)
        return await _ended(desk, person, by=visitor, but=visitor.session)

    @routes.delete(
        "/me/sessions/{session}",
        summary="End one of one's sessions",
        status_code=204,
        responses=refusals(404),
        tags=["access"],
    )
    async def end(session: Id, request: Request) -> Response:
        """At that browser one has to sign in again."""
        visitor, person = await _oneself(desk, request)
        return await _ended_one(desk, person, session, by=visitor)


def _people(routes: APIRouter, desk: Desk) -> None:
    access = desk.access

    @routes.get(
        "/people", summary="All accounts", response_model=list[PersonEntry], responses=refusals(), tags=["people"]
    )
    async def people() -> list[PersonEntry]:
        """By their e-mail addresses."""
        return [_entry(each) for each in await access.people.all()]

    @routes.post(
        "/people",
        summary="Make an account",
        status_code=201,
        response_model=PersonEntry,
        responses=refusals(409, 422),
        tags=["people"],
    )
    async def add(new: NewPerson, request: Request) -> PersonEntry:
        """With the first one everybody has to sign in, so that is made elsewhere."""
        if not await access.openness.accounts():
            raise Refusal(409, "first_account", "Make your own account first (POST /api/first-account).")
        wanted = Wanted(new.email, new.name, new.role, new.password)
        return _entry(await access.accounts.add(wanted, by=recorded_as(request)))

    @routes.patch(
        "/people/{person}",
        summary="Change an account",
        response_model=PersonEntry,
        responses=refusals(404, 409, 422),
        tags=["people"],
    )
    async def change(person: Id, change: PersonChange, request: Request, response: Response) -> PersonEntry:
        """A new password, or disabling, ends the person's sessions; a new role holds at once. Of one's own account the
        session that asks goes on with a new password, under another cookie and another token.
        """
        found, visitor = await _find(desk, person), visitor_of(request)
        own = visitor is not None and visitor.account == found.id
        told = change.model_dump(exclude_none=True)
        keep = visitor.session if visitor and own else None
        try:
            await access.accounts.change(found, told, by=recorded_as(request), keep_session=keep)
        finally:
            access.changed()
        if own and change.password is not None and not change.disabled:
            await _renewed(desk, request, response)
        return _entry(await _find(desk, person))

    @routes.delete(
        "/people/{person}",
        summary="Delete an account",
        status_code=204,
        responses=refusals(404, 409),
        tags=["people"],
    )
    async def remove(person: Id, request: Request) -> Response:
        """What they did keeps their name."""
        await access.accounts.remove(await _find(desk, person), by=recorded_as(request))
        access.changed()
        return Response(status_code=204)


def _others_sessions(routes: APIRouter, desk: Desk) -> None:
    access = desk.access

    @routes.get(
        "/people/{person}/sessions",
        summary="Where somebody is signed in",
        response_model=list[SessionEntry],
        responses=refusals(404),
        tags=["people"],
    )
    async def sessions(person: Id, request: Request) -> list[SessionEntry]:
        """The last used first."""
        found = await _find(desk, person)
        return [_sitting(each, visitor_of(request)) for each in await access.sittings.kept.of(found.id)]

    @routes.delete(
        "/people/{person}/sessions",
        summary="Sign somebody out everywhere",
        status_code=204,
        responses=refusals(404),
        tags=["people"],
    )
    async def end_all(person: Id, request: Request) -> Response:
        """They can sign in again."""
        return await _ended(desk, await _find(desk, person), by=visitor_of(request))

    @routes.delete(
        "/people/{person}/sessions/{session}",
        summary="Sign somebody out at one browser",
        status_code=204,
        responses=refusals(404),
        tags=["people"],
    )
    async def end(person: Id, session: Id, request: Request) -> Response:
        """They can sign in again."""
        return await _ended_one(desk, await _find(desk, person), session, by=visitor_of(request))


async def _oneself(desk: Desk, request: Request) -> tuple[Visitor, Person]:
    """Who asks, with their account. Raises Refusal for whoever has none: a key, or this machine's."""
    visitor = visitor_of(request)
    if visitor is None or visitor.account is None:
        raise Refusal(409, "no_account", "You are not signed in with an account of your own.")
    return visitor, await _find(desk, visitor.account)


async def _renewed(desk: Desk, request: Request, response: Response) -> Visitor:
    """Whoever asks has another password, and their session another cookie: whoever has copied the old one is out."""
    access = desk.access
    session = await access.sittings.find(cookies.read(request) or "")
    if session is None:
        raise Refusal(401, "sign_in", "The password is changed. Sign in with it.")
    token, session = await access.sittings.renew(session)
    access.changed()
    cookies.put(response, token, secure=cookies.is_secure(request, access.public_url))
    return of_session(session, token)


async def _find(desk: Desk, account: str) -> Person:
    found = await desk.access.people.read(account)
    if found is None:
        raise Refusal(404, "not_found", "There is no such account.")
    return found


async def _ended(desk: Desk, person: Person, *, by: Visitor | None, but: str | None = None) -> Response:
    many = await desk.access.sittings.kept.end_all(person.id, but=but)
    await _record_end(desk, person, by, sessions=many)
    return Response(status_code=204)


async def _ended_one(desk: Desk, person: Person, session: str, *, by: Visitor | None) -> Response:
    if not await desk.access.sittings.kept.end(person.id, session):
        raise Refusal(404, "not_found", "There is no such session; it may have ended by itself.")
    await _record_end(desk, person, by, session_ended=session)
    return Response(status_code=204)


async def _record_end(desk: Desk, person: Person, by: Visitor | None, **what: object) -> None:
    desk.access.changed()
    details = {"pii_email": person.email, **what, **(by.ids if by else {})}
    who = by.who if by else ""
    await desk.access.audit.record(who=who, did="session.ended", what=f"account {person.id}", details=details)


def _entry(person: Person) -> PersonEntry:
    told = {name: getattr(person, name) for name in PersonEntry.model_fields if name != "provider"}
    return PersonEntry(**told, provider=person.subject is not None)


def _sitting(sitting: Sitting, visitor: Visitor | None) -> SessionEntry:
    told = {name: getattr(sitting, name) for name in SessionEntry.model_fields if name not in {"current", "by"}}
    current = visitor is not None and visitor.session == sitting.id
    return SessionEntry(**told, current=current, by=sitting.began_by)
