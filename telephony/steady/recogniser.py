"""A recogniser that stays: several providers behind one port, so that a call is heard although one of them breaks."""

import asyncio
from collections.abc import Sequence

from telephony.asr.port import Listening
from telephony.errors import SpeechUnavailable
from telephony.steady.candidates import Candidate, Candidates, Limits
from telephony.steady.transcriber import SteadyTranscriber
from telephony.steady.warming import Warmable, Warming

__all__ = ["Candidate", "Limits", "SteadyRecogniser"]


class SteadyRecogniser:
    """Candidates in the order in which they are asked. Implements `telephony.asr.port.Recogniser`."""

    def __init__(self, candidates: Sequence[Candidate], *, limits: Limits | None = None) -> None:
        if not candidates:
            raise ValueError("A recogniser needs at least one provider.")
        self._limits = limits or Limits()
        self._warming = Warming([Warmable(each.name, each.recogniser.warm, each.breaker) for each in candidates])
        self._candidates = Candidates(candidates, self._limits, cold=self._warming.cold)
        self._closed = False

    async def warm(self) -> None:
        """Warm the first, or whoever stands in for it; the others in the background.

        Raises `SpeechUnavailable` when the first has a fault that will not pass.
        """
        await self._warming.warm()

    async def open(self, listening: Listening) -> SteadyTranscriber:
        """Begin to listen to one caller, at once: the provider is reached meanwhile, and no sound is lost."""
        if self._closed:
            raise SpeechUnavailable("The recogniser is closed: the process is ending.")
        return SteadyTranscriber(self._candidates, listening, self._limits)

    async def aclose(self) -> None:
        """Close all providers, within two seconds. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(self._warming.aclose(), self._candidates.aclose())
