"""What a judge of the end of a turn is to the rest of the house."""

from typing import Protocol

LONGEST_MS = 8_000
"""Sound before the silence that a judge is given at most."""


class EndOfTurn(Protocol):
    """A model that hears whether somebody has finished: made once for the process, warmed, shared by all calls."""

    name: str

    async def warm(self) -> None:
        """Load, so that the first caller waits for nothing. Raises `SpeechUnavailable`."""
        ...

    async def finished(self, audio: bytes) -> float:
        """How likely the caller has finished, 0 to 1. `audio`: the last of what they said, µ-law 8 kHz, at most
        `LONGEST_MS`, ending in the silence in question. Raises `SpeechUnavailable`, also when too many ask at once.
        """
        ...

    async def aclose(self) -> None:
        """Give everything back. Safe to call twice."""
        ...
