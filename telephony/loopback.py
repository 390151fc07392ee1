"""A line without a vendor: our end is a `Line`, the far end is in the hands of a test or of a terminal.

It plays what it is sent as Twilio does, on a clock that only `advance` moves.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

from telephony.errors import ProtocolError
from telephony.line import (
    BYTES_PER_MS,
    Clear,
    Digit,
    Heard,
    LineCommand,
    LineEvent,
    Mark,
    Play,
    Played,
    Started,
    Stopped,
)
from telephony.twilio.event_queue import EventQueue
from telephony.twilio.playout import PlayOut

FRAME_MS: Final = 20
EVENTS: Final = 3000
"""Events not yet read by our end: a minute of sound."""
COMMANDS: Final = 10_000
"""Commands remembered for `next_command`; the oldest go first."""


class FarEnd:
    """The caller's end of the line."""

    def __init__(self, started: Started, *, events: int = EVENTS) -> None:
        self.now_ms = 0
        """The line's clock."""
        self.stopped: Stopped | None = None
        self.cleared = 0
        """How often our end cleared what it had sent."""
        self._events = EventQueue(events)
        self._playout = PlayOut()
        self._said_until_ms = 0
        self._heard = bytearray()
        self._commands: deque[LineCommand] = deque(maxlen=COMMANDS)
        self._commanded = asyncio.Event()
        self._put(started)

    @property
    def queued_ms(self) -> int:
        """Sound of ours that the caller has yet to hear."""
        return self._playout.queued_ms

    @property
    def pending_marks(self) -> tuple[str, ...]:
        """Marks of ours that have yet to be reached."""
        return self._playout.pending

    def say(self, audio: bytes) -> None:
        """The caller says this, in frames of 20 ms, from now on or from where the last words end."""
        at_ms = max(self.now_ms, self._said_until_ms)
        size = FRAME_MS * BYTES_PER_MS
        for start in range(0, len(audio), size):
            frame = audio[start : start + size]
            self._put(Heard(frame, at_ms))
            at_ms += len(frame) // BYTES_PER_MS
        self._said_until_ms = at_ms

    def arrive(self, heard: Heard) -> None:
        """A piece of sound comes in with this stamp, as a line does that loses, repeats and reorders."""
        self._said_until_ms = max(self._said_until_ms, heard.at_ms + len(heard.audio) // BYTES_PER_MS)
        self._put(heard)

    def press(self, digits: str) -> None:
        """The caller presses these keys."""
        for digit in digits:
            self._put(Digit(digit))

    def advance(self, ms: int) -> bytes:
        """Let time pass. The caller hears the returned sound; the marks in it come back."""
        self.now_ms += ms
        stretch = self._playout.advance(ms)
        self._heard += stretch.audio[: stretch.heard_ms * BYTES_PER_MS]
        self._echo(stretch.marks)
        return stretch.audio

    def advance_to_quiet(self) -> bytes:
        """Let pass what it takes to play everything that was sent."""
        return self.advance(self._playout.queued_ms)

    def played(self) -> bytes:
        """What the caller has heard since this was last asked, without silence in between."""
        heard = bytes(self._heard)
        self._heard.clear()
        return heard

    def hang_up(self) -> None:
        """The caller hangs up."""
        self.end(Stopped("hung_up"))

    def lose(self, detail: str = "") -> None:
        """The line breaks."""
        self.end(Stopped("lost", detail))

    def end(self, stopped: Stopped) -> None:
        """The line ends; only the first end counts."""
        if self.stopped is None:
            self._put(stopped)
            self.stopped = stopped
            self._commanded.set()

    def receive(self, command: LineCommand) -> None:
        """Our end sent this."""
        if self.stopped is not None:
            return
        self._commands.append(command)
        self._commanded.set()
        match command:
            case Play(audio):
                if not self._playout.play(audio):
                    raise ProtocolError("The far end's queue is full: send no more than ten minutes ahead.")
            case Mark(name):
                self._echo(self._playout.mark(name))
            case Clear():
                self.cleared += 1
                self._echo(self._playout.clear())

    async def next_command(self) -> LineCommand | None:
        """The next command of our end, waited for; None when the line has ended and all were told."""
        while not self._commands:
            if self.stopped is not None:
                return None
            self._commanded.clear()
            await self._commanded.wait()
        return self._commands.popleft()

    async def next_event(self) -> LineEvent:
        """What our end hears next."""
        return await self._events.get()

    def _echo(self, marks: tuple[str, ...]) -> None:
        for name in marks:
            self._put(Played(name))

    def _put(self, event: LineEvent) -> None:
        if self.stopped is None and not self._events.put(event):
            raise ProtocolError("Our end reads too slowly: more keys and marks wait than the line holds.")


class LoopbackLine:
    """Our end of the line."""

    def __init__(self, far: FarEnd) -> None:
        self._far = far

    async def events(self) -> AsyncIterator[LineEvent]:
        """What happens on the line, in order, ending with `Stopped`."""
        while True:
            event = await self._far.next_event()
            yield event
            if isinstance(event, Stopped):
                return

    async def deliver(self, take: Callable[[LineEvent], None]) -> None:
        """Give what happens to `take`, in order, until `Stopped`."""
        async for event in self.events():
            take(event)

    async def send(self, command: LineCommand) -> None:
        """Send one command; on a closed line nothing happens."""
        self._far.receive(command)

    def send_now(self, command: LineCommand) -> bool:
        """The same; it never has to wait."""
        self._far.receive(command)
        return True

    async def close(self) -> None:
        """Hang up from our side. Safe to call twice."""
        self._far.end(Stopped("hung_up", "We hung up."))


def loopback(
    call_id: str = "loopback", *, parameters: Mapping[str, str] | None = None, events: int = EVENTS
) -> tuple[LoopbackLine, FarEnd]:
    """Both ends of an open line."""
    far = FarEnd(Started(call_id=call_id, stream_id=call_id, parameters=parameters or {}), events=events)
    return LoopbackLine(far), far
