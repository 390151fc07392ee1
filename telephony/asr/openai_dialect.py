"""How OpenAI's models are told whom they listen to, and how sure they say they are. Pure.

Each model takes it in another way. Source: the parameters of `audio.transcriptions` and of realtime transcription
sessions in OpenAI's API reference.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from telephony.asr.port import Listening

PADDING_MS = 300
"""Sound before a voice that belongs to its utterance."""
MOST_HINTS = 100
LONGEST_PROMPT = 400
"""Letters. Whisper reads 224 tokens of a prompt, and a letter of Hindi may be one by itself."""
_TAKE_LISTS = ("gpt-transcribe", "gpt-live-transcribe")
_TAKE_NO_PROMPT = ("gpt-realtime-whisper", "gpt-4o-transcribe-diarize")
_DETECT_NO_VOICE = ("gpt-realtime-whisper",)
_TELL_LOGPROBS = ("gpt-4o-transcribe", "gpt-4o-mini-transcribe")


def guidance(model: str, listening: Listening) -> dict[str, str | list[str]]:
    """`language` or `languages`, and `keywords` or `prompt`: what this model takes of how to listen.

    A model that takes one language only is told none where callers may speak several: told the wrong one it would
    write down what nobody said.
    """
    languages = list(listening.languages)
    hints = [hint for hint in listening.hints if hint.strip()][:MOST_HINTS]
    guide: dict[str, str | list[str]] = {}
    if len(languages) == 1:
        guide["language"] = languages[0]
    elif model.startswith(_TAKE_LISTS):
        guide["languages"] = languages
    if hints and model.startswith(_TAKE_LISTS):
        guide["keywords"] = hints
    elif hints and not model.startswith(_TAKE_NO_PROMPT):
        guide["prompt"] = _prompt(hints)
    return guide


def detects_voice(model: str) -> bool:
    """In a realtime session it finds out by itself where an utterance ends; otherwise it has to be told."""
    return not model.startswith(_DETECT_NO_VOICE)


def tells_logprobs(model: str) -> bool:
    """It can tell how sure it is."""
    return model.startswith(_TELL_LOGPROBS) and not model.startswith(_TAKE_NO_PROMPT)


def session(model: str, listening: Listening, *, silence_ms: int) -> dict[str, Any]:
    """A realtime session as it is to be, in full. `silence_ms`: the quiet that ends an utterance."""
    detection = {
        "type": "server_vad",
        "threshold": 0.5,
        "prefix_padding_ms": PADDING_MS,
        "silence_duration_ms": silence_ms,
    }
    sound = {
        "format": {"type": "audio/pcmu"},
        "transcription": {"model": model, **guidance(model, listening)},
        "turn_detection": detection if detects_voice(model) else None,
    }
    told: dict[str, Any] = {"type": "transcription", "audio": {"input": sound}}
    if tells_logprobs(model):
        told["include"] = ["item.input_audio_transcription.logprobs"]
    return told


def form(model: str, listening: Listening) -> dict[str, str | list[str]]:
    """The fields of a transcription by REST, without the sound."""
    fields: dict[str, str | list[str]] = {"model": model, "response_format": "json"}
    for name, value in guidance(model, listening).items():
        fields[f"{name}[]" if isinstance(value, list) else name] = value
    if tells_logprobs(model):
        fields["include[]"] = ["logprobs"]
    return fields


def confidence(logprobs: Sequence[Mapping[str, Any]] | None) -> float:
    """How sure a model is of its words, 0 to 1: the mean of its tokens. One that does not tell is believed."""
    told = [each.get("logprob") for each in logprobs or () if isinstance(each, Mapping)]
    known = [value for value in told if isinstance(value, int | float) and not math.isnan(value)]
    return math.exp(min(0.0, sum(known) / len(known))) if known else 1.0


def languages(heard: object) -> tuple[str, ...]:
    """The languages that a model says it heard; none where it says nothing that can be read."""
    if not isinstance(heard, list):
        return ()
    codes = (each.get("code") for each in heard if isinstance(each, Mapping))
    return tuple(code.partition("-")[0].lower() for code in codes if isinstance(code, str) and code)


def _prompt(hints: Sequence[str]) -> str:
    prompt = ""
    for hint in hints:
        longer = f"{prompt}, {hint}" if prompt else hint
        if len(longer) > LONGEST_PROMPT:
            break
        prompt = longer
    return prompt
