"""What a voice is to the rest of the house."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text and where it lies in the sound."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece of speech: µ-law 8 kHz, and, from voices that know them, its words (times since the first piece)."""

    audio: bytes
    words: tuple[Word, ...] = ()


class Voice(Protocol):
    """A provider of speech: made once for the process, warmed, shared by all calls."""

    name: str
    """Names provider and voice; speech of the same name and text is the same, and may be kept."""

    async def warm(self) -> None:
        """Load or connect, so that the first caller waits for nothing. Raises `SpeechUnavailable`."""
        ...

    def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text, piece by piece. Closing it is the interruption. Raises `SpeechUnavailable`."""
        ...

    async def aclose(self) -> None:
        """Give everything back."""
        ...
