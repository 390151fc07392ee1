"""Which queries Deepgram's two live sockets take, and which requests within them. Pure.

Sources: https://developers.deepgram.com/reference/speech-to-text-api/listen-streaming and /listen-flux, /docs/keyterm,
/docs/flux/configuration.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_TOKENS = 500
"""Of all key terms. Counted as words here: Deepgram's own count is not public."""

_MODELS = re.compile(r"(nova(-[23])?|enhanced|base|whisper)(-[a-z]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_MULTI = frozenset({"en", "es", "fr", "de", "hi", "ru", "pt", "ja", "it", "nl"})

Query = Sequence[tuple[str, str]]
Check = Callable[[str], bool]


class Refused(Exception):
    """The query is not taken. `err_code` is Deepgram's."""

    def __init__(self, why: str, err_code: str = "Bad Request") -> None:
        super().__init__(why)
        self.err_code = err_code


def _flag(value: str) -> bool:
    return value in {"true", "false"}


def _whole(least: int, most: int) -> Check:
    return lambda value: value.isdecimal() and least <= int(value) <= most


def _share(least: float, most: float) -> Check:
    return lambda value: re.fullmatch(r"\d(\.\d+)?", value) is not None and least <= float(value) <= most


def _one_of(*values: str) -> Check:
    return lambda value: value in values


def _text(value: str) -> bool:
    return bool(value.strip())


def _language(value: str) -> bool:
    return value == "multi" or _LANGUAGE.fullmatch(value) is not None


_ENCODINGS_1 = (
    *("linear16", "linear32", "flac", "alaw", "mulaw", "amr-nb", "amr-wb"),
    *("opus", "ogg-opus", "speex", "g729"),
)
_ENCODINGS_2 = ("linear16", "linear32", "mulaw", "alaw", "opus", "ogg-opus")

_V1: Mapping[str, Check] = {
    "model": _text,
    "encoding": _one_of(*_ENCODINGS_1),
    "sample_rate": _whole(8000, 192_000),
    "channels": _whole(1, 64),
    "multichannel": _flag,
    "language": _language,
    "language_hint": _language,
    "interim_results": _flag,
    "endpointing": lambda value: value == "false" or _whole(0, 60_000)(value),
    "utterance_end_ms": _whole(1, 60_000),
    "vad_events": _flag,
    "smart_format": _flag,
    "punctuate": _flag,
    "numerals": _flag,
    "dictation": _flag,
    "profanity_filter": _flag,
    "keyterm": _text,
    "keywords": _text,
    "redact": _one_of("pci", "ssn", "numbers", "true", "aggressive_numbers"),
    "detect_entities": _flag,
    "diarize": _flag,
    "diarize_model": _one_of("v1", "latest"),
    "search": _text,
    "replace": _text,
    "tag": _text,
    "extra": _text,
    "mip_opt_out": _flag,
    "version": _text,
    "callback": _text,
    "callback_method": _text,
}
_V2: Mapping[str, Check] = {
    "model": _text,
    "encoding": _one_of(*_ENCODINGS_2),
    "sample_rate": _whole(8000, 192_000),
    "eot_threshold": _share(0.5, 1.0),
    "eager_eot_threshold": _share(0.3, 0.9),
    "eot_timeout_ms": _whole(500, 60_000),
    "keyterm": _text,
    "language_hint": _language,
    "profanity_filter": _flag,
    "numerals": _flag,
    "redact": _one_of("numbers", "aggressive_numbers"),
    "mip_opt_out": _flag,
    "tag": _text,
}
_LISTS = {"keyterm", "keywords", "language_hint", "redact", "search", "replace", "tag", "extra"}
HEARD_ENCODINGS = frozenset({"mulaw", "alaw", "linear16", "linear32"})
"""Those that the stand-in can decode."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a stream was opened with. Times in milliseconds."""

    model: str
    encoding: str
    sample_rate: int
    channels: int = 1
    language: str = "en"
    interim: bool = False
    endpointing: int | None = 10
    utterance_end: int | None = None
    vad_events: bool = False
    eot: float = 0.7
    eager: float | None = None
    eot_timeout: int = 5000
    keyterms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def mixed(self) -> bool:
        """It tells the languages that it hears."""
        return self.language == "multi" or self.model == "flux-general-multi"

    @property
    def takes_keyterms(self) -> bool:
        """The model knows key terms."""
        return self.model.startswith(("nova-3", "flux-"))


def asked_of_v1(query: Query) -> Asked:
    """The query of `/v1/listen`. Raises `Refused`."""
    one = _checked(query, _V1)
    model, language = one.get("model", "base"), one.get("language", "en")
    if model.startswith("flux"):
        raise Refused(f"{model!r} is served at /v2/listen")
    if _MODELS.fullmatch(model) is None:
        raise Refused(f"No such model/language/tier combination found: {model!r}")
    keyterms = _values(query, "keyterm")
    if keyterms and not model.startswith("nova-3"):
        raise Refused("keyterm is known to Nova-3 only")
    if _values(query, "keywords") and not model.startswith("nova-2"):
        raise Refused("keywords are known to Nova-2 only")
    _few(keyterms)
    hints = _values(query, "language_hint")
    if hints and not (model.startswith("nova-3") and language == "multi"):
        raise Refused("language_hint goes with Nova-3 and language=multi only")
    if "utterance_end_ms" in one and one.get("interim_results") != "true":
        raise Refused("utterance_end_ms needs interim_results=true")
    endpointing = one.get("endpointing", "10")
    return Asked(
        **_sound(one),
        channels=int(one.get("channels", "1")),
        model=model,
        language=language,
        interim=one.get("interim_results") == "true",
        endpointing=None if endpointing == "false" else int(endpointing),
        utterance_end=int(one["utterance_end_ms"]) if "utterance_end_ms" in one else None,
        vad_events=one.get("vad_events") == "true",
        keyterms=keyterms,
        hints=hints,
    )


def asked_of_v2(query: Query) -> Asked:
    """The query of `/v2/listen`. Raises `Refused`."""
    one = _checked(query, _V2)
    model = one.get("model", "")
    if model not in {"flux-general-en", "flux-general-multi"}:
        raise Refused(f"there is no model {model!r} at /v2/listen")
    hints = _values(query, "language_hint")
    if hints and model != "flux-general-multi":
        raise Refused("language_hint goes with flux-general-multi only")
    keyterms = _values(query, "keyterm")
    _few(keyterms)
    return Asked(
        **_sound(one),
        model=model,
        eot=float(one.get("eot_threshold", "0.7")),
        eager=float(one["eager_eot_threshold"]) if "eager_eot_threshold" in one else None,
        eot_timeout=int(one.get("eot_timeout_ms", "5000")),
        keyterms=keyterms,
        hints=hints,
    )


def configured_v1(message: Mapping[str, Any], asked: Asked) -> str:
    """Why a `Configure` of the first version is not done, as a code; empty when it is. Raises `Refused`."""
    if unknown := set(message) - {"type", "keyterms", "features"}:
        raise Refused(f"Configure has no {', '.join(sorted(unknown))}")
    features = message.get("features") or {}
    if not isinstance(features, dict) or not all(isinstance(value, bool) for value in features.values()):
        raise Refused("features is an object of booleans")
    keyterms = _terms(message)
    if keyterms is not None and not asked.takes_keyterms:
        return "CONFIGURE_KEYTERMS_NOT_SUPPORTED"
    return "CONFIGURE_KEYTERM_LIMIT_EXCEEDED" if keyterms and _tokens(keyterms) > MOST_TOKENS else ""


def configured_v2(message: Mapping[str, Any], asked: Asked) -> str:
    """Why a `Configure` of the second version is not done, as a code; empty when it is. Raises `Refused`."""
    if unknown := set(message) - {"type", "thresholds", "keyterms", "language_hints", "numerals"}:
        raise Refused(f"Configure has no {', '.join(sorted(unknown))}")
    thresholds = message.get("thresholds") or {}
    if not isinstance(thresholds, dict):
        raise Refused("thresholds is an object")
    for name, value in thresholds.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if name not in {"eot_threshold", "eager_eot_threshold", "eot_timeout_ms"} or not number:
            raise Refused(f"thresholds has no {name} that is {value!r}")
        if not _V2[name](f"{value:g}"):
            return "INVALID_THRESHOLDS"
    hints = message.get("language_hints")
    if hints is not None and (
        not isinstance(hints, list) or not all(isinstance(hint, str) and hint in _MULTI for hint in hints)
    ):
        raise Refused("language_hints is a list of languages that the model knows")
    if hints and asked.model != "flux-general-multi":
        return "LANGUAGE_HINTS_NOT_SUPPORTED"
    keyterms = _terms(message)
    return "KEYTERM_LIMIT_EXCEEDED" if keyterms and _tokens(keyterms) > MOST_TOKENS else ""


def _terms(message: Mapping[str, Any]) -> list[str] | None:
    keyterms = message.get("keyterms")
    if keyterms is not None and not (isinstance(keyterms, list) and all(isinstance(term, str) for term in keyterms)):
        raise Refused("keyterms is a list of strings")
    return keyterms


def _checked(query: Query, checks: Mapping[str, Check]) -> dict[str, str]:
    one: dict[str, str] = {}
    for name, value in query:
        check = checks.get(name)
        if check is None:
            raise Refused(f"unknown query parameter {name!r}")
        if name in one and name not in _LISTS:
            raise Refused(f"{name} is given twice")
        if not check(value):
            raise Refused(f"{name} cannot be {value!r}")
        one[name] = value
    encoding = one.get("encoding")
    if encoding is not None and "sample_rate" not in one:
        raise Refused("encoding needs sample_rate")
    if encoding not in HEARD_ENCODINGS:
        raise Refused(f"this stand-in decodes {', '.join(sorted(HEARD_ENCODINGS))}, and not {encoding or 'containers'}")
    return one


def _sound(one: Mapping[str, str]) -> dict[str, Any]:
    return {"encoding": one["encoding"], "sample_rate": int(one["sample_rate"])}


def _values(query: Query, name: str) -> tuple[str, ...]:
    return tuple(value for each, value in query if each == name)


def _few(keyterms: Sequence[str]) -> None:
    if _tokens(keyterms) > MOST_TOKENS:
        raise Refused(f"keyterm: more than {MOST_TOKENS} tokens")


def _tokens(keyterms: Sequence[str]) -> int:
    return sum(len(term.split()) for term in keyterms)
