"""What is still to be sent to OpenAI's realtime transcription, in order. Pure.

Sound is gathered to a tenth of a second; what waits of it has a bound. Source: the client events of the Realtime API in
OpenAI's API reference.
"""

import base64
import json
from collections import deque
from typing import Any

from telephony.line import BYTES_PER_MS

PACKET_MS = 100
MOST_PACKET_MS = 1000
"""Sent at once when more than a packet waits."""


class Outgoing:
    """Sound (µ-law) and messages, in the order in which they were put. `bound_ms`: the sound that may wait; beyond it
    the oldest is dropped and counted.
    """

    def __init__(self, *, bound_ms: int) -> None:
        self._bound = bound_ms * BYTES_PER_MS
        self._waiting: deque[bytearray | str] = deque()
        self._waiting_bytes = 0
        self.taken_bytes = 0
        """Sound that was put and not dropped."""
        self.dropped_bytes = 0

    @property
    def sent_bytes(self) -> int:
        """Sound that was taken away to be sent."""
        return self.taken_bytes - self._waiting_bytes

    def sound(self, audio: bytes) -> None:
        """Put sound."""
        if self._waiting and isinstance(self._waiting[-1], bytearray):
            self._waiting[-1] += audio
        else:
            self._waiting.append(bytearray(audio))
        self.taken_bytes += len(audio)
        self._waiting_bytes += len(audio)
        if self._waiting_bytes > self._bound:
            self._drop(self._waiting_bytes - self._bound)

    def message(self, message: dict[str, Any]) -> None:
        """Put a message."""
        self._waiting.append(json.dumps(message, ensure_ascii=False))

    def take(self) -> str | None:
        """The next message to send; None when nothing is ready, or not enough sound."""
        while self._waiting:
            first = self._waiting[0]
            if isinstance(first, str):
                self._waiting.popleft()
                return first
            if first and (len(self._waiting) > 1 or len(first) >= PACKET_MS * BYTES_PER_MS):
                packet = bytes(first[: MOST_PACKET_MS * BYTES_PER_MS])
                del first[: len(packet)]
                self._waiting_bytes -= len(packet)
                return json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(packet).decode()})
            if len(self._waiting) == 1:
                return None
            self._waiting.popleft()
        return None

    def _drop(self, excess: int) -> None:
        self.dropped_bytes += excess
        self.taken_bytes -= excess
        self._waiting_bytes -= excess
        for each in self._waiting:
            if isinstance(each, bytearray) and excess:
                cut = min(excess, len(each))
                del each[:cut]
                excess -= cut
