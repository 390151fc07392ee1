"""What is said on a socket to Cartesia. Pure: text in, text out.

The protocol: https://docs.cartesia.ai/api-reference/tts/websocket, version 2026-08-14.
"""

import binascii
import json
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from telephony.tts.port import Word

VERSION = "2026-08-14"
"""The header Cartesia-Version."""
MOST_LETTERS = 1_000
"""Of a text that is sent in one message; a longer one goes in several."""


class Garbage(Exception):
    """What came is no message of the protocol. `context`: whose it says it is; empty: it cannot be known."""

    def __init__(self, context: str = "") -> None:
        super().__init__(context)
        self.context = context


def _sound(written: Any) -> bytes:
    # Whatever is wrong is a ValueError, which Pydantic gathers.
    return binascii.a2b_base64(written.encode() if isinstance(written, str) else b"?", strict_mode=True)


class _Message(BaseModel):
    # What is not listed may come and is not looked at.
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Chunk(_Message):
    """A piece of a context's sound, µ-law 8 kHz."""

    type: Literal["chunk"]
    context_id: str
    data: Annotated[bytes, BeforeValidator(_sound)]


_Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class WordTimes(_Message):
    """Seconds since the context's first sound."""

    words: list[str]
    start: list[_Seconds]
    end: list[_Seconds]

    @model_validator(mode="after")
    def _are_as_many(self) -> Self:
        if not len(self.words) == len(self.start) == len(self.end):
            raise ValueError("each word has a start and an end")
        return self


class Timestamps(_Message):
    """When words of a context are spoken."""

    type: Literal["timestamps"]
    context_id: str
    word_timestamps: WordTimes | None = None

    @property
    def placed(self) -> list[Word]:
        """The words, in milliseconds."""
        times = self.word_timestamps or WordTimes(words=[], start=[], end=[])
        return [
            Word(word, round(start * 1000), round(end * 1000))
            for word, start, end in zip(times.words, times.start, times.end, strict=True)
        ]


class Done(_Message):
    """A context is spoken to its end."""

    type: Literal["done"]
    context_id: str


class Refusal(_Message):
    """Something was refused: a context, or, without one, the socket."""

    type: Literal["error"]
    context_id: str | None = None
    status_code: int | None = None
    error_code: str | None = None


Message = Chunk | Timestamps | Done | Refusal
_KINDS: dict[str, type[Message]] = {"chunk": Chunk, "timestamps": Timestamps, "done": Done, "error": Refusal}
_ANY: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


def read(raw: str | bytes) -> Message | None:
    """A message of theirs; None for a kind that is of no interest. Raises `Garbage`."""
    if isinstance(raw, bytes):
        raise Garbage
    try:
        return _ANY.validate_json(raw)
    except ValidationError:
        pass
    return _unusual(raw)


def _unusual(raw: str) -> Message | None:
    """What is none of the kinds, or is wrong: whose it is."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise Garbage
    kind = _KINDS.get(found["type"])
    if kind is None:
        return None
    context = found.get("context_id")
    try:
        return kind.model_validate(found)
    except ValidationError:
        # Outside of this block: a validator's error holds what came.
        pass
    raise Garbage(context if isinstance(context, str) else "")


def request(context: str, portions: list[str], *, model: str, voice: str, language: str) -> list[str]:
    """A context whose whole text is known: one message for each portion of the text, the last ends it."""
    fields = {
        "context_id": context,
        "model_id": model,
        "voice": {"mode": "id", "id": voice},
        "language": language.partition("-")[0].lower(),
        "output_format": {"container": "raw", "encoding": "pcm_mulaw", "sample_rate": 8000},
        "add_timestamps": True,
        # The words as they are written, which is how the conversation knows them.
        "use_normalized_timestamps": False,
        # The text is whole: there is nothing to wait for.
        "max_buffer_delay_ms": 0,
    }
    last = len(portions) - 1
    return [
        # Portions are joined as they are, so the space between them is ours to send.
        json.dumps({**fields, "transcript": text if number == last else f"{text} ", "continue": number != last})
        for number, text in enumerate(portions)
    ]


def cancel(context: str) -> str:
    """What ends a context before its time."""
    return json.dumps({"context_id": context, "cancel": True})
