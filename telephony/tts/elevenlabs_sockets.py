"""The sockets to ElevenLabs that a process has open: texts share them, and one more is ready for the next.

A socket is for one voice and one language: its address fixes them.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextvars import Context as Variables
from dataclasses import dataclass
from typing import Any

import structlog

from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off
from telephony.sockets import PromptConnection
from telephony.tts.elevenlabs_access import Route
from telephony.tts.elevenlabs_messages import CONTEXTS, INACTIVITY_S, PEER
from telephony.tts.elevenlabs_socket import ElevenLabsSocket, Patience, SpeechContext

log = structlog.get_logger(__name__)

_LOOK_S = 5.0
_MOST_AGAIN_S = 60.0
_GROWN_S = 20.0
"""A socket that was open for so long was open in earnest."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of a pool of sockets."""

    sockets: int = 20
    wait_s: float = 5.0
    """The longest wait for a place when all are taken."""
    idle_s: float = INACTIVITY_S - 30.0
    """A socket that was not used for so long is closed, before ElevenLabs may do it."""
    lately_s: float = 600.0
    """A language that was spoken within that time has a socket ready."""
    ready: int = 4
    """So many routes at most have one ready because they were used lately."""


Dial = Callable[[Route], Awaitable[PromptConnection]]
"""Opens a socket. Raises `SpeechUnavailable`."""


