"""What all stand-ins share: routes on an aiohttp server, a record of what came, faults, and how to be rude."""

import asyncio
import re
import warnings
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import ClassVar, cast

from aiohttp import WSCloseCode, web

from agent.fakes.control import Control
from agent.fakes.faults import Course, Refused, Torn, Troubles
from agent.fakes.seen import KEPT, Requests, Seen, see
from agent.fakes.talents import Talents
from agent.fakes.wires import GARBAGE, Socket, abort, cut, send_body, send_whole, told

__all__ = ["GARBAGE", "KEPT", "Handler", "Seen", "Socket", "StandIn", "send_body", "send_whole"]


CLOSE_S = 1.0
"""The longest that a client's answer to a close is waited for."""

Handler = Callable[[web.Request, Course], Awaitable[web.StreamResponse]]


_KEY_SAID = re.compile(r"((?:key provided|x-api-key): ).+", re.IGNORECASE)


class StandIn(ABC):
    """One vendor. Subclasses give `name`, `routes`, `settings` and `refusal`.

    `key`: what clients must bring; `requests`: what came, oldest first; `refused`: what was refused, in sentences, none
    after a good test; `troubles`: what is to go wrong.
    """

    name: ClassVar[str]
    protocols: ClassVar[tuple[str, ...]] = ()
    """Subprotocols of its sockets, when it has any."""

    def __init__(self, talents: Talents, *, key: str = "fake-key", troubles: Troubles | None = None) -> None:
        self.talents = talents
        self.key = key
        self.troubles = troubles or Troubles()
        self.requests = Requests()
        self.refused: deque[str] = deque(maxlen=KEPT)
        self.url = ""
        """Where it is served, without a slash at the end; set when it is."""
        self._live: dict[int, web.Request] = {}  # requests cannot be in sets
        self._news = asyncio.Event()

    @abstractmethod
    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """(Method, path as aiohttp writes it) to what answers it."""

    def settings(self) -> Mapping[str, str]:
        """What a service is to be told so that it uses this stand-in: settings by name."""
        return {}

    def stamps(self) -> Mapping[str, str]:
        """Headers that every answer of the vendor has, such as the request's id; made anew for each."""
        return {}

    def refusal(self, status: int, why: str) -> web.Response:
        """The vendor's way to refuse: its body, its headers."""
        return web.json_response({"error": why}, status=status)

    # ── for tests ─────────────────────────────────────────────────────────────

    @property
    def live(self) -> int:
        """Requests and sockets that are not over yet."""
        return len(self._live)

    async def until(self, condition: Callable[[], bool], *, limit_s: float = 10.0) -> None:
        """Wait until the condition holds; it is looked at whenever something comes. Raises TimeoutError."""
        async with asyncio.timeout(limit_s):
            while not condition():
                with suppress(TimeoutError):
                    # What a subclass does in the background need not be told of.
                    await asyncio.wait_for(self._news.wait(), 0.05)

    def tear(self) -> int:
        """Tear every connection on which something is being answered, at once. Returns how many there were."""
        live = list(self._live.values())
        for request in live:
            abort(request)
        return len(live)

    # ── for subclasses ────────────────────────────────────────────────────────

    def refuse(self, status: int, why: str) -> web.Response:
        """Refuse, and remember why; a wrong key is not remembered, since it may be a right one elsewhere."""
        self.note_refusal(f"{status}: {why}")
        return self.refusal(status, why)

    def note_refusal(self, why: str) -> None:
        """Remember why something was refused."""
        self.refused.append(_KEY_SAID.sub(r"\1…", why))

    async def aclose(self) -> None:  # noqa: B027 - few have anything in the background
        """End what goes on in the background. It is served no more."""

    async def notice(self) -> None:
        """Something came: whoever waits looks again."""
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    @asynccontextmanager
    async def socket(self, request: web.Request, seen: Seen, course: Course) -> AsyncIterator[Socket]:
        """Accept a socket; what it receives is recorded."""
        response = web.WebSocketResponse(
            timeout=CLOSE_S,
            autoping=True,
            heartbeat=None,
            max_msg_size=16 * 1024 * 1024,
            compress=False,
            protocols=self.protocols,
        )
        await response.prepare(request)
        _note(request, "socket", response)
        socket = Socket(request, response, seen, course=course, owner=self)
        try:
            yield socket
        except Exception as error:  # the edge of a socket: a fault may come out of it inside a group of others
            fault = told(error)
            if fault is None:
                await socket.close(WSCloseCode.INTERNAL_ERROR)
                raise
            await socket.befall(fault)
        finally:
            if not response.closed:
                await response.close()

    def application(self) -> web.Application:
        """The server's routes."""
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_routes(Control(self).routes())
        app.on_response_prepare.append(self._stamp)
        for (method, path), handler in self.routes().items():
            app.router.add_route(method, path, self._guarded(handler))
        app.router.add_route("*", "/{rest:.*}", self._guarded(self._nothing_here))
        return app

    async def _stamp(self, request: web.Request, response: web.StreamResponse) -> None:
        if "seen" in request:  # not those that steer it
            for name, value in self.stamps().items():
                response.headers.setdefault(name, value)

    async def _nothing_here(self, request: web.Request, course: Course) -> web.Response:  # noqa: ARG002 - a Handler
        return self.refuse(404, f"{self.name} has nothing at {request.method} {request.path}")

    def _guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            seen = await see(request)
            _note(request, "seen", seen)
            self.requests.add(seen)
            self._live[id(request)] = request
            self._tell()
            try:
                answered = await self._answered(request, handler)
                # A handler may return what it likes after a socket.
                return cast("web.StreamResponse", request.get("socket", answered))
            except Exception as error:  # the edge of a request: a bug of the stand-in's own is told in `refused`
                if isinstance(told(error), Torn):
                    await cut(request)
                    return web.Response()  # there is nobody to get it
                self._broke(error)
                raise
            finally:
                del self._live[id(request)]
                seen.over = True
                self._tell()

        return answer

    def _broke(self, error: Exception) -> None:
        if not isinstance(error, web.HTTPException | ConnectionError):
            # Tests look there, and the stand-in's own faults must not pass for the vendor's.
            self.refused.append(f"500: the stand-in itself broke: {type(error).__name__}: {error}")

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        course = self.troubles.course()
        try:
            await course.begin()
        except Refused as refusal:
            response = self.refuse(refusal.status, "told to")
            if refusal.retry_after_s is not None:
                response.headers["Retry-After"] = f"{refusal.retry_after_s:g}"
            return response
        return await handler(request, course)


def _note(request: web.Request, name: str, value: object) -> None:
    # Plain names, so that whoever writes a stand-in need not import keys.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", web.NotAppKeyWarning)
        request[name] = value
