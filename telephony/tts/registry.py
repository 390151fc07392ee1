"""Those who speak: one line a provider."""

from collections.abc import Mapping

from telephony.audio import providers
from telephony.audio.providers import Means
from telephony.tts.port import Voice

PROVIDERS: Mapping[str, str] = {
    "embedded": "telephony.tts.embedded:EmbeddedVoice",
    "scripted": "telephony.tts.scripted:ScriptedVoice",
}


def load(spec: str, means: Means) -> Voice:
    """The voice that `spec` names, `provider` or `provider:model`; not yet warmed.

    Raises `UnknownProvider` with the known names, `SpeechUnavailable` for a voice that the provider does not have.
    """
    voice: Voice = providers.load(spec, means, kind="voice", table=PROVIDERS)
    return voice
