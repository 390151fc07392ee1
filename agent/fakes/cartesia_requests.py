"""What Cartesia takes, and what it refuses: each field with its type, its values and its range. Pure."""

import re
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from agent.fakes.sounds import Encoding

SampleRate = Literal[8000, 16000, 22050, 24000, 44100, 48000]
_LANGUAGES = """
en fr de es pt zh ja hi it ko nl pl ru sv tr tl bg ro ar cs el fi hr ms sk da ta uk hu no vi bn th he ka id te gu kn ml
mr pa or ur
"""
_EMOTIONS = """
neutral happy excited enthusiastic elated euphoric triumphant amazed surprised flirtatious curious content peaceful
serene calm grateful affectionate trust sympathetic anticipation mysterious angry mad outraged frustrated agitated
threatened disgusted contempt envious sarcastic ironic sad dejected melancholic disappointed hurt guilty bored tired
rejected nostalgic wistful apologetic hesitant insecure confused resigned anxious panicked alarmed scared proud
confident distant skeptical contemplative determined
"""
_MODEL = re.compile(r"sonic(-[a-z0-9.]+)*")
CHANGING = frozenset({"transcript", "continue", "flush", "duration"})
"""Fields that may differ from one piece of a context to the next."""


class Refused(Exception):
    """It is not taken. The message says why; `status` and `code` as Cartesia tells them."""

    def __init__(self, why: str, *, status: int = 400, code: str | None = None) -> None:
        super().__init__(why)
        self.status = status
        self.code = code


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RawFormat(_Strict):
    """Sound without a header."""

    container: Literal["raw"]
    encoding: Encoding
    sample_rate: SampleRate


class WavFormat(_Strict):
    """A WAV file."""

    container: Literal["wav"]
    encoding: Encoding
    sample_rate: SampleRate


class Mp3Format(_Strict):
    """An MP3 file, which the stand-in knows of and cannot make."""

    container: Literal["mp3"]
    bit_rate: Literal[32000, 64000, 96000, 128000, 192000]
    sample_rate: SampleRate


class _Manner(_Strict):
    speed: Annotated[float, Field(ge=0.6, le=1.5)] | None = None
    volume: Annotated[float, Field(ge=0.5, le=2.0)] | None = None
    emotion: str | None = None

    @model_validator(mode="after")
    def _is_felt(self) -> Self:
        if self.emotion is not None and self.emotion not in _EMOTIONS.split():
            raise ValueError(f"{self.emotion!r} is no emotion")
        return self


def _voice_id(written: Any) -> Any:
    """A voice is its id, or an object that holds it; any `mode` but "id" is of another version of the protocol."""
    if isinstance(written, dict):
        if written.get("mode", "id") != "id":
            raise ValueError("a voice is chosen by its id")
        return written.get("id")
    return written


class _Speech(_Strict):
    model_id: str
    transcript: str
    voice: Annotated[str, BeforeValidator(_voice_id)]
    language: str | None = None
    locale: str | None = None
    normalization: str | None = None
    generation_config: _Manner | None = None
    pronunciation_dict_id: str | None = None
    speed: Literal["slow", "normal", "fast"] | None = None
    duration: float | None = None

    @model_validator(mode="after")
    def _speaks_a_language(self) -> Self:
        if self.language is not None and self.locale is not None:
            raise ValueError("language and locale exclude each other")
        if self.spoken not in _LANGUAGES.split():
            raise ValueError(f"the language {self.spoken!r} is not spoken")
        return self

    @property
    def spoken(self) -> str:
        """ISO 639-1."""
        return (self.language or self.locale or "en").partition("-")[0]


class Generation(_Speech):
    """A piece of a context, on a socket."""

    context_id: Annotated[str, Field(min_length=1)]
    output_format: RawFormat
    more: bool | None = Field(default=False, alias="continue")
    flush: bool | None = None
    add_timestamps: bool | None = None
    add_phoneme_timestamps: bool | None = None
    use_normalized_timestamps: bool | None = None
    max_buffer_delay_ms: Annotated[int, Field(ge=0, le=5000)] | None = None


class BytesRequest(_Speech):
    """The body of `POST /tts/bytes`."""

    output_format: Annotated[RawFormat | WavFormat | Mp3Format, Field(discriminator="container")]
    save: bool | None = None


class EventsRequest(_Speech):
    """The body of `POST /tts/sse`."""

    output_format: RawFormat
    context_id: str | None = None
    add_timestamps: bool | None = None
    add_phoneme_timestamps: bool | None = None
    use_normalized_timestamps: bool | None = None


class Cancel(_Strict):
    """Ends a context."""

    context_id: str
    cancel: Literal[True]


_Kind = TypeVar("_Kind", bound=_Strict)


def read(kind: type[_Kind], body: Any) -> _Kind:
    """The request. Raises `Refused`."""
    try:
        found = kind.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the request"
        why = f"{place}: {first['msg']}"
    else:
        if isinstance(found, _Speech) and not _MODEL.fullmatch(found.model_id):
            raise Refused(f"model_id: there is no model {found.model_id!r}", code="model_not_found")
        return found
    raise Refused(why)
