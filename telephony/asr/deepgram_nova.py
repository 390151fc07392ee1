"""One caller at Deepgram's Nova: the first version of its live protocol.

Source: https://developers.deepgram.com/reference/speech-to-text-api/listen-streaming.
"""

import asyncio
import json

from telephony.asr.deepgram_messages import Message, Segment, SpeechBegan, WordGap
from telephony.asr.deepgram_outbound import Request
from telephony.asr.deepgram_parameters import Plan, takes_keyterms
from telephony.asr.deepgram_sender import Limits
from telephony.asr.deepgram_stream import DeepgramStream
from telephony.asr.deepgram_transcriber import DeepgramTranscriber, Open, Planning
from telephony.asr.deepgram_utterance import NovaUtterance
from telephony.asr.port import Listening, Result

KEEP_ALIVE = json.dumps({"type": "KeepAlive"})
FINALIZE = json.dumps({"type": "Finalize"})


class NovaTranscriber(DeepgramTranscriber):
    """The end of an utterance is told by `Eager`; when it is a turn, the call decides.

    When the call's own voice detector sees the voice cease, Nova is asked to settle what was said: its words come
    sooner than by its own endpointing.
    """

    def __init__(self, listening: Listening, *, open_: Open, planning: Planning, limits: Limits) -> None:
        self._utterance = NovaUtterance()
        self._finalise: asyncio.TimerHandle | None = None
        self._idle_s = limits.keep_alive
        super().__init__(listening, open_=open_, planning=planning, limits=limits)

    def idle(self, stream: DeepgramStream) -> bytes | Request:  # noqa: ARG002 - Flux looks at it
        """Without sound the connection is kept by a message."""
        return KEEP_ALIVE

    def _understood(self, message: Message, *, stream: int) -> list[Result]:
        match message:
            case Segment():
                return self._utterance.heard(message, stream=stream)
            case SpeechBegan():
                return self._utterance.began(message, stream=stream)
            case WordGap():
                return self._utterance.gap(message, stream=stream)
        return []

    def _left(self, stream: int) -> list[Result]:  # noqa: ARG002 - Flux looks at it
        return self._utterance.left()

    def _take(self, positions: dict[int, float]) -> None:
        self._utterance.take(positions)

    def _voice_changed(self, *, speaking: bool) -> None:
        self._utterance.voice(speaking=speaking, position=self._stream.position)
        self._stopped()
        if not speaking:
            self._finalise = self._loop.call_later(self._limits.voiceless, self._settle)

    def _settle(self) -> None:
        self._stream.ask(FINALIZE)

    def _changeable(self, plan: Plan) -> object:
        return plan.terms if takes_keyterms(plan.model) else ()

    def _configure(self, plan: Plan) -> Request:
        return json.dumps({"type": "Configure", "keyterms": list(plan.terms)})

    def _stopped(self) -> None:
        if self._finalise is not None:
            self._finalise.cancel()
