"""Signing in and out, who one is, and the first account."""

from typing import Annotated, Final
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from agent.access import cookies
from agent.access.accounts import Wanted
from agent.access.oidc import Provider, ProviderFault
from agent.access.provided import Provided, Refused, Why
from agent.access.recognition import of_session
from agent.access.roles import ROLES, Role, at_least
from agent.access.signing_in import Doorway, Verified, WrongPassword, of_address
from agent.access.tokens import hashed
from agent.access.visitor import Visitor
from agent.console.desk import Desk
from agent.console.guard import visitor_of
from agent.console.refusals import Refusal, refusals
from agent.store.people import Person
from agent.store.sessions import BeganBy
from agent.store.sign_in_trips import LONGEST, Trip
from telephony.twilio.admission import NotAdmittedError
from telephony.twilio.routes import own_base

log = structlog.get_logger(__name__)

PROVIDER: Final = "/sign-in/provider"
CALLBACK: Final = f"{PROVIDER}/callback"
NOT_PRIVATE: Final = (
    "A password would be readable on its way here: open the console by https (docs/access.md), or on the service's "
    "own machine."
)
Email = Annotated[str, StringConstraints(max_length=254)]
Password = Annotated[str, StringConstraints(max_length=1000)]
ME: JsonDict = {
    "signed_in": True,
    "open": False,
    "name": "Asha",
    "email": "asha@example.com",
    "account": "9aF3kQ0zLm2x",
    "role": "publish",
    "scopes": [],
    "session": "Qm2x9aF3kQ0z",
    "token": "5f1c…",
    "has_password": True,
    "may": {"view": True, "edit": True, "publish": True, "administer": False},
    "sign_in": {"password": True, "provider": {"name": "login.example.com", "url": "/api/sign-in/provider"}},
    "first_account": False,
}


class May(BaseModel):
    """What one may do."""

    view: bool
    edit: bool
    publish: bool
    administer: bool


class ProviderLink(BaseModel):
    """An OpenID provider at which people sign in."""

    name: str
    url: str
    """To which the browser goes; `?next=/flows` says where it comes back to."""


class WaysIn(BaseModel):
    """How one signs in."""

    password: bool
    provider: ProviderLink | None


class Me(BaseModel):
    """Who asks, and what they may do."""

    model_config = ConfigDict(json_schema_extra={"examples": [ME]})

    signed_in: bool
    open: bool
    """No sign-in is asked of this machine."""
    name: str
    email: str | None
    account: str | None
    role: Role | None
    scopes: list[str]
    """The narrow ones of a key."""
    session: str | None
    token: str | None
    """For the header X-Trunkline-Token of every change."""
    has_password: bool
    """Without one, one signs in by the OpenID provider only."""
    may: May
    sign_in: WaysIn
    first_account: bool
    """There is no account yet."""


