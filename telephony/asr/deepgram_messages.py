"""Deepgram's messages, read with care. Pure.

What the protocol does not allow raises `ProtocolError`; kinds of messages that are not known are nothing.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from telephony.errors import ProtocolError

T = TypeVar("T", bound=BaseModel)
Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
Seconds = Annotated[float | None, Field(allow_inf_nan=False)]
Share = Annotated[float, BeforeValidator(lambda value: 1.0 if value is None else value), Field(allow_inf_nan=False)]


def _listed(value: object) -> object:
    return () if value is None else value


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, strict=False)


class Word(_Message):
    """One word, with its place in the sound of the stream, in seconds, where that is told."""

    word: str
    start: Seconds = None
    end: Seconds = None
    confidence: Share = 1.0
    punctuated_word: str | None = None

    @property
    def text(self) -> str:
        """As it is written."""
        return self.punctuated_word or self.word

    @property
    def middle(self) -> float | None:
        """Where it is in the sound."""
        return None if self.start is None or self.end is None else (self.start + self.end) / 2


Words = Annotated[tuple[Word, ...], BeforeValidator(_listed)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class _Alternative(_Message):
    transcript: str
    confidence: Share = 1.0
    words: Words = ()
    languages: Names = ()


class _Channel(_Message):
    alternatives: tuple[_Alternative, ...]


class _Results(_Message):
    start: Seconds = None
    duration: Seconds = None
    is_final: Flag = False
    speech_final: Flag = False
    from_finalize: Flag = False
    channel: _Channel


class _Turn(_Message):
    event: str
    turn_index: int
    transcript: str
    words: Words = ()
    trigger: str | None = None
    languages: Names = ()


class _Began(_Message):
    timestamp: Seconds = None


class _Gap(_Message):
    last_word_end: Seconds = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a stretch of sound, in seconds of the stream; `duration` 0 where the stretch is not told."""

    text: str
    start: float
    end: float
    words: tuple[Word, ...] = ()
    confidence: float = 1.0
    languages: tuple[str, ...] = ()
    final: bool = False
    """The stretch will not be looked at again."""
    ended: bool = False
    """The caller fell silent at its end."""
    flushed: bool = False
    """It was asked for."""


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """There is a voice, since this moment of the stream."""

    at: float


@dataclass(frozen=True, slots=True)
class WordGap:
    """After the last word there was none for a while."""

    last_word_end: float | None


@dataclass(frozen=True, slots=True)
class TurnNews:
    """The turn of a Flux stream, so far."""

    event: str
    """`StartOfTurn`, `Update`, `EagerEndOfTurn`, `TurnResumed`, `EndOfTurn`, or one of the future."""
    index: int
    text: str
    words: tuple[Word, ...] = ()
    trigger: str = "model"
    """What ended it."""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Configured:
    """The answer to a change of configuration. `refusal`: a code, empty when it was done."""

    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something is wrong. `fatal`: the stream is over."""

    code: str
    fatal: bool


Message = Segment | SpeechBegan | WordGap | TurnNews | Configured | Complaint


def read(raw: str | bytes, *, version: str) -> Message | None:
    """What came on the socket; None for what says nothing to us. `version` of the protocol: `v1` or `v2`.

    Raises `ProtocolError`.
    """
    message = _object(raw)
    kind = message.get("type")
    if kind == "Error":
        return Complaint(_code(message), fatal=version == "v2")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    return reader(message) if reader else None


def _object(raw: str | bytes) -> Mapping[str, Any]:
    message: object = None
    if isinstance(raw, str):
        with suppress(ValueError):
            message = orjson.loads(raw)
    if not isinstance(message, dict):
        raise ProtocolError("Deepgram sent what is no JSON object.")
    return message


def _segment(message: Mapping[str, Any]) -> Segment:
    results = _checked(_Results, message)
    heard = results.channel.alternatives[0] if results.channel.alternatives else _Alternative(transcript="")
    start, duration = results.start or 0.0, results.duration or 0.0
    return Segment(
        heard.transcript.strip(),
        start,
        start + duration,
        heard.words,
        min(max(heard.confidence, 0.0), 1.0),
        _spoken(heard.languages),
        results.is_final,
        results.speech_final,
        results.from_finalize,
    )


def _turn(message: Mapping[str, Any]) -> TurnNews:
    turn = _checked(_Turn, message)
    text, trigger = turn.transcript.strip(), turn.trigger or "model"
    return TurnNews(turn.event, turn.turn_index, text, turn.words, trigger, _spoken(turn.languages))


def _gap(message: Mapping[str, Any]) -> WordGap:
    last = _checked(_Gap, message).last_word_end
    return WordGap(None if last is None or last < 0 else last)


def _checked(kind: type[T], message: Mapping[str, Any]) -> T:
    try:
        return kind.model_validate(message)
    except ValidationError:
        pass
    # Here, so that it does not hold the library's error: that repeats what the caller said.
    raise ProtocolError(f"Deepgram sent a message that is not what its protocol says ({kind.__name__.strip('_')}).")


def _spoken(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.partition("-")[0].lower() for tag in tags))


def _code(message: Mapping[str, Any]) -> str:
    # A code, and never a sentence: those may repeat what was sent.
    code = message.get("code") or message.get("variant")
    known = isinstance(code, str) and code.replace("_", "").replace("-", "").isalnum() and len(code) <= 60
    return str(code) if known else "unnamed"


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Message]] = {
    "Results": _segment,
    "SpeechStarted": lambda message: SpeechBegan(_checked(_Began, message).timestamp or 0.0),
    "UtteranceEnd": _gap,
    "TurnInfo": _turn,
    "ConfigureSuccess": lambda _: Configured(),
    "ConfigureFailure": lambda message: Configured(_code(message)),
    "Warning": lambda message: Complaint(_code(message), fatal=False),
}
