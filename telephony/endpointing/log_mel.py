"""The picture of a sound that Whisper-like models take: how loud each of 80 bands was in each hundredth of a second.

As OpenAI's Whisper computes it ("Robust Speech Recognition via Large-Scale Weak Supervision", arXiv 2212.04356, and its
reference code): windows of 400 samples every 160 at 16 kHz, around the sample, mirrored at both ends; Hann, power
spectrum; 80 triangular bands on Slaney's mel scale, each of the same area; logarithm to base 10, at most 8 below the
loudest, moved and scaled to about -1 … 1. The sound is brought to mean 0 and variance 1 first.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from telephony.audio.ulaw import Samples

HZ = 16_000
BANDS = 80
HOP = 160
_WINDOW = 400
_FLOOR = 1e-10
_RANGE = 8.0

Picture = NDArray[np.float32]
"""A row for each band, from low to high; a column for each hundredth of a second."""


def log_mel(samples: Samples, length: int) -> Picture:
    """The picture of `length` samples at 16 kHz that end with these; what is missing before them is silence."""
    sound = np.zeros(length, np.float32)
    heard = np.asarray(samples[-length:], np.float32)
    missing = length - len(heard)
    sound[missing:] = heard
    sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
    windows = sliding_window_view(np.pad(sound, _WINDOW // 2, mode="reflect"), _WINDOW)[:length:HOP]
    # Windows of silence alone all look the same, so one of them is enough.
    alike = max(0, (missing - _WINDOW // 2) // HOP)
    power = np.abs(np.fft.rfft(windows[alike:] * _HANN)) ** 2
    picture = np.log10(np.maximum(_FILTERS @ power.T, _FLOOR))
    picture = (np.maximum(picture, picture.max() - _RANGE) + 4.0) / 4.0
    return np.pad(picture.astype(np.float32), ((0, 0), (alike, 0)), mode="edge")


def _mel(hertz: float) -> float:
    """Slaney's scale: straight up to 1 kHz, then logarithmic."""
    return hertz * 3 / 200 if hertz < 1000 else 15 + 27 * float(np.log(hertz / 1000) / np.log(6.4))


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * 6.4 ** ((mel - 15) / 27))


def _filters() -> NDArray[np.float32]:
    """How much each frequency of the spectrum counts in each band."""
    frequencies = np.linspace(0, HZ / 2, _WINDOW // 2 + 1)
    edges = _hertz(np.linspace(0, _mel(HZ / 2), BANDS + 2))
    low, peak, high = (edges[start : start + BANDS, None] for start in range(3))
    slopes = np.minimum((frequencies - low) / (peak - low), (high - frequencies) / (high - peak))
    return np.asarray(np.maximum(slopes, 0) * 2 / (high - low), np.float32)


_FILTERS = _filters()
_HANN = np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW), np.float32)
