"""Smart Turn v3.2: how likely somebody has finished, by the melody of what they said. 23 languages.

Source: https://github.com/pipecat-ai/smart-turn (BSD 2-Clause): Whisper's encoder with a small head. It hears the last
eight seconds, with the silence behind them, and gives one probability. The model file is taken from the package
`pipecat-ai`, which is found but never imported: nothing of it runs.
"""

import asyncio
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import numpy as np

from telephony.audio import onnx, ulaw
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.audio.workers import Priority, SpeechPool
from telephony.endpointing.log_mel import HZ, log_mel
from telephony.endpointing.port import LONGEST_MS
from telephony.errors import SpeechUnavailable

_PACKAGE = "pipecat-ai==1.14.0"
_INSTALL = "pip install --no-deps --require-hashes -r requirements-smart-turn.txt"
_FOLDER = Path("audio", "turn", "smart_turn", "data")
_FILE = "smart-turn-v3.2-cpu.onnx"
_SHA256 = {_FILE: "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f"}
_SAMPLES = HZ * LONGEST_MS // 1000
MOST_AT_ONCE = 8
"""Questions under way. A judgement takes some 40 ms of a core: one that waits for more of them comes too late."""
LIMIT_S = 1.0
"""Nobody waits longer for a judgement: by then the silence has decided."""


class SmartTurn:
    """The model, for all calls of the process. `pool`: where it runs."""

    name = "smart-turn"

    def __init__(self, pool: SpeechPool, *, most_at_once: int = MOST_AT_ONCE, limit_s: float = LIMIT_S) -> None:
        self._pool = pool
        self._most = most_at_once
        self._limit_s = limit_s
        self._asking = 0
        self._model: SmartTurnModel | None = None
        self._loading = asyncio.Lock()
        self._closed = False

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `smart-turn`, or `smart-turn:v3.2`, the only version."""
        if model not in {"", "v3.2"}:
            raise SpeechUnavailable(f"Smart Turn is known as v3.2, not {model!r}: write 'smart-turn'.")
        return cls(means.pool)

    async def warm(self) -> None:
        """Check and load the model, and run it once. Raises `SpeechUnavailable`."""
        await self._warmed()

    async def finished(self, audio: bytes) -> float:
        """How likely the caller has finished, 0 to 1, by the last `LONGEST_MS` of µ-law sound and its silence.

        Raises `SpeechUnavailable` when too many ask at once, or when the answer takes too long to be of use.
        """
        if self._asking >= self._most:
            raise SpeechUnavailable(f"{self._asking} calls ask already whether somebody has finished.", fault="busy")
        self._asking += 1
        try:
            async with asyncio.timeout(self._limit_s):
                model = await self._warmed()
                # Late it is worth nothing, so whoever waits for words or for a voice goes first.
                return await self._pool.run(Priority.INTERIM, model.finished, audio)
        except TimeoutError:
            raise SpeechUnavailable(
                f"Smart Turn did not answer within {self._limit_s:g} s: the machine is busy.", fault="timeout"
            ) from None
        finally:
            self._asking -= 1

    async def aclose(self) -> None:
        """Let go of the model. Safe to call twice."""
        self._closed = True
        self._model = None

    async def _warmed(self) -> "SmartTurnModel":
        async with self._loading:
            if self._closed:
                raise SpeechUnavailable("Smart Turn is closed: the process is ending.")
            if self._model is None:
                self._model = await self._pool.run(Priority.WARM_UP, _load)
            return self._model


class SmartTurnModel:
    """The model itself. Reads only, so any number of threads may use it. Raises `SpeechUnavailable` when made."""

    def __init__(self) -> None:
        folder = _package_folder() / _FOLDER
        onnx.verify(folder, _SHA256, install=_PACKAGE)
        self._session: Any = onnx.open_model(folder / _FILE)

    def finished(self, audio: bytes) -> float:
        """How likely somebody has finished whose last µ-law sound this is; blocks for some 40 ms."""
        samples = ulaw.to_samples(audio[-TELEPHONE_HZ * LONGEST_MS // 1000 :])
        picture = log_mel(resample(samples, TELEPHONE_HZ, HZ), _SAMPLES)
        (probability,) = self._session.run(None, {"input_features": picture[None]})
        return float(np.ravel(probability)[0])


def _package_folder() -> Path:
    spec = find_spec("pipecat")
    if spec is None or not spec.submodule_search_locations:
        raise SpeechUnavailable(
            f"Smart Turn's model is not here: it comes with the package {_PACKAGE}. Install that alone: {_INSTALL}"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _load() -> SmartTurnModel:
    model = SmartTurnModel()
    model.finished(ulaw.SILENCE * TELEPHONE_HZ)
    return model
