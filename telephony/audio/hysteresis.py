"""From the probability of voice in each window of sound to the two moments that matter: voice on, voice off.

Pure: time is the caller's clock, milliseconds of sound since the line opened. How late the computer looks at
the sound changes nothing. The idea is that of Home Assistant's `assist_pipeline/vad.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceOn:
    """The caller began to speak."""

    at_ms: int
    """Where the voice began, in milliseconds of sound."""
    noticed_ms: int
    """How much sound it took to be sure."""


@dataclass(frozen=True, slots=True)
class VoiceOff:
    """The caller ceased to speak."""

    at_ms: int
    """Where the voice ended, in milliseconds of sound."""
    noticed_ms: int
    """How much sound it took to be sure; later than `at_ms` by at least `Sensitivity.min_silence_ms`."""


VoiceChange = VoiceOn | VoiceOff


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What counts as voice."""

    on: float = 0.5
    """A window of at least this probability may begin speech."""
    off: float = 0.35
    """A window below this probability may end it; between the two nothing changes."""
    min_speech_ms: int = 60
    """Voice shorter than this is a click or a cough."""
    min_silence_ms: int = 150
    """Silence shorter than this is a breath or a stop consonant."""

    def __post_init__(self) -> None:
        if not 0.0 < self.off <= self.on < 1.0:
            raise ValueError(f"The thresholds must satisfy 0 < off <= on < 1; they are off={self.off}, on={self.on}.")
        if self.min_speech_ms < 0 or self.min_silence_ms < 0:
            raise ValueError("The shortest speech and the shortest silence cannot be negative.")


class Hysteresis:
    """Remembers whether the caller speaks, and since when the opposite seems to be so."""

    def __init__(self, sensitivity: Sensitivity) -> None:
        self._sensitivity = sensitivity
        self._since: int | None = None
        self.speaking = False

    def window(self, probability: float, *, start_ms: int, end_ms: int) -> VoiceChange | None:
        """Take the next window of sound; tell the change that it makes certain, if any."""
        wanted = self._sensitivity
        if self.speaking:
            turns, stays = probability < wanted.off, probability >= wanted.on
        else:
            turns, stays = probability >= wanted.on, probability < wanted.off
        if stays:
            self._since = None
        elif turns and self._since is None:
            self._since = start_ms
        # A window between the thresholds lets the time run on, but does not decide.
        if not turns or self._since is None:
            return None
        return self._change(self._since, end_ms)

    def fall_silent(self, since_ms: int, *, now_ms: int) -> VoiceOff | None:
        """Nothing worth a window was heard for long: whoever seems to speak has ceased, and what began was nothing."""
        self._since = None
        if not self.speaking:
            return None
        self.speaking = False
        return VoiceOff(since_ms, now_ms)

    def _change(self, since: int, now: int) -> VoiceChange | None:
        wanted = self._sensitivity
        if now - since < (wanted.min_silence_ms if self.speaking else wanted.min_speech_ms):
            return None
        self.speaking = not self.speaking
        self._since = None
        return VoiceOn(since, now) if self.speaking else VoiceOff(since, now)
