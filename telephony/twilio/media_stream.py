"""Twilio Media Streams, our side: texts of the socket in, line events out; commands in, texts out.

Pure: no socket, no clock. Source: Twilio, "Media Streams - WebSocket Messages".

Twilio speaks in the order of `TRANSITIONS`; what has no place there is skipped. A message that cannot be taken never
raises: it becomes a `BadMessage` with a named reason, is counted, and mostly skipped. Three things end the stream with
`Stopped("protocol")`: a start that does not say who calls, a format that is not µ-law at 8 kHz, and too many bad
messages in a row. `Stopped` comes exactly once, whatever is received afterwards.

Sequence numbers are counted, not enforced: the socket keeps the order, so a gap tells of loss before Twilio's socket,
and is no ground to throw away the sound that did arrive. Only a key that is told again under its own number is one
press and not two: a number of ten digits must not get eleven.
"""

import binascii
import re
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any, Final

import orjson

from telephony.errors import ProtocolError
from telephony.line import Clear, Digit, Heard, LineCommand, LineEvent, Mark, Play, Played, Started, Stopped
from telephony.twilio.reasons import BadMessage, Reason

MAX_TEXT: Final = 65_536
"""Characters of a message. One of 20 ms of sound has about 400."""
MAX_AUDIO: Final = 16_000
"""Bytes of sound in one message: two seconds, a hundred times what Twilio sends."""
MAX_BAD_IN_A_ROW: Final = 50
"""One second's worth of messages: who sends that many is not Twilio."""
MAX_NAME: Final = 256
MAX_PARAMETERS: Final = 64
MAX_PARAMETER: Final = 4096
MAX_DIGITS_OF_NUMBER: Final = 15
KEYS_REMEMBERED: Final = 32

KEYS: Final = frozenset("0123456789*#ABCD")
IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
FORMAT: Final[Mapping[str, object]] = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


class State(Enum):
    """How far the stream has come."""

    FRESH = auto()
    """Nothing was said yet."""
    CONNECTED = auto()
    """The far end said which protocol it speaks, not yet who calls."""
    STARTED = auto()
    """A call: sound, keys and marks flow."""
    STOPPED = auto()
    """Over."""


TRANSITIONS: Final[Mapping[State, Mapping[str, State]]] = {
    State.FRESH: {"connected": State.CONNECTED},
    State.CONNECTED: {"start": State.STARTED},
    State.STARTED: {
        "media": State.STARTED,
        "dtmf": State.STARTED,
        "mark": State.STARTED,
        "stop": State.STOPPED,
    },
    State.STOPPED: {},
}
"""What Twilio may say in each state, and the state after it."""

EVENTS: Final = frozenset(event for allowed in TRANSITIONS.values() for event in allowed)

Received = list[LineEvent | BadMessage]


