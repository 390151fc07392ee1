"""One media stream, Twilio's side, in real time: the caller's sound out, the service's sound in and played."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from telephony.audio import ulaw
from telephony.caller.local_names import LOOPBACK, is_local_name
from telephony.caller.plan import Action, HangUpAfter, Press, Say, Wait
from telephony.caller.recording import Recording
from telephony.caller.report import CallerError, CallerEvent, OnEvent
from telephony.caller.timing import Timing
from telephony.line import BYTES_PER_MS, Clear, Mark, Play
from telephony.twilio.far_side import FarSide, Warned
from telephony.twilio.playout import PlayOut

FRAME_MS: Final = 20
FRAME: Final = FRAME_MS * BYTES_PER_MS
KEY_MS: Final = 250
"""From one key to the next."""
OPEN_LIMIT_S: Final = 10.0
SEND_LIMIT_S: Final = 10.0
MAX_MESSAGE: Final = 16 * 1024 * 1024
KEPT_DETAILS: Final = 10

Outcome = Literal["closed", "broken", "hung_up", "limit"]
"""`closed`: by the service. `broken`: without a goodbye. `hung_up`: by the script. `limit`: by the clock."""


@dataclass(slots=True)
class CallState:
    """What lasts from one stream of a call to the next."""

    timing: Timing
    on_event: OnEvent
    began: float
    """When the call was dialled, by the loop's clock."""
    limit_at: float
    hang_up_at: float | None = None
    hang_up_after_s: float | None = None
    recording: Recording = field(default_factory=Recording)
    speech: deque[bytes] = field(default_factory=deque)
    """Frames that the caller has yet to say."""
    keys: deque[tuple[int, str]] = field(default_factory=deque)
    """Keys that the caller has yet to press, and when."""
    streams: int = 0
    heard_ms: int = 0
    said_ms: int = 0
    cleared: int = 0
    marks: int = 0
    warnings: list[str] = field(default_factory=list)
    warned: int = 0

    def now_ms(self) -> int:
        """The call's clock."""
        return round((asyncio.get_running_loop().time() - self.began) * 1000)

    def tell(self, name: str, **fields: object) -> None:
        """An event of the call."""
        self.on_event(CallerEvent(name, self.now_ms(), fields))


