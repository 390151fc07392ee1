"""Who may ask the service, and for what: the one place that decides, before anything is read.

The table of needs says what each route asks of whoever comes (`agent.access.needs`). Twilio's routes and those that say
whether the process lives look for themselves.
"""

import hmac
import math
import time
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.access.access import Access
from agent.access.attendance import Attendee
from agent.access.needs import EDIT, READS, Need, Table
from agent.access.rates import Buckets, Rate
from agent.access.recognition import BadCredential, recognise
from agent.access.roles import Role
from agent.access.signing_in import of_address
from agent.access.visitor import SCOPE, Visitor
from agent.bookkeeping import AWAY
from agent.console.passage import Passage
from agent.console.refusals import Refusal, too_many
from telephony.neighbours import embedded, is_neighbour, of_another_page
from telephony.twilio.admission import UNSIGNED

log = structlog.get_logger(__name__)

KNOWN: Final = Rate(a_second=100, burst=600)
"""Requests of one session, one key, or this machine."""
UNKNOWN: Final = Rate(a_second=10, burst=60)
"""Requests to the API from one address that say nobody's name, or a wrong one."""
SEEKING: Final = Rate(a_second=100, burst=600)
"""Requests from one address that bring a key or a cookie, which has to be looked up."""
TOKEN: Final = "x-trunkline-token"  # noqa: S105 - the header's name
NOT_SET_UP: Final = (
    "Nobody has an account here yet, so only the service's own machine may ask this. There, make an account "
    "(trunkline account add --email YOU --role administer), and everybody signs in; set PUBLIC_URL to the address."
)
SIGN_IN: Final = "Sign in first; a program sends a key: Authorization: Bearer tlk_…."
STALE: Final = "The page is out of date: load it again. (A change needs the header X-Trunkline-Token of GET /api/me.)"


class Guard:
    """ASGI middleware around the whole service."""

    def __init__(self, app: ASGIApp, *, access: Access, table: Table | None = None) -> None:
        self._app = app
        self._access = access
        self._ours = {urlsplit(access.public_url or "").netloc.lower()}
        """Where a proxy asks for another host than browsers do."""
        self._table = table or Table()
        self._known, self._unknown, self._seeking = Buckets(KNOWN), Buckets(UNKNOWN), Buckets(SEEKING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with who it is from, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        method = scope.get("method", "WS")
        name, need = self._table.find(method, scope["path"])
        if need.own:
            if UNSIGNED in connection.query_params and await self._may_talk(connection):
                scope[SCOPE] = True
            await self._app(scope, receive, send)
            return
        try:
            scope[SCOPE] = visitor = await self._admitted(connection, method, need)
        except Refusal as refusal:
            await _refused(refusal, need)(scope, receive, send)
            return
        await Passage(self._access, connection, visitor, name, need).through(self._app, scope, receive, send)

    async def _admitted(self, connection: HTTPConnection, method: str, need: Need) -> Visitor | None:
        """Who it is. Raises Refusal."""
        if method not in READS and of_another_page(connection, ours=self._ours):
            raise Refusal(403, "forbidden", "Only the console's own pages may change something.")
        if method in READS and not need.page and embedded(connection):
            raise Refusal(403, "forbidden", "Only the console's own pages may load this; a link may lead here.")
        try:
            visitor = await self._recognised(connection, page=need.page)
            if visitor is None and await self._not_set_up(connection):
                raise Refusal(403, "forbidden", NOT_SET_UP)
        except AWAY as why:
            raise _away(why) from why
        if need.role is None:
            return visitor
        if visitor is None:
            raise Refusal(401, "sign_in", SIGN_IN)
        if not visitor.may(need):
            raise await self._beyond(connection, visitor, method, need.role)
        if visitor.kind == "account" and method not in READS:
            given = connection.headers.get(TOKEN, "").encode()
            if not hmac.compare_digest(given, (visitor.token or "").encode()):
                raise Refusal(403, "token", STALE)
        return visitor

    async def _recognised(self, connection: HTTPConnection, *, page: bool) -> Visitor | None:
        """Who it is, if they do not ask too often."""
        if page:
            return None if not await self._access.openness.admits(connection) else Visitor("neighbour", "", None)
        host, now = connection.client.host if connection.client else "", time.monotonic()
        address = of_address(host).hex()
        if "authorization" in connection.headers or "cookie" in connection.headers:
            _within(self._seeking.take(address, now=now))
        try:
            visitor = await recognise(self._access, connection)
        except BadCredential as why:
            _within(self._unknown.take(address, now=now))
            raise Refusal(401, "sign_in", str(why)) from None
        if visitor is None:
            _within(self._unknown.take(address, now=now))
        else:
            _within(self._known.take(visitor.session or visitor.key or "neighbour", now=now))
        return visitor

    async def _not_set_up(self, connection: HTTPConnection) -> bool:
        """Whether strangers are told that there is nothing for them yet."""
        return not is_neighbour(connection) and await self._access.openness.open()

    async def _beyond(self, connection: HTTPConnection, visitor: Visitor, method: str, wanted: Role) -> Refusal:
        yours = f"yours is “{visitor.role}”" if visitor.role else f"this key has {', '.join(sorted(visitor.scopes))}"
        route, _ = self._table.find(method, connection.url.path)
        log.info("access.role_missing", route=route, wanted=wanted, **visitor.ids)  # an address may hold a number
        if method not in READS:
            details = {"wanted": wanted, "role": visitor.role, **visitor.ids}
            what = f"{method} {connection.url.path}"
            await self._access.audit.record(who=visitor.who, did="access.refused", what=what, details=details)
        return Refusal(403, "role", f"This needs the role “{wanted}”; {yours}. An administrator can change that.")

    async def _may_talk(self, connection: HTTPConnection) -> bool:
        """Whether whoever opens a socket that Twilio does not sign may make test calls."""
        try:
            if of_another_page(connection, ours=self._ours):
                return False
            visitor = await self._recognised(connection, page=False)
        except (Refusal, *AWAY) as why:
            log.warning("access.socket_refused", why=type(why).__name__)
            return False
        return visitor is not None and visitor.may(EDIT)


def visitor_of(request: HTTPConnection) -> Visitor | None:
    """Who asks, as the guard has found."""
    found = request.scope.get(SCOPE)
    return found if isinstance(found, Visitor) else None


def trusted(socket: HTTPConnection) -> bool:
    """Whether the guard knows who opens this socket, and that they may make test calls."""
    return socket.scope.get(SCOPE) is True


def person(request: Request) -> str:
    """By which name their changes are signed."""
    return _known(request).name


def recorded_as(request: Request) -> str:
    """As whom the audit log knows them."""
    return _known(request).who


def attendee(access: Access, request: Request, need: Need) -> Attendee:
    """Whoever asks, for something that goes on after the answer, as long as they may do what needs this."""
    return Attendee(access.attendance, _known(request), need)


def _known(request: Request) -> Visitor:
    visitor = visitor_of(request)
    assert visitor is not None, "the guard lets nobody change something whom it does not know"
    return visitor


def _within(wait_s: float) -> None:
    """Raises Refusal for somebody who has to wait."""
    if wait_s > 0:
        raise too_many("Too many requests at once; wait a moment, then try again.", math.ceil(wait_s))


def _away(why: BaseException) -> Refusal:
    log.warning("access.no_database", why=type(why).__name__)
    return Refusal(503, "no_database", "The database does not answer; try again in a moment.")


def _refused(refusal: Refusal, need: Need) -> Response:
    if need.page:
        return PlainTextResponse(str(refusal), status_code=refusal.status)
    return refusal.answer()