class ElevenLabsSockets:
    """Opens what is needed, keeps one ready, replaces what died."""

    def __init__(self, dial: Dial, *, bounds: Bounds, patience: Patience) -> None:
        self._dial = dial
        self._bounds = bounds
        self._patience = patience
        self._sockets: dict[Route, list[ElevenLabsSocket]] = {}
        self._waiting: dict[Route, deque[asyncio.Future[SpeechContext]]] = {}
        self._opening: Counter[Route] = Counter()
        self._always: tuple[Route, ...] = ()
        self._used_at: dict[Route, float] = {}
        self._failures: Counter[Route] = Counter()
        self._again_at: dict[Route, float] = {}
        self._parting: list[ElevenLabsSocket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking = self._arranging = False
        self._closed = False

    def keep_ready(self, routes: Collection[Route]) -> None:
        """These are to have a socket ready from now on."""
        self.check_open()
        self._always = tuple(routes)
        self._look_after()
        self._arrange()

    async def begin(self, route: Route) -> SpeechContext:
        """A new context on a socket that is open. Raises `SpeechUnavailable`."""
        self.check_open()
        self._look_after()
        self._used_at[route] = _now()
        place: asyncio.Future[SpeechContext] = asyncio.get_running_loop().create_future()
        queue = self._waiting.setdefault(route, deque())
        queue.append(place)
        self._arrange()
        given = False
        try:
            async with asyncio.timeout(self._bounds.wait_s):
                context = await asyncio.shield(place)
            given = True
        except TimeoutError:
            raise SpeechUnavailable("ElevenLabs is asked for too many texts at once from here.", fault="busy") from None
        finally:
            if place in queue:
                queue.remove(place)
            if not place.done():
                place.cancel()
            elif not given and place.exception() is None:
                place.result().leave()
        return context

    async def aclose(self) -> None:
        """Close them all. Safe to call twice."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        self._disappoint(list(self._waiting), SpeechUnavailable(_CLOSED))
        sockets = [*self._parting, *(socket for each in self._sockets.values() for socket in each)]
        await asyncio.gather(*self._tasks, *(socket.aclose() for socket in sockets), return_exceptions=True)

    def check_open(self) -> None:
        """Raises `SpeechUnavailable` after `aclose`."""
        if self._closed:
            raise SpeechUnavailable(_CLOSED)

    # ── who gets which ────────────────────────────────────────────────────────

    def _changed(self) -> None:
        # Later: what is arranged changes sockets too.
        if not self._arranging:
            self._arranging = True
            asyncio.get_running_loop().call_soon(self._arrange)

    def _arrange(self) -> None:
        """Give places to those who wait, and open what is missing. After every change."""
        self._arranging = False
        if self._closed:
            return
        self._parting = [socket for socket in self._parting if not socket.gone]
        for route, sockets in self._sockets.items():
            for socket in [each for each in sockets if each.over]:
                sockets.remove(socket)
                self._parting.append(socket)
                if socket.refusal is not None:
                    # Or whoever waits would have one after the other opened.
                    self._disappoint([route], socket.refusal)
                if socket.age_s < _GROWN_S and not socket.retired:
                    # Or it would be opened again and again where it is closed again and again.
                    self._not_now(route)
            self._give(route)
        for route, queue in self._waiting.items():
            while len(queue) > CONTEXTS * self._opening[route] and self._room_for(route):
                self._open(route)
        for route in self._ready():
            waits = any(self._waiting.values())
            if not waits and not self._opening[route] and self._placed(route) is None and self._count < self._most:
                self._open(route)

    def _give(self, route: Route) -> None:
        queue = self._waiting.get(route, ())
        while queue and (socket := self._placed(route)) is not None:
            place = self._waiting[route].popleft()
            if not place.done():
                place.set_result(socket.begin())

    def _placed(self, route: Route) -> ElevenLabsSocket | None:
        """The socket with most free places, the newest of them: the others grow old, and are closed."""
        free = [socket for socket in reversed(self._sockets.get(route, [])) if socket.places]
        return max(free, key=lambda socket: socket.places, default=None)

    @property
    def _count(self) -> int:
        return sum(map(len, self._sockets.values())) + self._opening.total()

    @property
    def _most(self) -> int:
        return self._bounds.sockets

    def _room_for(self, route: Route) -> bool:
        if self._count < self._most:
            return True
        unused = (socket for other, each in self._sockets.items() if other != route for socket in each if socket.unused)
        if (victim := max(unused, key=lambda socket: socket.idle_s, default=None)) is None:
            return False
        for each in self._sockets.values():
            if victim in each:
                each.remove(victim)
        self._parting.append(victim)
        victim.retire()
        return True

    def _ready(self) -> list[Route]:
        """The routes that are to have a socket ready, and whose last attempt was not just refused."""
        now = _now()
        lately = [route for route, at in self._used_at.items() if now - at < self._bounds.lately_s]
        lately.sort(key=lambda route: self._used_at[route], reverse=True)
        wanted = dict.fromkeys([*self._always, *lately[: self._bounds.ready]])
        return [route for route in wanted if self._again_at.get(route, 0.0) <= now]

    # ── opening and closing ───────────────────────────────────────────────────

    def _open(self, route: Route) -> None:
        self._opening[route] += 1
        self._start(self._opened(route))

    async def _opened(self, route: Route) -> None:
        failure: SpeechUnavailable | None = None
        try:
            connection = await self._dial(route)
        except SpeechUnavailable as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - the edge of a background job; a traceback may hold the headers
            log.warning("elevenlabs.opening_failed", kind=type(error).__name__)
            failure = broke_off(PEER.vendor)
        else:
            socket = ElevenLabsSocket(connection, self._patience, on_change=self._changed)
            self._sockets.setdefault(route, []).append(socket)
        finally:
            self._opening[route] -= 1
        if failure is not None:
            self._refused(route, failure)
        self._arrange()

    def _refused(self, route: Route, failure: SpeechUnavailable) -> None:
        log.warning("elevenlabs.not_opened", why=str(failure), fault=failure.fault)
        self._not_now(route)
        self._disappoint([route], failure)

    def _not_now(self, route: Route) -> None:
        """None is opened ahead for a while: whoever speaks may still open one."""
        self._failures[route] += 1
        self._again_at[route] = _now() + min(2.0 ** min(self._failures[route], 10), _MOST_AGAIN_S)

    def _disappoint(self, routes: Collection[Route], failure: SpeechUnavailable) -> None:
        for route in routes:
            queue = self._waiting.get(route, ())
            while queue:
                place = self._waiting[route].popleft()
                if not place.done():
                    place.set_exception(SpeechUnavailable(str(failure), fault=failure.fault))

    def _look_after(self) -> None:
        if not self._looking:
            self._looking = True
            self._start(self._look())

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(min(_LOOK_S, self._bounds.idle_s / 4))
            ready = self._ready()
            for route, sockets in self._sockets.items():
                if any(socket.age_s >= _GROWN_S for socket in sockets):
                    self._failures.pop(route, None)
                for socket in [each for each in sockets if each.unused and each.idle_s >= self._bounds.idle_s]:
                    others = any(each.places for each in sockets if each is not socket)
                    if others or route not in ready:
                        socket.retire()
                    elif not self._opening[route] and self._count < self._most:
                        # The next one first: no sentence is to wait for it.
                        self._open(route)
            self._arrange()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        # In a context of its own: it is done for all who share the sockets, not for the one whose text comes first.
        task = asyncio.create_task(work, name="elevenlabs.sockets", context=Variables())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_CLOSED = "ElevenLabs's voice is closed: the process is ending."


def _now() -> float:
    return asyncio.get_running_loop().time()
