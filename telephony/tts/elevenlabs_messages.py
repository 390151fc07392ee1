"""What is said on ElevenLabs's sockets, and what its refusals mean. Pure.

Source: ElevenLabs's AsyncAPI document of `/v1/text-to-speech/{voice_id}/multi-stream-input`, the types of its Python
SDK 2.78, and error messages as clients have reported them. What is sent says `context_id`, what comes `contextId`.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from pydantic import AliasChoices, BaseModel, Field, StrictBool, StrictStr

from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, refused
from telephony.sockets import Peer
from telephony.tts.elevenlabs_alignments import letters_in_ms
from telephony.tts.letters import Letter

FORMAT = "ulaw_8000"
CONTEXTS = 5
"""Of one socket, at the same time."""
INACTIVITY_S = 180
"""The longest that ElevenLabs can be asked to wait for text."""
LONGEST_TEXT = 5_000
"""Letters in one request; the models take between 5,000 and 40,000."""
_NO_CONTEXTS = frozenset({"eleven_v3"})


def code_of(body: bytes) -> str:
    """The vendor's code in the body of an HTTP refusal, `{"detail": {"status": ...}}`; empty when there is none."""
    try:
        code = json.loads(body)["detail"]["status"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return code if isinstance(code, str) else ""


PEER = Peer("ElevenLabs", "ELEVENLABS_API_KEY", code_of, "ELEVENLABS_URL")


def sendable(text: str) -> str:
    """The text without what UTF-8 cannot write (halves of surrogate pairs), word for word."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def takes_contexts(model: str) -> bool:
    """Whether the model can be reached over a socket with contexts."""
    return model not in _NO_CONTEXTS


# ── said ──────────────────────────────────────────────────────────────────────


def socket_path(voice: str, *, model: str, language: str) -> str:
    """Path and query of a socket; `language`: ISO 639-1, or empty."""
    query = {
        "model_id": model,
        "output_format": FORMAT,
        # Whole sentences are sent: nothing is gained by waiting for more text.
        "auto_mode": "true",
        "sync_alignment": "true",
        "inactivity_timeout": str(INACTIVITY_S),
        **({"language_code": language} if language else {}),
    }
    return f"/v1/text-to-speech/{quote(voice, safe='')}/multi-stream-input?{urlencode(query)}"


def spoken(context: str, text: str, settings: Mapping[str, float] | None = None) -> tuple[str, str, str]:
    """The three messages that have one text spoken.

    The context is closed at once: what was asked to be flushed goes on being spoken, and only a closed context tells
    its end and gives its place back.
    """
    opening: dict[str, Any] = {"text": " ", "context_id": context}
    if settings:
        opening["voice_settings"] = dict(settings)
    return (
        json.dumps(opening),
        json.dumps({"text": f"{text} ", "context_id": context, "flush": True}),
        json.dumps({"context_id": context, "close_context": True}),
    )


CLOSE_SOCKET = json.dumps({"close_socket": True})


# ── heard ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of sound, or the end of a context, or both."""

    context: str
    audio: bytes
    letters: tuple[Letter, ...] = ()
    final: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong with one context, or, when `context` is empty, with the socket."""

    context: str
    failure: SpeechUnavailable


class _Message(BaseModel):
    context: Annotated[StrictStr | None, Field(validation_alias=AliasChoices("contextId", "context_id"))] = None
    audio: StrictStr | None = None
    final: Annotated[StrictBool | None, Field(validation_alias=AliasChoices("isFinal", "is_final"))] = None
    alignment: Any = None
    normalized: Annotated[Any, Field(validation_alias="normalizedAlignment")] = None
    error: Any = None
    code: Any = None


def read(raw: str | bytes) -> Sound | Trouble | None:
    """What a message says; None for a kind that is not known. What cannot be read is a `Trouble`."""
    try:
        return _told(_Message.model_validate_json(raw))
    except ValueError:  # of the form, or of base64
        pass
    return _unusual(raw)


def _unusual(raw: str | bytes) -> Sound | Trouble | None:
    """A message in which something is wrong, or that only a more patient reader can read."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return Trouble("", broke_off(PEER.vendor, "a message that is no JSON"))
    if not isinstance(body, dict):
        return Trouble("", broke_off(PEER.vendor, "a message that is no object"))
    try:
        return _told(_Message.model_validate(body))
    except ValueError:
        pass
    whose = body.get("contextId")
    return Trouble(whose if isinstance(whose, str) else "", broke_off(PEER.vendor, "a message of a wrong form"))


def _told(message: _Message) -> Sound | Trouble | None:
    audio = base64.b64decode(message.audio or "", validate=True)
    if message.error:
        return Trouble(message.context or "", refusal(message.error, message.code))
    if message.context is None or not (audio or message.final):
        return None
    return Sound(message.context, audio, _letters(message), final=bool(message.final))


def _letters(message: _Message) -> tuple[Letter, ...]:
    """Of the text that was sent, or, when they are not told, of the words into which it was made."""
    return letters_in_ms(message.alignment) or letters_in_ms(message.normalized)


# ── what refusals mean ────────────────────────────────────────────────────────

_STATUSES: Mapping[str, int] = {
    "invalid_api_key": 401,
    "missing_api_key": 401,
    "needs_authorization": 401,
    "invalid_authorization_header": 401,
    "quota_exceeded": 402,
    "payment_required": 402,
    "missing_permissions": 403,
    "detected_unusual_activity": 403,
    "voice_not_found": 404,
    "voice_does_not_exist": 404,
    "voice_id_does_not_exist": 404,
    "model_not_found": 404,
    "invalid_model_id": 404,
    "unsupported_model": 404,
    "model_can_not_do_text_to_speech": 404,
    "input_timeout_exceeded": 408,
    "too_many_concurrent_requests": 429,
    "concurrent_limit_exceeded": 429,
    "max_active_conversations": 429,
    "rate_limit_exceeded": 429,
    "system_busy": 429,
    "invalid_input_message": 400,
    "invalid_output_format": 400,
    "unsupported_language": 400,
    "max_character_limit_exceeded": 400,
    "text_too_long": 400,
}
"""The vendor's codes, by the HTTP status that says the same."""
_REASONS: Mapping[str, int] = {
    "quota": 402,
    "credits": 402,
    "api key": 401,
    "authoriz": 401,
    "authentic": 401,
    "permission": 403,
    "unusual activity": 403,
    "simultaneous": 429,
    "concurrent": 429,
    "within the timeout": 408,
}
"""What the reason of a close frame tells, when it holds no code."""
_CLOSE_CODES: Mapping[int, int] = {1013: 429, 3000: 401, 3003: 403, 3008: 408}


def refusal(error: Any, number: Any = None) -> SpeechUnavailable:
    """The error for a vendor's code, and the number that came with it."""
    code = error if isinstance(error, str) else ""
    status = _STATUSES.get(code)
    if status is None and isinstance(number, int) and 400 <= number < 600:
        status = number
    if status is None:
        return broke_off(PEER.vendor, "an error that is not known")
    return refused(PEER.vendor, status, key=PEER.key, code=code)


def closed(code: int | None, reason: str) -> SpeechUnavailable:
    """The error for a socket that was closed by its other end."""
    said = reason.lower()
    told = (status for tables in (_STATUSES, _REASONS) for words, status in tables.items() if words in said)
    status = next(told, _CLOSE_CODES.get(code or 0))
    if status is None:
        return broke_off(PEER.vendor, f"close code {code}" if code else "")
    return refused(PEER.vendor, status, key=PEER.key)


def refused_by_http(status: int, body: Any) -> SpeechUnavailable:
    """The error for an HTTP status with its body, bytes, text or what its JSON says."""
    code = told_by_http(body)
    return refused(PEER.vendor, _STATUSES.get(code, status), key=PEER.key, code=code)


def told_by_http(body: Any) -> str:
    """The vendor's code in the body of a refusal; empty when there is none."""
    return code_of(body if isinstance(body, bytes) else json.dumps(body, default=str).encode())
