"""What ElevenLabs accepts, and in which words it refuses. Pure.

Source: the API reference, and the types of the Python SDK 2.78.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT: Mapping[str, int] = {
    "eleven_flash_v2_5": 40_000,
    "eleven_turbo_v2_5": 40_000,
    "eleven_flash_v2": 30_000,
    "eleven_turbo_v2": 30_000,
    "eleven_multilingual_v2": 10_000,
    "eleven_multilingual_v1": 10_000,
    "eleven_monolingual_v1": 10_000,
    "eleven_v3": 5_000,
}
"""Letters that each model takes."""
NO_SOCKETS = frozenset({"eleven_v3"})
DEFAULT_MODEL = "eleven_multilingual_v2"
DEFAULT_FORMAT = "mp3_44100_128"
FORMATS = frozenset(
    {
        *(f"pcm_{hertz}" for hertz in (8000, 16000, 22050, 24000, 32000, 44100, 48000)),
        *(f"mp3_{kind}" for kind in ("22050_32", "24000_48")),
        *(f"mp3_44100_{kind}" for kind in (32, 64, 96, 128, 192)),
        *(f"opus_48000_{kind}" for kind in (32, 64, 96, 128, 192)),
        "ulaw_8000",
        "alaw_8000",
    }
)
SCHEDULE = (120, 160, 250, 290)
"""Letters that have to be there before each piece of speech is made."""
_MOST_INACTIVITY_S = 180
_BOOLEANS = {"true": True, "false": False}


class Refusal(Exception):
    """`code`: ElevenLabs's own; `status`: of HTTP."""

    def __init__(self, status: int, code: str, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.code = code
        self.why = why


@dataclass(frozen=True, slots=True)
class Asked:
    """What a socket's address, or a request, asks for."""

    model: str = DEFAULT_MODEL
    output: str = DEFAULT_FORMAT
    language: str = "en"
    auto: bool = False
    inactivity_s: float | None = None


def encoding_of(output: str) -> tuple[str, int]:
    """Encoding, as `agent.fakes.sounds` names it, and samples a second. Raises `Refusal`."""
    if output not in FORMATS:
        raise Refusal(400, "invalid_output_format", f"there is no output_format {output!r}")
    kind, _, hertz = output.partition("_")
    kinds = {"ulaw": "pcm_mulaw", "alaw": "pcm_alaw", "pcm": "pcm_s16le"}
    if kind not in kinds:
        raise Refusal(
            400, "invalid_output_format", f"this stand-in cannot make {output}; ask for ulaw_8000, alaw_8000 or pcm_*"
        )
    return kinds[kind], int(hertz)


def check_model(model: str) -> str:
    """The model. Raises `Refusal`."""
    if model not in LONGEST_TEXT:
        raise Refusal(400, "model_not_found", f"there is no model {model!r}")
    return model


def check_language(language: str) -> str:
    """ISO 639-1, or the three letters of 639-2 where there are no two. Raises `Refusal`."""
    if not re.fullmatch("[a-z]{2,3}", language):
        raise Refusal(400, "unsupported_language", f"language_code is ISO 639-1, such as hi, not {language!r}")
    return language


def socket_query(query: Iterable[tuple[str, str]], *, contexts: bool) -> Asked:
    """What the address of a socket asks for. Raises `Refusal`."""
    found: dict[str, Any] = {}
    for name, value in query:
        if name not in _QUERY:
            raise Refusal(422, "validation_error", f"unknown parameter {name!r}")
        if name in found:
            raise Refusal(422, "validation_error", f"{name!r} is there twice")
        found[name] = _QUERY[name](value)
    asked = Asked(
        found.get("model_id", DEFAULT_MODEL),
        found.get("output_format", DEFAULT_FORMAT),
        found.get("language_code", "en"),
        found.get("auto_mode", False),
        found.get("inactivity_timeout"),
    )
    encoding_of(asked.output)
    if asked.model in NO_SOCKETS:
        kind = "multi-context sockets" if contexts else "sockets"
        raise Refusal(403, "unsupported_model", f"{kind} are not available for {asked.model}")
    return asked


def _boolean(value: str) -> bool:
    if value.lower() not in _BOOLEANS:
        raise Refusal(422, "validation_error", f"{value!r} is neither true nor false")
    return _BOOLEANS[value.lower()]


def _seconds(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= _MOST_INACTIVITY_S:
        raise Refusal(422, "validation_error", f"inactivity_timeout is 1 to {_MOST_INACTIVITY_S} seconds")
    return int(value)


def _seed(value: str) -> int:
    if not value.isdecimal() or int(value) > 4_294_967_295:
        raise Refusal(422, "validation_error", "seed is 0 to 4294967295")
    return int(value)


def _normalisation(value: str) -> str:
    if value not in {"auto", "on", "off"}:
        raise Refusal(422, "validation_error", "apply_text_normalization is auto, on or off")
    return value


_QUERY: Mapping[str, Callable[[str], Any]] = {
    "model_id": check_model,
    "output_format": str,
    "language_code": check_language,
    "auto_mode": _boolean,
    "sync_alignment": _boolean,
    "enable_ssml_parsing": _boolean,
    "enable_logging": _boolean,
    "inactivity_timeout": _seconds,
    "apply_text_normalization": _normalisation,
    "seed": _seed,
    "authorization": str,
}

# ── settings and bodies ───────────────────────────────────────────────────────

_SETTINGS: Mapping[str, tuple[float, float]] = {
    "stability": (0.0, 1.0),
    "similarity_boost": (0.0, 1.0),
    "style": (0.0, 1.0),
    "speed": (0.7, 1.2),
}
_BODY: Mapping[str, type | tuple[type, ...]] = {
    "text": str,
    "model_id": str,
    "language_code": str,
    "voice_settings": dict,
    "pronunciation_dictionary_locators": list,
    "seed": int,
    "previous_text": str,
    "next_text": str,
    "previous_request_ids": list,
    "next_request_ids": list,
    "use_pvc_as_ivc": bool,
    "apply_text_normalization": str,
    "apply_language_text_normalization": bool,
}
_BODY_QUERY = frozenset({"output_format", "optimize_streaming_latency", "enable_logging"})


def check_settings(settings: Any) -> None:
    """`voice_settings`. Raises `Refusal`."""
    if not isinstance(settings, dict):
        raise Refusal(422, "validation_error", "voice_settings is an object")
    for name, value in settings.items():
        if value is None:
            continue
        if name == "use_speaker_boost":
            if not isinstance(value, bool):
                raise Refusal(422, "validation_error", f"{name} is true or false")
        elif name not in _SETTINGS:
            raise Refusal(422, "validation_error", f"unknown voice setting {name!r}")
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal(422, "validation_error", f"{name} is a number")
        elif not _SETTINGS[name][0] <= value <= _SETTINGS[name][1]:
            raise Refusal(422, "validation_error", f"{name} is {_SETTINGS[name][0]} to {_SETTINGS[name][1]}")


def check_schedule(config: Any) -> tuple[int, ...]:
    """`chunk_length_schedule` of a `generation_config`. Raises `Refusal`."""
    schedule = config.get("chunk_length_schedule", SCHEDULE) if isinstance(config, dict) else None
    if not isinstance(schedule, list | tuple) or not schedule:
        raise Refusal(422, "validation_error", "generation_config holds chunk_length_schedule, a list")
    if any(isinstance(each, bool) or not isinstance(each, int | float) or not 50 <= each <= 500 for each in schedule):
        raise Refusal(422, "validation_error", "each item of chunk_length_schedule is 50 to 500")
    return tuple(int(each) for each in schedule)


def request(query: Iterable[tuple[str, str]], body: Any) -> tuple[Asked, str]:
    """What a request asks for, and the text. Raises `Refusal`."""
    asked_for = dict(query)
    if unknown := asked_for.keys() - _BODY_QUERY:
        raise Refusal(422, "validation_error", f"unknown parameters {sorted(unknown)}")
    if not isinstance(body, dict):
        raise Refusal(422, "validation_error", "the body is a JSON object")
    for name, value in body.items():
        if name not in _BODY:
            raise Refusal(422, "validation_error", f"unknown field {name!r}")
        if value is not None and not isinstance(value, _BODY[name]):
            raise Refusal(422, "validation_error", f"{name!r} is of the wrong type")
    text = body.get("text")
    if not isinstance(text, str):
        raise Refusal(422, "validation_error", "text is missing")
    asked = Asked(
        check_model(body.get("model_id") or DEFAULT_MODEL),
        asked_for.get("output_format", DEFAULT_FORMAT),
        check_language(body.get("language_code") or "en"),
    )
    check_settings(body.get("voice_settings") or {})
    encoding_of(asked.output)
    if not text.strip():
        raise Refusal(400, "input_text_empty", "there is nothing to say")
    if len(text) > LONGEST_TEXT[asked.model]:
        raise Refusal(400, "max_character_limit_exceeded", f"{asked.model} takes {LONGEST_TEXT[asked.model]} letters")
    return asked, text
