"""Those who recognise speech: one line a provider."""

from collections.abc import Mapping

from telephony.asr.port import Recogniser
from telephony.audio import providers
from telephony.audio.providers import Means

PROVIDERS: Mapping[str, str] = {
    "embedded": "telephony.asr.embedded:EmbeddedRecogniser",
    "scripted": "telephony.asr.scripted:ScriptedRecogniser",
}


def load(spec: str, means: Means) -> Recogniser:
    """The recogniser that `spec` names, `provider` or `provider:model`; not yet warmed.

    Raises `UnknownProvider` with the known names, `SpeechUnavailable` for a model that the provider does not have.
    """
    recogniser: Recogniser = providers.load(spec, means, kind="recogniser", table=PROVIDERS)
    return recogniser
