"""What the windows of one call's sound mean, once a model has said how probable a voice is in each."""

from collections.abc import Sequence
from dataclasses import replace

from telephony.audio.gate import OPEN_MS, WINDOW, Window
from telephony.audio.hysteresis import Hysteresis, Sensitivity, VoiceChange, VoiceOff, VoiceOn
from telephony.audio.loudness import Loudness
from telephony.audio.silero import Memory
from telephony.line import BYTES_PER_MS


class Judge:
    """One call's, with the model's memory of it."""

    def __init__(self, sensitivity: Sensitivity) -> None:
        self.memory = Memory()
        self._hysteresis = Hysteresis(sensitivity)
        self._loudness = Loudness()

    def decide(self, window: Window, probability: float, levels: Sequence[float]) -> VoiceChange | None:
        """The change that the next window makes certain. `levels`: root mean square of its equal parts."""
        start_ms = window.start // BYTES_PER_MS
        end_ms = (window.start + WINDOW) // BYTES_PER_MS
        self._loudness.window(levels, start_ms=start_ms, end_ms=end_ms)
        if self._loudness.inaudible(levels, noise=window.noise):
            probability = 0.0
        change = self._hysteresis.window(probability, start_ms=start_ms, end_ms=end_ms)
        if change is None and window.last:
            change = self._hysteresis.fall_silent(end_ms - OPEN_MS, now_ms=end_ms)
        if isinstance(change, VoiceOn):
            self._loudness.begin()
        elif isinstance(change, VoiceOff):
            self._loudness.end(end_ms)
            return replace(change, at_ms=self._loudness.audible_end(change.at_ms, noise=window.noise))
        return change
