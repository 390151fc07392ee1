"""What waits to be written to a line. A `Clear` overtakes the sound that it makes pointless."""

import asyncio
from collections import deque

from telephony.line import Clear, Line, LineCommand, Mark, Play

PIECE = 8_000
"""One second of sound in one message: long sentences do not make megabyte messages."""

LIMIT = 5_000
"""Commands waiting. A line that takes none for so long has its own time limit and is about to be closed."""


class Outbox:
    """Commands for one line, written in order by `run`, so that a slow socket delays no decision."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._waiting: deque[LineCommand] = deque()
        self._filled = asyncio.Event()
        self._writing = False
        """`run` waits for the line."""
        self.dropped = 0

    def put(self, command: LineCommand) -> None:
        """Write this when its time comes. Never blocks."""
        if isinstance(command, Clear):
            # Marks that were never sent will never come back; after a clear nobody waits for them.
            self._waiting = deque(c for c in self._waiting if not isinstance(c, Play | Mark))
        if len(self._waiting) >= LIMIT:
            self.dropped += 1
            return
        if isinstance(command, Play) and len(command.audio) > PIECE:
            for at in range(0, len(command.audio), PIECE):
                self._write(Play(command.audio[at : at + PIECE]))
        else:
            self._write(command)

    def _write(self, command: LineCommand) -> None:
        """At once where the line can, as nearly always: nobody has to be woken for it."""
        if self._waiting or self._writing or not self._line.send_now(command):
            self._waiting.append(command)
            self._filled.set()

    async def run(self) -> None:
        """Write what could not be written at once, until cancelled."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                self._writing = True
                await self._line.send(self._waiting.popleft())
                self._writing = False
