"""Which sound a voice model has to look at: silence and a steady noise need none.

Pure: the level of each window is compared with the noise of the line, which is what its quieter windows had in the last
seconds. The first louder window opens the gate, and the windows before it are given along, so that the model hears the
beginning whole; it closes when nothing was louder for a while.

Looking away serves the model too: after many seconds of silence Silero's recurrent state has grown deaf to short words.
One that was kept from shortly after the last speech hears them, and a beginning about 80 ms sooner.
"""

import math
from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from telephony.audio import ulaw
from telephony.line import BYTES_PER_MS

WINDOW: Final = 256
"""Samples in a window: 32 ms."""
CONTEXT: Final = 32
"""Samples before it that the model looks at too."""
OPEN_MS: Final = 512
"""So long the gate stays open when nothing is louder than the noise: the model has come to its end by then."""

_AUDIBLE: Final = 10 ** (-66 / 10)
"""Power (1 is a square wave at full scale) of what may be a far talker's consonant on a line without noise."""
_ABOVE_NOISE: Final = 10 ** (4 / 10)
_NOISE_PEAKS: Final = 10 ** (3 / 10)
"""8 ms of a steady noise are no louder than this beside 32 ms of it."""
_BEFORE: Final = 4
"""Windows given along when the gate opens: 128 ms."""
_OPEN: Final = OPEN_MS * BYTES_PER_MS // WINDOW
_REMEMBERED: Final = 160
"""Windows that tell the line's noise: 5 s."""
_KNOWN: Final = 40
_LOOK_EVERY: Final = 16
_QUIETER: Final = 0.15
"""So much of the last seconds is no voice, even while somebody speaks."""
_OVER: Final = 10 ** (-6 / 10)
_OVER_AFTER: Final = 4
"""So many windows in a row that are 6 dB below the noise, 128 ms: it is over. Who speaks now is not measured by it."""

_POWERS: Final = np.square(ulaw.to_samples(bytes(range(256))).astype(np.float64))
_FAINT: Final = bytes(code for code in range(256) if _POWERS[code] <= _AUDIBLE)
"""Bytes of which no number makes an audible window."""


class Window(NamedTuple):
    """Sound to be judged."""

    start: int
    """Where it begins, in bytes since the line opened."""
    heard: bytes
    """Its `CONTEXT`, then the window itself."""
    noise: float
    """What is not louder (root mean square) is the line's noise."""
    last: bool
    """The gate closes: nothing in the last `OPEN_MS` was louder than the noise."""


class Gate:
    """One call's."""

    def __init__(self) -> None:
        self._waiting: deque[Window] = deque(maxlen=_BEFORE)
        self._left = 0
        self._powers: deque[float] = deque(maxlen=_REMEMBERED)
        self._until_look = _LOOK_EVERY
        self._be_noisy(0.0)
        self._below = 0

    def hear(self, start: int, heard: bytes) -> Sequence[Window]:
        """Take the next window, `CONTEXT` and all; returns those that are to be judged now, in order."""
        # The cheap look first: of most windows of a call no sample is above the faintest.
        power = _power(heard) if heard.translate(None, _FAINT) else 0.0
        self._learn(power)
        if power > self._loud:
            self._left = _OPEN
        elif self._left:
            self._left -= 1
        else:
            self._waiting.append(Window(start, heard, self._peaks, last=False))
            return ()
        window = Window(start, heard, self._peaks, last=not self._left)
        if not self._waiting:
            return (window,)
        opened = (*self._waiting, window)
        self._waiting.clear()
        return opened

    def _learn(self, power: float) -> None:
        self._below = self._below + 1 if power < self._noise * _OVER else 0
        if self._below == _OVER_AFTER:
            self._powers.clear()
            self._be_noisy(0.0)
        self._powers.append(power)
        self._until_look -= 1
        if not self._until_look:
            self._until_look = _LOOK_EVERY
            if len(self._powers) >= _KNOWN:
                self._be_noisy(sorted(self._powers)[int(len(self._powers) * _QUIETER)])

    def _be_noisy(self, power: float) -> None:
        self._noise = power
        self._loud = max(_AUDIBLE, power * _ABOVE_NOISE)
        self._peaks = math.sqrt(power * _NOISE_PEAKS)


def _power(heard: bytes) -> float:
    return float(np.add.reduce(_POWERS.take(np.frombuffer(heard, np.uint8, WINDOW, CONTEXT)))) / WINDOW
