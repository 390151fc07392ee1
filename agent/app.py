"""The composition root: settings in, an ASGI application out.

What all tenants share is made here, once: speech, the build of the console, the process's own watch over itself. What
each has for itself is a branch (`agent.branch`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.access.access import Access
from agent.branch import Branch, Shared, open_branch
from agent.console.site import open_site
from agent.costs.accounts import Unclaimed
from agent.costs.pricing import Pricing
from agent.errors import DatabaseError
from agent.exchange import Exchange
from agent.office import Office, open_office
from agent.pauses import sweep, watch_loop, watching_collections
from agent.safety.keys.opening import open_keyring
from agent.secrets import remember
from agent.settings import Settings
from agent.speech import open_speech
from agent.store.database import UNBOUND, Database
from agent.store.tenants import OwnSettings, Tenant, Tenants
from agent.tenancy.branches import Branches, following
from agent.tenancy.own_settings import is_secret, settings_of
from agent.tenancy.switchboard import Switchboard
from agent.warmth import Warmth
from graphs.ports import Clock
from telephony.call.speech_stack import SpeechStack
from telephony.usage import collected, collecting

OF_THE_FIRST = 20
"""Connections to the database of the first tenant."""
SPARE = 5
"""For commands, and whoever looks after the database."""
CONNECTIONS = 4
"""To the database, of a tenant that is not the first: so many for units of work, and so many beside."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that can be served."""

    exchange: Exchange
    """Of the first tenant."""
    access: Access
    """Who may use its console."""
    routes: Sequence[BaseRoute]
    """What is answered, to whom the guard lets through."""
    app: ASGIApp
    branches: Branches
    """The other tenants."""

    async def drain(self) -> int:
        """Take no more calls, and end those that go on, each cleanly. Returns how many there were."""
        return sum(await asyncio.gather(*(each.drain() for each in (self.exchange, *self.branches.exchanges))))


@asynccontextmanager
async def open_service(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Service]:
    """The service, ready for calls; closing ends what goes on. Raises `TrunklineError`, `SpeechUnavailable`, each with
    what to do.
    """
    unclaimed = Unclaimed(await asyncio.to_thread(Pricing.of, settings))
    site = await open_site(settings.trunkline_console)

    opened: list[Callable[[], Iterable[Exchange]]] = []

    def exchanges() -> list[Exchange]:
        return [exchange for each in opened for exchange in each()]

    def full() -> bool:
        return sum(each.live + each.ringing for each in exchanges()) >= settings.trunkline_max_calls

    def idle() -> bool:
        return not any(each.live or each.ringing for each in exchanges())

    async with AsyncExitStack() as stack:
        stack.enter_context(collecting(unclaimed.add))
        warmth = Warmth(wanted=lambda: not idle())
        office, speech = await _together(
            stack.enter_async_context(open_office(settings, clock=clock)),
            stack.enter_async_context(open_speech(settings, warmth=warmth)),
        )
        stack.push_async_callback(warmth.aclose)
        shared = Shared(speech, site, warmth, full)
        first = await stack.enter_async_context(open_branch(settings, shared, office, unclaimed=unclaimed))
        opened.append(lambda: [first.exchange])
        stack.enter_context(watching_collections(lambda kind, took: first.metrics.pauses.see(kind, seconds=took)))
        await stack.enter_async_context(_watched(first, idle))
        switchboard = Switchboard(first.app)
        open_one = partial(_open_tenant, settings, shared, office.database, lambda: len(exchanges()) - 1, clock=clock)
        branches = Branches(Tenants(office.database), switchboard, open_one, first=_host(settings))
        opened.append(lambda: branches.exchanges)
        await stack.enter_async_context(following(branches))
        yield Service(first.exchange, first.access, first.routes, switchboard, branches)


@asynccontextmanager
async def _open_tenant(
    settings: Settings,
    shared: Shared,
    installation: Database,
    tenants: Callable[[], int],
    tenant: Tenant,
    *,
    clock: Clock | None,
) -> AsyncIterator[Branch]:
    """The part of a tenant that is not the first. Raises TrunklineError."""
    async with AsyncExitStack() as stack:
        database = Database(installation.address.url, connections=CONNECTIONS, tenant=tenant.name)
        stack.push_async_callback(database.close)
        await _confined(database, tenants=tenants())
        bare = settings_of(tenant.name, {}, settings)
        own = await OwnSettings(database, await open_keyring(bare, await database.pool())).read()
        remember(value for name, value in own.items() if is_secret(name))
        theirs = settings_of(tenant.name, own, settings)
        office = await stack.enter_async_context(open_office(theirs, clock=clock, database=database))
        unclaimed = Unclaimed(await asyncio.to_thread(Pricing.of, theirs))
        with collected(unclaimed.add):  # what it has done beside its calls is its own, from its first task on
            branch = await stack.enter_async_context(open_branch(theirs, shared, office, unclaimed=unclaimed))
        yield replace(branch, app=_collected(branch.app, unclaimed))


def _collected(app: ASGIApp, unclaimed: Unclaimed) -> ASGIApp:
    """What is used for a tenant's requests without a call is its own."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with collected(unclaimed.add):
            await app(scope, receive, send)

    return answer


async def _confined(database: Database, *, tenants: int) -> None:
    """Whether the database keeps the tenants apart, for this login too, and has connections for one more than these.
    Raises DatabaseError.
    """
    pool = await database.pool()
    most, wanted = int(await pool.fetchval("show max_connections")), OF_THE_FIRST + 2 * CONNECTIONS * (tenants + 1)
    if wanted > most - SPARE:
        raise DatabaseError(
            f"PostgreSQL allows {most} connections, and with this tenant {wanted} may be wanted: raise max_connections."
        )
    if not await pool.fetchval("select row_security_active('calls')"):
        raise DatabaseError(UNBOUND.format(database=database.address.shown))


def _host(settings: Settings) -> str:
    """At which the first tenant is reached."""
    return (urlsplit(settings.public_url).hostname or "") if settings.public_url else ""


@asynccontextmanager
async def _watched(first: Branch, idle: Callable[[], bool]) -> AsyncIterator[None]:
    """Watch how late the event loop is, and collect what calls have left when nobody is on the line."""
    watching = asyncio.create_task(watch_loop(lambda late: first.metrics.lag.see(seconds=late)), name="loop")
    sweeping = asyncio.create_task(sweep(idle), name="sweep")
    try:
        yield
    finally:
        watching.cancel()
        sweeping.cancel()
        await asyncio.wait([watching, sweeping])


async def _together(office: Awaitable[Office], speech: Awaitable[SpeechStack]) -> tuple[Office, SpeechStack]:
    """Open both at once; when one cannot be opened, wait for the other, so that it is closed in order."""
    opened = await asyncio.gather(office, speech, return_exceptions=True)
    for each in opened:
        if isinstance(each, BaseException):
            raise each
    return cast("tuple[Office, SpeechStack]", tuple(opened))
