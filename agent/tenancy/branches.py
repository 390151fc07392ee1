"""The tenants' parts of the service: opened when a tenant is there, closed when it is gone, while calls go on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final, Protocol

import structlog
from starlette.types import ASGIApp

from agent.bookkeeping import AWAY
from agent.errors import TrunklineError
from agent.exchange import Exchange
from agent.store.tenants import Tenant, Tenants
from agent.tenancy.switchboard import Switchboard

log = structlog.get_logger(__name__)

EVERY_S: Final = 3.0
"""How often it is looked which tenants there are."""
AGAIN_S: Final = 60.0
"""After how long a tenant that could not be opened is tried again."""
LAST_QUESTIONS_S: Final = 1.5
"""How long one whose calls were ended still answers."""
CLOSE_S: Final = 30.0
"""How long closing one may take."""


class Opened(Protocol):
    """A tenant's part, as far as this is concerned."""

    @property
    def exchange(self) -> Exchange:
        """Its calls."""
        ...

    @property
    def app(self) -> ASGIApp:
        """What answers its requests."""
        ...


Open = Callable[[Tenant], AbstractAsyncContextManager[Opened]]
"""Opens a tenant's part. Raises TrunklineError."""


@dataclass(slots=True)
class _Open:
    tenant: Tenant
    part: Opened
    stack: AsyncExitStack


class Branches:
    """Of one process. `run` it."""

    def __init__(self, tenants: Tenants, switchboard: Switchboard, open_: Open, *, first: str = "") -> None:
        """`first`: the host of the first tenant, which is nobody else's."""
        self._tenants = tenants
        self._switchboard = switchboard
        self._open_one = open_
        self._first = first
        self._open: dict[str, _Open] = {}
        self._failed: dict[str, float] = {}
        """Until when a tenant is not tried again, on the loop's clock."""
        self._looking = asyncio.Lock()

    @property
    def exchanges(self) -> Iterable[Exchange]:
        """Of the tenants that are open."""
        return [each.part.exchange for each in self._open.values()]

    async def run(self) -> None:
        """Follow the table of tenants, until cancelled."""
        while True:
            try:
                await self.look()
            except AWAY as why:
                log.warning("tenants.unread", why=type(why).__name__)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Open those that are new, and close those that are gone, or go."""
        async with self._looking:
            await self._look()

    async def _look(self) -> None:
        known = {each.name: each for each in await self._tenants.all() if each.host != self._first}
        wanted = {name: each for name, each in known.items() if not each.leaves}
        for name in [name for name, each in self._open.items() if _other(each.tenant, wanted.get(name))]:
            await self._close(name, known.values())
        for name in self._failed.keys() - wanted.keys():
            del self._failed[name]
        self._tell(known.values())
        now = asyncio.get_running_loop().time()
        for name, tenant in wanted.items():
            if name not in self._open and self._failed.get(name, now) <= now:
                await self._begin(tenant)
                self._tell(known.values())

    async def aclose(self) -> None:
        """Close all of them."""
        self._switchboard.put_through({})
        for name in list(self._open):
            await self._close(name, ())

    async def _begin(self, tenant: Tenant) -> None:
        stack = AsyncExitStack()
        try:
            part = await stack.enter_async_context(self._open_one(tenant))
        except (TrunklineError, *AWAY) as why:
            log.error("tenant.not_opened", tenant=tenant.name, why=str(why))  # noqa: TRY400 -- the sentence says it
        except Exception:
            log.exception("tenant.broken", tenant=tenant.name)
        else:
            self._failed.pop(tenant.name, None)
            self._open[tenant.name] = _Open(tenant, part, stack)
            log.info("tenant.opened", tenant=tenant.name, host=tenant.host)
            return
        self._failed[tenant.name] = asyncio.get_running_loop().time() + AGAIN_S
        await _closed(stack, tenant.name)

    async def _close(self, name: str, known: Iterable[Tenant]) -> None:
        gone = self._open[name]
        if await gone.part.exchange.drain():
            await asyncio.sleep(LAST_QUESTIONS_S)  # Twilio asks what comes after a call, and is told
        del self._open[name]
        self._tell([*(each for each in known if each.host != gone.tenant.host), gone.tenant])
        await _closed(gone.stack, name)
        log.info("tenant.closed", tenant=name)

    def _tell(self, known: Iterable[Tenant]) -> None:
        """Which hosts are whose; None: known, and nobody answers there."""
        parts = ((each.host, self._open.get(each.name)) for each in known)
        self._switchboard.put_through({host: part.part.app if part else None for host, part in parts})


async def _closed(stack: AsyncExitStack, name: str) -> None:
    """Close what was opened, or give it up."""
    try:
        async with asyncio.timeout(CLOSE_S):
            await stack.aclose()
    except (TimeoutError, *AWAY) as why:
        log.warning("tenant.close_broken", tenant=name, why=type(why).__name__)
    except Exception:
        log.exception("tenant.close_broken", tenant=name)


def _other(tenant: Tenant, now: Tenant | None) -> bool:
    """Whether it is gone, was made anew under its name, or has another host."""
    return now is None or (now.created_at, now.host) != (tenant.created_at, tenant.host)


@asynccontextmanager
async def following(branches: Branches) -> AsyncIterator[None]:
    """Follow the table of tenants beside what is done within."""
    running = asyncio.create_task(branches.run(), name="tenants")
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])
        await branches.aclose()
