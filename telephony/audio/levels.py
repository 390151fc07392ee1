"""How loud sound is, where its silence lies, and how it ends without a click."""

import numpy as np

from telephony.audio import fade
from telephony.audio.resample import TELEPHONE_HZ
from telephony.audio.ulaw import Samples


def rms(samples: Samples) -> float:
    """The root mean square: 1 is a square wave at full scale; no sound at all is 0."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def frame_levels(samples: Samples, size: int) -> Samples:
    """The root mean square of each whole frame of `size` samples."""
    whole = len(samples) - len(samples) % size
    frames = samples[:whole].reshape(-1, size)
    # As `np.mean` does it, whose way there is longer than the work.
    levels: Samples = np.sqrt(np.add.reduce(np.square(frames), axis=1) / np.float32(size))
    return levels


def sounding(samples: Samples, *, size: int, threshold: float) -> tuple[int, int]:
    """First and last-plus-one sample of the frames louder than `threshold`; `(0, 0)` when none is."""
    (loud,) = np.nonzero(frame_levels(samples, size) > threshold)
    if not len(loud):
        return 0, 0
    return int(loud[0]) * size, (int(loud[-1]) + 1) * size


def amplify(samples: Samples, gain: float, *, ceiling: float = 0.9) -> Samples:
    """Louder by `gain`, but no sample above `ceiling`: the gain gives way, so nothing is clipped."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak * gain > ceiling:
        gain = ceiling / peak
    return samples * np.float32(gain)


def fade_out(audio: bytes, milliseconds: int) -> bytes:
    """The same µ-law sound, its last milliseconds falling to silence: cut speech ends without a click."""
    kept = max(0, len(audio) - milliseconds * TELEPHONE_HZ // 1000)
    return audio[:kept] + fade.fade_out(audio[kept:])
