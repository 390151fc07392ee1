"""ElevenLabs's two sockets: `stream-input` speaks one text, `multi-stream-input` several side by side."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any

from agent.fakes.elevenlabs_rules import Refusal
from agent.fakes.elevenlabs_streams import House, Stream
from agent.fakes.faults import Closed
from agent.fakes.wires import Socket

MOST_CONTEXTS = 5
_LONGEST_REASON = 120
Fields = Mapping[str, type | tuple[type, ...]]
_FIELDS: Fields = {
    "text": str,
    "voice_settings": dict,
    "generation_config": dict,
    "pronunciation_dictionary_locators": list,
    "flush": bool,
    "xi_api_key": str,
    "xi-api-key": str,
    "authorization": str,
}
_OF_ONE: Fields = {**_FIELDS, "try_trigger_generation": bool}
_OF_SEVERAL: Fields = {**_FIELDS, "context_id": str, "close_context": bool, "close_socket": bool}


async def serve(house: House, socket: Socket, *, several: bool, refuse: Callable[[str], None]) -> None:
    """Answer on a socket until it is over. `refuse`: remembers why something was refused."""
    session = _SeveralTexts(house, socket) if several else _OneText(house, socket)
    try:
        await session.run()
    except Refusal as found:
        # Those of HTTP's statuses are about the form.
        refusal = found if found.status >= 1000 else _unreadable(found.why)
        refuse(f"{refusal.status}: {refusal.why}")
        await socket.send({"message": refusal.why, "error": refusal.code, "code": refusal.status})
        raise Closed(refusal.status, refusal.why[:_LONGEST_REASON]) from None
    if not socket.closed:
        await socket.close()


class _Session(ABC):
    """What both kinds of sockets share."""

    fields: Fields
    idle_s: float | None = None
    """The longest wait for a message."""

    def __init__(self, house: House, socket: Socket) -> None:
        self.house = house
        self._socket = socket
        self._admitted = house.admitted
        self._refusal: Refusal | None = None
        self._stopped = asyncio.Event()
        self._streams: dict[asyncio.Task[None], Stream] = {}
        self._group = asyncio.TaskGroup()

    @abstractmethod
    def take(self, message: dict[str, Any]) -> bool:
        """A message of the right form. False: it was the last. Raises `Refusal`."""

    async def run(self) -> None:
        """Until the client leaves, or all was spoken that it wanted. Raises `Refusal`."""
        async with self._group as group:
            reading = group.create_task(self._read())
            stopped = group.create_task(self._stopped.wait())
            await asyncio.wait({reading, stopped}, return_when=asyncio.FIRST_COMPLETED)
            leaving = group.create_task(self._left())
            if reading.done() and not reading.cancelled() and reading.exception() is None and reading.result():
                while self._streams and not stopped.done() and not leaving.done():
                    await asyncio.wait({stopped, leaving, *self._streams}, return_when=asyncio.FIRST_COMPLETED)
            for task in (reading, stopped, leaving, *self._streams):
                task.cancel()
        if self._refusal is not None:
            raise self._refusal

    def begin(self, marked: Mapping[str, Any]) -> Stream:
        """A new text."""
        stream = Stream(self.house, self._socket, marked)
        task = self._group.create_task(self._speak(stream))
        self._streams[task] = stream
        task.add_done_callback(self._streams.pop)
        return stream

    @property
    def speaking(self) -> int:
        """Texts that are not over."""
        return sum(not stream.over for stream in self._streams.values())

    async def _speak(self, stream: Stream) -> None:
        try:
            await stream.speak()
        except Refusal as refusal:
            self._stop(refusal)

    async def _read(self) -> bool:
        """True when the client said that nothing more comes; False when it left."""
        try:
            async for message in self._socket.messages(idle_s=self.idle_s):
                if not self.take(self._checked(message)):
                    return True
        except Refusal as refusal:
            self._stop(refusal)
        except TimeoutError:
            self._stop(
                Refusal(
                    1008,
                    "input_timeout_exceeded",
                    f"Have not received a new text input within the timeout of {self.idle_s:g} seconds. Streaming "
                    "input terminated.",
                )
            )
        return False

    async def _left(self) -> None:
        """The client is gone. What it still says does not count."""
        async for _ in self._socket.messages():
            pass

    def _stop(self, refusal: Refusal) -> None:
        self._refusal = self._refusal or refusal
        self._stopped.set()

    def _checked(self, message: Any) -> dict[str, Any]:
        if not isinstance(message, dict):
            raise _unreadable("it is no JSON object")
        for name, value in message.items():
            if name not in self.fields:
                raise _unreadable(f"unknown field {name!r}")
            if value is not None and not isinstance(value, self.fields[name]):
                raise _unreadable(f"{name!r} is of the wrong type")
        if not self._admitted:
            key = message.get("xi_api_key") or message.get("xi-api-key") or message.get("authorization") or ""
            if not self.house.admit(key.removeprefix("Bearer ")):
                raise Refusal(1008, "invalid_api_key", "Invalid API key")
            self._admitted = True
        return message


class _OneText(_Session):
    fields = _OF_ONE

    def __init__(self, house: House, socket: Socket) -> None:
        super().__init__(house, socket)
        self.idle_s = house.inactivity_s
        self._stream: Stream | None = None

    def take(self, message: dict[str, Any]) -> bool:
        if self._stream is None:
            self._stream = self.begin({})
        elif message.get("text") == "":
            self._stream.flush()
            self._stream.close()
            return False
        self._stream.take(message)
        return True


class _SeveralTexts(_Session):
    fields = _OF_SEVERAL

    def __init__(self, house: House, socket: Socket) -> None:
        super().__init__(house, socket)
        self._open: dict[str, Stream] = {}

    def take(self, message: dict[str, Any]) -> bool:
        # One that died of inactivity is over; its name may be used again.
        self._open = {name: stream for name, stream in self._open.items() if not stream.over}
        if message.get("close_socket"):
            for stream in self._open.values():
                stream.flush()
                stream.close()
            return False
        name = message.get("context_id") or "default"
        if message.get("close_context"):
            if name in self._open:
                self._open.pop(name).close()
            return True
        if name not in self._open:
            if self.speaking >= MOST_CONTEXTS:
                raise _too_many()
            self._open[name] = self.begin({"contextId": name})
        self._open[name].take(message)
        return True


def _too_many() -> Refusal:
    return Refusal(
        1008,
        "max_active_conversations",
        f"Maximum simultaneous contexts per WebSocket connection exceeded ({MOST_CONTEXTS}). Please close an existing "
        "context before opening a new one.",
    )


def _unreadable(why: str) -> Refusal:
    return Refusal(
        1008,
        "invalid_input_message",
        f"Could not parse input message, make sure it is a json and follows the schema outlined in protocol: {why}",
    )