class _NotTakenError(Exception):
    """A message that cannot be taken; never leaves this file."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.bad = BadMessage(reason, detail)


class MediaStream:
    """One stream, from the opened socket to its end."""

    def __init__(self) -> None:
        self.state = State.FRESH
        self.bad: Counter[Reason] = Counter()
        """What was wrong so far, by reason."""
        self.gaps = 0
        """How often a sequence number was not the last one plus one."""
        self._bad_in_a_row = 0
        self._sequence = 0
        self._awaited = "1"
        """The sequence number that comes next, as Twilio writes it."""
        self._stream_id = self._call_id = ""
        self._media_head = self._tail = ""
        self._pressed: deque[tuple[int, str]] = deque(maxlen=KEYS_REMEMBERED)
        """Keys, each with the number of its message."""

    def receive(self, message: str | bytes | None) -> Received:
        """Take one message of the socket; None says that the socket is gone. Never raises.

        At most one line event comes of it, and `Stopped` behind that when the stream cannot go on.
        """
        if message is None:
            return self.end(Stopped("lost", "The socket closed before the stream stopped."))
        try:
            received = self._take(message)
        except _NotTakenError as error:
            return self._not_taken(error.bad)
        self._bad_in_a_row = 0
        return received

    def end(self, stopped: Stopped) -> Received:
        """End the stream for a reason that the messages do not tell; nothing when it is over already."""
        if self.state is State.STOPPED:
            return []
        self.state = State.STOPPED
        return [stopped]

    def send(self, command: LineCommand) -> str:
        """The text that tells Twilio so, with exactly its fields: it refuses others (31951).

        Raises `ProtocolError` when the stream is not started, and for a sound without bytes or a mark without a name.
        """
        if self.state is not State.STARTED:
            raise ProtocolError(f"Send commands on a started stream only; this one is {self.state.name.lower()}.")
        match command:
            case Play(audio) if audio:
                return self._media_head + binascii.b2a_base64(audio, newline=False).decode("ascii") + '"}}'
            case Mark(name) if name:
                return f'{{"event":"mark","mark":{orjson.dumps({"name": name}).decode()},{self._tail}'
            case Clear():
                return f'{{"event":"clear",{self._tail}'
            case _:
                raise ProtocolError("Send no sound without bytes and no mark without a name: Twilio refuses both.")

    def _take(self, message: str | bytes) -> Received:
        if self.state is State.STOPPED:
            raise _NotTakenError(Reason.AFTER_STOP)
        said = _parsed(message)
        heard = self._usual(said) if self.state is State.STARTED else None
        return self._any(said) if heard is None else [heard]

    def _any(self, said: Mapping[str, object]) -> Received:
        event = said.get("event")
        if not isinstance(event, str) or event not in EVENTS:
            raise _NotTakenError(Reason.UNKNOWN_EVENT, "event")
        if event not in TRANSITIONS[self.state]:
            raise _NotTakenError(Reason.OUT_OF_ORDER, event)
        if event == "connected":
            _connected(said)
            self.state = State.CONNECTED
            return []
        if event == "start":
            return self._start(said)
        if said.get("streamSid") != self._stream_id:
            raise _NotTakenError(Reason.WRONG_STREAM if "streamSid" in said else Reason.MISSING_FIELD, "streamSid")
        before = self._sequence
        notes = self._counted(said.get("sequenceNumber"), "sequenceNumber")
        if event == "media":
            body = _object(said, "media")
            heard = _media(body)
            odd = self._noted(body.get("chunk"), "media.chunk")
            return [*notes, heard, *odd] if notes or odd else [heard]
        if event == "dtmf":
            digit = _digit(_object(said, "dtmf"))
            if not notes:
                self._press(digit.digit, before)
            return [*notes, digit]
        if event == "mark":
            return [*notes, Played(_text(_object(said, "mark"), "name", MAX_NAME))]
        return [*notes, *self._wrong_with_stop(said), *self.end(Stopped("hung_up"))]

    def _usual(self, said: Mapping[str, Any]) -> Heard | None:
        """A frame of sound as nearly all of them are; None: it has to be looked at closely, and nothing is changed."""
        try:
            if said["sequenceNumber"] != self._awaited or said["streamSid"] != self._stream_id:
                return None
            media = said["media"]
            chunk, stamp = media["chunk"], media["timestamp"]
            digits = chunk + stamp
            if said["event"] != "media" or media["track"] != "inbound" or not (chunk and stamp):
                return None
            if not (digits.isdecimal() and digits.isascii() and len(digits) <= MAX_DIGITS_OF_NUMBER):
                return None
            audio = binascii.a2b_base64(media["payload"], strict_mode=True)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        if not 0 < len(audio) <= MAX_AUDIO:
            return None
        self._sequence += 1
        self._awaited = str(self._sequence + 1)
        return Heard(audio, int(stamp))

    def _start(self, said: Mapping[str, object]) -> Received:
        started = _started(said)
        notes = self._counted(said.get("sequenceNumber"), "sequenceNumber", first=True)
        self._stream_id, self._call_id = started.stream_id, started.call_id
        # The identifier holds no character that JSON would escape.
        self._tail = f'"streamSid":"{self._stream_id}"}}'
        self._media_head = f'{{"event":"media","streamSid":"{self._stream_id}","media":{{"payload":"'
        self.state = State.STARTED
        return [*notes, started]

    def _press(self, digit: str, before: int) -> None:
        key = self._sequence, digit
        if key in self._pressed:
            raise _NotTakenError(Reason.REPEATED, "dtmf")
        # A far end that does not count on has one number for all: then each message is a press.
        if self._sequence > before:
            self._pressed.append(key)

    def _wrong_with_stop(self, said: Mapping[str, object]) -> list[BadMessage]:
        """A stop of our stream is taken however crooked: who says it has gone."""
        try:
            call_id = _identifier(_object(said, "stop"), "callSid")
        except _NotTakenError as error:
            bad = error.bad
        else:
            if call_id == self._call_id:
                return []
            bad = BadMessage(Reason.WRONG_FIELD, "callSid")
        self.bad[bad.reason] += 1
        return [bad]

    def _counted(self, value: object, name: str, *, first: bool = False) -> Sequence[BadMessage]:
        if value == self._awaited:
            self._sequence += 1
            self._awaited = str(self._sequence + 1)
            return ()
        number = _as_number(value)
        if number is None:
            return self._noted(value, name)
        if not first and number != self._sequence + 1:
            self.gaps += 1
        self._sequence, self._awaited = number, str(number + 1)
        return ()

    def _noted(self, value: object, name: str) -> Sequence[BadMessage]:
        if _as_number(value) is not None:
            return ()
        self.bad[Reason.WRONG_SEQUENCE] += 1
        return [BadMessage(Reason.WRONG_SEQUENCE, name)]

    def _not_taken(self, bad: BadMessage) -> Received:
        self.bad[bad.reason] += 1
        self._bad_in_a_row += 1
        if bad.reason.refuses:
            return [bad, *self.end(Stopped("protocol", bad.reason.sentence))]
        if self._bad_in_a_row >= MAX_BAD_IN_A_ROW and self.state is not State.STOPPED:
            self.bad[Reason.TOO_MANY] += 1
            return [bad, BadMessage(Reason.TOO_MANY), *self.end(Stopped("protocol", Reason.TOO_MANY.sentence))]
        return [bad]


def _parsed(message: str | bytes) -> Mapping[str, object]:
    if not isinstance(message, str):
        raise _NotTakenError(Reason.BINARY)
    if len(message) > MAX_TEXT:
        raise _NotTakenError(Reason.TOO_LONG)
    try:
        said = orjson.loads(message)
    except orjson.JSONDecodeError:
        raise _NotTakenError(Reason.NOT_JSON) from None
    if not isinstance(said, dict):
        raise _NotTakenError(Reason.NOT_AN_OBJECT)
    return said


def _connected(said: Mapping[str, object]) -> None:
    if _text(said, "protocol", MAX_NAME) != "Call":
        raise _NotTakenError(Reason.WRONG_FIELD, "protocol")
    _text(said, "version", MAX_NAME)


def _started(said: Mapping[str, object]) -> Started:
    try:
        start = _object(said, "start")
        started = _identified(said, start)
    except _NotTakenError as error:
        raise _NotTakenError(Reason.BAD_START, error.bad.detail) from None
    described = start.get("mediaFormat")
    if not isinstance(described, dict) or any(described.get(name) != value for name, value in FORMAT.items()):
        raise _NotTakenError(Reason.WRONG_FORMAT, "mediaFormat")
    return started


def _identified(said: Mapping[str, object], start: Mapping[str, object]) -> Started:
    stream_id = _identifier(start, "streamSid")
    if said.get("streamSid", stream_id) != stream_id:
        raise _NotTakenError(Reason.WRONG_FIELD, "streamSid")
    tracks = start.get("tracks", ["inbound"])
    if not isinstance(tracks, list) or "inbound" not in tracks:
        raise _NotTakenError(Reason.WRONG_FIELD, "tracks")
    return Started(
        call_id=_identifier(start, "callSid"),
        stream_id=stream_id,
        account_id=_identifier(start, "accountSid") if "accountSid" in start else "",
        parameters=_parameters(start.get("customParameters", {})),
    )


def _parameters(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or len(value) > MAX_PARAMETERS:
        raise _NotTakenError(Reason.WRONG_FIELD, "customParameters")
    for name in value:
        if len(_text(value, name, MAX_PARAMETER, empty=True)) + len(name) > MAX_PARAMETER:
            raise _NotTakenError(Reason.WRONG_FIELD, "customParameters")
    return value


def _media(media: Mapping[str, object]) -> Heard:
    if _text(media, "track", MAX_NAME) != "inbound":
        raise _NotTakenError(Reason.NOT_INBOUND, "media.track")
    at_ms = _as_number(media.get("timestamp"))
    if at_ms is None:
        reason = Reason.WRONG_FIELD if "timestamp" in media else Reason.MISSING_FIELD
        raise _NotTakenError(reason, "media.timestamp")
    try:
        audio = binascii.a2b_base64(_text(media, "payload", MAX_TEXT, empty=True), strict_mode=True)
    except ValueError:
        raise _NotTakenError(Reason.BAD_BASE64, "media.payload") from None
    if not audio:
        raise _NotTakenError(Reason.NO_AUDIO, "media.payload")
    if len(audio) > MAX_AUDIO:
        raise _NotTakenError(Reason.TOO_MUCH_AUDIO, "media.payload")
    return Heard(audio, at_ms)


def _digit(dtmf: Mapping[str, object]) -> Digit:
    if _text(dtmf, "track", MAX_NAME) not in {"inbound_track", "inbound"}:
        raise _NotTakenError(Reason.NOT_INBOUND, "dtmf.track")
    digit = _text(dtmf, "digit", MAX_NAME)
    if digit not in KEYS:
        raise _NotTakenError(Reason.BAD_DIGIT, "dtmf.digit")
    return Digit(digit)


def _object(said: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = said.get(name)
    if not isinstance(value, dict):
        raise _NotTakenError(Reason.WRONG_FIELD if name in said else Reason.MISSING_FIELD, name)
    return value


def _text(said: Mapping[str, object], name: str, limit: int, *, empty: bool = False) -> str:
    value = said.get(name)
    if not isinstance(value, str) or len(value) > limit or not (value or empty):
        raise _NotTakenError(Reason.WRONG_FIELD if name in said else Reason.MISSING_FIELD, name)
    return value


def _identifier(said: Mapping[str, object], name: str) -> str:
    value = _text(said, name, MAX_NAME)
    if not IDENTIFIER.fullmatch(value):
        raise _NotTakenError(Reason.WRONG_FIELD, name)
    return value


def _as_number(value: object) -> int | None:
    """Twilio writes numbers as strings; a plain number means the same."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and text.isdecimal() and text.isascii() and len(text) <= MAX_DIGITS_OF_NUMBER:
        return int(text)
    return None
