"""A gap too short to be noticed, filled with the sound before it."""

from typing import Final

import numpy as np

from telephony.audio import ulaw
from telephony.line import BYTES_PER_MS

CONCEALED_MS: Final = 40
"""A longer gap is heard whatever it is filled with."""


def conceal(before: bytes, length: int) -> bytes:
    """`length` bytes of µ-law that go on from the sound `before`: backwards, forwards and so on, falling to silence.

    The fall is that of a gap of `CONCEALED_MS`, so that a shorter one does not end in silence.
    """
    if not before:
        return ulaw.SILENCE * length
    swing = before[::-1] + before
    sound = (swing * (length // len(swing) + 1))[:length]
    falling = np.linspace(1.0, 0.0, CONCEALED_MS * BYTES_PER_MS, dtype=np.float32)[:length]
    return ulaw.from_samples(ulaw.to_samples(sound) * falling)
