"""What the process has for all its calls to hear and to speak: made once, warmed before the first."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Protocol

from telephony.asr.port import Recogniser
from telephony.audio.hysteresis import VoiceChange
from telephony.call.pace import Pace
from telephony.endpointing.port import EndOfTurn
from telephony.tts.port import Speech


class Speaker(Protocol):
    """Whoever makes our sound: a voice, with what is kept of it."""

    def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a sentence of this call."""
        ...

    def speak_fixed(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a sentence that is the same in every call, so that its sound may be kept."""
        ...

    def prefetch(self, text: str, *, language: str) -> None:
        """Make the sound of what will probably be said soon, when nobody waits for another; it may be forgotten."""
        ...


class Ear(Protocol):
    """A voice detector's side of one call."""

    def feed(self, audio: bytes) -> None:
        """Take the next sound. Never blocks."""
        ...

    async def caught_up(self) -> None:
        """Wait until everything fed so far has been judged, its changes delivered. Raises `SpeechUnavailable`."""
        ...

    def close(self) -> None:
        """Listen no more."""
        ...


class Detector(Protocol):
    """Whoever tells when the caller speaks."""

    def open(self, on_change: Callable[[VoiceChange], None]) -> Ear:
        """Begin to listen to one caller; changes are delivered on the event loop."""
        ...


@dataclass(frozen=True, slots=True)
class SpeechStack:
    """What the process has for all its calls: made once, warmed before the first."""

    detector: Detector
    recogniser: Recogniser
    speaker: Speaker
    end_of_turn: EndOfTurn | None = None
    """None: silence and the words decide alone."""
    prefetch: int = 2
    """How many of the sentences that will probably come next are made ahead at each question; 0: none."""
    pace: Pace = field(default_factory=Pace)
    """The speaker's, as far as all calls have heard."""
