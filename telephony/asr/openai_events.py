"""What OpenAI's realtime transcription says, as far as we listen: messages of its socket to events. Pure.

Source: the server events of the Realtime API in OpenAI's API reference. Types that are not ours are ignored.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from telephony.asr.openai_dialect import confidence, languages
from telephony.errors import ProtocolError


@dataclass(frozen=True, slots=True)
class SessionCreated:
    """The socket is open, the session has its defaults."""


@dataclass(frozen=True, slots=True)
class SessionUpdated:
    """The session is as we asked."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A voice is there. `start_ms`: in the sound that was sent, the padding before the voice included."""

    item: str
    start_ms: int


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The voice is gone."""

    item: str


@dataclass(frozen=True, slots=True)
class Committed:
    """The sound of an item is complete; its transcript will come."""

    item: str
    previous: str | None


@dataclass(frozen=True, slots=True)
class Delta:
    """More of an item's words."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class Completed:
    """All words of an item."""

    item: str
    text: str
    confidence: float = 1.0
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """An item could not be transcribed. `code`: the vendor's, of a few letters."""

    item: str
    code: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An `error`. `code`: the vendor's, or the kind of error where there is none."""

    code: str


Event = SessionCreated | SessionUpdated | SpeechStarted | SpeechStopped | Committed | Delta | Completed | Lost | Refusal


class _Untrusted(BaseModel):
    model_config = ConfigDict(strict=True, hide_input_in_errors=True)


class _Error(_Untrusted):
    type: str | None = None
    code: str | None = None

    @property
    def told(self) -> str:
        """Never more than a word: it goes into logs and sentences."""
        code = self.code or self.type or ""
        return code if len(code) < 64 and code.replace("_", "").isalnum() else "unknown"


class _Item(_Untrusted):
    item_id: str = Field(min_length=1, max_length=200)
    previous_item_id: str | None = None
    audio_start_ms: int = 0


class _Delta(_Item):
    delta: str | None = None


class _Completed(_Item):
    transcript: str
    logprobs: list[dict[str, Any]] | None = None
    languages: Any = None


class _Failed(_Item):
    error: _Error = _Error()


class _Refused(_Untrusted):
    error: _Error


def read(message: str | bytes) -> Event | None:
    """What the message says; None when it is of a type that is not ours. Raises `ProtocolError`, which never holds
    what was said.
    """
    found = _object(message)
    kind = found.get("type")
    if not isinstance(kind, str):
        raise ProtocolError("what it sent is no event")
    reader = _READERS.get(kind)
    if reader is None:
        return None
    try:
        return reader(found)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
    raise ProtocolError(f"its {kind} has no {where} that can be read")


def _object(message: str | bytes) -> dict[str, Any]:
    if isinstance(message, bytes):
        return {}
    try:
        found = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _started(found: dict[str, Any]) -> SpeechStarted:
    told = _Item.model_validate(found)
    return SpeechStarted(told.item_id, told.audio_start_ms)


def _stopped(found: dict[str, Any]) -> SpeechStopped:
    return SpeechStopped(_Item.model_validate(found).item_id)


def _committed(found: dict[str, Any]) -> Committed:
    told = _Item.model_validate(found)
    return Committed(told.item_id, told.previous_item_id)


def _delta(found: dict[str, Any]) -> Delta:
    told = _Delta.model_validate(found)
    return Delta(told.item_id, told.delta or "")


def _completed(found: dict[str, Any]) -> Completed:
    told = _Completed.model_validate(found)
    return Completed(told.item_id, told.transcript.strip(), confidence(told.logprobs), languages(told.languages))


def _failed(found: dict[str, Any]) -> Lost:
    told = _Failed.model_validate(found)
    return Lost(told.item_id, told.error.told)


def _refused(found: dict[str, Any]) -> Refusal:
    return Refusal(_Refused.model_validate(found).error.told)


_READERS: Mapping[str, Callable[[dict[str, Any]], Event]] = {
    "session.created": lambda _: SessionCreated(),
    "session.updated": lambda _: SessionUpdated(),
    "input_audio_buffer.speech_started": _started,
    "input_audio_buffer.speech_stopped": _stopped,
    "input_audio_buffer.committed": _committed,
    "conversation.item.input_audio_transcription.delta": _delta,
    "conversation.item.input_audio_transcription.completed": _completed,
    "conversation.item.input_audio_transcription.failed": _failed,
    "error": _refused,
}
