"""OpenAI's speech: one request a sentence, PCM of 24 kHz as it is made, without the times of the words.

Source: `POST /v1/audio/speech` of OpenAI's API reference, with `response_format` pcm: 16-bit, little-endian, one
channel, no header. Servers of other makers speak the same protocol.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Self
from urllib.parse import quote

from telephony.audio.providers import Means
from telephony.openai_access import SpeechAccess
from telephony.openai_rest import OpenAIRest
from telephony.refusals import broke_off
from telephony.tts.downsampling import Downsampler
from telephony.tts.port import Speech
from telephony.tts.portions import portions, sayable
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, report

MODEL = "gpt-4o-mini-tts"
HZ = 24_000
LONGEST = 4096
"""Letters of one request."""
PIECE_S = 5.0
"""The longest wait for the first, and for each next piece of the sound."""
MOST_PCM = 10 * 60 * HZ * 2
"""Bytes of one answer: what 4,096 letters sound, and twice as much."""
_WARM_UP = "Yes."
_ENCODED = ("mpeg", "mp3", "wav", "ogg", "opus", "aac", "flac", "mp4", "webm")
_LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "fr": "French",
    "gu": "Gujarati", "hi": "Hindi", "it": "Italian", "ja": "Japanese", "kn": "Kannada", "ml": "Malayalam",
    "mr": "Marathi", "nl": "Dutch", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ta": "Tamil",
    "te": "Telugu", "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip


class OpenAIVoice:
    """One model and its voices for all calls of the process. `piece_s`: the longest wait for a piece of the sound."""

    def __init__(self, access: SpeechAccess, *, model: str, voices: VoiceIds, piece_s: float = PIECE_S) -> None:
        self._rest = OpenAIRest(access, limit_s=piece_s)
        self._model = model
        self._voices = voices
        where = f"@{access.host}" if access.own_server else ""
        # The number says how the sound was asked for: kept speech of another number is not ours.
        self.name = f"openai:{model}:{voices.name}{where}/1"

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `openai`, or `openai:tts-1`. Raises `SpeechUnavailable` for want of a key."""
        voices = VoiceIds.parse(means.setting("OPENAI_VOICE"), setting="OPENAI_VOICE")
        return cls(SpeechAccess.of(means), model=model or MODEL, voices=voices)

    async def warm(self) -> None:
        """Have a word spoken: key, model and voice are tried, and a connection is open. Raises `SpeechUnavailable`."""
        async with aclosing(self.speak(_WARM_UP, language="en")) as pieces:
            async for _ in pieces:
                pass

    async def keep_warm(self) -> None:
        """Ask what the model is, so that a connection is open. Raises `SpeechUnavailable`."""
        await self._rest.ask("GET", f"/models/{quote(self._model)}")

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text as its sound comes. Closing it ends the request. Raises `SpeechUnavailable`."""
        for portion in filter(sayable, portions(text, LONGEST)):
            async with aclosing(self._spoken(portion, language)) as pieces:
                async for audio in pieces:
                    yield Speech(audio)

    async def aclose(self) -> None:
        """Close the connections; it speaks no more. Safe to call twice."""
        await self._rest.aclose()

    async def _spoken(self, text: str, language: str) -> AsyncGenerator[bytes, None]:
        report(Usage("tts", "openai", self._model, "characters", len(text)))
        downsampler = Downsampler(HZ)
        received = 0
        request = self._request(text, language)
        async with aclosing(self._rest.pieces("POST", "/audio/speech", accepts=_is_pcm, json=request)) as pieces:
            async for pcm in pieces:
                received += len(pcm)
                if received > MOST_PCM:
                    raise broke_off(self._rest.access.vendor, "its sound does not end")
                if audio := downsampler.push(pcm):
                    yield audio
        if not received:
            raise broke_off(self._rest.access.vendor, "it made no sound")
        if received % 2:
            raise broke_off(self._rest.access.vendor, "its sound ends in the middle of a sample")
        if audio := downsampler.end():
            yield audio

    def _request(self, text: str, language: str) -> dict[str, Any]:
        request = {
            "model": self._model,
            "voice": self._voices.of(language),
            "input": text,
            "response_format": "pcm",
        }
        if self._model.startswith("gpt-"):
            request["instructions"] = instructions(language)
        return request


def instructions(language: str) -> str:
    """How to speak, for the models that can be told."""
    code = language.partition("-")[0].lower()
    return f"Speak {_LANGUAGES.get(code, code)}, clear and friendly, at the pace of a telephone call."


def _is_pcm(kind: str) -> bool:
    """Neither words nor sound in another form: noise, when it is taken for samples."""
    return not (kind.startswith("text/") or "json" in kind or any(each in kind for each in _ENCODED))
