"""A sentence on its way, and all who listen to it."""

import asyncio
from collections.abc import AsyncGenerator

from telephony.errors import Fault, SpeechUnavailable
from telephony.tts.port import Speech

_ENTRY_BYTES, _WORD_BYTES = 400, 150
"""What an entry and a word cost in memory, roughly; so a million silent entries are bounded too."""


class Making:
    """Whoever makes it adds the pieces; whoever listens gets all of them, from the first."""

    def __init__(self) -> None:
        self.pieces: tuple[Speech, ...] = ()
        self.listeners = 0
        """Those who listen now."""
        self._over = False
        self._failure = ""
        self._fault: Fault = "local"
        self._changed = asyncio.Event()

    def add(self, piece: Speech) -> None:
        """One more piece came."""
        self.pieces += (piece,)
        self._tell()

    def finish(self, failure: str = "", fault: Fault = "local") -> None:
        """No more pieces come; only the first word on it counts."""
        if not self._over:
            self._over, self._failure, self._fault = True, failure, fault
            self._tell()

    async def listen(self) -> AsyncGenerator[Speech, None]:
        """All pieces from the first, as they come. Raises `SpeechUnavailable` after those that came, if it failed."""
        self.listeners += 1
        try:
            heard = 0
            while True:
                while heard < len(self.pieces):
                    yield self.pieces[heard]
                    heard += 1
                if self._over:
                    break
                await self._changed.wait()
        finally:
            self.listeners -= 1
        if self._failure:
            raise SpeechUnavailable(self._failure, fault=self._fault)

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def size(pieces: tuple[Speech, ...]) -> int:
    """Bytes that pieces take in memory, roughly."""
    return _ENTRY_BYTES + sum(len(piece.audio) + _WORD_BYTES * len(piece.words) for piece in pieces)
