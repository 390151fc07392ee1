"""Twilio Media Streams, Twilio's side, as strict as Twilio: for the simulated caller and for tests.

Pure: no socket, no clock. Source: Twilio, "Media Streams - WebSocket Messages", and the error pages 31950 and 31951:
a missing or an extra field, an unknown event, a wrong stream, or JSON that is none is refused with a warning, and the
stream goes on.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import orjson

from telephony.line import BYTES_PER_MS, Clear, LineCommand, Mark, Play

UNREADABLE: Final = 31950
"""A binary frame, or a message that cannot be decoded."""
INVALID: Final = 31951
"""JSON that is not one of Twilio's messages, to the letter."""

_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "media": frozenset({"event", "streamSid", "media"}),
    "mark": frozenset({"event", "streamSid", "mark"}),
    "clear": frozenset({"event", "streamSid"}),
}
_BODY_FIELD: Final = {"media": "payload", "mark": "name"}


@dataclass(frozen=True, slots=True)
class Warned:
    """A message of the server that Twilio would have refused."""

    code: Literal[31950, 31951]
    detail: str


@dataclass(slots=True)
class FarSide:
    """One stream as Twilio sees it: what it says, with its counters, and what it makes of what it is told."""

    stream_id: str
    call_id: str
    account_id: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    _sequence: int = 0
    _chunk: int = 0
    _sent_ms: int = 0

    def connected(self) -> str:
        """The first message."""
        return _json({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self) -> str:
        """The second message: which call this is, and the parameters of the TwiML."""
        start = {
            "streamSid": self.stream_id,
            "accountSid": self.account_id,
            "callSid": self.call_id,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": dict(self.parameters),
        }
        return self._numbered("start", start)

    def media(self, audio: bytes) -> str:
        """The caller's next piece of sound, µ-law 8 kHz; the timestamp is where it begins."""
        self._chunk += 1
        body = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str(self._sent_ms),
            "payload": binascii.b2a_base64(audio, newline=False).decode("ascii"),
        }
        self._sent_ms += len(audio) // BYTES_PER_MS
        return self._numbered("media", body)

    def dtmf(self, digit: str) -> str:
        """The caller pressed a key."""
        return self._numbered("dtmf", {"track": "inbound_track", "digit": digit})

    def mark(self, name: str) -> str:
        """All that was sent before the mark of this name has been played or cleared."""
        return self._numbered("mark", {"name": name})

    def stop(self) -> str:
        """The last message."""
        return self._numbered("stop", {"accountSid": self.account_id, "callSid": self.call_id})

    def receive(self, message: str | bytes) -> LineCommand | Warned:
        """What the server wants, or what Twilio would warn of. Never raises."""
        if not isinstance(message, str):
            return Warned(UNREADABLE, "The message is binary.")
        try:
            said = orjson.loads(message)
        except orjson.JSONDecodeError:
            return Warned(INVALID, "The message is not JSON.")
        return self._command(said) if isinstance(said, dict) else Warned(INVALID, "The message is not an object.")

    def _command(self, said: Mapping[str, object]) -> LineCommand | Warned:
        event = said.get("event")
        if not isinstance(event, str) or event not in _FIELDS:
            return Warned(INVALID, "The event is none of media, mark and clear.")
        if said.keys() != _FIELDS[event]:
            return Warned(INVALID, f"The fields of {event} are not exactly {', '.join(sorted(_FIELDS[event]))}.")
        if said["streamSid"] != self.stream_id:
            return Warned(INVALID, "The stream is not this one.")
        if event == "clear":
            return Clear()
        return _with_body(event, said[event])

    def _numbered(self, event: str, body: Mapping[str, object]) -> str:
        self._sequence += 1
        head = {"event": event, "sequenceNumber": str(self._sequence), "streamSid": self.stream_id}
        return _json({**head, event: body})


def _with_body(event: str, body: object) -> LineCommand | Warned:
    name = _BODY_FIELD[event]
    if not isinstance(body, dict) or body.keys() != {name} or not isinstance(body[name], str) or not body[name]:
        return Warned(INVALID, f"The body of {event} is not exactly one text, {name}.")
    if event == "mark":
        return Mark(body[name])
    try:
        return Play(binascii.a2b_base64(body[name], strict_mode=True))
    except ValueError:
        return Warned(INVALID, "The payload is not base64.")


def _json(message: Mapping[str, object]) -> str:
    return orjson.dumps(message).decode()
