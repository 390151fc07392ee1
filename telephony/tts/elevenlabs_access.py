"""How ElevenLabs is reached, and whose voice speaks: the same for its sockets and for its requests. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from telephony.audio.providers import Means
from telephony.errors import SpeechUnavailable
from telephony.tts.elevenlabs_messages import PEER
from telephony.tts.voices import VoiceIds

MODEL = "eleven_flash_v2_5"
TRIAL = "Hi."
"""Spoken by every voice when the process starts. Only a text that is spoken proves key, quota, model and voice at once:
a key may be allowed to do nothing else, and an open socket proves little. It costs three characters of the quota."""
_TAKE_LANGUAGE = frozenset({"eleven_flash_v2_5", "eleven_turbo_v2_5"})


@dataclass(frozen=True, slots=True)
class Route:
    """Whose voice, in which language."""

    voice: str
    language: str
    """ISO 639-1, as ElevenLabs is told it; empty where the model takes none."""


@dataclass(frozen=True, slots=True)
class Access:
    """To one account, for one model."""

    key: str = field(repr=False)
    url: str
    """Of the service, without a path."""
    voices: VoiceIds
    model: str = MODEL
    settings: Mapping[str, float] | None = None
    """ElevenLabs's `voice_settings`; None: as they are kept with the voice there."""

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings tell it. Raises `SpeechUnavailable`."""
        key = means.needed(PEER.key, provider=PEER.vendor).strip()
        if not (key.isascii() and key.isprintable()):
            # The libraries would quote it in their complaint.
            raise SpeechUnavailable(f"{PEER.key} holds characters that no key has; copy it again.", fault="key")
        voices = VoiceIds.parse(means.setting("ELEVENLABS_VOICE_ID"), setting="ELEVENLABS_VOICE_ID")
        return cls(key, means.setting("ELEVENLABS_URL"), voices, model or MODEL)

    def route(self, language: str) -> Route:
        """Who speaks this language, BCP 47."""
        code = language.partition("-")[0].lower() if self.model in _TAKE_LANGUAGE else ""
        return Route(self.voices.of(language), code)

    def routes(self) -> list[Route]:
        """One for each language that has a voice of its own, or the one of English."""
        return list(dict.fromkeys(map(self.route, self.voices.by_language or ("en",))))
