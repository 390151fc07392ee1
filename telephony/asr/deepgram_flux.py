"""One caller at Deepgram's Flux: the second version of its live protocol, which knows when a turn is over.

Source: https://developers.deepgram.com/docs/flux/quickstart.
"""

import json
import math
from dataclasses import replace
from typing import Any

from telephony.asr.deepgram_messages import Message, TurnNews
from telephony.asr.deepgram_outbound import CHUNK, Request
from telephony.asr.deepgram_parameters import Plan
from telephony.asr.deepgram_sender import Limits
from telephony.asr.deepgram_stream import DeepgramStream
from telephony.asr.deepgram_transcriber import DeepgramTranscriber, Open, Planning
from telephony.asr.deepgram_turns import FluxUtterance
from telephony.asr.port import Final, Listening, Result
from telephony.audio.ulaw import SILENCE
from telephony.line import BYTES_PER_MS

FORCE_END_TURN = json.dumps({"type": "ForceEndTurn"})


class FluxTranscriber(DeepgramTranscriber):
    """The end of a turn is told by Flux itself (`Final`, ended). Where the call decides first, Flux is told."""

    def __init__(self, listening: Listening, *, open_: Open, planning: Planning, limits: Limits) -> None:
        self._utterance = FluxUtterance()
        self._idle_s = limits.pause
        self._idle_rounds = 0
        super().__init__(listening, open_=open_, planning=planning, limits=limits)

    def idle(self, stream: DeepgramStream) -> bytes | Request:
        """Without sound an open turn would never end: silence is sent. Flux has no message that keeps a connection."""
        if self._utterance.open(stream.number):
            return SILENCE * (math.ceil(self._limits.pause * 1000) * BYTES_PER_MS)
        self._idle_rounds += 1
        if self._idle_rounds * self._limits.pause < self._limits.keep_alive:
            return b""
        self._idle_rounds = 0
        return SILENCE * CHUNK

    def _understood(self, message: Message, *, stream: int) -> list[Result]:
        results = self._utterance.heard(message, stream=stream) if isinstance(message, TurnNews) else []
        return [
            replace(result, until_ms=self._in_all_sound(stream, result.until_ms))
            if isinstance(result, Final)
            else result
            for result in results
        ]

    def _left(self, stream: int) -> list[Result]:
        return self._utterance.left(stream)

    def _take(self, positions: dict[int, float]) -> None:
        if self._utterance.take(positions):
            self._stream.ask(FORCE_END_TURN)

    def _voice_changed(self, *, speaking: bool) -> None:
        self._utterance.speaking = speaking

    def _changeable(self, plan: Plan) -> object:
        return plan.terms, plan.hints

    def _configure(self, plan: Plan) -> Request:
        message: dict[str, Any] = {"type": "Configure", "keyterms": list(plan.terms)}
        if plan.hints:
            message["language_hints"] = list(plan.hints)
        return json.dumps(message)
