"""An answer on its way out: recorded before its first byte; one that goes on ends when its reader may no more."""

import asyncio
from contextlib import ExitStack
from typing import Final

import structlog
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.access.access import Access
from agent.access.needs import READS, Need
from agent.access.visitor import Visitor
from agent.bookkeeping import AWAY

log = structlog.get_logger(__name__)

END_S: Final = 1.0
"""How long a client may take to take in that a stream is over; one that reads nothing is left alone then."""


class Passage:
    """One request that was let in."""

    def __init__(
        self, access: Access, connection: HTTPConnection, visitor: Visitor | None, name: str, need: Need
    ) -> None:
        self._access = access
        self._connection = connection
        self._visitor = visitor
        self._name = name
        self._need = need
        self._limit = asyncio.timeout(None)
        self._staying = ExitStack()
        self._goes_on = self._measured = False

    async def through(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it pass. An answer that goes on, and whose reader has been signed out meanwhile, ends."""
        try:
            with self._staying:
                async with self._limit:
                    await app(scope, receive, self._around(send))
        except TimeoutError:
            if not self._limit.expired():
                raise
            log.info("access.stream_ended", route=self._name)
            await self._end(send)

    def _around(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._measured = any(name.lower() == b"content-length" for name, _ in message.get("headers", ()))
                await self._record(message["status"])
            elif message["type"] == "http.response.body" and bool(message.get("more_body")) is not self._goes_on:
                self._stay(goes_on=not self._goes_on)
            await send(message)

        return sent

    def _stay(self, *, goes_on: bool) -> None:
        """The answer goes on after this piece, or ends with it."""
        self._goes_on = goes_on
        if not goes_on:
            self._staying.close()
        elif self._visitor is not None:
            attendance, leave = self._access.attendance, lambda: self._limit.reschedule(0)
            self._staying.enter_context(attendance.staying(self._visitor, self._need, leave))

    async def _end(self, send: Send) -> None:
        """Close the answer, where that can be done in order: one that is shorter than it said is broken off."""
        if self._measured:
            return
        try:
            async with asyncio.timeout(END_S):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            log.info("access.stream_stuck", route=self._name)

    async def _record(self, status: int) -> None:
        method = self._connection.scope.get("method", "WS")
        wanted = self._need.audited if self._need.audited is not None else method not in READS
        if not wanted or self._visitor is None or status in {404, 405}:
            return
        details = {"status": status, **self._visitor.ids}
        try:
            await self._access.audit.record(
                who=self._visitor.who, did=self._name, what=self._connection.url.path, details=details
            )
        except AWAY as why:
            log.exception("audit.lost", did=self._name, status=status, why=type(why).__name__, **self._visitor.ids)
