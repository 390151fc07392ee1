"""What a speech recogniser is to the rest of the house."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from telephony.errors import Fault


@dataclass(frozen=True, slots=True)
class Partial:
    """The words of the running utterance so far; they may still change."""

    text: str


@dataclass(frozen=True, slots=True)
class Eager:
    """The caller seems to have finished; these would be the words. Taken back by `Resumed`."""

    text: str
    confidence: float
    languages: tuple[str, ...] = ()
    """The languages that were heard in it, ISO 639-1, where the recogniser tells."""


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
    languages: tuple[str, ...] = ()
    until_ms: int | None = None
    """Where these words end in the sound that was fed, in milliseconds since its first; None: it does not tell."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody else recognises from now on; no sound was lost."""

    provider: str
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The recogniser is gone; no more results will come."""

    why: str
    fault: Fault = "broken"


Result = Partial | Eager | Resumed | Final | Moved | Failed


@dataclass(frozen=True, slots=True)
class Listening:
    """How to listen to one call."""

    language: str = "en"
    """The caller's, BCP 47, such as `en`, `en-IN`, `hi`."""
    others: tuple[str, ...] = ()
    """Other languages that the caller may speak or mix in, such as `hi` for Hinglish."""
    hints: Sequence[str] = ()
    """Words the caller is likely to say."""

    @property
    def languages(self) -> tuple[str, ...]:
        """All of them as ISO 639-1, the caller's own first."""
        return tuple(dict.fromkeys(_short(each) for each in (self.language, *self.others)))

    def attending(self, language: str, hints: Sequence[str]) -> "Listening":
        """The same call, its caller now speaking `language` (empty, or one that is not among ours: as before), with
        other words to be expected.
        """
        spoken = (self.language, *self.others)
        chosen = next((each for each in spoken if _short(each) == _short(language)), self.language)
        return Listening(chosen, tuple(each for each in spoken if each != chosen), tuple(hints))


def _short(language: str) -> str:
    return language.partition("-")[0].lower()


PIECE_MS = 80
"""Sound comes in pieces of so much, counted from the call's first, or in what there is of one when its voice changes.
What Deepgram wants to be sent; to others it makes no difference.
"""


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

    def adapt(self, listening: Listening) -> None:
        """From now on listen like this: the caller changed the language, or other words are to be expected. Never
        blocks; no sound is lost. What a recogniser cannot change it leaves as it is.
        """
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
        """Begin to listen to one caller. Raises `SpeechUnavailable`."""
        ...

    async def aclose(self) -> None:
        """Give everything back."""
        ...
