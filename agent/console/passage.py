"""An answer on its way out: recorded before its first byte; a stream ends when its reader may no more."""

import time
from typing import Final

import structlog
from starlette.requests import HTTPConnection
from starlette.types import Message, Send

from agent.access.access import Access
from agent.access.needs import READS, Need
from agent.access.recognition import BadCredential, recognise
from agent.access.visitor import Visitor
from agent.bookkeeping import AWAY

log = structlog.get_logger(__name__)

LOOK_S: Final = 5.0
"""How often the reader of a stream is looked at again, when there is something to send."""


class Ended(BaseException):
    """The reader of this stream has been signed out meanwhile. No Exception: those are answered, and this one's answer
    has begun.
    """


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
        self._looked = time.monotonic()

    def around(self, send: Send) -> Send:
        """The way out."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._record(message["status"])
            elif message["type"] == "http.response.body" and message.get("more_body"):
                await self._look(send)
            await send(message)

        return sent

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

    async def _look(self, send: Send) -> None:
        """Whether they are still who they were, and may still do this. Raises Ended."""
        if self._visitor is None or time.monotonic() - self._looked < LOOK_S:
            return
        self._looked = time.monotonic()
        try:
            visitor = await recognise(self._access, self._connection)
        except BadCredential:
            visitor = None
        except AWAY:
            return
        if visitor is None or not visitor.may(self._need):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            raise Ended