class SignIn(BaseModel):
    """Who wants to sign in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"email": "asha@example.com", "password": "four words of mine"}]},
    )

    email: Email
    password: Password


class FirstAccount(BaseModel):
    """The first account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"email": "asha@example.com", "name": "Asha", "password": "four words of mine", "link": "k2JfM0…"}
            ]
        },
    )

    email: Email
    name: Annotated[str, StringConstraints(max_length=200)]
    password: Password
    link: Annotated[str, StringConstraints(max_length=200)] | None = None
    """What stands behind `#` in the setup link."""


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(tags=["access"])
    access = desk.access

    @routes.get("/me", summary="Who asks", response_model=Me, responses=refusals())
    async def me(request: Request) -> Me:
        """Answered whether one is signed in or not."""
        return await as_me(desk, visitor_of(request))

    @routes.post("/sign-in", summary="Sign in with a password", response_model=Me, responses=refusals(400))
    async def sign_in(given: SignIn, request: Request, response: Response) -> Me:
        """Sets a cookie. Whatever session the browser had before ends."""
        _private(desk, request)
        verified = await access.signing_in.with_password(given.email, given.password, doorway(request))
        return await as_me(desk, await begin(desk, request, response, verified, "password"))

    @routes.post("/sign-out", summary="Sign out", status_code=204, responses=refusals())
    async def sign_out(request: Request) -> Response:
        """The session ends, and the cookie is taken back."""
        visitor = visitor_of(request)
        if visitor is not None and visitor.account and visitor.session:
            await access.sittings.kept.end(visitor.account, visitor.session)
            access.changed()
            await access.audit.record(who=visitor.who, did="sign_out", what="the console", details=visitor.ids)
        answer = Response(status_code=204)
        cookies.clear(answer, secure=cookies.is_secure(request, access.public_url))
        return answer

    @routes.post(
        "/first-account",
        status_code=201,
        summary="Make the first account, an administrator's",
        response_model=Me,
        responses=refusals(400, 409, 410, 422),
    )
    async def first_account(given: FirstAccount, request: Request, response: Response) -> Me:
        """With the link that the service shows when it starts; where nobody has to sign in yet, without."""
        _private(desk, request)
        visitor = visitor_of(request)
        free = visitor is not None and visitor.kind == "neighbour"
        if given.link is None and not free:
            raise Refusal(410, "spent", "This needs the link that the service shows when it starts.")
        wanted = Wanted(given.email, given.name, "administer", given.password)
        person = await access.accounts.add_first(wanted, link=given.link)
        return await as_me(desk, await begin(desk, request, response, person, "first_account"))

    _provider_routes(routes, desk)
    return routes


def _provider_routes(routes: APIRouter, desk: Desk) -> None:
    access = desk.access

    @routes.get(
        PROVIDER, summary="Go to the OpenID provider", status_code=302, response_class=Response, responses=refusals(404)
    )
    async def depart(request: Request, back_to: Annotated[str, Query(alias="next", max_length=500)] = "/") -> Response:
        """It sends the browser back to `/api/sign-in/provider/callback`, and that to `next`."""
        if access.provider is None:
            raise Refusal(404, "not_found", "There is no OpenID provider: set TRUNKLINE_OIDC_ISSUER (docs/access.md).")
        _private(desk, request)
        redirect = f"{_base(desk, request)}/api{CALLBACK}"
        try:
            departure = await access.provider.depart(
                redirect_uri=redirect, back_to=own_path(back_to), source=of_address(doorway(request).address)
            )
        except ProviderFault as why:
            log.warning("access.provider", why=str(why))
            return _not_let_in("provider")
        await access.trips.begin(departure.trip)
        answer = RedirectResponse(departure.url, status_code=302)
        secure, seconds = cookies.is_secure(request, access.public_url), LONGEST.total_seconds()
        cookies.put(answer, departure.browser_token, secure=secure, name=cookies.TRIP, seconds=seconds)
        return answer

    @routes.get(
        CALLBACK,
        summary="Come back from the OpenID provider",
        status_code=303,
        response_class=Response,
        responses=refusals(404),
    )
    async def arrive(
        request: Request,
        state: Annotated[str, Query(max_length=200)] = "",
        code: Annotated[str, Query(max_length=4000)] = "",
        iss: Annotated[str | None, Query(max_length=1000)] = None,
    ) -> Response:
        """On to where one wanted to go, signed in; or to the sign-in page with the reason why not."""
        if access.provider is None:
            raise Refusal(404, "not_found", "There is no OpenID provider: set TRUNKLINE_OIDC_ISSUER (docs/access.md).")
        trip = await access.trips.end(hashed(state), hashed(cookies.read(request, cookies.TRIP) or ""))
        try:
            person = await _provided(access.provider, access.provided, trip, code, iss)
        except (ProviderFault, Refused) as why:
            return await _told(desk, request, why, trip)
        answer = RedirectResponse(trip.back_to if trip else "/", status_code=303)
        cookies.clear(answer, secure=cookies.is_secure(request, access.public_url), name=cookies.TRIP)
        try:
            await begin(desk, request, answer, person, "provider")
        except WrongPassword:
            return await _told(desk, request, Refused("disabled"), trip)
        return answer


