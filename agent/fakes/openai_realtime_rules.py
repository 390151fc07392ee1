"""What OpenAI's realtime transcription takes from a client, and the session that comes of it.

Source: the client events of the Realtime API in OpenAI's API reference (transcription sessions), and the types of its
own Python client.
"""

import copy
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import pydantic
from pydantic import BaseModel, ConfigDict, Field

MODELS = (
    "gpt-transcribe",
    "gpt-live-transcribe",
    "gpt-realtime-whisper",
    "gpt-4o-transcribe",
    "gpt-4o-mini-transcribe",
    "gpt-4o-mini-transcribe-2025-12-15",
    "gpt-4o-transcribe-diarize",
    "whisper-1",
)
WITH_LISTS = ("gpt-transcribe", "gpt-live-transcribe")
MOST_AUDIO = 15 * 1024 * 1024
"""Bytes of one `append`."""
EAGERNESS_MS = {"low": 1000, "medium": 600, "auto": 600, "high": 300}
"""The quiet that ends an utterance here. The real one looks at what was said."""

Session = dict[str, Any]


class Wrong(NamedTuple):
    """Why a message is refused."""

    code: str
    says: str
    param: str | None = None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Pcm(_Strict):
    type: Literal["audio/pcm"]
    rate: Literal[24000] = 24000


class _G711(_Strict):
    type: Literal["audio/pcmu", "audio/pcma"]


class _Transcription(_Strict):
    model: str | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    languages: list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]] | None = None
    keywords: list[str] | None = None
    prompt: str | None = None
    delay: Literal["minimal", "low", "medium", "high", "xhigh"] | None = None


class _ServerVad(_Strict):
    type: Literal["server_vad"]
    threshold: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.5
    prefix_padding_ms: Annotated[int, Field(ge=0)] = 300
    silence_duration_ms: Annotated[int, Field(ge=0)] = 500
    create_response: bool = True
    interrupt_response: bool = True
    idle_timeout_ms: int | None = None


class _SemanticVad(_Strict):
    type: Literal["semantic_vad"]
    eagerness: Literal["low", "medium", "high", "auto"] = "auto"
    create_response: bool = True
    interrupt_response: bool = True


class _NoiseReduction(_Strict):
    type: Literal["near_field", "far_field"]
    strength: Annotated[float, Field(strict=False)] | None = None


class _Input(_Strict):
    format: Annotated[_Pcm | _G711, Field(discriminator="type")] | None = None
    transcription: _Transcription | None = None
    turn_detection: Annotated[_ServerVad | _SemanticVad, Field(discriminator="type")] | None = None
    noise_reduction: _NoiseReduction | None = None


class _Audio(_Strict):
    input: _Input = _Input()


class _Session(_Strict):
    type: Literal["transcription"]
    audio: _Audio = _Audio()
    include: list[Literal["item.input_audio_transcription.logprobs"]] | None = None


class _Message(_Strict):
    type: str
    event_id: str | None = None


class _Update(_Message):
    session: _Session


class _Append(_Message):
    audio: str


MESSAGES: Mapping[str, type[_Message]] = {
    "session.update": _Update,
    "input_audio_buffer.append": _Append,
    "input_audio_buffer.commit": _Message,
    "input_audio_buffer.clear": _Message,
}
_CODES = {"missing": "missing_required_parameter", "extra_forbidden": "unknown_parameter"}
_NOT_OF_THE_PATH = {"audio/pcm", "audio/pcmu", "audio/pcma", "server_vad", "semantic_vad"}


def new_session(id_: str) -> Session:
    """A transcription session with its defaults."""
    sound = {
        "format": {"type": "audio/pcm", "rate": 24000},
        "transcription": None,
        "turn_detection": _vad(_ServerVad(type="server_vad")),
        "noise_reduction": None,
    }
    head = {"type": "transcription", "id": id_, "object": "realtime.transcription_session"}
    return {**head, "audio": {"input": sound}, "include": None}


