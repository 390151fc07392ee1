"""OpenAI's speech, as a part of the stand-in for OpenAI: all of its routes, and that which speaks.

Source: OpenAI's API reference, audio speech, and the types of its own Python client. Of the formats only `pcm` and
`wav` can be made here; the others, among them the default, are refused.
"""

import base64
import json
import math
import re
import struct
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Annotated, Any, Literal, NamedTuple

import pydantic
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from agent.fakes.faults import Course, Torn
from agent.fakes.openai_chat import openai_error
from agent.fakes.openai_realtime import Transcribing, realtime
from agent.fakes.openai_transcriptions import transcription
from agent.fakes.sounds import encoded
from agent.fakes.stand_in import Handler, StandIn, send_body
from telephony.errors import SpeechUnavailable

MODELS = ("gpt-4o-mini-tts", "gpt-4o-mini-tts-2025-12-15", "tts-1", "tts-1-hd")
VOICES = (
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse",
)  # fmt: skip
HZ = 24_000
CHUNK = HZ // 10 * 2
"""Bytes: a tenth of a second."""
MADE = ("pcm", "wav")
_DEVANAGARI = re.compile(r"[\u0900-\u097F]")
_KINDS = {"pcm": "audio/pcm", "wav": "audio/wav"}


class Wrong(NamedTuple):
    """Why a request is refused."""

    status: int
    says: str
    param: str | None = None


class _OwnVoice(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    model: str
    input: Annotated[str, Field(min_length=1, max_length=4096)]
    voice: str | _OwnVoice
    instructions: Annotated[str, Field(max_length=4096)] | None = None
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: Annotated[float, Field(ge=0.25, le=4.0, strict=False)] = 1.0
    stream_format: Literal["sse", "audio"] = "audio"


def speech_routes(fake: StandIn, transcribing: Transcribing) -> Mapping[tuple[str, str], Handler]:
    """The routes of speech, both ways, for the stand-in that serves them; whoever serves them checks the key."""
    return {
        ("GET", "/v1/realtime"): partial(realtime, fake, transcribing),
        ("POST", "/v1/audio/transcriptions"): partial(transcription, fake),
        ("POST", "/v1/audio/speech"): partial(speech, fake),
    }


async def speech(fake: StandIn, request: web.Request, course: Course) -> web.StreamResponse:
    """One text that is to be spoken."""
    body = request["seen"].body
    fault = wrong(body)
    if fault is not None:
        fake.refused.append(f"{fault.status}: {fault.says}")
        return openai_error(fault.status, fault.says, param=fault.param)
    asked = _Asked.model_validate(body)
    pieces = _spoken(fake, asked)
    if asked.stream_format == "sse":
        return await send_body(request, course, _events(asked, pieces), "text/event-stream")
    return await send_body(request, course, pieces, _KINDS[asked.response_format])


def wrong(body: object) -> Wrong | None:
    """Why this is refused; None: it is not."""
    if not isinstance(body, dict):
        return Wrong(400, "We could not parse the JSON body of your request.")
    try:
        asked = _Asked.model_validate(body)
    except pydantic.ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
        param = str(problem["loc"][0])
        return Wrong(400, f"Invalid '{param}': {problem['msg']}.", param)
    cannot = f"This stand-in cannot make {asked.response_format} (mp3 is the default), only {' and '.join(MADE)}."
    faults = [
        (asked.model not in MODELS, Wrong(404, f"The model `{asked.model}` does not exist.", "model")),
        (
            isinstance(asked.voice, str) and asked.voice not in VOICES,
            Wrong(400, f"Invalid voice. Supported values are: {', '.join(VOICES)}.", "voice"),
        ),
        (
            asked.stream_format == "sse" and asked.model.startswith("tts-1"),
            Wrong(400, f"'sse' is not supported with the model '{asked.model}'.", "stream_format"),
        ),
        (asked.response_format not in MADE, Wrong(400, cannot, "response_format")),
    ]
    return next((fault for is_wrong, fault in faults if is_wrong), None)


async def _spoken(fake: StandIn, asked: _Asked) -> AsyncIterator[bytes]:
    if asked.response_format == "wav":
        yield wav_header()
    language = "hi" if _DEVANAGARI.search(asked.input) else "en"
    rest = b""
    try:
        async for piece in fake.talents.voice.speak(asked.input, language=language):
            rest += encoded(piece.audio, "pcm_s16le", hertz=HZ)
            while len(rest) >= CHUNK:
                yield rest[:CHUNK]
                rest = rest[CHUNK:]
    except SpeechUnavailable as why:
        fake.refused.append(f"500: the stand-in's own voice failed: {why}")
        raise Torn from None
    if rest:
        yield rest


async def _events(asked: _Asked, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    sound = 0
    async for piece in pieces:
        sound += len(piece)
        yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    read, written = math.ceil(len(asked.input) / 4), math.ceil(sound / HZ / 2 * 20)
    used = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    yield _event({"type": "speech.audio.done", "usage": used})


def wav_header() -> bytes:
    """Of a WAV file that is streamed: it does not say how long it is."""
    endless = 0xFFFFFFFF
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, HZ, HZ * 2, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", endless, b"WAVE") + form + struct.pack("<4sI", b"data", endless)


def _event(found: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(found)}\n\n".encode()