async def _provided(provider: Provider, provided: Provided, trip: Trip | None, code: str, issuer: str | None) -> Person:
    """Who comes back. Raises Refused, ProviderFault."""
    if trip is None:
        raise Refused("expired")
    if not code:
        raise ProviderFault("It sends no code: the person was not let in there.")
    return await provided.person(provider.issuer, await provider.arrive(trip, code=code, issuer=issuer))


async def begin(desk: Desk, request: Request, response: Response, who: Person | Verified, by: BeganBy) -> Visitor:
    """Sign somebody in at this browser. Raises WrongPassword as `Sittings.begin`."""
    access, door = desk.access, doorway(request)
    token, session = await access.sittings.begin(
        who, by, address=door.address, browser=door.browser, instead_of=cookies.read(request)
    )
    await access.people.signed_in(session.account)
    access.changed()
    visitor = of_session(session, token)
    details = {"by": by, "pii_address": door.address, **visitor.ids}
    await access.audit.record(who=visitor.who, did="sign_in", what="the console", details=details)
    cookies.put(response, token, secure=cookies.is_secure(request, access.public_url))
    return visitor


async def as_me(desk: Desk, visitor: Visitor | None) -> Me:
    """What is told of whoever asks."""
    access, role = desk.access, visitor.role if visitor else None
    person = await access.people.read(visitor.account) if visitor and visitor.account else None
    return Me(
        signed_in=visitor is not None and visitor.kind == "account",
        open=visitor is not None and visitor.kind == "neighbour",
        name=visitor.name if visitor else "",
        email=visitor.email if visitor else None,
        account=visitor.account if visitor else None,
        role=role,
        scopes=sorted(visitor.scopes) if visitor else [],
        session=visitor.session if visitor else None,
        token=visitor.token if visitor else None,
        has_password=person is not None and person.has_password,
        may=May(**{name: at_least(role, name) for name in ROLES}),
        sign_in=WaysIn(password=True, provider=_provider(desk)),
        first_account=not await access.openness.accounts(),
    )


def doorway(request: Request) -> Doorway:
    """Where somebody comes from."""
    return Doorway(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def own_path(wanted: str) -> str:
    """A page of the console; the first one for whatever would lead elsewhere."""
    fine = wanted.startswith("/") and not wanted.startswith(("//", "/api/")) and "\\" not in wanted
    return wanted if fine and wanted.isprintable() else "/"


def _provider(desk: Desk) -> ProviderLink | None:
    provider = desk.access.provider
    return ProviderLink(name=provider.name, url=f"/api{PROVIDER}") if provider else None


def _private(desk: Desk, request: Request) -> None:
    if not cookies.is_private(request, desk.access.public_url):
        raise Refusal(400, "not_private", NOT_PRIVATE)


def _base(desk: Desk, request: Request) -> str:
    """Where the browser reaches us."""
    try:
        return (desk.access.public_url or own_base(request)).rstrip("/")
    except NotAdmittedError as why:
        raise Refusal(400, "bad_request", why.sentence) from None


async def _told(desk: Desk, request: Request, why: ProviderFault | Refused, trip: Trip | None) -> Response:
    """To the sign-in page. Recorded is only what began here: anybody may call up this address."""
    reason: Why = why.why if isinstance(why, Refused) else "provider"
    log.warning("access.provider", why=str(why))
    if trip is not None:
        failures, account = desk.access.failures, why.account if isinstance(why, Refused) else None
        failures.count("provider", reason)
        await failures.tell("provider", reason, account=account, address=doorway(request).address)
    return _not_let_in(reason)


def _not_let_in(why: Why) -> Response:
    return RedirectResponse(f"/sign-in?{urlencode({'refused': why})}", status_code=303)