def wrong(message: object) -> Wrong | None:
    """Why the real one would refuse this message, whatever the session is; None: it would not."""
    if not isinstance(message, dict):
        return Wrong("invalid_json", "What was sent is no JSON object.")
    kind = message.get("type")
    if kind is None:
        return Wrong("missing_required_parameter", "Missing required parameter: 'type'.", "type")
    if not isinstance(kind, str) or kind not in MESSAGES:
        known = ", ".join(f"'{each}'" for each in MESSAGES)
        return Wrong("invalid_value", f"Invalid value: '{kind}'. Supported values are: {known}.", "type")
    try:
        MESSAGES[kind].model_validate(message)
    except pydantic.ValidationError as error:
        return _told(error)
    return None


def updated(session: Session, message: Mapping[str, Any]) -> Session | Wrong:
    """The session as a `session.update` that `wrong` has seen makes it; what is not named stays as it was."""
    asked = _Update.model_validate(message).session
    made = copy.deepcopy(session)
    sound, given = made["audio"]["input"], asked.audio.input
    for name in given.model_fields_set:
        value = getattr(given, name)
        if name == "turn_detection":
            sound[name] = value and _vad(value)
        elif name == "transcription" and value is not None:
            sound[name] = {**(sound[name] or {}), **value.model_dump(exclude_unset=True)}
        else:
            sound[name] = value and value.model_dump(exclude_none=True)
    if "include" in asked.model_fields_set:
        made["include"] = asked.include
    return _unfit(sound) or made


def end_ms(session: Session) -> int | None:
    """The quiet that ends an utterance; None: the client says when."""
    detection = session["audio"]["input"]["turn_detection"]
    if detection is None:
        return None
    return int(
        detection["silence_duration_ms"] if "eagerness" not in detection else EAGERNESS_MS[detection["eagerness"]]
    )


def _unfit(sound: Session) -> Wrong | None:
    at = "session.audio.input"
    transcription = sound["transcription"]
    if transcription is None:
        return None
    model = transcription.get("model")
    if model is None:
        return Wrong(
            "missing_required_parameter",
            f"Missing required parameter: '{at}.transcription.model'.",
            f"{at}.transcription.model",
        )
    if model not in MODELS:
        return Wrong(
            "model_not_found",
            f"The model '{model}' does not exist or you do not have access to it.",
            f"{at}.transcription.model",
        )
    whisper = model == "gpt-realtime-whisper"
    unfit = [
        (whisper and sound["turn_detection"] is not None, "turn_detection"),
        (whisper and bool(transcription.get("prompt")), "transcription.prompt"),
        (not whisper and bool(transcription.get("delay")), "transcription.delay"),
        (model == "gpt-4o-transcribe-diarize" and bool(transcription.get("prompt")), "transcription.prompt"),
        (model not in WITH_LISTS and bool(transcription.get("languages")), "transcription.languages"),
        (model not in WITH_LISTS and bool(transcription.get("keywords")), "transcription.keywords"),
    ]
    for is_unfit, where in unfit:
        if is_unfit:
            return Wrong("invalid_value", f"'{at}.{where}' is not supported with the model '{model}'.", f"{at}.{where}")
    return None


def _vad(detection: _ServerVad | _SemanticVad) -> Session:
    return detection.model_dump(exclude={"create_response", "interrupt_response", "idle_timeout_ms"})


def _told(error: pydantic.ValidationError) -> Wrong:
    problem = error.errors(include_url=False, include_input=False)[0]
    path = ".".join(str(part) for part in problem["loc"] if part not in _NOT_OF_THE_PATH)
    if problem["type"].startswith("union_tag"):
        path += ".type"
    code = _CODES.get(problem["type"], "invalid_type" if problem["type"].endswith("_type") else "invalid_value")
    says = {
        "missing_required_parameter": f"Missing required parameter: '{path}'.",
        "unknown_parameter": f"Unknown parameter: '{path}'.",
        "invalid_type": f"Invalid type for '{path}'.",
    }.get(code, f"Invalid value for '{path}'.")
    return Wrong(code, says, path)
