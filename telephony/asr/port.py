"""What a speech recogniser is to the rest of the house."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Partial:
    """The words of the running utterance so far; they may still change."""

    text: str


@dataclass(frozen=True, slots=True)
class Eager:
    """The caller seems to have finished; these would be the words. Taken back by `Resumed`."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Resumed:
    """The caller goes on after an `Eager`; the same utterance continues."""


@dataclass(frozen=True, slots=True)
class Final:
    """These words are certain; a new utterance begins after them."""

    text: str
    confidence: float
    ended: bool = False
    """The recogniser itself takes this for the end of the caller's turn."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The recogniser is gone; no more results will come."""

    why: str


Result = Partial | Eager | Resumed | Final | Failed


@dataclass(frozen=True, slots=True)
class Listening:
    """How to listen to one call."""

    language: str = "en"
    """BCP 47, such as `en`, `en-IN`, `hi`."""
    hints: Sequence[str] = ()
    """Words the caller is likely to say."""


class Transcriber(Protocol):
    """One caller's words. Fed by the call, read by the call, closed by the call."""

    def feed(self, audio: bytes) -> None:
        """Take µ-law sound. Never blocks: when its bound is full the oldest sound is dropped and counted."""
        ...

    def voice(self, *, speaking: bool) -> None:
        """The call's own voice detector saw the caller begin or cease to speak; a recogniser may use it."""
        ...

    def end_utterance(self) -> None:
        """The call took the words so far for a whole turn: forget them, begin anew with the next sound."""
        ...

    def results(self) -> AsyncIterator[Result]:
        """What was understood, in order; ends after `aclose` or `Failed`."""
        ...

    async def aclose(self) -> None:
        """Stop listening. Safe to call twice."""
        ...


class Recogniser(Protocol):
    """A provider of recognition: made once for the process, warmed, shared by all calls."""

    async def warm(self) -> None:
        """Load or connect, so that the first caller waits for nothing. Raises `SpeechUnavailable`."""
        ...

    async def open(self, listening: Listening) -> Transcriber:
        """Begin to listen to one caller."""
        ...

    async def aclose(self) -> None:
        """Give everything back."""
        ...
