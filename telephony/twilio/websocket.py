"""A phone line over a socket that Twilio opened: the asynchronous shell around `MediaStream`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace

import structlog
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.line import Heard, LineCommand, LineEvent, Play, Started, Stopped
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.event_queue import EventQueue
from telephony.twilio.media_stream import MediaStream, Received, State
from telephony.twilio.prompt_socket import EXTENSION, SendText
from telephony.twilio.reasons import BadMessage

log = structlog.get_logger(__name__)

NORMAL = 1000
POLICY_VIOLATION = 1008
INTERNAL_ERROR = 1011


class SocketLine:
    """A `Line` on an accepted socket. `read` must run beside the call for events to come."""

    def __init__(self, websocket: WebSocket, config: TwilioConfig) -> None:
        self._websocket = websocket
        self._config = config
        self._stream = MediaStream()
        self._events = EventQueue(config.waiting_events)
        self._started: Started | None = None
        self._stopped: Stopped | None = None
        self._closing = False
        self._loop = asyncio.get_running_loop()
        self._heard_from = self._loop.time()
        self._watching: asyncio.TimerHandle | None = None
        self._send_now: SendText | None = None

    async def started(self) -> Started | Stopped:
        """Read up to the start of the stream, or to its end where none comes. Raises `TimeoutError`."""
        async with asyncio.timeout(self._config.start_limit_s):
            while self._started is None and self._stopped is None:
                self._accept(self._stream.receive(await self._receive()))
        return self._started or self._stopped or Stopped("lost")

    def admit(self, parameters: Mapping[str, str]) -> Started:
        """Open the line: `parameters` are what our answer to the webhook asked to be told again."""
        assert self._started is not None
        started = replace(self._started, parameters=parameters)
        self._events.put(started)
        return started

    async def read(self) -> None:
        """Read the socket until the stream stops; whatever happens, `Stopped` is the last event."""
        self._heard_from = self._loop.time()
        self._watch()
        try:
            # A server that can hands messages over without waking this task; then only the end is left to be read.
            if (prompt := (self._websocket.scope.get("extensions") or {}).get(EXTENSION)) is not None:
                self._send_now = prompt(self._take)
            while self._stopped is None:
                self._take(await self._receive())
        finally:
            if self._watching:
                self._watching.cancel()
            self._end(Stopped("lost", "The reader of the socket failed."))

    async def events(self) -> AsyncIterator[LineEvent]:
        """What happens on the line, in order, ending with `Stopped`."""
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, Stopped):
                return

    async def deliver(self, take: Callable[[LineEvent], None]) -> None:
        """Give what happens to `take`, in order, until `Stopped`; without a task in between where the server can."""
        await self._events.deliver(take)

    async def send(self, command: LineCommand) -> None:
        """Send one command; on a closed line nothing happens. A socket that takes none in time is lost."""
        if self.send_now(command):
            return
        try:
            async with asyncio.timeout(self._config.send_limit_s):
                await self._websocket.send_text(self._stream.send(command))
        except TimeoutError:
            self._end(Stopped("lost", f"Twilio took no message for {self._config.send_limit_s:g} s."))
        except (WebSocketDisconnect, RuntimeError) as error:
            # Starlette says WebSocketDisconnect for a dead transport, RuntimeError for one closed before.
            self._end(Stopped("lost", f"The socket is gone ({type(error).__name__})."))

    def send_now(self, command: LineCommand) -> bool:
        """Send one command without waiting, where the server can and the socket takes it; False: it was not sent."""
        if self._stream.state is not State.STARTED or (isinstance(command, Play) and not command.audio):
            return True
        return self._send_now is not None and self._send_now(self._stream.send(command))

    async def close(self, code: int = NORMAL) -> None:
        """Hang up from our side. Safe to call twice."""
        if self._closing:
            return
        self._closing = True
        if self._stopped is not None and self._stopped.why == "protocol":
            code = POLICY_VIOLATION
        self._end(Stopped("hung_up", "We hung up."))
        try:
            async with asyncio.timeout(self._config.send_limit_s):
                await self._websocket.close(code)
        except (TimeoutError, WebSocketDisconnect, RuntimeError) as error:
            # The far end has gone, or does not even take a goodbye.
            log.debug("twilio.close_not_taken", error=type(error).__name__)
        log.info("twilio.stream_closed", **self._summary())

    async def _receive(self) -> str | bytes | None:
        try:
            return _content(await self._websocket.receive())
        except RuntimeError:
            # Starlette's word for reading on after the disconnect was read.
            return None

    def _take(self, message: str | bytes | None) -> None:
        self._heard_from = self._loop.time()
        self._accept(self._stream.receive(message))

    def _watch(self) -> None:
        """End a line from which nothing comes; a timer set anew for every frame would cost more than the frame."""
        limit_s = self._config.idle_limit_s
        left_s = self._heard_from + limit_s - self._loop.time()
        if left_s > 0:
            self._watching = self._loop.call_later(left_s, self._watch)
        else:
            self._end(Stopped("lost", f"Nothing came for {limit_s:g} s."))

    def _accept(self, received: Received) -> None:
        for event in received:
            match event:
                case Heard():
                    self._events.put(event)
                case BadMessage(reason, detail):
                    # Once for each reason: a flood of garbage is not to become a flood of logs.
                    if self._stream.bad[reason] == 1:
                        log.warning("twilio.bad_message", reason=reason.value, detail=detail, **self._ids())
                case Started():
                    self._started = event
                case Stopped():
                    self._stopped = event
                    self._events.put(event)
                case _:
                    if not self._events.put(event):
                        self._end(Stopped("protocol", "More keys and marks came than the call could take."))

    def _end(self, stopped: Stopped) -> None:
        self._accept(self._stream.end(stopped))

    def _ids(self) -> dict[str, str]:
        return {"call_id": self._started.call_id, "stream_id": self._started.stream_id} if self._started else {}

    def _summary(self) -> dict[str, object]:
        return {
            **self._ids(),
            "why": self._stopped.why if self._stopped else "",
            "detail": self._stopped.detail if self._stopped else "",
            "bad_messages": {reason.value: count for reason, count in self._stream.bad.items()},
            "sequence_gaps": self._stream.gaps,
            "sounds_dropped": self._events.dropped,
        }


def _content(message: Message) -> str | bytes | None:
    if message["type"] == "websocket.disconnect":
        return None
    text: str | None = message.get("text")
    data: bytes | None = message.get("bytes")
    return text if text is not None else data or b""