class LiveStream:
    """A stream from its opening to its end."""

    def __init__(self, url: str, *, far: FarSide, call: CallState, headers: dict[str, str]) -> None:
        self._url = url
        self._far = far
        self._call = call
        self._headers = headers
        self._playout = PlayOut()

    async def run(self) -> Outcome:
        """Speak and listen until somebody ends it. Raises `CallerError` when the socket cannot be opened."""
        socket = await self._open()
        try:
            return await self._talk(socket)
        except ConnectionClosed as closed:
            return "closed" if closed.rcvd is not None else "broken"
        except TimeoutError:
            return "broken"
        finally:
            await socket.close()

    async def _open(self) -> ClientConnection:
        try:
            host = urlsplit(self._url).hostname or ""
            return await connect(
                self._url,
                host=LOOPBACK if is_local_name(host) else host,
                additional_headers=self._headers,
                open_timeout=OPEN_LIMIT_S,
                close_timeout=2,
                max_size=MAX_MESSAGE,
                compression=None,
                proxy=None,
            )
        except InvalidStatus as error:
            status, body = error.response.status_code, error.response.body
            said = bytes(body or b"")[:300].decode(errors="replace")
            raise CallerError(f"The service refused the socket {self._url} with {status}: {said}") from error
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            raise CallerError(f"The socket {self._url} that the service named cannot be opened: {error}") from error

    async def _talk(self, socket: ClientConnection) -> Outcome:
        call = self._call
        call.streams += 1
        call.timing.reconnected(call.now_ms())
        call.tell("connected", call_id=self._far.call_id, stream=call.streams)
        if call.hang_up_after_s is not None and call.hang_up_at is None:
            call.hang_up_at = asyncio.get_running_loop().time() + call.hang_up_after_s
        listening = asyncio.create_task(self._listen(socket), name="caller-listens")
        try:
            await self._send(socket, self._far.connected())
            await self._send(socket, self._far.start())
            outcome = await self._pace(socket, listening)
            if outcome is not None:
                await self._send(socket, self._far.stop())
                return outcome
            await listening
        except ConnectionClosed:
            # What the service sent before it closed is still to be taken.
            await asyncio.wait({listening}, timeout=SEND_LIMIT_S)
            raise
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        return "broken"

    async def _pace(self, socket: ClientConnection, listening: "asyncio.Task[None]") -> Outcome | None:
        """A frame every 20 ms by a clock that does not drift; None when the socket is gone."""
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        while not listening.done():
            now = loop.time()
            if self._call.hang_up_at is not None and now >= self._call.hang_up_at:
                return "hung_up"
            if now >= self._call.limit_at:
                return "limit"
            await self._tick(socket)
            next_at += FRAME_MS / 1000
            await asyncio.wait({listening}, timeout=max(0.0, next_at - loop.time()))
        return None

    async def _tick(self, socket: ClientConnection) -> None:
        call = self._call
        now_ms = call.now_ms()
        while call.keys and call.keys[0][0] <= now_ms:
            await self._send(socket, self._far.dtmf(call.keys.popleft()[1]))
        said = call.speech.popleft() if call.speech else ulaw.SILENCE * FRAME
        await self._send(socket, self._far.media(said))
        heard = self._playout.advance(FRAME_MS)
        call.heard_ms += heard.heard_ms
        call.recording.add(said, heard.audio)
        turn = call.timing.hear(now_ms, playing=heard.heard_ms > 0)
        if turn is not None:
            call.tell(turn)
        await self._echo(socket, heard.marks)
        action = call.timing.next(now_ms)
        if action is not None:
            self._perform(action, now_ms)

    def _perform(self, action: Action, now_ms: int) -> None:
        call = self._call
        match action:
            case Say(audio, text):
                frames = [audio[at : at + FRAME].ljust(FRAME, ulaw.SILENCE) for at in range(0, len(audio), FRAME)]
                call.speech.extend(frames)
                call.said_ms += len(frames) * FRAME_MS
                call.timing.busy(now_ms + len(frames) * FRAME_MS)
                call.tell("said", text=text, ms=len(frames) * FRAME_MS)
            case Press(digits):
                call.keys.extend((now_ms + KEY_MS * nth, digit) for nth, digit in enumerate(digits))
                call.timing.busy(now_ms + KEY_MS * len(digits))
                call.tell("pressed", digits=digits)
            case Wait(seconds):
                call.timing.busy(now_ms + round(seconds * 1000))
            case HangUpAfter(seconds):
                call.hang_up_at = asyncio.get_running_loop().time() + seconds

    async def _listen(self, socket: ClientConnection) -> None:
        """Take what the service sends; ends with `ConnectionClosed`."""
        while True:
            command = self._far.receive(await socket.recv())
            match command:
                case Play(audio):
                    if not self._playout.play(audio):
                        self._warn("More than ten minutes of sound were sent ahead; the rest was dropped.")
                case Mark(name):
                    await self._echo(socket, self._playout.mark(name))
                case Clear():
                    self._call.cleared += 1
                    self._call.tell("cleared", dropped_ms=self._playout.queued_ms)
                    await self._echo(socket, self._playout.clear())
                case Warned(code, detail):
                    self._warn(f"{code}: {detail}")

    async def _echo(self, socket: ClientConnection, marks: tuple[str, ...]) -> None:
        for name in marks:
            self._call.marks += 1
            await self._send(socket, self._far.mark(name))

    async def _send(self, socket: ClientConnection, text: str) -> None:
        async with asyncio.timeout(SEND_LIMIT_S):
            await socket.send(text)

    def _warn(self, detail: str) -> None:
        self._call.warned += 1
        if len(self._call.warnings) < KEPT_DETAILS:
            self._call.warnings.append(detail)
