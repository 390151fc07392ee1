"""The sockets to Cartesia that a process has open: sentences share them, and one more waits for the next."""

import asyncio
from contextvars import Context as Variables

import structlog

from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off
from telephony.sockets import CONNECT_S, open_prompt, socket_url
from telephony.tts.cartesia_messages import VERSION
from telephony.tts.cartesia_socket import IDLE_S, PEER, CartesiaSocket, SpeechContext

log = structlog.get_logger(__name__)

MOST_SOCKETS = 8
_MOST_OPENINGS = 3
"""For one sentence."""


class CartesiaSockets:
    """Opens what is needed, keeps one unused open, replaces what died. `url`: of the service, without a path."""

    def __init__(self, *, url: str, key: str, connect_s: float = CONNECT_S) -> None:
        self._url = f"{socket_url(url)}/tts/websocket"
        self._headers = {"Authorization": f"Bearer {key}", "Cartesia-Version": VERSION}
        self._connect_s = connect_s
        self._sockets: list[CartesiaSocket] = []
        self._opening: asyncio.Task[SpeechUnavailable | None] | None = None
        self._closed = False

    async def begin(self) -> SpeechContext:
        """A new context on a socket that is open. Raises `SpeechUnavailable`."""
        for _ in range(_MOST_OPENINGS + 1):
            self.check_open()
            for socket in self._sockets:
                if socket.has_room:
                    context = socket.begin()
                    self._keep_one_unused()
                    return context
            if len(self._sockets) >= MOST_SOCKETS:
                raise SpeechUnavailable("Cartesia is asked for too many sentences at once from here.", fault="busy")
            await self._opened()
        raise broke_off(PEER.vendor, "each socket that was opened was closed or full at once")

    def keep_warm(self) -> None:
        """See to it that one is open and unused; one that could not be opened before is tried again."""
        self.check_open()
        self._keep_one_unused()

    def check_open(self) -> None:
        """Raises `SpeechUnavailable` after `aclose`."""
        if self._closed:
            raise SpeechUnavailable("Cartesia's voice is closed: the process is ending.")

    async def aclose(self) -> None:
        """Close them all. Safe to call twice."""
        self._closed = True
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait({self._opening})
        await asyncio.gather(*(socket.aclose() for socket in list(self._sockets)))

    async def _opened(self) -> None:
        """One more socket is open. Whoever waits for it waits for the same one."""
        task = self._open_in_background()
        await asyncio.wait({task})
        self.check_open()
        if failure := task.result():
            raise SpeechUnavailable(str(failure), fault=failure.fault)

    def _open_in_background(self) -> asyncio.Task[SpeechUnavailable | None]:
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open(), name="cartesia.open", context=Variables())
        return self._opening

    async def _open(self) -> SpeechUnavailable | None:
        try:
            connection = await open_prompt(PEER, self._url, headers=self._headers, limit_s=self._connect_s)
        except SpeechUnavailable as failure:
            log.warning("cartesia.not_opened", why=str(failure), fault=failure.fault)
            return failure
        self._sockets.append(CartesiaSocket(connection, on_end=self._ended))
        return None

    def _keep_one_unused(self) -> None:
        spare = any(socket.unused and socket.has_room for socket in self._sockets)
        if not spare and len(self._sockets) < MOST_SOCKETS:
            self._open_in_background()

    def _ended(self, socket: CartesiaSocket) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
        # One that was not even open for a while is not replaced before somebody needs it: that would never end.
        if not self._closed and socket.age_s >= IDLE_S:
            self._keep_one_unused()
