"""A line that is listened in on: whoever records it is told what comes and what goes. The call does not feel it."""

from collections.abc import AsyncIterator, Callable
from typing import Protocol

from telephony.line import Clear, Heard, Line, LineCommand, LineEvent, Play


class Tape(Protocol):
    """What a call is recorded on. Neither blocks nor raises."""

    def heard(self, sound: Heard) -> None:
        """Sound came from the caller."""
        ...

    def played(self, audio: bytes) -> None:
        """Sound was sent."""
        ...

    def cleared(self) -> None:
        """What was sent and not played was thrown away."""
        ...


class RecordedLine:
    """A `Line` around another."""

    def __init__(self, line: Line, tape: Tape) -> None:
        self._line = line
        self._tape = tape

    async def events(self) -> AsyncIterator[LineEvent]:
        """What happens on the line."""
        async for event in self._line.events():
            self._note(event)
            yield event

    async def deliver(self, take: Callable[[LineEvent], None]) -> None:
        """What happens on the line, to whoever can take it without waiting."""

        def noted(event: LineEvent) -> None:
            self._note(event)
            take(event)

        await self._line.deliver(noted)

    async def send(self, command: LineCommand) -> None:
        """Send, and note what the caller will hear of it."""
        self._note_sent(command)
        await self._line.send(command)

    def send_now(self, command: LineCommand) -> bool:
        """Send if that can be done without waiting, and note it then."""
        sent = self._line.send_now(command)
        if sent:
            self._note_sent(command)
        return sent

    async def close(self) -> None:
        """Hang up."""
        await self._line.close()

    def _note_sent(self, command: LineCommand) -> None:
        match command:
            case Play(audio):
                self._tape.played(audio)
            case Clear():
                self._tape.cleared()
            case _:
                pass

    def _note(self, event: LineEvent) -> None:
        if isinstance(event, Heard):
            self._tape.heard(event)
