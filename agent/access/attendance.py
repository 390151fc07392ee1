"""Whoever stays: readers of streams and makers of test calls, who leave when their session or key ends.

The database is asked once a second while somebody stays, one question for all of them, whoever has ended the session:
this worker, another, or the command line. What is changed in this process is looked at at once.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Final

import structlog

from agent.access.needs import Need
from agent.access.openness import Openness
from agent.access.roles import ROLES, Role, highest
from agent.access.visitor import Visitor
from agent.bookkeeping import AWAY
from agent.store.api_keys import ApiKeys
from agent.store.sessions import Sessions

log = structlog.get_logger(__name__)

EVERY_S: Final = 1.0
"""How long after a session was ended elsewhere somebody may still stay."""
SEEN_S: Final = 60.0
"""How often it is written that sessions are used in which somebody only stays."""


@dataclass(slots=True, eq=False)
class _Staying:
    visitor: Visitor
    need: Need
    leave: Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Good:
    """Of those who are asked about: sessions and keys that are good now, and what they may."""

    roles: Mapping[bytes, Role]
    scopes: Mapping[str, tuple[str, ...]]
    is_open: bool

    def let(self, visitor: Visitor, need: Need) -> bool:
        """Whether they are still who they were, and may do this."""
        match visitor.kind:
            case "account":
                role = self.roles.get(visitor.cookie_hash)
                return role is not None and replace(visitor, role=role).may(need)
            case "key":
                scopes = self.scopes.get(visitor.key or "", ())
                narrow = frozenset(scopes).difference(ROLES)
                return replace(visitor, role=highest(scopes), scopes=narrow).may(need)
            case "neighbour":
                return self.is_open and visitor.may(need)


class Attendance:
    """Of one process."""

    def __init__(self, sessions: Sessions, keys: ApiKeys, openness: Openness) -> None:
        self._sessions = sessions
        self._keys = keys
        self._openness = openness
        self._staying: set[_Staying] = set()
        self._wanted = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._seen_at = 0.0

    def __len__(self) -> int:
        """How many stay."""
        return len(self._staying)

    @contextmanager
    def staying(self, visitor: Visitor, need: Need, leave: Callable[[], None]) -> Iterator[None]:
        """While somebody stays; `leave` is called, once, when they may no more. While the database is away they may."""
        each = _Staying(visitor, need, leave)
        self._staying.add(each)
        if self._looking is None or self._looking.done():
            self._seen_at = asyncio.get_running_loop().time()
            self._looking = asyncio.create_task(self._look_on(), name="attendance")
        try:
            yield
        finally:
            self._staying.discard(each)
            if not self._staying and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def lets(self, visitor: Visitor, need: Need) -> bool:
        """Whether somebody may do this now; the database is asked. Raises what the database raises."""
        return (await self._good([visitor])).let(visitor, need)

    def look(self) -> None:
        """Sessions, accounts or keys have changed here: look at once."""
        self._wanted.set()

    async def _look_on(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), EVERY_S)
            self._wanted.clear()
            try:
                await self._look()
            except AWAY as why:
                log.warning("access.no_database", why=type(why).__name__)
            except Exception:  # the edge of a background job: the next look may do
                log.exception("access.attendance_failed")

    async def _look(self) -> None:
        asked = list(self._staying)
        good = await self._good(each.visitor for each in asked)
        for each in asked:
            if each in self._staying and not good.let(each.visitor, each.need):
                self._staying.discard(each)
                each.leave()
        now = asyncio.get_running_loop().time()
        if good.roles and now - self._seen_at >= SEEN_S:
            self._seen_at = now
            await self._sessions.seen(good.roles)

    async def _good(self, visitors: Iterable[Visitor]) -> _Good:
        asked = list(visitors)
        cookies = {each.cookie_hash for each in asked if each.kind == "account"}
        keys = {each.key for each in asked if each.key is not None}
        return _Good(
            await self._sessions.roles(cookies) if cookies else {},
            await self._keys.scopes(keys) if keys else {},
            is_open=any(each.kind == "neighbour" for each in asked) and await self._openness.open(),
        )


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who began something that goes on, as long as they may do what it needs."""

    attendance: Attendance
    visitor: Visitor
    need: Need

    async def may(self) -> bool:
        """Whether they may now. Raises what the database raises."""
        return await self.attendance.lets(self.visitor, self.need)

    def staying(self, leave: Callable[[], None]) -> AbstractContextManager[None]:
        """While it goes on; `leave` is called when they may no more."""
        return self.attendance.staying(self.visitor, self.need, leave)
