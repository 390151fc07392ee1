"""OpenAI's transcription of files, as a part of the stand-in for OpenAI: `POST /v1/audio/transcriptions`.

Source: OpenAI's API reference, audio transcriptions, and the types of its own Python client.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from aiohttp import BodyPartReader, web

from agent.fakes.faults import Course
from agent.fakes.openai_chat import openai_error
from agent.fakes.openai_realtime import deltas, usage
from agent.fakes.recordings import Foreign, Unreadable, decoded
from agent.fakes.stand_in import StandIn, send_body
from agent.fakes.talents import Hearing
from telephony.audio.resample import TELEPHONE_HZ

MOST_BYTES = 25 * 1024 * 1024
LEAST_S = 0.1
EXTENSIONS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
FORMATS: Mapping[str, tuple[str, ...]] = {
    "gpt-transcribe": ("json", "text", "srt", "verbose_json", "vtt"),
    "gpt-4o-transcribe": ("json",),
    "gpt-4o-mini-transcribe": ("json",),
    "gpt-4o-mini-transcribe-2025-12-15": ("json",),
    "gpt-4o-transcribe-diarize": ("json", "text", "diarized_json"),
    "whisper-1": ("json", "text", "srt", "verbose_json", "vtt"),
}
"""The models, and what each can answer with."""
ONCE = ("model", "language", "prompt", "response_format", "temperature", "stream", "chunking_strategy")
LISTS = (
    "languages[]",
    "keywords[]",
    "include[]",
    "timestamp_granularities[]",
    "known_speaker_names[]",
    "known_speaker_references[]",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    once: Mapping[str, str]
    lists: Mapping[str, list[str]]
    file: bytes
    file_name: str

    @property
    def model(self) -> str:
        return self.once["model"]

    @property
    def format(self) -> str:
        return self.once.get("response_format", "json")

    @property
    def streams(self) -> bool:
        return self.once.get("stream") == "true" and self.model != "whisper-1"


class _Wrong(Exception):
    """Why it is refused."""

    def __init__(self, says: str, *, status: int = 400, param: str | None = None, code: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.status = status
        self.param = param
        self.code = code


async def transcription(fake: StandIn, request: web.Request, course: Course) -> web.StreamResponse:
    """One request."""
    try:
        asked = await _asked(request)
        _check(asked)
        sound = _sound(asked)
    except _Wrong as fault:
        fake.refused.append(f"{fault.status}: {fault.says}")
        return openai_error(fault.status, fault.says, param=fault.param, code=fault.code)
    text = await _heard(fake, sound, asked)
    seconds = len(sound) / TELEPHONE_HZ
    if asked.streams:
        return await send_body(request, course, _stream(asked, text, seconds), "text/event-stream")
    kind, body = _answer(asked, text, seconds)
    return await send_body(request, course, _once(body.encode()), kind)


async def _asked(request: web.Request) -> _Asked:
    if not request.content_type.startswith("multipart/"):
        raise _Wrong("Transcriptions are asked for with multipart/form-data.")
    once: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise _Wrong("Could not parse multipart form.")
            content, name = await _content(part), part.name or ""
            if part.filename is not None:
                files[name], once["file"] = content, part.filename
            else:
                _sort(name, content.decode(errors="replace"), once, lists)
    except ValueError:
        raise _Wrong("Could not parse multipart form.") from None
    for name in files:
        if name != "file":
            raise _Wrong(f"Unrecognized file supplied: {name}", param=name)
    file = files.get("file", b"")
    request["seen"].body = {**once, **lists, "file_bytes": len(file)}
    return _Asked(once, lists, file, once.get("file", ""))


async def _content(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > MOST_BYTES:
            raise _Wrong(f"Maximum content size limit ({MOST_BYTES}) exceeded.", status=413)
    return bytes(content)


def _sort(name: str, value: str, once: dict[str, str], lists: dict[str, list[str]]) -> None:
    if name in LISTS:
        lists.setdefault(name, []).append(value)
    elif name in once:
        raise _Wrong(f"Duplicate parameter: '{name}'.", param=name)
    elif name in ONCE or name.startswith("chunking_strategy["):
        once[name] = value
    else:
        raise _Wrong(f"Unrecognized request argument supplied: {name}", param=name)


def _check(asked: _Asked) -> None:
    for missing in ("model", "file"):
        if not (asked.once.get("model") if missing == "model" else asked.file_name):
            raise _Wrong(f"Missing required parameter: '{missing}'.", param=missing, code="missing_required_parameter")
    model = asked.model
    if model not in FORMATS:
        says = f"The model `{model}` does not exist or you do not have access to it."
        raise _Wrong(says, status=404, param="model", code="model_not_found")
    if asked.format not in FORMATS[model]:
        says = f"response_format '{asked.format}' is not compatible with model '{model}'. Use 'json' instead."
        raise _Wrong(says, param="response_format", code="unsupported_value")
    if asked.once.get("stream", "false") not in {"true", "false"}:
        raise _Wrong("Invalid type for 'stream': expected a boolean.", param="stream", code="invalid_type")
    try:
        cold = 0 <= float(asked.once.get("temperature", "0")) <= 1
    except ValueError:
        cold = False
    language = asked.once.get("language", "en")
    wants_times, wants_logprobs = "timestamp_granularities[]" in asked.lists, "include[]" in asked.lists
    tells_logprobs = model.startswith("gpt-4o") and model != "gpt-4o-transcribe-diarize" and asked.format == "json"
    refusals = [
        (not cold, "temperature"),
        (not _is_language(language), "language"),
        (not all(map(_is_language, asked.lists.get("languages[]", []))), "languages"),
        ("languages[]" in asked.lists and model != "gpt-transcribe", "languages"),
        ("keywords[]" in asked.lists and model != "gpt-transcribe", "keywords"),
        (bool(asked.once.get("prompt")) and model == "gpt-4o-transcribe-diarize", "prompt"),
        (wants_times and (model != "whisper-1" or asked.format != "verbose_json"), "timestamp_granularities"),
        (wants_logprobs and (asked.lists["include[]"] != ["logprobs"] or not tells_logprobs), "include"),
        (asked.once.get("chunking_strategy", "auto") != "auto", "chunking_strategy"),
    ]
    for is_wrong, param in refusals:
        if is_wrong:
            says = f"Invalid value for '{param}', or it is not supported with model '{model}'."
            raise _Wrong(says, param=param, code="invalid_value")


def _sound(asked: _Asked) -> bytes:
    if PurePath(asked.file_name).suffix.lstrip(".").lower() not in EXTENSIONS:
        raise _Wrong(f"Unrecognized file format. Supported formats: {list(EXTENSIONS)}", param="file")
    try:
        sound = decoded(asked.file)
    except Foreign as foreign:
        raise _Wrong(str(foreign), param="file") from None
    except Unreadable:
        raise _Wrong("Audio file might be corrupted or unsupported.", param="file", code="invalid_value") from None
    if len(sound) < LEAST_S * TELEPHONE_HZ:
        says = f"Audio file is too short. Minimum audio length is {LEAST_S} seconds."
        raise _Wrong(says, param="file", code="audio_too_short")
    return sound


async def _heard(fake: StandIn, sound: bytes, asked: _Asked) -> str:
    hearing = await Hearing.begin(fake.talents, language=_language(asked), end_ms=None)
    try:
        await hearing.feed(sound)
        return await hearing.finish()
    finally:
        await hearing.aclose()


def _language(asked: _Asked) -> str:
    return asked.once.get("language") or next(iter(asked.lists.get("languages[]", ["en"])))


def _is_language(code: str) -> bool:
    return len(code) in (2, 3) and code.isascii() and code.isalpha() and code.islower()


def _answer(asked: _Asked, text: str, seconds: float) -> tuple[str, str]:
    match asked.format:
        case "text":
            return "text/plain", f"{text}\n"
        case "srt":
            return "text/plain", f"1\n{_time(0, ',')} --> {_time(seconds, ',')}\n{text}\n\n"
        case "vtt":
            return "text/plain", f"WEBVTT\n\n{_time(0, '.')} --> {_time(seconds, '.')}\n{text}\n\n"
        case "verbose_json":
            about: dict[str, Any] = {"task": "transcribe", "language": _language(asked), "duration": seconds}
            wanted = asked.lists.get("timestamp_granularities[]", ["segment"])
            if "segment" in wanted:
                about["segments"] = [{"id": 0, "seek": 0, "start": 0.0, "end": seconds, "text": text}]
            if "word" in wanted:
                about["words"] = _words(text, seconds)
            used = {"type": "duration", "seconds": seconds}
            return "application/json", _json({**about, "text": text, "usage": used})
        case "diarized_json":
            segment = {"type": "transcript.text.segment", "id": "seg_0", "start": 0.0, "end": seconds, "text": text}
            told = {"task": "transcribe", "duration": seconds, "segments": [{**segment, "speaker": "A"}]}
            return "application/json", _json({**told, "text": text, "usage": usage(asked.model, seconds, text)})
    return "application/json", _json({"text": text, **_more(asked, text, seconds)})


def _words(text: str, seconds: float) -> list[dict[str, Any]]:
    """Each as long as the others."""
    words = text.split()
    each = seconds / max(len(words), 1)
    return [
        {"word": word, "start": round(at * each, 3), "end": round((at + 1) * each, 3)} for at, word in enumerate(words)
    ]


def _more(asked: _Asked, text: str, seconds: float) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if asked.model == "gpt-transcribe":
        more["languages"] = [{"code": _language(asked)}] if text else []
    if "include[]" in asked.lists:
        more["logprobs"] = [
            {"token": word, "logprob": -0.1, "bytes": list(word.encode())} for word in deltas(text, whole=False)
        ]
    return {**more, "usage": usage(asked.model, seconds, text)}


async def _stream(asked: _Asked, text: str, seconds: float) -> AsyncIterator[bytes]:
    for delta in deltas(text, whole=False):
        yield _event({"type": "transcript.text.delta", "delta": delta})
    yield _event({"type": "transcript.text.done", "text": text, **_more(asked, text, seconds)})


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _time(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


def _json(found: Mapping[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def _event(found: Mapping[str, Any]) -> bytes:
    return f"data: {_json(found)}\n\n".encode()
